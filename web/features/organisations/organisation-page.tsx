import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import { PlainLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { ExplainedVerificationMark } from '../../ui/verification-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { Invitations } from './invitations.tsx'
import { Leave } from './leave.tsx'
import { Members } from './members.tsx'
import { OrganisationFacts } from './organisation-facts.tsx'
import classes from './organisation-page.module.css'
import { isFoundable } from './roles.ts'
import { useOrganisation } from './use-organisation.ts'

interface OrganisationPageProps {
  session: SessionView
  /** What one may do, or the organisation's name, is another now. */
  onChanged: () => void
  onLeft: () => void
}

/** The organisation for which one acts. */
export function OrganisationPage({ session, onChanged, onLeft }: OrganisationPageProps) {
  const { t } = useTranslation()
  const { id, role, kind } = session.organisation
  const { data: organisation, error, refetch } = useOrganisation(id)
  const may = (action: string) => session.actions.includes(action)
  if (!organisation) {
    return (
      <Page title={session.organisation.name}>
        {error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting words={t('organisations.loading')} />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={organisation.name}
      lead={
        <span className={classes.lead}>
          {isFoundable(kind) && <ExplainedVerificationMark level={organisation.verification} />}
          <span>{t(`organisations.kinds.${kind}`)}</span>
          <span>
            {t('organisations.yourRole')}
            {t('colon')}
            {t(`organisations.roles.${role}`)}
          </span>
        </span>
      }
    >
      <div className={classes.columns}>
        <div>
          <Members
            organisationId={id}
            ownPersonId={session.person.id}
            authority={may('member.change') ? role : null}
            mayHandOver={may('ownership.hand_over')}
            onHandedOver={onChanged}
          />
          {may('member.invite') && <Invitations organisationId={id} authority={role} />}
        </div>
        <aside className={classes.side} aria-label={t('organisations.more.title')}>
          <OrganisationFacts
            organisation={organisation}
            mayWrite={may('organisation.write') && (isFoundable(kind) || may('organisation.list'))}
            mayVerify={may('verification.request')}
            onSaved={onChanged}
          />
          <MoreLinks may={may} mayReadAudit={role === 'owner' || role === 'manager'} isFoundable={isFoundable(kind)} />
          <Leave organisation={session.organisation} onLeft={onLeft} />
        </aside>
      </div>
    </Page>
  )
}

interface MoreLink {
  to: '/verification' | '/tokens' | '/audit' | '/organisation/new'
  key: 'verification' | 'tokens' | 'audit' | 'found'
  search?: { scope: string }
  isOpen: boolean
}

function MoreLinks({
  may,
  mayReadAudit,
  isFoundable,
}: {
  may: (action: string) => boolean
  mayReadAudit: boolean
  isFoundable: boolean
}) {
  const { t } = useTranslation()
  const links: MoreLink[] = [
    { to: '/verification', key: 'verification', isOpen: isFoundable },
    { to: '/tokens', key: 'tokens', isOpen: may('token.read') },
    { to: '/audit', key: 'audit', search: { scope: 'organisation' }, isOpen: mayReadAudit },
    { to: '/organisation/new', key: 'found', isOpen: may('organisation.found') },
  ]
  return (
    <ul className={classes.links}>
      {links
        .filter(({ isOpen }) => isOpen)
        .map(({ to, key, search }) => (
          <li key={key}>
            <PlainLink to={to} {...(search ? { search } : {})} className={classes.link}>
              <span className={classes.linkName}>{t(`organisations.more.${key}`)}</span>
              <span className={classes.linkWords}>{t(`organisations.more.${key}Words`)}</span>
            </PlainLink>
          </li>
        ))}
    </ul>
  )
}
