import { Anchor, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiProblem, getLogEntry, proofUrl } from '../../api.ts'
import { When } from '../../ui/when.tsx'
import classes from './log-entry.module.css'

/** How often to look again while the entry waits for its checkpoint, or that for its timestamp. */
const [againMs, stampAgainMs] = [3000, 30_000]

const againAfter = (entry: Entry | undefined): number | false => {
  if (entry?.state === 'pending') return againMs
  return entry?.timestamp.state === 'pending' ? stampAgainMs : false
}

type Entry = Awaited<ReturnType<typeof getLogEntry>>

/** Where a registered work is in the transparency log, with the proof to take away. */
export function LogEntry({ registrationNumber }: { registrationNumber: string }) {
  const { t } = useTranslation()
  const { data: entry, error } = useQuery({
    queryKey: ['log-entry', registrationNumber],
    queryFn: () => getLogEntry(registrationNumber),
    refetchInterval: ({ state }) => againAfter(state.data),
    retry: false,
  })
  const isAbsent = error instanceof ApiProblem && error.status === 404
  // Where it cannot be told, nothing is said of the log: the page is about the work.
  if (!entry && !isAbsent) return null
  return (
    <section aria-labelledby="log-entry" className={classes.log} aria-live="polite">
      <Title order={2} size="h4" id="log-entry" mb="xs">
        {t('log.title')}
      </Title>
      {entry?.state === 'published' && entry.checkpoint ? (
        <>
          <Text>{t('log.published', { index: entry.index, size: entry.checkpoint.size })}</Text>
          <Text size="sm" c="dimmed">
            {t('log.signedAt')}
            {t('colon')}
            <When at={entry.checkpoint.signedAt} precision="second" />
          </Text>
          <Text size="sm" c="dimmed">
            {entry.timestamp.state === 'stamped' ? (
              <>
                {t('log.stamped', { authority: entry.timestamp.authority })}
                {t('colon')}
                <When at={entry.timestamp.at} precision="second" />
              </>
            ) : (
              t(entry.timestamp.state === 'pending' ? 'log.stampPending' : 'log.unstamped')
            )}
          </Text>
          {entry.witnesses.length > 0 && (
            <Text size="sm" c="dimmed">
              {t('log.witnessed')}
              {t('colon')}
              {entry.witnesses.map(({ name }) => name).join(', ')}
            </Text>
          )}
          <p className={classes.proof}>
            <Anchor href={proofUrl(registrationNumber)} download>
              {t('log.proof')}
            </Anchor>
          </p>
          <Text size="sm" c="dimmed">
            {t('log.words')}
          </Text>
        </>
      ) : (
        <Text>{t(isAbsent ? 'log.absent' : 'log.pending')}</Text>
      )}
    </section>
  )
}
