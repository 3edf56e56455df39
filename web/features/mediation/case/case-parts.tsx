import { Anchor, Button, NativeSelect, Text, Textarea, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CaseView, sides } from '../../../../src/domains/mediation/contract.ts'
import { caseDocumentUrl, listNotes, sessionCalendarUrl, writeNote } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { Card } from '../../../ui/card.tsx'
import { DropZone } from '../../../ui/drop-zone.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { UnfinishedUploads, UploadList } from '../../../ui/upload/upload-list.tsx'
import { useAcceptedUploads, useUploads } from '../../../ui/upload/uploads-context.tsx'
import { When } from '../../../ui/when.tsx'
import { caseDetail, caseScope } from '../case-upload.ts'
import { type CaseActions, caseKey } from '../use-case.ts'
import classes from './case-page.module.css'
import { Confidential } from './case-sides.tsx'

export function Documents({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const uploads = useUploads()
  const queryClient = useQueryClient()
  const [audience, setAudience] = useState<'all' | 'mediator'>('all')
  const scope = caseScope(view.id)
  useAcceptedUploads(
    scope,
    useCallback(() => void queryClient.invalidateQueries({ queryKey: caseKey(view.id) }), [queryClient, view.id]),
  )
  const mayHandIn = view.moves.includes('hand_in')
  if (view.documents.length === 0 && !mayHandIn) return null
  return (
    <section aria-labelledby="documents">
      <Title order={2} size="h4" id="documents" mb="sm">
        {t('mediation.documents.title')}
      </Title>
      {view.documents.length === 0 && (
        <Text c="dimmed" mb="sm">
          {t('mediation.documents.none')}
        </Text>
      )}
      <ul className={classes.plain}>
        {view.documents.map(({ id, name, sizeBytes, note, seat, audience: readers }) => (
          <li key={id}>
            <Anchor href={caseDocumentUrl(view.id, id)} download={name}>
              {name}
            </Anchor>
            <div className={classes.soft}>
              {t(`mediation.seat.${seat}`)} · {formats.bytes(sizeBytes)} {note}
            </div>
            {readers !== 'all' && <Confidential view={view} audience={readers} />}
          </li>
        ))}
      </ul>
      <UploadList scope={scope} />
      <UnfinishedUploads scope={scope} />
      {mayHandIn && (
        <>
          {view.seat !== 'mediator' && (
            <NativeSelect
              mt="sm"
              mb="sm"
              label={t('mediation.field.audience')}
              value={audience}
              data={(['all', 'mediator'] as const).map((value) => ({
                value,
                label: t(`mediation.field.audiences.${value}`),
              }))}
              onChange={(event) => setAudience(event.currentTarget.value === 'mediator' ? 'mediator' : 'all')}
            />
          )}
          <DropZone
            title={t('mediation.documents.drop')}
            hint={t('mediation.documents.hint')}
            choose={t('mediation.documents.choose')}
            multiple
            compact
            onFiles={(files) => uploads.add(scope, files, caseDetail(audience))}
          />
        </>
      )}
    </section>
  )
}

export function Sessions({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  if (view.sessions.length === 0) return null
  return (
    <section aria-labelledby="sessions">
      <Title order={2} size="h4" id="sessions" mb="sm">
        {t('mediation.sessions.title')}
      </Title>
      <ul className={classes.plain}>
        {view.sessions.map(({ revision, startsAt, minutes, with: whom, place, record }) => (
          <li key={revision}>
            <span className={classes.line}>
              <strong>
                <When at={startsAt} />
              </strong>
              <span>
                {t(`mediation.field.withs.${whom}`)} · {minutes} min · {place}
              </span>
              <Anchor href={sessionCalendarUrl(view.id, revision)} download>
                {t('mediation.sessions.calendar')}
              </Anchor>
            </span>
            {record !== null && <p className={classes.words}>{record}</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Proposals({ view, act }: CaseActions) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (view.proposals.length === 0) return null
  const yuan = (fen: number) => `¥${formats.decimal(fen / 100)} CNY`
  return (
    <section aria-labelledby="proposals">
      <Title order={2} size="h4" id="proposals" mb="sm">
        {t('mediation.proposals.title')}
      </Title>
      <ul className={classes.plain}>
        {view.proposals.map(({ revision, seat, text, amountFen, answers }) => {
          const isMine = seat === view.seat || answers.some(({ side }) => side === view.seat)
          const answer = (accepts: boolean) => act({ move: 'answer', proposal: revision, accepts, reason: '' })
          return (
            <li key={revision}>
              <strong>
                {t(`mediation.seat.${seat}`)} {amountFen !== null && yuan(amountFen)}
              </strong>
              <p className={classes.words}>{text}</p>
              {answers.map(({ side, accepts }) => (
                <div key={side} className={classes.soft}>
                  {t(accepts ? 'mediation.proposals.accepted' : 'mediation.proposals.rejected', {
                    who: t(`mediation.seat.${side}`),
                  })}
                </div>
              ))}
              {!isMine && view.moves.includes('answer') && (
                <span className={classes.line}>
                  <Button size="sm" onClick={() => void answer(true)}>
                    {t('mediation.proposals.accept')}
                  </Button>
                  <Button size="sm" variant="default" onClick={() => void answer(false)}>
                    {t('mediation.proposals.reject')}
                  </Button>
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The mediator's own; asked for apart from the case, so that they are in no copy of it. */
export function Notes({ caseId }: { caseId: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const queryKey = ['mediation', 'notes', caseId]
  const { data } = useQuery({ queryKey, queryFn: () => listNotes(caseId) })
  const [about, setAbout] = useState<'both' | (typeof sides)[number]>('both')
  const [text, setText] = useState('')
  return (
    <Card tone="sealed">
      <section aria-labelledby="notes">
        <Title order={2} size="h4" id="notes" mb={4}>
          {t('mediation.notes.title')}
        </Title>
        <Text size="sm" mb="md">
          {t('mediation.notes.words')}
        </Text>
        <ul className={classes.plain}>
          {(data?.items ?? []).map((note) => (
            <li key={note.id}>
              <span className={classes.soft}>
                {t(`mediation.notes.abouts.${note.about}`)} · <When at={note.createdAt} />
              </span>
              <p className={classes.words}>{note.text}</p>
            </li>
          ))}
        </ul>
        <SendForm
          submitWords={t('mediation.notes.keep')}
          check={() => text.trim() !== ''}
          send={async () => {
            await writeNote(caseId, { about, text })
            setText('')
            await queryClient.invalidateQueries({ queryKey })
          }}
        >
          <NativeSelect
            mt="sm"
            label={t('mediation.notes.about')}
            value={about}
            data={(['both', ...sides] as const).map((value) => ({
              value,
              label: t(`mediation.notes.abouts.${value}`),
            }))}
            onChange={(event) => setAbout(sides.find((side) => side === event.currentTarget.value) ?? 'both')}
          />
          <Textarea
            label={t('mediation.notes.text')}
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </SendForm>
      </section>
    </Card>
  )
}
