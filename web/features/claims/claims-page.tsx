import { Button, NativeSelect, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import type { Eligibility, ProgrammeView, WindowView } from '../../../src/domains/subsidies/contract.ts'
import { listWorks } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink, PlainLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { checkEligibility, listClaims, listProgrammes, startClaim } from './api.ts'
import classes from './claims.module.css'
import { DueWords } from './due-words.tsx'
import { useYuan } from './money.ts'
import { claimsKey, kindOf, programmesKey, stateTones, useBilingual } from './words.ts'

/** One's own claims, and above them what can be claimed now. */
export function ClaimsPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const yuan = useYuan()
  const say = useBilingual()
  const claims = useInfiniteQuery({
    queryKey: [...claimsKey, 'own'],
    queryFn: ({ pageParam }) => listClaims(pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })
  const programmes = useQuery({ queryKey: programmesKey, queryFn: listProgrammes })
  const open = (programmes.data?.items ?? []).flatMap((programme) =>
    programme.windows.filter(({ isOpen }) => isOpen).map((window) => ({ programme, window })),
  )
  const items = claims.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page title={t('claims.title')} lead={t('claims.lead')}>
      {session.actions.includes('claim.write') && open.length > 0 && <Begin open={open} />}
      <section aria-label={t('claims.title')} className={classes.section}>
        {claims.isPending && <Waiting words={t('claims.loading')} />}
        {claims.isError && <ProblemNotice error={claims.error} onRetry={() => void claims.refetch()} />}
        {claims.isSuccess && items.length === 0 && (
          <Empty
            title={t('claims.emptyTitle')}
            action={<ButtonLink to="/programmes">{t('claims.seeProgrammes')}</ButtonLink>}
          >
            {t('claims.emptyWords')}
          </Empty>
        )}
        <ul className={classes.list}>
          {items.map((claim) => (
            <li key={claim.id}>
              <PlainLink to="/claims/$claimId" params={{ claimId: claim.id }} className={classes.row ?? ''}>
                <span className={classes.name}>{say(claim.programmeTitle)}</span>
                <span className={classes.number}>{claim.amountFen === null ? '' : yuan(claim.amountFen)}</span>
                <span className={classes.small}>
                  {claim.number ?? t('claims.noNumber')} · <DueWords due={claim.due} />
                </span>
                <StateMark tone={stateTones[claim.state]}>{t(`claims.states.${claim.state}`)}</StateMark>
              </PlainLink>
            </li>
          ))}
        </ul>
        {claims.hasNextPage && (
          <Button variant="default" mt="md" onClick={() => void claims.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </section>
    </Page>
  )
}

/** Whether it can be claimed, and up to how much, before anything is filled in. */
function Begin({ open }: { open: { programme: ProgrammeView; window: WindowView }[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const say = useBilingual()
  const [windowId, setWindowId] = useState(open[0]?.window.id ?? '')
  const [workId, setWorkId] = useState('')
  const chosen = open.find(({ window }) => window.id === windowId) ?? open[0]
  const works = useQuery({ queryKey: ['works', 'registered'], queryFn: () => listWorks({ limit: 100 }) })
  const answer = useQuery({
    queryKey: [...claimsKey, 'eligibility', windowId, workId],
    queryFn: () => checkEligibility(windowId, workId),
  })
  const start = useMutation({
    mutationFn: () => startClaim(windowId),
    onSuccess: ({ id }) => navigate({ to: '/claims/$claimId', params: { claimId: id } }),
  })
  if (!chosen) return null
  const registered = works.data?.items.filter(({ registrationNumber }) => registrationNumber !== null) ?? []
  return (
    <Card tone="warm">
      <Title order={2} size="h4" mb="sm">
        {t('claims.eligibility.title')}
      </Title>
      <div className={classes.fields}>
        <NativeSelect
          label={t('claims.programmes.title')}
          value={windowId}
          onChange={(event) => setWindowId(event.currentTarget.value)}
          data={open.map(({ programme, window }) => ({
            value: window.id,
            label: `${say(programme.body.title)} · ${window.year}`,
          }))}
        />
        {chosen.programme.body.subject === 'work' && (
          <NativeSelect
            label={t('claims.eligibility.work')}
            value={workId}
            onChange={(event) => setWorkId(event.currentTarget.value)}
            data={[
              { value: '', label: t('claims.eligibility.anyWork') },
              ...registered.map(({ id, title }) => ({ value: id, label: title })),
            ]}
          />
        )}
      </div>
      {answer.isError && <ProblemNotice error={answer.error} />}
      {answer.data && <Answer answer={answer.data} programme={chosen.programme} />}
      {start.isError && <ProblemNotice error={start.error} />}
      <Button mt="md" size="md" loading={start.isPending} onClick={() => start.mutate()}>
        {t('claims.start')}
      </Button>
    </Card>
  )
}

function Answer({ answer, programme }: { answer: Eligibility; programme: ProgrammeView }) {
  const { t } = useTranslation()
  const yuan = useYuan()
  const say = useBilingual()
  const formats = useFormats()
  const wordsOf = ({ code, grounds }: Eligibility['because'][number]): string => {
    const text = (name: string) => String(grounds[name] ?? '')
    const fen = (name: string) => yuan(Number(grounds[name] ?? 0))
    const level = (name: string) => {
      const known = (['self_declared', 'documents_checked', 'official_registration'] as const).find(
        (one) => one === grounds[name],
      )
      return known ? t(`claims.programmes.verification.${known}`) : ''
    }
    if (code === 'window') {
      return t('claims.eligibility.window', {
        opensOn: formats.calendarDate(text('opensOn')),
        closesOn: formats.calendarDate(text('closesOn')),
      })
    }
    if (code === 'verification')
      return t('claims.eligibility.verification', { needed: level('needed'), has: level('has') })
    if (code === 'country') return t('claims.eligibility.country', { needed: formats.countryName(text('needed')) })
    if (code === 'bar') {
      return t('claims.eligibility.bar', {
        authority: text('authority'),
        reference: text('reference'),
        until: text('until'),
      })
    }
    if (code === 'work') return t('claims.eligibility.ownWork', { title: text('title') })
    if (code === 'cap' || code === 'pool')
      return t(`claims.eligibility.${code}`, { cap: fen('capFen'), left: fen('leftFen') })
    const kind = say(kindOf(programme.body, text('kind')))
    return code === 'share'
      ? t('claims.eligibility.share', {
          kind,
          percent: formats.percent(Number(grounds.shareBasisPoints ?? 0) / 10_000),
        })
      : t('claims.eligibility.result', { kind, amount: fen('amountFen') })
  }
  return (
    <div role="status">
      <Text fw={650} size="lg" mt="md">
        {answer.isEligible ? t('claims.eligibility.yes', { amount: yuan(answer.upToFen) }) : t('claims.eligibility.no')}
      </Text>
      <details open={!answer.isEligible}>
        <summary>{t('claims.eligibility.because')}</summary>
        <ul>
          {answer.because.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only read
            <li key={i}>
              {wordsOf(one)}{' '}
              <StateMark tone={one.isMet ? 'good' : 'bad'}>
                {t(one.isMet ? 'claims.eligibility.met' : 'claims.eligibility.unmet')}
              </StateMark>
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}
