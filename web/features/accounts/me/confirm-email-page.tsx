import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { confirmEmail } from '../../../api.ts'
import { ButtonLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { LinkLostPage } from '../entry/link-lost-page.tsx'
import { useLinkToken } from '../link-token.ts'
import { sessionQuery } from '../session.ts'
import { profileQuery } from './security-query.ts'

/** Opened from the mail; the link counts only for whoever asked for it, so they sign in first. */
export function ConfirmEmailPage() {
  const { t } = useTranslation()
  const session = useQuery(sessionQuery)
  const queryClient = useQueryClient()
  const { token, forget } = useLinkToken('confirm-email')
  const asked = useRef(false)
  const confirm = useMutation({
    mutationFn: confirmEmail,
    onSuccess: (profile) => {
      queryClient.setQueryData(profileQuery.queryKey, profile)
      void queryClient.invalidateQueries(sessionQuery)
    },
    onSettled: forget,
  })
  const isSignedIn = Boolean(session.data?.session)
  const { mutate } = confirm
  useEffect(() => {
    if (!token || !isSignedIn || asked.current) return
    asked.current = true
    mutate(token)
  }, [token, isSignedIn, mutate])

  if (!token) {
    return (
      <LinkLostPage>
        <ButtonLink to="/me">{t('accounts.me.email.back')}</ButtonLink>
      </LinkLostPage>
    )
  }
  if (session.data && !isSignedIn) {
    return (
      <Page title={t('accounts.me.email.title')} lead={t('accounts.me.email.signIn')} width="narrow">
        <ButtonLink to="/sign-in" search={{ next: '/confirm-email' }}>
          {t('accounts.signIn')}
        </ButtonLink>
      </Page>
    )
  }
  return (
    <Page title={confirm.isError ? t('accounts.me.email.failed') : t('accounts.me.email.title')} width="narrow">
      {confirm.isSuccess ? (
        <p role="status">{t('accounts.me.email.doneWords', { email: confirm.data.email })}</p>
      ) : confirm.isError ? (
        <ProblemNotice error={confirm.error} />
      ) : (
        <Waiting words={t('accounts.me.email.waiting')} />
      )}
      {!confirm.isPending && (
        <ButtonLink to="/me" variant="default" mt="lg">
          {t('accounts.me.email.back')}
        </ButtonLink>
      )}
    </Page>
  )
}
