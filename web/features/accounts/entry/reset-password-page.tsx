import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { resetPassword } from '../../../api.ts'
import { Card } from '../../../ui/card.tsx'
import { ButtonLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { useProblemWords } from '../../../ui/problem.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { isLongEnough, PasswordField } from '../fields.tsx'
import { useLinkToken } from '../link-token.ts'
import { sessionQuery } from '../session.ts'
import { useStepFocus } from '../use-step-focus.ts'
import { LinkLostPage } from './link-lost-page.tsx'
import { linkRefused } from './link-refused.tsx'

export function ResetPasswordPage() {
  const { t } = useTranslation()
  const { wordsForCode } = useProblemWords()
  const queryClient = useQueryClient()
  const { token, forget } = useLinkToken('reset-password')
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)
  const [done, setDone] = useState(false)
  useStepFocus(done ? 'done' : 'ask')

  if (done) {
    return (
      <Page title={t('accounts.reset.doneTitle')} lead={t('accounts.reset.doneWords')} width="narrow">
        <ButtonLink to="/sign-in" size="md">
          {t('accounts.signIn')}
        </ButtonLink>
      </Page>
    )
  }
  if (!token) {
    return (
      <LinkLostPage>
        <ButtonLink to="/forgot-password">{t('accounts.confirm.newLink')}</ButtonLink>
      </LinkLostPage>
    )
  }
  return (
    <Page title={t('accounts.reset.title')} lead={t('accounts.reset.lead')} width="narrow">
      <Card>
        <SendForm
          submitWords={t('accounts.reset.submit')}
          check={() => {
            setChecked(true)
            return isLongEnough(password)
          }}
          send={async () => {
            await resetPassword({ token, password })
            forget()
            setDone(true)
            // It ended every session, so perhaps one of this browser.
            void queryClient.invalidateQueries(sessionQuery)
          }}
          atFields={['password_weak']}
          notice={(problem) => linkRefused(problem, '/forgot-password', t('accounts.confirm.newLink'))}
        >
          {(code) => (
            <PasswordField
              isNew
              label={t('accounts.passwordNew')}
              value={password}
              onChange={setPassword}
              error={
                checked && !isLongEnough(password)
                  ? t('accounts.passwordShort')
                  : code === 'password_weak' && wordsForCode(code)
              }
            />
          )}
        </SendForm>
      </Card>
    </Page>
  )
}
