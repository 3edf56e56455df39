import { Button } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import { actForOrganisation, signOut } from '../../api.ts'
import { ButtonLink, PlainLink } from '../../ui/link.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { VerificationMark } from '../../ui/verification-mark.tsx'
import classes from './account-menu.module.css'
import { profileQuery } from './me/security-query.ts'
import { homePath, useSession, useSessionChange } from './session.ts'
import { useDisclosure } from './use-disclosure.ts'

export function AccountMenu() {
  const { t } = useTranslation()
  const session = useSession()
  if (session) return <OwnMenu session={session} />
  return (
    <div className={classes.entry}>
      <ButtonLink to="/sign-in" variant="subtle" size="sm">
        {t('accounts.signIn')}
      </ButtonLink>
      <ButtonLink to="/sign-up" variant="default" size="sm">
        {t('accounts.signUp')}
      </ButtonLink>
    </div>
  )
}

/** Behind a button where there is room for few words; inside the phone's menu it lies open. */
function OwnMenu({ session: { person, organisation, actions } }: { session: SessionView }) {
  const { t } = useTranslation()
  const id = useId()
  const { isOpen, setOpen, container, toggle } = useDisclosure()
  const path = useLocation({ select: ({ pathname }) => pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(() => setOpen(false), [path])

  return (
    <div ref={container} className={classes.account}>
      <button
        ref={toggle}
        type="button"
        className={classes.toggle}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <span className={classes.person}>
          <span className={classes.studio}>{organisation.name}</span>
          <span className={classes.name}>{person.name}</span>
        </span>
        <IconChevronDown size={16} aria-hidden />
      </button>
      <section id={id} aria-label={t('accounts.menu.label')} className={classes.panel} data-open={isOpen || undefined}>
        <div className={classes.who}>
          <span className={classes.studio}>{organisation.name}</span>
          <VerificationMark level={organisation.verification} />
          <span className={classes.name}>
            {person.name} · {t(`organisations.roles.${organisation.role}`)}
          </span>
        </div>
        <Switcher current={organisation.id} onDone={() => setOpen(false)} />
        <ul className={classes.links}>
          <li>
            <PlainLink to="/me" activeOptions={{ exact: true }}>
              {t('accounts.menu.profile')}
            </PlainLink>
          </li>
          <li>
            <PlainLink to="/me/security">{t('accounts.menu.security')}</PlainLink>
          </li>
          {actions.includes('organisation.read') && (
            <li>
              <PlainLink to="/organisation">{t('accounts.menu.myOrganisation')}</PlainLink>
            </li>
          )}
          {actions.includes('verification.desk') && (
            <li>
              <PlainLink to="/verifications/desk">{t('accounts.menu.desk')}</PlainLink>
            </li>
          )}
          {actions.includes('claim.write') && (
            <li>
              <PlainLink to="/claims">{t('accounts.menu.claims')}</PlainLink>
            </li>
          )}
          {actions.includes('claim.desk') && (
            <li>
              <PlainLink to="/claim-desk">{t('accounts.menu.claimDesk')}</PlainLink>
            </li>
          )}
          {actions.includes('organisation.list') && (
            <li>
              <PlainLink to="/organisations">{t('accounts.menu.organisations')}</PlainLink>
            </li>
          )}
          {actions.includes('audit.read') && (
            <li>
              <PlainLink to="/audit">{t('accounts.menu.audit')}</PlainLink>
            </li>
          )}
        </ul>
        <SignOut />
      </section>
    </div>
  )
}

/** One person in several organisations acts for one of them at a time. */
function Switcher({ current, onDone }: { current: string; onDone: () => void }) {
  const { t } = useTranslation()
  const router = useRouter()
  const setSession = useSessionChange()
  const profile = useQuery({ ...profileQuery, staleTime: 60_000 })
  const change = useMutation({
    mutationFn: actForOrganisation,
    onSuccess: (answer) => {
      setSession(answer)
      onDone()
      if (answer.session) router.history.push(homePath(answer.session))
    },
  })
  const others = profile.data?.memberships.filter(({ id }) => id !== current) ?? []
  if (others.length === 0) return null
  return (
    <div className={classes.switcher}>
      <p>{change.isPending ? t('accounts.menu.switching') : t('accounts.menu.switch')}</p>
      {change.isError && <ProblemNotice error={change.error} />}
      <ul className={classes.links}>
        {others.map(({ id, name }) => (
          <li key={id}>
            <button type="button" disabled={change.isPending} onClick={() => change.mutate(id)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function SignOut() {
  const { t } = useTranslation()
  const setSession = useSessionChange()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: '/' })
      setSession({ session: null })
    },
  })
  return (
    <>
      {leave.isError && <ProblemNotice error={leave.error} />}
      <Button variant="default" size="sm" onClick={() => leave.mutate()} loading={leave.isPending}>
        {t('accounts.signOut')}
      </Button>
    </>
  )
}
