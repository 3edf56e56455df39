import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requestEmailChange } from '../../../api.ts'
import { useProblemWords } from '../../../ui/problem.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { EmailField, isWholeEmail, PasswordField } from '../fields.tsx'
import { DoneWords } from './done-words.tsx'
import classes from './me.module.css'
import { Section } from './section.tsx'

export function EmailSection({ email }: { email: string }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [sentTo, setSentTo] = useState<string | null>(null)
  return (
    <Section title={t('accounts.me.profile.emailTitle')} words={email}>
      <DoneWords words={sentTo && t('accounts.me.profile.emailSent', { email: sentTo })} />
      {isOpen ? (
        <EmailChange
          onCancel={() => setOpen(false)}
          onSent={(to) => {
            setOpen(false)
            setSentTo(to)
          }}
        />
      ) : (
        <Button
          variant="default"
          onClick={() => {
            setSentTo(null)
            setOpen(true)
          }}
        >
          {t('accounts.me.profile.emailChange')}
        </Button>
      )}
    </Section>
  )
}

function EmailChange({ onCancel, onSent }: { onCancel: () => void; onSent: (email: string) => void }) {
  const { t } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)
  return (
    <div className={classes.field}>
      <SendForm
        submitWords={t('accounts.me.profile.emailSend')}
        onCancel={{ words: t('accounts.cancel'), act: onCancel }}
        check={() => {
          setChecked(true)
          return isWholeEmail(email) && password !== ''
        }}
        send={async () => {
          await requestEmailChange({ email: email.trim(), password })
          onSent(email.trim())
        }}
        atFields={['password_wrong']}
      >
        {(code) => (
          <>
            <EmailField
              label={t('accounts.me.profile.emailNew')}
              value={email}
              onChange={setEmail}
              error={checked && !isWholeEmail(email) && t('accounts.emailWrong')}
            />
            <PasswordField
              label={t('accounts.passwordNow')}
              value={password}
              onChange={setPassword}
              error={
                (checked && password === '' && t('accounts.required')) ||
                (code === 'password_wrong' && wordsForCode(code))
              }
            />
          </>
        )}
      </SendForm>
    </div>
  )
}
