import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { VerificationMark } from '../../../ui/verification-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { useSession } from '../session.ts'
import { EmailSection } from './email-section.tsx'
import { EraseSection } from './erase-section.tsx'
import classes from './me.module.css'
import { NameSection } from './name-section.tsx'
import { Section } from './section.tsx'
import { profileQuery } from './security-query.ts'

export function ProfilePage() {
  const { t } = useTranslation()
  const session = useSession()
  const profile = useQuery(profileQuery)
  if (profile.isPending) return <Waiting words={t('accounts.me.loading')} />
  if (profile.isError) return <ProblemNotice error={profile.error} onRetry={() => void profile.refetch()} />
  const { memberships } = profile.data
  return (
    <>
      <NameSection profile={profile.data} />
      <EmailSection email={profile.data.email} />
      <Section
        title={t('accounts.me.profile.organisationsTitle')}
        words={memberships.length > 1 && t('accounts.me.profile.organisationsWords')}
      >
        <ul className={classes.list}>
          {memberships.map(({ id, name, role, verification }) => (
            <li key={id} className={classes.row}>
              <div className={classes.what}>
                <div className={classes.main}>{name}</div>
                <div className={classes.small}>
                  {t(`organisations.roles.${role}`)}
                  {memberships.length > 1 &&
                    id === session?.organisation.id &&
                    ` · ${t('accounts.me.profile.current')}`}
                </div>
              </div>
              <VerificationMark level={verification} />
            </li>
          ))}
        </ul>
      </Section>
      <EraseSection />
    </>
  )
}
