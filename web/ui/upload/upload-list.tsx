import { ActionIcon, Button, CloseButton, Group, Text } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../i18n/formats.ts'
import { useProblemWords } from '../problem.tsx'
import { ProgressLine } from '../progress-line.tsx'
import classes from './upload-list.module.css'
import type { UploadItem } from './uploads.ts'
import { useUnfinishedUploads, useUploadItems, useUploads } from './uploads-context.tsx'

/** Every upload of one page that is not yet a file. */
export function UploadList({ scope }: { scope: string }) {
  const { t } = useTranslation()
  const items = useUploadItems(scope)
  const waitingWords = items.some((item) => item.state === 'reconnecting') ? t('upload.reconnecting') : ''
  return (
    <>
      <div role="status" className={classes.quiet}>
        {waitingWords}
      </div>
      {items.length > 0 && (
        <ul className={classes.list}>
          {items.map((item) => (
            <UploadRow key={item.key} item={item} />
          ))}
        </ul>
      )}
    </>
  )
}

function useUploadWords() {
  const { t } = useTranslation()
  const formats = useFormats()
  return (item: UploadItem): string => {
    const sent = formats.bytes(item.sentBytes)
    const whole = formats.bytes(item.sizeBytes)
    switch (item.state) {
      case 'waiting':
        return t('upload.waiting', { whole })
      case 'sending': {
        if (item.bytesPerSecond < 1) return t('upload.sending', { sent, whole })
        const speed = formats.bytes(item.bytesPerSecond)
        const left = formats.span((item.sizeBytes - item.sentBytes) / item.bytesPerSecond)
        return t('upload.sendingLeft', { sent, whole, speed, left })
      }
      case 'paused':
        return t('upload.paused', { sent, whole })
      case 'reconnecting':
        return t('upload.reconnecting')
      case 'accepting':
      case 'accepted':
        return t('upload.accepting')
      case 'refused':
        return t('upload.refused')
    }
  }
}

function UploadRow({ item }: { item: UploadItem }) {
  const { t } = useTranslation()
  const uploads = useUploads()
  const wordsOf = useUploadWords()
  const problems = useProblemWords()
  const fraction = item.sizeBytes === 0 ? 1 : item.sentBytes / item.sizeBytes
  const canPause = item.state === 'sending' || item.state === 'waiting' || item.state === 'reconnecting'
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <Text fw={600} className={classes.name}>
          {item.name}
        </Text>
        {item.state === 'refused' ? (
          <Text c="var(--seal-text)" size="sm" role="alert">
            {problems.wordsOf(item.error)}
          </Text>
        ) : (
          <ProgressLine words={wordsOf(item)} fraction={fraction} moving={item.state === 'sending'} />
        )}
      </div>
      <Group gap={4} wrap="nowrap">
        {canPause && (
          <ActionIcon
            variant="subtle"
            size="lg"
            aria-label={t('upload.pause', { name: item.name })}
            onClick={() => uploads.pause(item.key)}
          >
            <IconPlayerPause size={20} aria-hidden />
          </ActionIcon>
        )}
        {(item.state === 'paused' || (item.state === 'refused' && item.mayRetry)) && (
          <ActionIcon
            variant="subtle"
            size="lg"
            aria-label={t('upload.resume', { name: item.name })}
            onClick={() => uploads.resume(item.key)}
          >
            <IconPlayerPlay size={20} aria-hidden />
          </ActionIcon>
        )}
        <CloseButton
          size="lg"
          aria-label={t('upload.remove', { name: item.name })}
          onClick={() => uploads.remove(item.key)}
        />
      </Group>
    </li>
  )
}

/** What an earlier visit began: the browser may not reopen files by itself, so the person is asked for the same file. */
export function UnfinishedUploads({ scope }: { scope: string }) {
  const { t } = useTranslation()
  const { unfinished, forget } = useUnfinishedUploads(scope)
  if (unfinished.length === 0) return null
  return (
    <div className={classes.unfinished}>
      <Text size="sm">{t('upload.unfinished')}</Text>
      <ul className={classes.names}>
        {unfinished.map((upload) => (
          <li key={upload.key}>
            <span className={classes.name}>{upload.name}</span>
            <Button size="compact-sm" variant="subtle" onClick={() => forget(upload.key)}>
              {t('upload.forget')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
