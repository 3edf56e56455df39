import { Button, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrganisationInSession, SessionView } from '../../../src/domains/accounts/contract.ts'
import { listVerifications } from '../../api.ts'
import { TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { VerificationMark } from '../../ui/verification-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { Levels } from './levels.tsx'
import { RequestForm } from './request-form.tsx'
import { RequestView } from './request-view.tsx'
import { ownRequestsKey } from './requests.ts'
import classes from './verification-page.module.css'

/** What an organisation's papers are worth to others, and how to have them checked. */
export function VerificationPage({ session: { organisation, actions } }: { session: SessionView }) {
  const { t } = useTranslation()
  const isChecked = organisation.kind === 'studio' || organisation.kind === 'buyer'
  return (
    <Page
      title={t('verifications.title')}
      lead={t('verifications.lead')}
      above={<TextLink to="/organisation">{t('organisations.title')}</TextLink>}
    >
      {isChecked ? (
        <div className={classes.columns}>
          <OwnRequests organisation={organisation} mayRequest={actions.includes('verification.request')} />
          <aside>
            <Levels current={organisation.verification} isBuyer={organisation.kind === 'buyer'} />
          </aside>
        </div>
      ) : (
        <Text>{t('verifications.notYours', { kind: t(`organisations.kinds.${organisation.kind}`) })}</Text>
      )}
    </Page>
  )
}

function OwnRequests({ organisation, mayRequest }: { organisation: OrganisationInSession; mayRequest: boolean }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const requests = useInfiniteQuery({
    queryKey: ownRequestsKey,
    queryFn: ({ pageParam }) => listVerifications(pageParam === '' ? {} : { cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })
  if (!requests.data) {
    return requests.isError ? (
      <ProblemNotice error={requests.error} onRetry={() => void requests.refetch()} />
    ) : (
      <Waiting words={t('verifications.loading')} />
    )
  }
  const [newest, ...earlier] = requests.data.pages.flatMap((page) => page.items)
  const isWaiting = newest?.state === 'waiting'
  const isNew = newest === undefined || newest.state === 'withdrawn'
  const shown = newest && newest.state !== 'withdrawn' ? newest : undefined
  const old = newest && !shown ? [newest, ...earlier] : earlier
  const mayAsk = mayRequest && !isWaiting
  return (
    <div>
      <p className={classes.current}>
        <span>{t('verifications.current')}</span>
        <VerificationMark level={organisation.verification} />
      </p>
      {shown && !asking && <RequestView request={shown} mayChange={mayRequest} />}
      {mayAsk && (isNew || asking) && (
        <RequestForm organisationId={organisation.id} legalName={organisation.name} onSent={() => setAsking(false)} />
      )}
      {mayAsk && !isNew && !asking && (
        <Button mt="lg" variant={shown?.state === 'refused' ? 'filled' : 'default'} onClick={() => setAsking(true)}>
          {t('verifications.again')}
        </Button>
      )}
      {!mayRequest && !shown && <Text>{t('verifications.onlyLeaders')}</Text>}
      {old.length > 0 && (
        <section aria-labelledby="history" className={classes.history}>
          <Title order={2} size="h4" id="history" mb="sm">
            {t('verifications.history')}
          </Title>
          {old.map((request) => (
            <RequestView key={request.id} request={request} mayChange={false} isPast />
          ))}
          {requests.hasNextPage && (
            <Button
              variant="default"
              loading={requests.isFetchingNextPage}
              onClick={() => void requests.fetchNextPage()}
            >
              {t('more')}
            </Button>
          )}
        </section>
      )}
    </div>
  )
}
