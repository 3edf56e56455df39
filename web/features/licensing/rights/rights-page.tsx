import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../../src/domains/accounts/contract.ts'
import { getWork } from '../../../api.ts'
import { Empty } from '../../../ui/empty.tsx'
import { ButtonLink, TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { StateMark } from '../../../ui/state-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { getWorkListing } from '../market-api.ts'
import { AvailsImport } from './avails-import.tsx'
import { GrantsSection } from './grants-section.tsx'
import { ListingForm } from './listing-form.tsx'
import { RightsMap } from './rights-map.tsx'
import classes from './rights-page.module.css'

/** Everything a seller does about one work's rights. */
export function RightsPage({ session: { actions } }: { session: SessionView }) {
  const { t } = useTranslation()
  const { workId } = useParams({ from: '/inside/works/$workId/rights' })
  const work = useQuery({ queryKey: ['rights', 'work', workId], queryFn: () => getWork(workId) })
  const listed = useQuery({ queryKey: ['rights', 'listing', workId], queryFn: () => getWorkListing(workId) })
  const mayWrite = actions.includes('rights.write')
  const error = work.error ?? listed.error
  const newest = work.data?.versions.find(({ state }) => state === 'registered') ?? work.data?.versions[0]
  const above = (
    <TextLink to="/works/$workId" params={{ workId }}>
      {newest?.title || t('works.one')}
    </TextLink>
  )
  if (!work.data || !listed.data || !newest) {
    return (
      <Page title={t('market.rights.title')} above={above}>
        {error ? <ProblemNotice error={error} /> : <Waiting words={t('market.rights.loading')} />}
      </Page>
    )
  }
  const { listing, obstacle } = listed.data
  const state = listing?.state ?? null
  return (
    <Page
      title={t('market.rights.title')}
      above={above}
      width="wide"
      lead={
        <span className={classes.lead}>
          <StateMark tone={state === 'listed' ? 'good' : 'plain'}>
            {t(state === null ? 'market.rights.notListed' : `market.rights.${state}`)}
          </StateMark>
          <span>{t('market.rights.lead')}</span>
          {listing && state === 'listed' && (
            <TextLink to="/catalogue/$id" params={{ id: listing.id }} search={{}}>
              {t('market.rights.publicPage')}
            </TextLink>
          )}
        </span>
      }
    >
      {obstacle ? (
        <Empty
          title={t('market.rights.notRegistered')}
          action={
            <ButtonLink to="/works/$workId" params={{ workId }}>
              {t('market.rights.toDraft')}
            </ButtonLink>
          }
        >
          {t('market.rights.notRegisteredWords')}
        </Empty>
      ) : (
        mayWrite && <ListingForm key={listing?.revision ?? 0} work={work.data} version={newest} listing={listing} />
      )}
      <RightsMap workId={workId} />
      <GrantsSection workId={workId} mayWrite={mayWrite} />
      {mayWrite && <AvailsImport workId={workId} />}
    </Page>
  )
}
