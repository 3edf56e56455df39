import { PasswordInput, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

export const passwordLengthMin = 8
export const isWholeEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim())
export const isLongEnough = (password: string) => [...password].length >= passwordLengthMin

interface FieldProps {
  value: string
  onChange: (value: string) => void
  error?: string | null | false | undefined
  label?: string
}

export function EmailField({
  label,
  value,
  onChange,
  error,
  isUsername = false,
}: FieldProps & { isUsername?: boolean }) {
  const { t } = useTranslation()
  return (
    <TextInput
      label={label ?? t('accounts.email')}
      type="email"
      name="email"
      inputMode="email"
      autoComplete={isUsername ? 'username' : 'email'}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** `isNew`: chosen here, so browsers offer to make and to keep it. */
export function PasswordField({ label, value, onChange, error, isNew = false }: FieldProps & { isNew?: boolean }) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={label ?? t('accounts.password')}
      description={isNew ? t('accounts.passwordHint') : undefined}
      name={isNew ? 'new-password' : 'password'}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      value={value}
      error={error}
      // Mantine leaves it out on this field alone.
      aria-invalid={error ? true : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': t('accounts.showPassword') }}
    />
  )
}

interface CodeFieldProps extends FieldProps {
  label: string
  description?: string
  /** A recovery code is no one-time code that a phone could fill in. */
  isRecovery?: boolean
  /** Where the person has just asked for it. */
  takesFocus?: boolean
}

export function CodeField({
  label,
  description,
  value,
  onChange,
  error,
  isRecovery = false,
  takesFocus = false,
}: CodeFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (takesFocus) field.current?.focus()
  }, [takesFocus])
  return (
    <TextInput
      ref={field}
      label={label}
      description={description}
      name="code"
      inputMode={isRecovery ? 'text' : 'numeric'}
      autoComplete={isRecovery ? 'off' : 'one-time-code'}
      autoCapitalize="none"
      spellCheck={false}
      maxLength={40}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
