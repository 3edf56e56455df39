import { Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getPublicKeys } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { DropZone } from '../../ui/drop-zone.tsx'
import { Page } from '../../ui/page.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { Verdict } from './verdict.tsx'
import {
  documentKindOf,
  type HeldFile,
  heldFile,
  type Keys,
  type Outcome,
  type Verified,
  verifyDocument,
} from './verify-document.ts'
import classes from './verify-page.module.css'

/** Everything runs on the reader's device; the only request is for the public keys, and those can be one's own. */
export function VerifyPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { data: published } = useQuery({ queryKey: ['public-keys'], queryFn: getPublicKeys, retry: false })
  const [ownPolicy, setOwnPolicy] = useState('')
  const [ownAuthorities, setOwnAuthorities] = useState('')
  const [outcomes, setOutcomes] = useState<Outcome[]>([])
  const [files, setFiles] = useState<HeldFile[]>([])
  const [working, setWorking] = useState<{ name: string; fraction: number } | null>(null)
  const keys: Keys = {
    policy: ownPolicy.trim() || (published?.policy ?? ''),
    authorities: ownAuthorities.trim() || (published?.authorities ?? ''),
    issuer: published?.issuer ?? '',
  }

  const take = async (chosen: File[]) => {
    for (const file of chosen) {
      setWorking({ name: file.name, fraction: 0 })
      const kind = await documentKindOf(file)
      if (kind) {
        const outcome = await judge(file, kind, keys)
        setOutcomes((before) => [outcome, ...before])
      } else {
        const held = await heldFile(file, (fraction) => setWorking({ name: file.name, fraction }))
        setFiles((before) => [held, ...before.filter(({ sha256 }) => sha256 !== held.sha256)])
      }
    }
    setWorking(null)
  }

  return (
    <Page title={t('verify.title')} lead={t('verify.lead')} width="narrow">
      <DropZone
        title={t('verify.drop')}
        hint={t('verify.hint')}
        choose={t('verify.choose')}
        multiple
        onFiles={(chosen) => void take(chosen)}
      />
      <div role="status" className={classes.status}>
        {working && (
          <ProgressLine
            words={t('verify.reading', { name: working.name, percent: formats.percentWhole(working.fraction) })}
            fraction={working.fraction}
            moving
          />
        )}
        {outcomes.length === 0 && files.length > 0 && <Text>{t('verify.documentMissing')}</Text>}
      </div>
      <div aria-live="polite">
        {outcomes.map((outcome) => (
          <Verdict key={outcome.key} outcome={outcome} files={files} isOwnKey={ownPolicy.trim() !== ''} />
        ))}
      </div>
      <details className={classes.keys}>
        <summary>{t('verify.keys')}</summary>
        <Text c="dimmed" mb="sm">
          {t('verify.keysWords')}
        </Text>
        <Textarea
          label={t('verify.policy')}
          placeholder={published?.policy ?? ''}
          autosize
          minRows={2}
          value={ownPolicy}
          onChange={(event) => setOwnPolicy(event.currentTarget.value)}
          className={classes.key}
        />
        <Textarea
          label={t('verify.authorities')}
          placeholder="-----BEGIN CERTIFICATE-----"
          autosize
          minRows={2}
          maxRows={8}
          value={ownAuthorities}
          onChange={(event) => setOwnAuthorities(event.currentTarget.value)}
          className={classes.key}
        />
      </details>
    </Page>
  )
}

let counter = 0

async function judge(file: File, kind: Verified['kind'], keys: Keys): Promise<Outcome> {
  const known = { key: `document-${++counter}`, name: file.name }
  try {
    return { ...known, state: 'verified', verified: await verifyDocument(file, kind, keys) }
  } catch (error) {
    const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : null
    const reason = error instanceof Error ? error.message : String(error)
    return { ...known, state: 'broken', code: typeof code === 'string' ? code : 'unexpected', reason }
  }
}
