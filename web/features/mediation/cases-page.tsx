import { Button, NativeSelect, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import type { CaseListItem } from '../../../src/domains/mediation/contract.ts'
import { getMediationNumbers, listCases } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Empty } from '../../ui/empty.tsx'
import { Facts } from '../../ui/facts.tsx'
import { ButtonLink, PlainLink, TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { toneOf } from './case/case-page.tsx'
import classes from './cases-page.module.css'

const pageSize = 100
/** What waits for the reader first, then what is due first. */
const byUrgency = (a: CaseListItem, b: CaseListItem) =>
  Number(b.isOnMe) - Number(a.isOnMe) ||
  (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999') ||
  b.id.localeCompare(a.id)

/** One's cases; for the committee its desk. */
export function CasesPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const [show, setShow] = useState<'open' | 'ended'>('open')
  const isCommittee = session.organisation.kind === 'mediation_committee'
  const mayApply = session.actions.includes('mediation.apply')
  const cases = useInfiniteQuery({
    queryKey: ['mediation', 'list', show],
    queryFn: ({ pageParam }) => listCases({ show, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: session.actions.includes('mediation.read'),
  })
  const items = (cases.data?.pages ?? []).flatMap((page) => page.items).toSorted(byUrgency)
  const apply = (
    <ButtonLink to="/mediation/new">
      {session.organisation.kind === 'department' ? t('mediation.turnOver') : t('mediation.apply')}
    </ButtonLink>
  )
  return (
    <Page
      title={isCommittee ? t('mediation.deskTitle') : t('mediation.title')}
      lead={isCommittee ? t('mediation.deskLead') : t('mediation.lead')}
      action={mayApply ? apply : undefined}
    >
      <NativeSelect
        className={classes.tools}
        size="sm"
        w={180}
        aria-label={t('mediation.show')}
        value={show}
        data={(['open', 'ended'] as const).map((value) => ({ value, label: t(`mediation.shows.${value}`) }))}
        onChange={(event) => setShow(event.currentTarget.value === 'ended' ? 'ended' : 'open')}
      />
      {cases.isLoading && <Waiting words={t('mediation.loading')} />}
      {cases.isError && <ProblemNotice error={cases.error} onRetry={() => void cases.refetch()} />}
      {cases.isSuccess && items.length === 0 && (
        <Empty title={t('mediation.emptyTitle')} action={mayApply ? apply : undefined}>
          {isCommittee ? t('mediation.emptyDesk') : t('mediation.emptyWords')}
        </Empty>
      )}
      {items.length > 0 && (
        <ul className={classes.list}>
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </ul>
      )}
      {cases.hasNextPage && (
        <Button variant="default" mt="md" loading={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {session.actions.includes('notice.read') && (
        <Text mt="xl">
          {t('mediation.orNotice')} <TextLink to="/notices">{t('mediation.notices')}</TextLink>
        </Text>
      )}
      {session.actions.includes('mediation.count') && <Numbers />}
    </Page>
  )
}

function Row({ item }: { item: CaseListItem }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <li>
      <PlainLink to="/mediation/$caseId" params={{ caseId: item.id }} className={classes.row}>
        <span>
          <strong>{item.title}</strong>
          <span className={classes.soft}>
            <span className="numbers">{item.number}</span> ·{' '}
            {t('mediation.between', { applicant: item.applicant, respondent: item.respondent })}
          </span>
        </span>
        <span>
          <StateMark tone={toneOf(item.state)}>{t(`mediation.state.${item.state}`)}</StateMark>
          <span className={classes.soft}> {item.mediator ?? ''}</span>
        </span>
        <span>
          {item.isOnMe && <span className={classes.mine}>{t('mediation.onMe')} </span>}
          {item.dueOn && (
            <span className={item.isOver ? classes.over : classes.soft}>
              {item.isOver ? `${t('mediation.overdue')} ` : ''}
              {t('mediation.dueOn', { date: formats.calendarDate(item.dueOn) })}
            </span>
          )}
        </span>
      </PlainLink>
    </li>
  )
}

function Numbers() {
  const { t } = useTranslation()
  const formats = useFormats()
  const { data } = useQuery({ queryKey: ['mediation', 'numbers'], queryFn: getMediationNumbers })
  if (!data || data.states.length === 0) return null
  const told = (count: number | 'few') => (count === 'few' ? t('mediation.few') : formats.number(count))
  return (
    <section aria-labelledby="numbers" className={classes.numbers}>
      <Title order={2} size="h4" id="numbers">
        {t('mediation.numbers')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('mediation.numbersWords')}
      </Text>
      <Facts
        items={[
          ...data.states.map(({ state, cases }) => ({ name: t(`mediation.state.${state}`), value: told(cases) })),
          { name: t('mediation.settled'), value: told(data.settled) },
        ]}
      />
    </section>
  )
}
