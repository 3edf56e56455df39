import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OpenSessionView } from '../../../../src/domains/accounts/contract.ts'
import { endOtherSessions, endSession } from '../../../api.ts'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { StateMark } from '../../../ui/state-mark.tsx'
import { When } from '../../../ui/when.tsx'
import { deviceName } from '../device-name.ts'
import { DoneWords } from './done-words.tsx'
import classes from './me.module.css'
import { Section } from './section.tsx'
import { useSecurityRefresh } from './security-query.ts'

export function SessionsSection({ sessions }: { sessions: OpenSessionView[] }) {
  const { t } = useTranslation()
  const refresh = useSecurityRefresh()
  const end = useMutation({
    mutationFn: async (id: string | null) => {
      await (id === null ? endOtherSessions() : endSession(id))
      await refresh()
    },
  })
  const inOrder = [...sessions].sort(
    (a, b) => Number(b.isThisOne) - Number(a.isThisOne) || b.lastSeenAt.localeCompare(a.lastSeenAt),
  )
  const others = sessions.length - 1
  return (
    <Section title={t('accounts.me.sessions.title')} words={t('accounts.me.sessions.words')}>
      <DoneWords words={end.isSuccess ? t('accounts.me.sessions.ended') : null} />
      {end.isError && <ProblemNotice error={end.error} />}
      <ul className={classes.list}>
        {inOrder.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isEnding={end.isPending && (end.variables === session.id || end.variables === null)}
            onEnd={() => end.mutate(session.id)}
          />
        ))}
      </ul>
      {others > 0 ? (
        <Button variant="default" onClick={() => end.mutate(null)} loading={end.isPending && end.variables === null}>
          {t('accounts.me.sessions.endOthers')}
        </Button>
      ) : (
        <Text c="dimmed">{t('accounts.me.sessions.alone')}</Text>
      )}
    </Section>
  )
}

interface SessionRowProps {
  session: OpenSessionView
  isEnding: boolean
  onEnd: () => void
}

function SessionRow({ session, isEnding, onEnd }: SessionRowProps) {
  const { t } = useTranslation()
  const device = deviceName(session.userAgent) ?? t('accounts.me.sessions.unknown')
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <div className={classes.main}>
          {device}
          {session.isThisOne && <StateMark tone="good">{t('accounts.me.sessions.this')}</StateMark>}
        </div>
        <div className={classes.small}>
          {[
            session.organisationName,
            session.address,
            session.hasSecondFactor ? t('accounts.me.sessions.twoFactors') : '',
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </div>
        <div className={classes.small}>
          {t('accounts.me.sessions.lastSeen')}
          <When at={session.lastSeenAt} />
        </div>
      </div>
      {!session.isThisOne && (
        <Button
          size="compact-sm"
          variant="default"
          loading={isEnding}
          aria-label={t('accounts.me.sessions.endOf', { device })}
          onClick={onEnd}
        >
          {t('accounts.me.sessions.end')}
        </Button>
      )}
    </li>
  )
}
