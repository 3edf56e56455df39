import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePassword } from '../../../api.ts'
import { useProblemWords } from '../../../ui/problem.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { isLongEnough, PasswordField } from '../fields.tsx'
import { useSessionChange } from '../session.ts'
import { DoneWords } from './done-words.tsx'
import classes from './me.module.css'
import { Section } from './section.tsx'
import { useSecurityRefresh } from './security-query.ts'

export function PasswordSection() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [done, setDone] = useState(false)
  return (
    <Section title={t('accounts.me.passwordTitle')} words={t('accounts.me.passwordWords')}>
      <DoneWords words={done ? t('accounts.me.passwordChanged') : null} />
      {isOpen ? (
        <PasswordChange
          onCancel={() => setOpen(false)}
          onDone={() => {
            setOpen(false)
            setDone(true)
          }}
        />
      ) : (
        <Button
          variant="default"
          onClick={() => {
            setDone(false)
            setOpen(true)
          }}
        >
          {t('accounts.me.passwordChange')}
        </Button>
      )}
    </Section>
  )
}

function PasswordChange({ onCancel, onDone }: { onCancel: () => void; onDone: () => void }) {
  const { t } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const setSession = useSessionChange()
  const refresh = useSecurityRefresh()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)
  return (
    <div className={classes.field}>
      <SendForm
        submitWords={t('accounts.me.passwordChange')}
        onCancel={{ words: t('accounts.cancel'), act: onCancel }}
        check={() => {
          setChecked(true)
          return current !== '' && isLongEnough(password)
        }}
        send={async () => {
          setSession(await changePassword({ current, password }))
          void refresh()
          onDone()
        }}
        atFields={['password_wrong', 'password_weak']}
      >
        {(code) => (
          <>
            <PasswordField
              label={t('accounts.passwordNow')}
              value={current}
              onChange={setCurrent}
              error={
                (checked && current === '' && t('accounts.required')) ||
                (code === 'password_wrong' && wordsForCode(code))
              }
            />
            <PasswordField
              isNew
              label={t('accounts.passwordNew')}
              value={password}
              onChange={setPassword}
              error={
                (checked && !isLongEnough(password) && t('accounts.passwordShort')) ||
                (code === 'password_weak' && wordsForCode(code))
              }
            />
          </>
        )}
      </SendForm>
    </div>
  )
}
