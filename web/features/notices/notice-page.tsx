import { Anchor, NativeSelect, Text, TextInput, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src/domains/accounts/contract.ts'
import { NoticeAct, type NoticeView } from '../../../src/domains/notices/contract.ts'
import { actOnNotice, getNotice, noticePaperUrl } from '../../api.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Card } from '../../ui/card.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { When } from '../../ui/when.tsx'
import { toneOfNotice } from './notice-words.ts'
import classes from './notices.module.css'

export function NoticePage({ session }: { session: SessionView }) {
  const { t } = useTranslation()
  const { noticeId } = useParams({ from: '/inside/notices/$noticeId' })
  const queryClient = useQueryClient()
  const queryKey = ['notices', noticeId]
  const { data: notice, isPending, error, refetch } = useQuery({ queryKey, queryFn: () => getNotice(noticeId) })
  const above = <TextLink to="/notices">{t('notices.title')}</TextLink>
  if (!notice) {
    return (
      <Page title={t('notices.title')} above={above}>
        {isPending ? (
          <Waiting words={t('notices.loading')} />
        ) : (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    )
  }
  const onDone = (view: NoticeView) => {
    queryClient.setQueryData(queryKey, view)
    void queryClient.invalidateQueries({ queryKey: ['notices', 'list'] })
  }
  return (
    <Page
      title={`《${notice.title}》`}
      above={above}
      lead={
        <>
          <StateMark tone={toneOfNotice(notice.state)}>{t(`notices.state.${notice.state}`)}</StateMark>{' '}
          <span className="numbers">{notice.number}</span> · {t('notices.to', { platform: notice.platform.name })} ·{' '}
          {t(`notices.law.${notice.law}`)}
        </>
      }
    >
      <div className={classes.parts}>
        {session.actions.includes('notice.send') && notice.moves.length > 0 && (
          <Card tone="warm">
            <ActForm key={notice.revision} notice={notice} onDone={onDone} />
          </Card>
        )}
        {notice.counter && <CounterPart notice={notice} counter={notice.counter} />}
        <Clocks notice={notice} />
        <section aria-labelledby="text">
          <Title order={2} size="h4" id="text" mb="sm">
            {t('notices.text')}
          </Title>
          <pre className={classes.text}>{notice.text}</pre>
          <Text mt="sm">
            <Anchor href={noticePaperUrl(notice.id)} target="_blank" rel="noreferrer">
              {notice.number} ({t('notices.paper')})
            </Anchor>
          </Text>
        </section>
        <section aria-labelledby="history">
          <Title order={2} size="h4" id="history" mb="sm">
            {t('notices.history')}
          </Title>
          <History notice={notice} />
        </section>
      </div>
    </Page>
  )
}

function History({ notice }: { notice: NoticeView }) {
  const { t } = useTranslation()
  const moves: Record<string, string> = t('notices.move', { returnObjects: true })
  const ways: Record<string, string> = t('notices.sendBys', { returnObjects: true })
  return (
    <ol className={classes.plain}>
      {notice.entries.map(({ revision, at, move, note }) => (
        <li key={revision}>
          <strong>{moves[move] ?? move}</strong> · <When at={at} />
          {note !== '' && <div className={classes.soft}>{move === 'send' ? ways[note] : note}</div>}
        </li>
      ))}
    </ol>
  )
}

function CounterPart({ notice, counter }: { notice: NoticeView; counter: NonNullable<NoticeView['counter']> }) {
  const { t } = useTranslation()
  return (
    <Card tone="sealed">
      <section aria-labelledby="counter">
        <Title order={2} size="h4" id="counter" mb="xs">
          {t('notices.counterTitle')}
        </Title>
        <Text>
          {t('notices.counterFrom', { name: counter.name })} {counter.explanation}
        </Text>
        {notice.law === 'cn' && <Text mt="sm">{t('notices.afterCounter')}</Text>}
        <ButtonLink to="/mediation/new" variant="default" mt="md">
          {t('notices.mediate')}
        </ButtonLink>
      </section>
    </Card>
  )
}

function Clocks({ notice }: { notice: NoticeView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (notice.clocks.length === 0) return null
  return (
    <section aria-labelledby="clocks">
      <Title order={2} size="h4" id="clocks" mb="sm">
        {t('notices.clocks')}
      </Title>
      <ul className={classes.plain}>
        {notice.clocks.map(({ kind, dueOn, isOver }) => (
          <li key={kind}>
            {t(`notices.clock.${kind}`)}: <strong>{formats.calendarDate(dueOn)}</strong> {isOver && t('notices.over')}
          </li>
        ))}
      </ul>
    </section>
  )
}

function ActForm({ notice, onDone }: { notice: NoticeView; onDone: (view: NoticeView) => void }) {
  const { t } = useTranslation()
  // Taking it back is never what is meant first.
  const usual = notice.moves.find((one) => one !== 'withdraw')
  const [move, setMove] = useState(usual ?? '')
  const [by, setBy] = useState('mail')
  const [note, setNote] = useState('')
  const moves: Record<string, string> = t('notices.move', { returnObjects: true })
  return (
    <SendForm
      submitWords={move === 'send' ? t('notices.move.send') : t('notices.keep')}
      isFinal={move === 'send'}
      check={() => move !== ''}
      send={async () => {
        const act = NoticeAct.parse(move === 'send' ? { move, by } : { move, note })
        onDone(await actOnNotice(notice.id, notice.revision, act))
      }}
    >
      <NativeSelect
        label={t('notices.what')}
        value={move}
        data={[
          ...(usual ? [] : [{ value: '', label: '' }]),
          ...notice.moves.map((value) => ({ value, label: moves[value] ?? value })),
        ]}
        onChange={(event) => setMove(event.currentTarget.value)}
      />
      {move === 'send' ? (
        <NativeSelect
          label={t('notices.sendBy')}
          value={by}
          data={(['mail', 'handed_out'] as const).map((value) => ({ value, label: t(`notices.sendBys.${value}`) }))}
          onChange={(event) => setBy(event.currentTarget.value)}
        />
      ) : (
        <TextInput label={t('notices.note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      )}
    </SendForm>
  )
}
