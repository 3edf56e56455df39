import { Button, Group, Kbd, NativeSelect, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../../src/domains/accounts/contract.ts'
import { VerificationState, type VerificationView } from '../../../../src/domains/verifications/contract.ts'
import { Empty } from '../../../ui/empty.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { SingleKeysSwitch } from '../../../ui/single-keys.tsx'
import { useListKeys } from '../../../ui/use-list-keys.ts'
import { Waiting } from '../../../ui/waiting.tsx'
import { DeskList } from './desk-list.tsx'
import classes from './desk-page.module.css'
import { Examination } from './examination.tsx'
import { useDesk } from './use-desk.ts'

/** The list beside what is chosen of it; on a phone what is chosen has a page of its own. */
export function DeskPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/inside/verifications/desk' })
  const state = VerificationState.catch('waiting').parse(search.state)
  const isWide = useMediaQuery('(min-width: 960px)', true, { getInitialValueInEffect: false })
  const desk = useDesk(state)
  const items = desk.data?.pages.flatMap((page) => page.items) ?? []
  const chosen = items.find(({ id }) => id === search.id) ?? items[0]
  const show = (id: string) => navigate({ to: '/verifications/desk', search: { state, id }, replace: true })

  const [decided, setDecided] = useState<VerificationView | null>(null)
  const told = useRef<HTMLDivElement>(null)
  /** The next one moves up: what became of this one is said, where the eye and the keyboard then are. */
  const onDecided = (view: VerificationView) => {
    setDecided(view)
    window.scrollTo({ top: 0 })
    setTimeout(() => told.current?.focus({ preventScroll: true }))
  }

  useListKeys((step) => {
    const next = items[items.findIndex(({ id }) => id === chosen?.id) + step]
    if (!isWide || !next) return
    void show(next.id).then(() => document.getElementById(`request-${next.id}`)?.focus())
  })

  return (
    <Page title={t('desk.title')} lead={t('desk.lead')} width="wide">
      <div className={classes.tools}>
        <NativeSelect
          size="sm"
          aria-label={t('desk.state')}
          value={state}
          onChange={(event) =>
            void navigate({
              to: '/verifications/desk',
              search: { state: VerificationState.parse(event.currentTarget.value) },
            })
          }
          data={VerificationState.options.map((value) => ({ value, label: t(`verifications.state.${value}`) }))}
        />
        {isWide && items.length > 1 && (
          <Group gap="md">
            <Text size="sm" c="dimmed">
              {t('desk.keys')} <Kbd>j</Kbd> {t('desk.keysNext')} · <Kbd>k</Kbd> {t('desk.keysBefore')}
            </Text>
            <SingleKeysSwitch />
          </Group>
        )}
      </div>
      <div ref={told} tabIndex={-1} role="status" className={classes.told}>
        {decided && (
          <Text mb="sm" c="var(--good)">
            {t('desk.done', { name: decided.organisation.name, state: t(`verifications.state.${decided.state}`) })}{' '}
            <TextLink to="/verifications/$id" params={{ id: decided.id }}>
              {t('desk.seeDecided')}
            </TextLink>
          </Text>
        )}
      </div>
      {desk.isPending && <Waiting words={t('desk.loading')} />}
      {desk.isError && <ProblemNotice error={desk.error} onRetry={() => void desk.refetch()} />}
      {desk.isSuccess && items.length === 0 && (
        <Empty title={t('desk.emptyTitle')}>{state === 'waiting' ? t('desk.emptyWords') : t('desk.noneWords')}</Empty>
      )}
      {items.length > 0 && (
        <div className={classes.desk}>
          <nav aria-label={t('desk.list')} className={classes.list}>
            <DeskList items={items} state={state} chosenId={isWide ? chosen?.id : undefined} isWide={isWide} />
            {desk.hasNextPage && (
              <Button
                variant="default"
                m="sm"
                loading={desk.isFetchingNextPage}
                onClick={() => void desk.fetchNextPage()}
              >
                {t('more')}
              </Button>
            )}
          </nav>
          {isWide && chosen && (
            <div className={classes.preview}>
              <Examination key={chosen.id} id={chosen.id} session={session} onDecided={onDecided} />
            </div>
          )}
        </div>
      )}
    </Page>
  )
}
