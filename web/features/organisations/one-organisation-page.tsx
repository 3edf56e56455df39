import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import { TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { Invitations } from './invitations.tsx'
import { Members } from './members.tsx'
import { OrganisationFacts } from './organisation-facts.tsx'
import { OrganisationTokens } from './tokens/organisation-tokens.tsx'
import { useOrganisation } from './use-organisation.ts'

/** Any organisation, for those who look after the platform: from outside an admin acts on its members as an owner would. */
export function OneOrganisationPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/inside/organisations/$id' })
  const { data: organisation, error, refetch } = useOrganisation(id)
  const may = (action: string) => session.actions.includes(action)
  const authority = session.organisation.id === id ? session.organisation.role : 'owner'
  const above = <TextLink to="/organisations">{t('organisations.all.back')}</TextLink>
  if (!organisation) {
    return (
      <Page title={t('organisations.all.one')} above={above}>
        {error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting words={t('organisations.loading')} />
        )}
      </Page>
    )
  }
  return (
    <Page title={organisation.name} above={above} lead={<span className="mono">{id}</span>}>
      <OrganisationFacts organisation={organisation} mayWrite={may('organisation.write')} />
      <Members
        organisationId={id}
        ownPersonId={session.person.id}
        authority={may('member.change') ? authority : null}
      />
      {may('invitation.read') && (
        <Invitations organisationId={id} authority={may('member.invite') ? authority : null} />
      )}
      {may('token.read') && <OrganisationTokens organisationId={id} />}
    </Page>
  )
}
