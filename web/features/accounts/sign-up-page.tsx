import { PasswordInput, Text, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { signUp } from '../../api.ts'
import { TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { AccountForm } from './account-form.tsx'

const passwordLengthMin = 8
const empty = { organisationName: '', name: '', email: '', password: '' }

export function SignUpPage() {
  const { t } = useTranslation()
  const { next } = useSearch({ from: '/sign-up' })
  const [form, setForm] = useState(empty)
  const [checked, setChecked] = useState(false)

  const faults = {
    organisationName: form.organisationName.trim() === '' ? t('accounts.required') : null,
    name: form.name.trim() === '' ? t('accounts.required') : null,
    email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(form.email.trim()) ? null : t('accounts.emailWrong'),
    password: [...form.password].length < passwordLengthMin ? t('accounts.passwordShort') : null,
  }
  const field = (key: keyof typeof empty) => ({
    name: key,
    value: form[key],
    error: checked ? faults[key] : null,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setForm((before) => ({ ...before, [key]: value }))
    },
  })

  return (
    <Page title={t('accounts.signUpTitle')} width="narrow" lead={t('accounts.signUpLead')}>
      <AccountForm
        submitWords={t('accounts.signUp')}
        next={next}
        check={() => {
          setChecked(true)
          return Object.values(faults).every((fault) => fault === null)
        }}
        send={() => signUp({ ...form, email: form.email.trim().toLowerCase() })}
      >
        <TextInput
          label={t('accounts.studio')}
          description={t('accounts.studioHint')}
          autoComplete="organization"
          {...field('organisationName')}
        />
        <TextInput label={t('accounts.name')} autoComplete="name" {...field('name')} />
        <TextInput label={t('accounts.email')} type="email" autoComplete="email" {...field('email')} />
        <PasswordInput
          label={t('accounts.password')}
          description={t('accounts.passwordHint')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('accounts.showPassword') }}
          {...field('password')}
        />
      </AccountForm>
      <Text mt="lg">
        {t('accounts.haveAccount')}{' '}
        <TextLink to="/sign-in" search={next ? { next } : {}}>
          {t('accounts.signIn')}
        </TextLink>
      </Text>
    </Page>
  )
}
