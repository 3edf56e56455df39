import { Button, Group, Kbd, NativeSelect, Text, TextInput } from '@mantine/core'
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../../src/domains/accounts/contract.ts'
import { ClaimState, claimStates } from '../../../../src/domains/subsidies/contract.ts'
import { Empty } from '../../../ui/empty.tsx'
import { PlainLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { SingleKeysSwitch } from '../../../ui/single-keys.tsx'
import { useListKeys } from '../../../ui/use-list-keys.ts'
import { Waiting } from '../../../ui/waiting.tsx'
import { When } from '../../../ui/when.tsx'
import { batchUrl, getStatistics, listBatches, listDesk, listProgrammes } from '../api.ts'
import classes from '../claims.module.css'
import { DueWords } from '../due-words.tsx'
import { useYuan } from '../money.ts'
import { claimDeskKey, programmesKey, useBilingual } from '../words.ts'
import { Examination } from './examination.tsx'

const states: readonly ClaimState[] = claimStates.filter((state) => state !== 'draft')

/** The list beside the claim that is chosen of it; below, payments and what the year comes to. */
export function ClaimDeskPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const say = useBilingual()
  const navigate = useNavigate()
  const search = useSearch({ from: '/inside/claim-desk' })
  const state = ClaimState.safeParse(search.state).data ?? ''
  const [text, setText] = useState('')
  const [wish] = useDebouncedValue(text.trim(), 300)
  const isWide = useMediaQuery('(min-width: 960px)', true, { getInitialValueInEffect: false })
  const desk = useInfiniteQuery({
    queryKey: [...claimDeskKey, state, wish],
    queryFn: ({ pageParam }) => listDesk({ state, text: wish, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })
  const items = desk.data?.pages.flatMap((page) => page.items) ?? []
  // What was just decided has left the list, and stays in view until another is chosen.
  const chosenId = search.id ?? items[0]?.id
  const searchOf = (id: string) => ({ ...(state === '' ? {} : { state }), id })
  useListKeys((step) => {
    const next = items[items.findIndex(({ id }) => id === chosenId) + step]
    if (!next) return
    void navigate({ to: '/claim-desk', search: searchOf(next.id), replace: true }).then(() =>
      document.getElementById(`claim-${next.id}`)?.focus(),
    )
  })
  return (
    <Page title={t('claims.desk.title')} lead={t('claims.desk.lead')} width="wide">
      <div className={classes.tools}>
        <NativeSelect
          label={t('claims.desk.state')}
          value={state}
          onChange={(event) =>
            void navigate({
              to: '/claim-desk',
              search: event.currentTarget.value === '' ? {} : { state: event.currentTarget.value },
            })
          }
          data={[
            { value: '', label: t('claims.desk.all') },
            ...states.map((value) => ({ value, label: t(`claims.states.${value}`) })),
          ]}
        />
        <TextInput
          label={t('claims.desk.find')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {isWide && items.length > 1 && (
          <Group gap="md">
            <Text size="sm" c="dimmed">
              {t('claims.desk.keys')} <Kbd>j</Kbd> {t('claims.desk.keysNext')} · <Kbd>k</Kbd>{' '}
              {t('claims.desk.keysBefore')}
            </Text>
            <SingleKeysSwitch />
          </Group>
        )}
      </div>
      {desk.isPending && <Waiting words={t('claims.loading')} />}
      {desk.isError && <ProblemNotice error={desk.error} onRetry={() => void desk.refetch()} />}
      {desk.isSuccess && items.length === 0 && search.id === undefined && (
        <Empty title={t('claims.desk.emptyTitle')}>{t('claims.desk.emptyWords')}</Empty>
      )}
      {(items.length > 0 || search.id !== undefined) && (
        <div className={classes.desk}>
          <nav aria-label={t('claims.desk.list')} className={classes.deskList}>
            <ul>
              {items.map((claim) => (
                <li key={claim.id}>
                  <PlainLink
                    to="/claim-desk"
                    search={searchOf(claim.id)}
                    replace
                    resetScroll={false}
                    id={`claim-${claim.id}`}
                    className={classes.item ?? ''}
                    aria-current={claim.id === chosenId || undefined}
                  >
                    <span className={classes.name}>{claim.applicant.name}</span>
                    <span className={classes.small}>{say(claim.programmeTitle)}</span>
                    <span className={classes.small}>
                      {claim.number} · {t(`claims.states.${claim.state}`)}
                    </span>
                    <DueWords due={claim.due} />
                  </PlainLink>
                </li>
              ))}
            </ul>
            {desk.hasNextPage && (
              <Button variant="default" m="sm" onClick={() => void desk.fetchNextPage()}>
                {t('more')}
              </Button>
            )}
          </nav>
          <div className={classes.preview}>
            {chosenId !== undefined && <Examination key={chosenId} id={chosenId} session={session} />}
          </div>
        </div>
      )}
      <Batches />
      <YearTable />
    </Page>
  )
}

function Batches() {
  const { t } = useTranslation()
  const yuan = useYuan()
  const batches = useQuery({ queryKey: [...claimDeskKey, 'batches'], queryFn: listBatches })
  const items = batches.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section aria-labelledby="batches" className={classes.section}>
      <h2 id="batches">{t('claims.desk.batches')}</h2>
      <ul>
        {items.map(({ id, madeAt, totalFen, claims }) => (
          <li key={id}>
            <When at={madeAt} /> · {t('claims.desk.batch', { count: claims.length, amount: yuan(totalFen) })} ·{' '}
            <a href={batchUrl(id, 'csv')} download>
              {t('claims.desk.csv')}
            </a>{' '}
            ·{' '}
            <a href={batchUrl(id, 'xlsx')} download>
              {t('claims.desk.xlsx')}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function YearTable() {
  const { t } = useTranslation()
  const yuan = useYuan()
  const say = useBilingual()
  const year = new Date().getFullYear()
  const statistics = useQuery({ queryKey: [...claimDeskKey, 'statistics', year], queryFn: () => getStatistics(year) })
  const programmes = useQuery({ queryKey: programmesKey, queryFn: listProgrammes })
  const titleOf = (code: string) => {
    const found = programmes.data?.items.find((one) => one.code === code)
    return found ? say(found.body.title) : code
  }
  if (!statistics.data) return null
  return (
    <section aria-labelledby="statistics" className={classes.section}>
      <h2 id="statistics">{t('claims.desk.statistics', { year: String(year) })}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is moved by the keyboard too */}
      <section className={classes.scroll} tabIndex={0} aria-labelledby="statistics">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('claims.programmes.title')}</th>
              <th scope="col" className={classes.number}>
                {t('claims.desk.claimsCount')}
              </th>
              {(['reserved', 'committed', 'paid', 'receivable'] as const).map((name) => (
                <th key={name} scope="col" className={classes.number}>
                  {t(`claims.desk.accounts.${name}`)}
                </th>
              ))}
              <th scope="col" className={classes.number}>
                {t('claims.desk.poolLeft')}
              </th>
            </tr>
          </thead>
          <tbody>
            {statistics.data.items.map((one) => (
              <tr key={one.programmeCode}>
                <th scope="row">{titleOf(one.programmeCode)}</th>
                <td className={classes.number}>{one.claims}</td>
                <td className={classes.number}>{yuan(one.reservedFen)}</td>
                <td className={classes.number}>{yuan(one.committedFen)}</td>
                <td className={classes.number}>{yuan(one.paidFen)}</td>
                <td className={classes.number}>{yuan(one.receivableFen)}</td>
                <td className={classes.number}>{one.poolLeftFen === null ? '–' : yuan(one.poolLeftFen)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}
