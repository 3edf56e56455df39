import { Text } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { homePath, useSessionChange } from '../session.ts'
import { useStepFocus } from '../use-step-focus.ts'
import { PasswordStep } from './password-step.tsx'
import { SecondFactorStep } from './second-factor-step.tsx'
import type { SignInAnswer } from './sign-in-answer.ts'

export function SignInPage() {
  const { t } = useTranslation()
  const { next, ended } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const setSession = useSessionChange()
  const [needsCode, setNeedsCode] = useState(false)
  useStepFocus(needsCode ? 'code' : 'password')

  const onAnswer = ({ session, secondFactorNeeded }: SignInAnswer) => {
    if (secondFactorNeeded) setNeedsCode(true)
    if (!session) return
    setSession({ session })
    router.history.push(next ?? homePath(session))
  }

  if (needsCode) return <SecondFactorStep onAnswer={onAnswer} onStartOver={() => setNeedsCode(false)} />
  return (
    <Page
      title={t('accounts.signInPage.title')}
      width="narrow"
      lead={ended ? t('accounts.signInPage.ended') : next ? t('accounts.signInPage.needed') : undefined}
    >
      <PasswordStep onAnswer={onAnswer} />
      <Text mt="lg">
        {t('accounts.noAccount')} <TextLink to="/sign-up">{t('accounts.signUp')}</TextLink>
      </Text>
    </Page>
  )
}
