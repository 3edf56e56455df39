import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemWords } from '../../../ui/problem.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { CodeField, PasswordField } from '../fields.tsx'
import classes from './me.module.css'

interface SecretFormProps {
  submitWords: string
  send: (secret: string) => Promise<unknown>
  onCancel: () => void
  isFinal?: boolean
}

/** The password, asked again before what a borrowed session must not do. */
export function PasswordForm({ submitWords, send, onCancel, isFinal = false }: SecretFormProps) {
  const { t } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)
  return (
    <div className={classes.field}>
      <SendForm
        submitWords={submitWords}
        isFinal={isFinal}
        onCancel={{ words: t('accounts.cancel'), act: onCancel }}
        check={() => {
          setChecked(true)
          return password !== ''
        }}
        send={() => send(password)}
        atFields={['password_wrong']}
      >
        {(refused) => (
          <PasswordField
            label={t('accounts.passwordNow')}
            value={password}
            onChange={setPassword}
            error={
              (checked && password === '' && t('accounts.required')) ||
              (refused === 'password_wrong' && wordsForCode(refused))
            }
          />
        )}
      </SendForm>
    </div>
  )
}

/** A code of the authenticator. */
export function CodeForm({ label, submitWords, send, onCancel, isFinal = false }: SecretFormProps & { label: string }) {
  const { t } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const [code, setCode] = useState('')
  const [checked, setChecked] = useState(false)
  return (
    <div className={classes.field}>
      <SendForm
        submitWords={submitWords}
        isFinal={isFinal}
        onCancel={{ words: t('accounts.cancel'), act: onCancel }}
        check={() => {
          setChecked(true)
          return code.trim() !== ''
        }}
        send={() => send(code)}
        atFields={['code_wrong']}
      >
        {(refused) => (
          <CodeField
            label={label}
            value={code}
            onChange={setCode}
            error={
              (checked && code.trim() === '' && t('accounts.required')) ||
              (refused === 'code_wrong' && wordsForCode(refused))
            }
          />
        )}
      </SendForm>
    </div>
  )
}
