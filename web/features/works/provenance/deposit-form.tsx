import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DepositKind, depositKinds } from '../../../../src/domains/provenance/contract.ts'
import { DropZone } from '../../../ui/drop-zone.tsx'
import { useUploads } from '../../../ui/upload/uploads-context.tsx'
import { depositDetail, depositScope } from './deposit-upload.ts'
import classes from './deposits-section.module.css'

const noteMax = 500

/** What it is comes first, since the file is entered as soon as it has arrived. */
export function DepositForm({ workId, isFirst }: { workId: string; isFirst: boolean }) {
  const { t } = useTranslation()
  const uploads = useUploads()
  const [kind, setKind] = useState<DepositKind>('script')
  const [note, setNote] = useState('')
  return (
    <div className={classes.form}>
      <div className={classes.fields}>
        <NativeSelect
          label={t('provenance.kind')}
          value={kind}
          onChange={(event) => setKind(depositKinds.find((one) => one === event.currentTarget.value) ?? 'other')}
          data={depositKinds.map((one) => ({ value: one, label: t(`provenance.kinds.${one}`) }))}
        />
        <TextInput
          label={t('provenance.note')}
          placeholder={t('provenance.noteExample')}
          value={note}
          maxLength={noteMax}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
      <DropZone
        title={isFirst ? t('provenance.drop') : t('provenance.dropMore')}
        hint={t('provenance.dropHint')}
        choose={t('provenance.choose')}
        multiple
        compact
        onFiles={(files) => {
          uploads.add(depositScope(workId), files, depositDetail({ kind, note: note.trim() }))
          setNote('')
        }}
      />
    </div>
  )
}
