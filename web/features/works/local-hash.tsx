import { Alert, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../i18n/formats.ts'
import { DropZone } from '../../ui/drop-zone.tsx'
import { sha256Of } from '../../ui/hash-file.ts'
import { HashLine } from '../../ui/hash-line.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'

type Outcome = { state: 'reading'; fraction: number } | { state: 'done'; sha256: string } | { state: 'failed' }

/** Takes the number of a file on the reader's own device and compares; nothing is sent anywhere. */
export function LocalHash({ expected }: { expected: string[] }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [outcome, setOutcome] = useState<Outcome | null>(null)

  const check = async ([file]: File[]) => {
    if (!file) return
    setOutcome({ state: 'reading', fraction: 0 })
    try {
      const sha256 = await sha256Of(file, (fraction) => setOutcome({ state: 'reading', fraction }))
      setOutcome({ state: 'done', sha256 })
    } catch {
      setOutcome({ state: 'failed' })
    }
  }

  return (
    <>
      <DropZone
        title={t('localHash.drop')}
        hint={t('localHash.hint')}
        choose={t('localHash.choose')}
        compact
        onFiles={(files) => void check(files)}
      />
      <div role="status">
        {outcome?.state === 'reading' && (
          <ProgressLine
            words={t('localHash.reading', { percent: formats.percentWhole(outcome.fraction) })}
            fraction={outcome.fraction}
            moving
          />
        )}
        {outcome?.state === 'failed' && <Text mt="sm">{t('localHash.failed')}</Text>}
        {outcome?.state === 'done' && (
          <Alert
            mt="sm"
            variant="outline"
            color={expected.includes(outcome.sha256) ? 'green' : 'seal'}
            title={expected.includes(outcome.sha256) ? t('localHash.same') : t('localHash.different')}
          >
            <HashLine name="SHA-256" value={outcome.sha256} />
          </Alert>
        )}
      </div>
    </>
  )
}
