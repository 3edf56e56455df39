import { Button, NativeSelect, TextInput } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import { listAudit } from '../../api.ts'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { AuditEntry } from './audit-entry.tsx'
import classes from './audit-page.module.css'
import { actionCodes, useAuditWords } from './words.ts'

const scopes = ['mine', 'organisation', 'all'] as const
type Scope = (typeof scopes)[number]

/** Leaders read what was done for their organisation; those who watch over the platform read everything. */
function scopesOf({ actions, organisation }: SessionView): Scope[] {
  const watches = actions.includes('organisation.list')
  const leads = organisation.role === 'owner' || organisation.role === 'manager'
  return scopes.filter((scope) => scope === 'mine' || watches || (scope === 'organisation' && leads))
}

export function AuditPage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const words = useAuditWords()
  const navigate = useNavigate()
  const search = useSearch({ from: '/inside/audit' })
  const open = scopesOf(session)
  const scope = open.find((known) => known === search.scope) ?? 'mine'
  const action = search.action ?? ''
  const subjectId = search.subject ?? ''
  const [typed, setTyped] = useState(subjectId)
  useEffect(() => setTyped(subjectId), [subjectId])

  const entries = useInfiniteQuery({
    queryKey: ['audit', scope, action, subjectId],
    queryFn: ({ pageParam }) =>
      listAudit({
        scope,
        ...(action === '' ? {} : { action }),
        ...(subjectId === '' ? {} : { subjectId }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const items = entries.data?.pages.flatMap((page) => page.items) ?? []
  const show = (wish: { scope?: Scope; action?: string; subject?: string }) => {
    const next = { scope, action, subject: subjectId, ...wish }
    return navigate({
      to: '/audit',
      search: {
        scope: next.scope,
        ...(next.action === '' ? {} : { action: next.action }),
        ...(next.subject === '' ? {} : { subject: next.subject }),
      },
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void show({ subject: typed.trim() })
  }

  return (
    <Page title={t('audit.title')} lead={t('audit.lead')}>
      <search>
        <form onSubmit={submit} className={classes.filter}>
          {open.length > 1 && (
            <NativeSelect
              label={t('audit.scope')}
              description={t(`audit.scopeWords.${scope}`)}
              inputWrapperOrder={['label', 'input', 'description']}
              value={scope}
              onChange={(event) =>
                void show({ scope: scopes.find((known) => known === event.currentTarget.value) ?? 'mine' })
              }
              data={open.map((value) => ({ value, label: t(`audit.scopes.${value}`) }))}
            />
          )}
          <NativeSelect
            label={t('audit.action')}
            value={action}
            onChange={(event) => void show({ action: event.currentTarget.value })}
            data={[
              { value: '', label: t('audit.anyAction') },
              ...actionCodes(action, words.known).map((value) => ({ value, label: words.ofAction(value) })),
            ]}
          />
          <TextInput
            label={t('audit.subjectId')}
            placeholder={t('audit.subjectExample')}
            spellCheck={false}
            autoComplete="off"
            maxLength={100}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <div className={classes.buttons}>
            <Button type="submit" size="md">
              {t('audit.show')}
            </Button>
            {(action !== '' || subjectId !== '') && (
              <Button size="md" variant="default" onClick={() => void show({ action: '', subject: '' })}>
                {t('audit.clear')}
              </Button>
            )}
          </div>
        </form>
      </search>
      {entries.isPending && <Waiting words={t('audit.loading')} />}
      {entries.isError && <ProblemNotice error={entries.error} onRetry={() => void entries.refetch()} />}
      {entries.isSuccess && items.length === 0 && <Empty title={t('audit.emptyTitle')}>{t('audit.emptyWords')}</Empty>}
      {!entries.isError && (
        <ul className={classes.list}>
          {items.map((entry) => (
            <li key={entry.id} className={classes.entry}>
              <AuditEntry entry={entry} onSubject={(subject) => void show({ subject, action: '' })} />
            </li>
          ))}
        </ul>
      )}
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
