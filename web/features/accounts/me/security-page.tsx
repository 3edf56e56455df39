import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { AuthenticatorSection } from './authenticator-section.tsx'
import { PasskeysSection } from './passkeys-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { securityQuery } from './security-query.ts'
import { SessionsSection } from './sessions-section.tsx'

export function SecurityPage() {
  const { t } = useTranslation()
  const security = useQuery(securityQuery)
  if (security.isPending) return <Waiting words={t('accounts.me.loading')} />
  if (security.isError) return <ProblemNotice error={security.error} onRetry={() => void security.refetch()} />
  return (
    <>
      <AuthenticatorSection security={security.data} />
      <PasskeysSection passkeys={security.data.passkeys} />
      <PasswordSection />
      <SessionsSection sessions={security.data.sessions} />
    </>
  )
}
