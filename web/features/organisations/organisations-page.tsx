import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrganisationView } from '../../../src/domains/accounts/contract.ts'
import { listOrganisations } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Empty } from '../../ui/empty.tsx'
import { PlainLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { VerificationMark } from '../../ui/verification-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import classes from './organisations-page.module.css'
import { isFoundable } from './roles.ts'

/** For those who look after the platform. */
export function OrganisationsPage() {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 250)
  const organisations = useInfiniteQuery({
    queryKey: ['organisations', 'list', query],
    queryFn: ({ pageParam }) => listOrganisations({ query, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const items = organisations.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page title={t('organisations.all.title')} lead={t('organisations.all.lead')}>
      <TextInput
        type="search"
        aria-label={t('organisations.all.search')}
        placeholder={t('organisations.all.searchExample')}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maw={460}
        mb="lg"
      />
      {organisations.isPending && <Waiting words={t('organisations.all.loading')} />}
      {organisations.isError && (
        <ProblemNotice error={organisations.error} onRetry={() => void organisations.refetch()} />
      )}
      {organisations.isSuccess && items.length === 0 && (
        <Empty title={t('organisations.all.noneTitle')}>{t('organisations.all.noneWords', { query })}</Empty>
      )}
      <ul className={classes.list}>
        {items.map((organisation) => (
          <li key={organisation.id}>
            <OrganisationRow organisation={organisation} />
          </li>
        ))}
      </ul>
      {organisations.hasNextPage && (
        <Button
          variant="default"
          mt="lg"
          loading={organisations.isFetchingNextPage}
          onClick={() => void organisations.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </Page>
  )
}

function OrganisationRow({ organisation }: { organisation: OrganisationView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { id, name, kind, country, verification, membersCount } = organisation
  return (
    <PlainLink to="/organisations/$id" params={{ id }} className={classes.row}>
      <span className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span className={classes.facts}>
          {[
            t(`organisations.kinds.${kind}`),
            ...(country ? [formats.countryName(country)] : []),
            t('organisations.memberCount', { count: membersCount }),
          ].join(' · ')}
        </span>
      </span>
      {isFoundable(kind) && <VerificationMark level={verification} />}
    </PlainLink>
  )
}
