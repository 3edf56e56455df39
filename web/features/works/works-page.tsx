import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkListItem } from '../../../src/domains/works/contract.ts'
import { listWorks, workPosterUrl } from '../../api.ts'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink, PlainLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Poster } from '../../ui/poster.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { SealMark } from '../../ui/seal-mark.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import classes from './works-page.module.css'

export function WorksPage() {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 250)
  const works = useInfiniteQuery({
    queryKey: ['works', 'list', query],
    queryFn: ({ pageParam }) => listWorks({ query, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const items = works.data?.pages.flatMap((page) => page.items) ?? []
  const isBare = works.isSuccess && items.length === 0 && query === '' && typed === ''

  return (
    <Page
      title={t('works.title')}
      action={isBare ? undefined : <ButtonLink to="/works/new">{t('home.register')}</ButtonLink>}
    >
      {isBare ? (
        <Empty
          picture={<SealMark sizePixels={56} />}
          title={t('works.emptyTitle')}
          action={
            <ButtonLink to="/works/new" size="md">
              {t('works.emptyAction')}
            </ButtonLink>
          }
        >
          {t('works.emptyWords')}
        </Empty>
      ) : (
        <>
          <TextInput
            type="search"
            aria-label={t('works.search')}
            placeholder={t('works.searchExample')}
            leftSection={<IconSearch size={18} aria-hidden />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            maw={460}
            mb="lg"
          />
          {works.isPending && <Waiting words={t('works.loading')} />}
          {works.isError && <ProblemNotice error={works.error} onRetry={() => void works.refetch()} />}
          {works.isSuccess && items.length === 0 && (
            <Empty title={t('works.notFoundTitle')}>{t('works.notFoundWords', { query })}</Empty>
          )}
          <ul className={classes.list}>
            {items.map((work) => (
              <li key={work.id}>
                <WorkRow work={work} />
              </li>
            ))}
          </ul>
        </>
      )}
      {works.hasNextPage && (
        <Button variant="default" mt="lg" loading={works.isFetchingNextPage} onClick={() => void works.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Page>
  )
}

function WorkRow({ work }: { work: WorkListItem }) {
  const { t } = useTranslation()
  const to = work.state === 'draft' ? '/works/$workId/draft' : '/works/$workId'
  return (
    <PlainLink to={to} params={{ workId: work.id }} className={classes.row}>
      <Poster src={work.hasPoster ? workPosterUrl(work.id) : null} kind={work.kind} shape="small" />
      <span className={classes.words}>
        <span className={classes.title}>{work.title === '' ? t('draft.untitled') : work.title}</span>
        <span className={classes.facts}>
          {t(`works.kinds.${work.kind}`)} · {t('works.fileCount', { count: work.fileCount })}
        </span>
        {work.registrationNumber && <span className={`${classes.facts} mono`}>{work.registrationNumber}</span>}
      </span>
      <span className={classes.end}>
        <WorkMark state={work.state} />
        <span className={classes.facts}>
          <When at={work.registeredAt ?? work.updatedAt} precision="day" />
        </span>
      </span>
    </PlainLink>
  )
}

function WorkMark({ state }: { state: WorkListItem['state'] }) {
  const { t } = useTranslation()
  return <StateMark tone={state === 'registered' ? 'sealed' : 'open'}>{t(`works.state.${state}`)}</StateMark>
}
