import { Alert, Button, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ApiProblem, signIn } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { Card } from '../../../ui/card.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { CodeField, EmailField, PasswordField } from '../fields.tsx'
import { browserSupportsWebAuthn, signInWithPasskey } from '../passkey.ts'
import classes from './entry.module.css'
import type { SignInAnswer } from './sign-in-answer.ts'

/** E-mail and password, or a passkey instead of both. */
export function PasswordStep({ onAnswer }: { onAnswer: (answer: SignInAnswer) => void }) {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const [checked, setChecked] = useState(false)
  const missing = (value: string) => checked && value.trim() === '' && t('accounts.required')

  const askCode = () => {
    setChecked(false)
    setCode('')
  }
  const locked = (problem: ApiProblem) =>
    problem.code === 'too_many_attempts' ? (
      <Locked waitSeconds={problem.retryAfterSeconds ?? 60} onUseCode={code === null ? askCode : undefined} />
    ) : undefined

  return (
    <Card>
      <SendForm
        submitWords={t('accounts.signIn')}
        check={() => {
          setChecked(true)
          return email.trim() !== '' && password !== '' && code?.trim() !== ''
        }}
        send={async () => {
          onAnswer(await signIn({ email: email.trim(), password, ...(code ? { code } : {}) }))
        }}
        notice={locked}
      >
        <EmailField isUsername value={email} onChange={setEmail} error={missing(email)} />
        <PasswordField value={password} onChange={setPassword} error={missing(password)} />
        {code !== null && (
          <CodeField
            takesFocus
            label={t('accounts.signInPage.code')}
            description={t('accounts.signInPage.codeHint')}
            value={code}
            onChange={setCode}
            error={missing(code)}
          />
        )}
        <Text size="sm" className={classes.aside}>
          <TextLink to="/forgot-password">{t('accounts.signInPage.forgot')}</TextLink>
        </Text>
      </SendForm>
      {browserSupportsWebAuthn() && <PasskeyEntry onAnswer={onAnswer} />}
    </Card>
  )
}

/** How long to wait, and how the owner with an authenticator comes in at once; see `signIn` of the accounts room. */
function Locked({ waitSeconds, onUseCode }: { waitSeconds: number; onUseCode: (() => void) | undefined }) {
  const { t } = useTranslation()
  const { span } = useFormats()
  const wait = waitSeconds >= 60 ? span(Math.ceil(waitSeconds / 60) * 60) : span(waitSeconds)
  return (
    <Alert role="alert" color="seal" variant="outline" title={t('accounts.signInPage.lockedTitle')}>
      <Text>{t('accounts.signInPage.lockedWords', { wait })}</Text>
      <Text mt={6}>{t('accounts.signInPage.lockedCode')}</Text>
      {onUseCode && (
        <Button variant="default" size="sm" mt="sm" onClick={onUseCode}>
          {t('accounts.signInPage.lockedUse')}
        </Button>
      )}
    </Alert>
  )
}

function PasskeyEntry({ onAnswer }: { onAnswer: (answer: SignInAnswer) => void }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const ask = async () => {
    setAsking(true)
    setError(null)
    try {
      onAnswer(await signInWithPasskey())
    } catch (problem) {
      setError(problem)
    } finally {
      setAsking(false)
    }
  }
  return (
    <>
      <div className={classes.or}>{t('accounts.signInPage.or')}</div>
      {error !== null && <ProblemNotice error={error} />}
      <Button
        variant="default"
        size="md"
        mt={error === null ? 0 : 'sm'}
        onClick={ask}
        loading={asking}
        leftSection={<IconKey size={18} aria-hidden />}
      >
        {t('accounts.signInPage.passkey')}
      </Button>
    </>
  )
}
