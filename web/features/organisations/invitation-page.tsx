import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InvitationPreview, SessionView } from '../../../src/domains/accounts/contract.ts'
import { ApiProblem, acceptInvitation, actForOrganisation, previewInvitation } from '../../api.ts'
import { Card } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { ExplainedVerificationMark } from '../../ui/verification-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import { forgetInvitation, keptInvitation } from './kept-invitation.ts'
import { isFoundable } from './roles.ts'

interface InvitationPageProps {
  session: SessionView | null
  onJoined: (answer: Awaited<ReturnType<typeof actForOrganisation>>) => void
}

const codeOf = (error: unknown) => (error instanceof ApiProblem ? error.code : '')
const isClosed = (error: unknown) =>
  ['invitation_not_found', 'invitation_closed', 'input_invalid'].includes(codeOf(error))

export function InvitationPage({ session, onJoined }: InvitationPageProps) {
  const { t } = useTranslation()
  const [token, setToken] = useState(keptInvitation)
  useEffect(() => {
    const onHash = () => window.location.hash !== '' && setToken(keptInvitation())
    window.addEventListener('hashchange', onHash)
    return () => window.removeEventListener('hashchange', onHash)
  }, [])
  const preview = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => previewInvitation(token),
    enabled: token !== '',
  })
  const closed = isClosed(preview.error)
  useEffect(() => {
    if (closed) forgetInvitation()
  }, [closed])

  if (token === '')
    return <NoInvitation title={t('invitation.missingTitle')}>{t('invitation.missingWords')}</NoInvitation>
  if (closed) return <NoInvitation title={t('invitation.closedTitle')}>{t('invitation.closedWords')}</NoInvitation>
  if (!preview.data) {
    return (
      <Page title={t('invitation.title')} width="narrow">
        {preview.isError ? (
          <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />
        ) : (
          <Waiting words={t('invitation.loading')} />
        )}
      </Page>
    )
  }
  return <OpenInvitation token={token} preview={preview.data} session={session} onJoined={onJoined} />
}

function NoInvitation({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Page title={title} width="narrow">
      <Text mb="lg">{children}</Text>
      <ButtonLink to="/">{t('invitation.toHome')}</ButtonLink>
    </Page>
  )
}

function OpenInvitation({
  token,
  preview: { organisation, role, invitedBy, expiresAt },
  session,
  onJoined,
}: InvitationPageProps & { token: string; preview: InvitationPreview }) {
  const { t } = useTranslation()
  const accept = useMutation({
    mutationFn: async () => {
      const joined = await acceptInvitation(token)
      forgetInvitation()
      return actForOrganisation(joined.id)
    },
    onSuccess: onJoined,
    onError: (error) => {
      if (isClosed(error) || codeOf(error) === 'already_member') forgetInvitation()
    },
  })
  const names = { organisation: organisation.name, role: t(`organisations.roles.${role}`) }

  if (isClosed(accept.error)) {
    return <NoInvitation title={t('invitation.closedTitle')}>{t('invitation.closedWords')}</NoInvitation>
  }
  return (
    <Page
      title={t('invitation.titleTo', { organisation: organisation.name })}
      lead={invitedBy ? t('invitation.by', { ...names, name: invitedBy }) : t('invitation.byNobody', names)}
      width="narrow"
    >
      <Card>
        <Facts
          items={[
            { name: t('organisations.kind'), value: t(`organisations.kinds.${organisation.kind}`) },
            {
              name: t('organisations.level'),
              value: isFoundable(organisation.kind) ? (
                <ExplainedVerificationMark level={organisation.verification} />
              ) : null,
            },
            { name: t('invitation.mayDo'), value: t(`organisations.roleWords.${role}`) },
            { name: t('invitation.expires'), value: <When at={expiresAt} /> },
          ]}
        />
        {accept.isError && <ProblemNotice error={accept.error} />}
        {codeOf(accept.error) === 'already_member' ? (
          <ButtonLink to="/organisation" mt="md">
            {t('invitation.toOrganisation')}
          </ButtonLink>
        ) : session ? (
          <>
            <Text mt="md" c="dimmed">
              {t('invitation.actingAs', { name: session.person.name, email: session.person.email })}
            </Text>
            <Group gap="sm" mt="md">
              <Button size="md" loading={accept.isPending} onClick={() => accept.mutate()}>
                {t('invitation.accept')}
              </Button>
              <ButtonLink to="/" size="md" variant="default" onClick={forgetInvitation}>
                {t('invitation.decline')}
              </ButtonLink>
            </Group>
          </>
        ) : (
          <>
            <Text mt="md">{t('invitation.notIn')}</Text>
            <Group gap="sm" mt="md">
              <ButtonLink to="/sign-up" search={{ next: '/invitation' }} size="md">
                {t('invitation.signUp')}
              </ButtonLink>
              <ButtonLink to="/sign-in" search={{ next: '/invitation' }} size="md" variant="default">
                {t('invitation.signIn')}
              </ButtonLink>
            </Group>
          </>
        )}
      </Card>
    </Page>
  )
}
