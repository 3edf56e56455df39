import { CloseButton, Text } from '@mantine/core'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileView } from '../../../src/domains/files/contract.ts'
import { papersMax } from '../../../src/domains/verifications/contract.ts'
import { filePosterUrl } from '../../api.ts'
import { DropZone } from '../../ui/drop-zone.tsx'
import { FieldGroup } from '../../ui/field-group.tsx'
import { Poster } from '../../ui/poster.tsx'
import { useProblemWords } from '../../ui/problem.tsx'
import { UnfinishedUploads, UploadList } from '../../ui/upload/upload-list.tsx'
import { useAcceptedUploads, useUploads } from '../../ui/upload/uploads-context.tsx'
import classes from './papers-field.module.css'
import type { usePapers } from './use-papers.ts'

interface PapersFieldProps {
  scope: string
  papers: ReturnType<typeof usePapers>
  error: string | null
  onAdd: (fileId: string) => void
  onRemove: (fileId: string) => void
}

export function PapersField({ scope, papers, error, onAdd, onRemove }: PapersFieldProps) {
  const { t } = useTranslation()
  const uploads = useUploads()
  useAcceptedUploads(
    scope,
    useCallback((fileId: string) => onAdd(fileId), [onAdd]),
  )
  return (
    <FieldGroup label={t('verifications.form.papers')} description={t('verifications.form.papersHint')}>
      {papers.length > 0 && (
        <ul className={classes.list}>
          {papers.map(({ fileId, file }) => (
            <li key={fileId} className={classes.paper}>
              <Poster
                key={file?.hasPoster ? 'ready' : 'waiting'}
                src={file?.hasPoster ? filePosterUrl(fileId) : null}
                kind="image"
                shape="small"
              />
              <div className={classes.words}>
                <span className={classes.name}>{file?.name ?? t('verifications.form.paperAsking')}</span>
                {file && <PaperState file={file} />}
              </div>
              <CloseButton
                size="lg"
                aria-label={t('verifications.form.removePaper', { name: file?.name ?? '' })}
                onClick={() => onRemove(fileId)}
              />
            </li>
          ))}
        </ul>
      )}
      <UploadList scope={scope} />
      <UnfinishedUploads scope={scope} />
      {papers.length < papersMax && (
        <DropZone
          title={papers.length === 0 ? t('verifications.form.drop') : t('verifications.form.dropMore')}
          hint={t('verifications.form.formats')}
          choose={t('verifications.form.choose')}
          accept="image/*"
          multiple
          compact
          onFiles={(files) => uploads.add(scope, files.slice(0, papersMax - papers.length))}
        />
      )}
      <Text role="alert" size="sm" c="var(--seal-text)" mt={error ? 6 : 0}>
        {error}
      </Text>
    </FieldGroup>
  )
}

function PaperState({ file }: { file: FileView }) {
  const { t } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const bad = (words: string) => (
    <Text size="sm" c="var(--seal-text)">
      {words}
    </Text>
  )
  if (file.state === 'refused' || file.state === 'failed') {
    return bad(file.refusal ? wordsForCode(file.refusal.code, file.refusal.message) : t('files.failed'))
  }
  if (file.kind !== 'image') return bad(t('verifications.form.notPicture'))
  return (
    <Text size="sm" c="dimmed">
      {t(file.state === 'ready' ? 'verifications.form.paperReady' : 'verifications.form.paperChecking')}
    </Text>
  )
}
