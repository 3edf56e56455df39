import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkKind } from '../../../../src/domains/works/contract.ts'
import { listRegistry, registryPosterUrl } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { Empty } from '../../../ui/empty.tsx'
import { PlainLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { Poster } from '../../../ui/poster.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { VerificationMark } from '../../../ui/verification-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { When } from '../../../ui/when.tsx'
import classes from './registry-page.module.css'

const kinds: WorkKind[] = ['micro_drama', 'video', 'image', 'audio', 'text']

export function RegistryPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const navigate = useNavigate()
  const search = useSearch({ from: '/registry' })
  const query = search.query ?? ''
  const kind = kinds.find((known) => known === search.kind)
  const [typed, setTyped] = useState(query)
  useEffect(() => setTyped(query), [query])

  const entries = useInfiniteQuery({
    queryKey: ['registry', 'list', query, kind ?? ''],
    queryFn: ({ pageParam }) =>
      listRegistry({ query, ...(kind ? { kind } : {}), ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const items = entries.data?.pages.flatMap((page) => page.items) ?? []
  const show = (next: { query: string; kind: string | undefined }) =>
    navigate({
      to: '/registry',
      search: { ...(next.query === '' ? {} : { query: next.query }), ...(next.kind ? { kind: next.kind } : {}) },
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void show({ query: typed.trim(), kind })
  }

  return (
    <Page title={t('registry.title')} lead={t('registry.lead')}>
      <search>
        <form onSubmit={submit} className={classes.search}>
          <TextInput
            type="search"
            className={classes.query}
            aria-label={t('home.searchLabel')}
            placeholder={t('home.searchExample')}
            leftSection={<IconSearch size={18} aria-hidden />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <NativeSelect
            aria-label={t('registry.kind')}
            value={kind ?? ''}
            onChange={(event) => void show({ query: typed.trim(), kind: event.currentTarget.value })}
            data={[
              { value: '', label: t('registry.allKinds') },
              ...kinds.map((value) => ({ value, label: t(`works.kinds.${value}`) })),
            ]}
          />
          <Button type="submit" size="md">
            {t('home.search')}
          </Button>
        </form>
      </search>
      {entries.isPending && <Waiting words={t('registry.loading')} />}
      {entries.isError && <ProblemNotice error={entries.error} onRetry={() => void entries.refetch()} />}
      {entries.isSuccess && items.length === 0 && (
        <Empty title={query === '' ? t('registry.emptyTitle') : t('registry.notFoundTitle', { query })}>
          {query === '' ? t('registry.emptyWords') : t('registry.notFoundWords')}
        </Empty>
      )}
      <ul className={classes.list}>
        {items.map((entry) => (
          <li key={entry.registrationNumber}>
            <PlainLink to="/registry/$number" params={{ number: entry.registrationNumber }} className={classes.row}>
              <Poster
                src={entry.hasPoster ? registryPosterUrl(entry.registrationNumber) : null}
                kind={entry.kind}
                shape="small"
              />
              <span className={classes.words}>
                <span className={classes.title}>{entry.title}</span>
                <span className={classes.facts}>{formats.list(entry.rightHolders.map(({ name }) => name))}</span>
                <span className={classes.facts}>
                  {t(`works.kinds.${entry.kind}`)} · <When at={entry.registeredAt} precision="day" /> ·{' '}
                  <span className="mono numbers">{entry.registrationNumber}</span>
                </span>
                <span className={classes.registrant}>
                  {entry.registrant.name} <VerificationMark level={entry.registrant.verification} />
                </span>
              </span>
            </PlainLink>
          </li>
        ))}
      </ul>
      {entries.hasNextPage && (
        <Button
          variant="default"
          mt="lg"
          loading={entries.isFetchingNextPage}
          onClick={() => void entries.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </Page>
  )
}
