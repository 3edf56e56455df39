import { Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requestSignUp } from '../../../api.ts'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { useStepFocus } from '../use-step-focus.ts'
import { LookIntoMailbox } from './look-into-mailbox.tsx'
import { MailRequest } from './mail-request.tsx'

export function SignUpPage() {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const [sent, setSent] = useState(false)
  useStepFocus(sent ? 'sent' : 'ask')

  if (sent) return <LookIntoMailbox email={email} send={requestSignUp} onOther={() => setSent(false)} />
  return (
    <Page title={t('accounts.signUpPage.title')} lead={t('accounts.signUpPage.lead')} width="narrow">
      <MailRequest
        submitWords={t('accounts.signUpPage.send')}
        emailBefore={email}
        send={requestSignUp}
        onSent={(to) => {
          setEmail(to)
          setSent(true)
        }}
      />
      <Text mt="lg">
        {t('accounts.haveAccount')} <TextLink to="/sign-in">{t('accounts.signIn')}</TextLink>
      </Text>
    </Page>
  )
}
