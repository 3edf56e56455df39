import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../../../src/domains/accounts/contract.ts'
import { Card } from '../../../ui/card.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { useSecondsLeft } from '../use-seconds-left.ts'
import { outboxQuery } from './outbox-query.ts'

const resendAfterSeconds = 60

interface LookIntoMailboxProps {
  email: string
  send: (input: { email: string; language: Language }) => Promise<unknown>
  onOther: () => void
}

/** The same words whether or not the mailbox has an account: only the mail tells. */
export function LookIntoMailbox({ email, send, onOther }: LookIntoMailboxProps) {
  const { t, i18n } = useTranslation()
  const [secondsLeft, restart] = useSecondsLeft(resendAfterSeconds)
  const [sending, setSending] = useState(false)
  const [sentAgain, setSentAgain] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const outbox = useQuery(outboxQuery)

  const again = async () => {
    setSending(true)
    setError(null)
    try {
      await send({ email, language: i18n.language === 'en' ? 'en' : 'zh-CN' })
      setSentAgain(true)
      restart()
    } catch (problem) {
      setError(problem)
    } finally {
      setSending(false)
    }
  }

  return (
    <Page title={t('accounts.mailbox.title')} width="narrow">
      <Card>
        <Stack gap="md">
          <Text>{t('accounts.mailbox.sent', { email })}</Text>
          <Text c="dimmed">{t('accounts.mailbox.missing')}</Text>
          {error !== null && <ProblemNotice error={error} />}
          <Text role="status" hidden={!sentAgain || secondsLeft === 0}>
            {sentAgain && t('accounts.mailbox.sentAgain')}
          </Text>
          <Group gap="sm">
            <Button variant="default" onClick={again} loading={sending} disabled={secondsLeft > 0}>
              {secondsLeft > 0 ? t('accounts.mailbox.againIn', { seconds: secondsLeft }) : t('accounts.mailbox.again')}
            </Button>
            <Button variant="subtle" onClick={onOther}>
              {t('accounts.mailbox.other')}
            </Button>
          </Group>
          {outbox.isSuccess && <TextLink to="/outbox">{t('accounts.mailbox.outbox')}</TextLink>}
        </Stack>
      </Card>
    </Page>
  )
}
