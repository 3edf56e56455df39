import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FileView } from '../../../src/domains/files/contract.ts'
import { timecode, useFormats } from '../../i18n/formats.ts'
import { useProblemWords } from '../../ui/problem.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'

/** What is being done with a file, in words. */
export function FileState({ file }: { file: FileView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { wordsForCode } = useProblemWords()
  if (file.state === 'refused' || file.state === 'failed') {
    const words = file.refusal ? wordsForCode(file.refusal.code, file.refusal.message) : t('files.failed')
    return (
      <Text size="sm" c="var(--seal-text)" role="alert">
        {words}
      </Text>
    )
  }
  if (file.state === 'ready') return <FileFacts file={file} />
  const words = t(`files.${file.state}`, { percent: formats.percentWhole(file.progress) })
  return <ProgressLine words={words} fraction={file.progress} moving />
}

export function FileFacts({ file }: { file: FileView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const facts = [
    formats.bytes(file.sizeBytes),
    file.durationSeconds === null ? null : timecode(file.durationSeconds, 0),
    file.widthPixels && file.heightPixels ? `${file.widthPixels} × ${file.heightPixels}` : null,
  ].filter((fact) => fact !== null)
  return (
    <Text size="sm" c="dimmed">
      {file.state === 'ready' && <>{t('files.ready')} · </>}
      {facts.join(' · ')}
    </Text>
  )
}
