import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import { listNotices } from '../../api.ts'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink, PlainLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import { toneOfNotice } from './notice-words.ts'
import classes from './notices.module.css'

export function NoticesPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery({
    queryKey: ['notices', 'list'],
    queryFn: ({ pageParam }) => listNotices(pageParam ? { cursor: pageParam } : {}),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const items = (list.data?.pages ?? []).flatMap((page) => page.items)
  const make = session.actions.includes('notice.send') && <ButtonLink to="/notices/new">{t('notices.make')}</ButtonLink>
  return (
    <Page title={t('notices.title')} lead={t('notices.lead')} action={make}>
      {list.isPending && <Waiting words={t('notices.loading')} />}
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && (
        <Empty title={t('notices.emptyTitle')} action={make}>
          {t('notices.emptyWords')}
        </Empty>
      )}
      {items.length > 0 && (
        <ul className={classes.list}>
          {items.map(({ id, number, state, law, title, platform, createdAt }) => (
            <li key={id}>
              <PlainLink to="/notices/$noticeId" params={{ noticeId: id }} className={classes.row}>
                <span>
                  <strong>
                    《{title}》 · {t('notices.to', { platform })}
                  </strong>
                  <span className={classes.soft}>
                    <span className="numbers">{number}</span> · {t(`notices.law.${law}`)} ·{' '}
                    <When at={createdAt} precision="day" />
                  </span>
                </span>
                <StateMark tone={toneOfNotice(state)}>{t(`notices.state.${state}`)}</StateMark>
              </PlainLink>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" mt="md" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Page>
  )
}
