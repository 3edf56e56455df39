import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/InlineInput.layer.css'
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { audiences, genres, productions } from '../../../../src/domains/licensing/listings/contract.ts'
import { Empty } from '../../../ui/empty.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { searchCatalogue } from '../market-api.ts'
import { ScopeFields } from '../scope/scope-fields.tsx'
import { type CatalogueSearch, emptyScope, scopeOfSearch, searchOfScope } from '../scope/scope-form.ts'
import classes from './catalogue-page.module.css'
import { TitleCard } from './title-card.tsx'

/** The rights that are needed come first; everything else is a further filter. */
export function CataloguePage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search: CatalogueSearch = useSearch({ from: '/catalogue' })
  const [scope, setScope] = useState(scopeOfSearch(search))
  const [rest, setRest] = useState<CatalogueSearch>(search)
  useEffect(() => {
    setScope(scopeOfSearch(search))
    setRest(search)
  }, [search])
  const titles = useInfiniteQuery({
    queryKey: ['catalogue', search],
    queryFn: ({ pageParam }) => searchCatalogue({ ...search, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const items = titles.data?.pages.flatMap((page) => page.items) ?? []
  const rights = searchOfScope(scopeOfSearch(search))
  const isFiltered = Object.keys(search).length > 0
  const [hasMore, setMore] = useState(
    Boolean(search.genre ?? search.audience ?? search.production ?? search.minEpisodes ?? search.maxMinutes),
  )
  const set = (change: CatalogueSearch) => setRest({ ...rest, ...change })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { query, genre, audience, production, minEpisodes, maxMinutes, verified, match } = rest
    const asked = searchOfScope(scope)
    const filters = { query: query?.trim(), genre, audience, production, minEpisodes, maxMinutes, verified }
    const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value))
    void navigate({
      to: '/catalogue',
      search: { ...given, ...asked, ...(match === 'part' && asked.exclusivity ? { match } : {}) },
    })
  }
  return (
    <Page title={t('market.catalogue.title')} lead={t('market.catalogue.lead')} width="wide">
      <search>
        <form onSubmit={submit} className={classes.form}>
          <fieldset className={classes.wanted}>
            <legend>{t('market.catalogue.wantTitle')}</legend>
            <p>{t('market.catalogue.wantLead')}</p>
            <ScopeFields value={scope} onChange={setScope} />
            <Checkbox
              mt="sm"
              label={t('market.catalogue.part')}
              checked={rest.match === 'part'}
              onChange={(event) => set({ match: event.currentTarget.checked ? 'part' : 'whole' })}
            />
          </fieldset>
          <div className={classes.bar}>
            <TextInput
              type="search"
              className={classes.query}
              aria-label={t('market.catalogue.search')}
              placeholder={t('market.catalogue.searchExample')}
              leftSection={<IconSearch size={18} aria-hidden />}
              value={rest.query ?? ''}
              onChange={(event) => set({ query: event.currentTarget.value })}
            />
            <Button type="submit" size="md">
              {t('market.catalogue.find')}
            </Button>
            <Button variant="default" size="md" aria-expanded={hasMore} onClick={() => setMore(!hasMore)}>
              {t(hasMore ? 'market.catalogue.less' : 'market.catalogue.more')}
            </Button>
            {isFiltered && (
              <Button
                variant="subtle"
                size="md"
                onClick={() => {
                  setScope(emptyScope)
                  void navigate({ to: '/catalogue', search: {} })
                }}
              >
                {t('market.catalogue.clear')}
              </Button>
            )}
          </div>
          {hasMore && (
            <div className={classes.more}>
              <NativeSelect
                label={t('market.genre.label')}
                value={rest.genre ?? ''}
                onChange={(event) => set({ genre: event.currentTarget.value })}
                data={[
                  { value: '', label: t('market.catalogue.anyGenre') },
                  ...genres.map((value) => ({ value, label: t(`market.genre.${value}`) })),
                ]}
              />
              <NativeSelect
                label={t('market.audience.label')}
                value={rest.audience ?? ''}
                onChange={(event) => set({ audience: event.currentTarget.value })}
                data={[
                  { value: '', label: t('market.catalogue.anyAudience') },
                  ...audiences.map((value) => ({ value, label: t(`market.audience.${value}`) })),
                ]}
              />
              <NativeSelect
                label={t('market.production.label')}
                value={rest.production ?? ''}
                onChange={(event) => set({ production: event.currentTarget.value })}
                data={[
                  { value: '', label: t('market.catalogue.anyProduction') },
                  ...productions.map((value) => ({ value, label: t(`market.production.${value}`) })),
                ]}
              />
              <TextInput
                type="number"
                min={1}
                label={t('market.catalogue.minEpisodes')}
                value={rest.minEpisodes ?? ''}
                onChange={(event) => set({ minEpisodes: event.currentTarget.value })}
              />
              <TextInput
                type="number"
                min={1}
                label={t('market.catalogue.maxMinutes')}
                value={rest.maxMinutes ?? ''}
                onChange={(event) => set({ maxMinutes: event.currentTarget.value })}
              />
              <Checkbox
                className={classes.check}
                label={t('market.catalogue.verifiedOnly')}
                checked={rest.verified === 'yes'}
                onChange={(event) => set({ verified: event.currentTarget.checked ? 'yes' : '' })}
              />
            </div>
          )}
        </form>
      </search>
      {titles.isPending && <Waiting words={t('market.catalogue.loading')} />}
      {titles.isError && <ProblemNotice error={titles.error} onRetry={() => void titles.refetch()} />}
      {titles.isSuccess && items.length === 0 && (
        <Empty title={t(isFiltered ? 'market.catalogue.none' : 'market.catalogue.empty')}>
          {t(isFiltered ? 'market.catalogue.noneWords' : 'market.catalogue.emptyWords')}
        </Empty>
      )}
      {items.length > 0 && !titles.hasNextPage && (
        <p role="status" className={classes.count}>
          {t('market.catalogue.found', { count: items.length })}
        </p>
      )}
      <ul className={classes.grid} aria-busy={titles.isFetching}>
        {items.map((title) => (
          <li key={title.id}>
            <TitleCard title={title} asked={rights} />
          </li>
        ))}
      </ul>
      {titles.hasNextPage && (
        <Button
          variant="default"
          mt="lg"
          loading={titles.isFetchingNextPage}
          onClick={() => void titles.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </Page>
  )
}
