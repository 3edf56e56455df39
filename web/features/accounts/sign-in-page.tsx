import { PasswordInput, Text, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { signIn } from '../../api.ts'
import { TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { AccountForm } from './account-form.tsx'

export function SignInPage() {
  const { t } = useTranslation()
  const { next } = useSearch({ from: '/sign-in' })
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)
  const missing = (value: string) => (checked && value === '' ? t('accounts.required') : null)

  return (
    <Page title={t('accounts.signInTitle')} width="narrow" lead={next ? t('accounts.needed') : undefined}>
      <AccountForm
        submitWords={t('accounts.signIn')}
        next={next}
        check={() => {
          setChecked(true)
          return email !== '' && password !== ''
        }}
        send={() => signIn({ email, password })}
      >
        <TextInput
          label={t('accounts.email')}
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          error={missing(email)}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('accounts.password')}
          name="password"
          autoComplete="current-password"
          value={password}
          error={missing(password)}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('accounts.showPassword') }}
        />
      </AccountForm>
      <Text mt="lg">
        {t('accounts.noAccount')}{' '}
        <TextLink to="/sign-up" search={next ? { next } : {}}>
          {t('accounts.signUp')}
        </TextLink>
      </Text>
    </Page>
  )
}
