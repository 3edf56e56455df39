import { Button, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CheckListItem } from '../../../src/domains/fingerprints/contract.ts'
import { listChecks } from '../../api.ts'
import { Empty } from '../../ui/empty.tsx'
import { PlainLink } from '../../ui/link.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import classes from './check-list.module.css'

const checksQueryKey = ['checks']

export function CheckList() {
  const { t } = useTranslation()
  const checks = useInfiniteQuery({
    queryKey: checksQueryKey,
    queryFn: ({ pageParam }) => listChecks(pageParam === '' ? {} : { cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((item) => item.state === 'waiting')) ? 4000 : false,
  })
  const items = checks.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <section className={classes.section} aria-labelledby="my-checks">
      <Title order={2} size="h3" id="my-checks" mb="sm">
        {t('checks.mine')}
      </Title>
      {checks.isPending && <Waiting words={t('checks.loadingList')} />}
      {checks.isError && <ProblemNotice error={checks.error} onRetry={() => void checks.refetch()} />}
      {checks.isSuccess && items.length === 0 && <Empty title={t('checks.noneTitle')}>{t('checks.noneWords')}</Empty>}
      {items.length > 0 && (
        <ul className={classes.list}>
          {items.map((check) => (
            <li key={check.id}>
              <PlainLink to="/checks/$checkId" params={{ checkId: check.id }} className={classes.row}>
                <span className={classes.name}>{check.fileName}</span>
                <CheckMark check={check} />
                <Text component="span" size="sm" c="dimmed">
                  <When at={check.createdAt} />
                </Text>
              </PlainLink>
            </li>
          ))}
        </ul>
      )}
      {checks.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={checks.isFetchingNextPage}
          onClick={() => void checks.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </section>
  )
}

function CheckMark({ check }: { check: CheckListItem }) {
  const { t } = useTranslation()
  if (check.state === 'waiting') return <StateMark tone="wait">{t('checks.state.waiting')}</StateMark>
  if (check.state === 'failed') return <StateMark tone="bad">{t('checks.state.failed')}</StateMark>
  if (check.matchCount === 0) return <StateMark tone="plain">{t('checks.state.nothing')}</StateMark>
  return <StateMark tone="sealed">{t('checks.state.found', { count: check.matchCount })}</StateMark>
}
