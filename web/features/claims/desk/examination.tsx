import { Button, Textarea, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../../src/domains/accounts/contract.ts'
import type { ClaimView } from '../../../../src/domains/subsidies/contract.ts'
import { ProblemNotice } from '../../../ui/problem.tsx'
import { ReadBack } from '../../../ui/read-back.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { StateMark } from '../../../ui/state-mark.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { When } from '../../../ui/when.tsx'
import { actBeside, answerObjection, declareConflict, getLedger, orderPayment } from '../api.ts'
import { AssessmentTable } from '../assessment-table.tsx'
import { Acts, ClaimFacts, useClaim } from '../claim-page.tsx'
import classes from '../claims.module.css'
import { DueWords } from '../due-words.tsx'
import { useYuan } from '../money.ts'
import { MoveForms } from '../move-forms.tsx'
import { claimDeskKey, claimKey, stateTones, useBilingual } from '../words.ts'
import { DocumentViewer } from './document-viewer.tsx'

/** A claim beside its documents: what looks alike, how the amount comes about, and what can be done. */
export function Examination({ id, session }: { id: string; session: SessionView }) {
  const { t } = useTranslation()
  const say = useBilingual()
  const queryClient = useQueryClient()
  const { data: claim, error, refetch } = useClaim(id)
  if (!claim) {
    return error ? (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    ) : (
      <Waiting words={t('claims.loading')} />
    )
  }
  const keep = (view?: ClaimView) => {
    if (view) queryClient.setQueryData(claimKey(id), view)
    void queryClient.invalidateQueries({ queryKey: claimDeskKey })
    void queryClient.invalidateQueries({ queryKey: [...claimKey(id), 'ledger'] })
  }
  const mayAct = session.actions.includes('claim.review')
  return (
    <article aria-labelledby="examined">
      <Title order={2} size="h3" id="examined">
        {claim.applicant.name} · {say(claim.programmeTitle)}
      </Title>
      <p>
        <StateMark tone={stateTones[claim.state]}>{t(`claims.states.${claim.state}`)}</StateMark>{' '}
        <DueWords due={claim.due} />
      </p>
      {mayAct && <MoveForms claim={claim} by="officer" onMoved={keep} />}
      {mayAct && claim.state === 'final' && <PaymentOrder claim={claim} onDone={keep} />}
      <Signals claim={claim} />
      <div className={classes.columns}>
        <DocumentViewer claim={claim} />
        <div>
          <ClaimFacts claim={claim} />
        </div>
      </div>
      <AssessmentTable assessment={claim.assessment} programme={claim.programme} isPreview={false} />
      <Objections claim={claim} mayAct={mayAct} onDone={keep} />
      <div className={`${classes.columns} ${classes.section}`}>
        <Acts claim={claim} />
        <div>
          <Ledger claim={claim} />
          {mayAct && <BesideForms claim={claim} onDone={keep} />}
        </div>
      </div>
    </article>
  )
}

function Signals({ claim }: { claim: ClaimView }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="signals" className={classes.section}>
      <Title order={3} size="h5" id="signals">
        {t('claims.desk.signals')}
      </Title>
      {claim.signals.length === 0 ? (
        <p className={classes.small}>{t('claims.desk.signalsNone')}</p>
      ) : (
        <ul>
          {claim.signals.map((signal, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only read
            <li key={i}>
              <strong>{t(`claims.desk.signal.${signal.code}`, { name: String(signal.grounds.name ?? '') })}</strong>
              <div className={classes.small}>
                {t('claims.desk.signalOf', {
                  applicant: signal.otherApplicant,
                  number: signal.otherNumber ?? t('claims.noNumber'),
                  line: String(signal.grounds.line ?? '–'),
                })}
                {signal.grounds.day !== undefined && ` · ${signal.grounds.day}`}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function PaymentOrder({ claim, onDone }: { claim: ClaimView; onDone: (view?: ClaimView) => void }) {
  const { t } = useTranslation()
  const yuan = useYuan()
  const queryClient = useQueryClient()
  const { account } = claim.draft
  if (claim.accountVerifiedAt === null) {
    return (
      <Button variant="default" onClick={() => void actBeside(claim.id, 'verify_account', '').then(onDone)}>
        {t('claims.desk.verify')}
      </Button>
    )
  }
  return (
    <ReadBack
      ask={t('claims.desk.pay')}
      isFinal={false}
      effect={t('claims.desk.payEffect', { amount: yuan(claim.amountFen ?? 0), ...account })}
      yes={t('claims.desk.pay')}
      onYes={async () => {
        await orderPayment([claim.id])
        await queryClient.invalidateQueries({ queryKey: claimKey(claim.id) })
        onDone()
      }}
    />
  )
}

function Objections({
  claim,
  mayAct,
  onDone,
}: {
  claim: ClaimView
  mayAct: boolean
  onDone: (view?: ClaimView) => void
}) {
  const { t } = useTranslation()
  const [answer, setAnswer] = useState('')
  const [outcome, setOutcome] = useState<'upheld' | 'dismissed'>('dismissed')
  const open = claim.objections.filter(({ state }) => state === 'open')
  if (!mayAct || open.length === 0) return null
  return (
    <section aria-labelledby="open-objections" className={classes.section}>
      <Title order={3} size="h5" id="open-objections">
        {t('claims.desk.objections')}
      </Title>
      {open.map(({ id, text, name, contact }) => (
        <div key={id}>
          <p>{text}</p>
          <p className={classes.small}>
            {name} · {contact}
          </p>
          <SendForm
            submitWords={t(outcome === 'dismissed' ? 'claims.desk.dismiss' : 'claims.desk.uphold')}
            check={() => answer.trim() !== ''}
            send={async () => onDone(await answerObjection(claim.id, id, outcome, answer.trim()))}
          >
            <div className={classes.actions}>
              {(['dismissed', 'upheld'] as const).map((one) => (
                <Button
                  key={one}
                  size="sm"
                  variant={one === outcome ? 'filled' : 'default'}
                  aria-pressed={one === outcome}
                  onClick={() => setOutcome(one)}
                >
                  {t(one === 'dismissed' ? 'claims.desk.dismiss' : 'claims.desk.uphold')}
                </Button>
              ))}
            </div>
            <Textarea
              label={t('claims.desk.answer')}
              rows={3}
              maxLength={2000}
              value={answer}
              onChange={(event) => setAnswer(event.currentTarget.value)}
            />
          </SendForm>
        </div>
      ))}
    </section>
  )
}

function Ledger({ claim }: { claim: ClaimView }) {
  const { t } = useTranslation()
  const yuan = useYuan()
  const ledger = useQuery({
    queryKey: [...claimKey(claim.id), 'ledger', claim.actCount],
    queryFn: () => getLedger(claim.id),
  })
  const items = ledger.data?.items ?? []
  return (
    <section aria-labelledby="ledger">
      <h2 id="ledger">{t('claims.desk.ledger')}</h2>
      {items.length === 0 && <p className={classes.small}>{t('claims.desk.ledgerNone')}</p>}
      <ol>
        {items.map(({ seq, credit, debit, amountFen, at, act, by }) => (
          <li key={seq}>
            {t(`claims.desk.accounts.${credit as 'budget'}`)} → {t(`claims.desk.accounts.${debit as 'budget'}`)}{' '}
            {yuan(amountFen)}
            <div className={classes.small}>
              {t(`claims.acts.${act as 'submit'}`)} · {by} · <When at={at} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

function BesideForms({ claim, onDone }: { claim: ClaimView; onDone: (view?: ClaimView) => void }) {
  const { t } = useTranslation()
  const [comment, setComment] = useState('')
  const [reason, setReason] = useState('')
  return (
    <>
      {claim.conflicts.length > 0 && (
        <section className={classes.section} aria-label={t('claims.desk.conflicts')}>
          <strong>{t('claims.desk.conflicts')}</strong>
          {claim.conflicts.map(({ person, reason: why }) => (
            <div key={person}>
              {person} · {why}
            </div>
          ))}
        </section>
      )}
      <div className={classes.section}>
        <SendForm
          submitWords={t('claims.desk.comment')}
          check={() => comment.trim() !== ''}
          send={async () => {
            onDone(await actBeside(claim.id, 'comment', comment.trim()))
            setComment('')
          }}
        >
          <Textarea
            label={t('claims.acts.comment')}
            rows={2}
            maxLength={2000}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
        </SendForm>
      </div>
      <details className={classes.section}>
        <summary>{t('claims.desk.conflict')}</summary>
        <Textarea
          label={t('claims.desk.conflictReason')}
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {reason.trim() !== '' && (
          <ReadBack
            ask={t('claims.desk.conflict')}
            effect={t('claims.desk.conflictEffect')}
            yes={t('claims.desk.conflict')}
            onYes={async () => onDone(await declareConflict(claim.id, reason.trim()))}
          />
        )}
      </details>
    </>
  )
}
