import { Button, Text, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applicantMoves, type ClaimView, officerMoves } from '../../../src/domains/subsidies/contract.ts'
import { SendForm } from '../../ui/send-form.tsx'
import { moveClaim, moveOwnClaim } from './api.ts'
import classes from './claims.module.css'
import { minorOf, useYuan } from './money.ts'
import { claimDeskKey, claimKey, claimsKey } from './words.ts'

type OfficerMove = Exclude<(typeof officerMoves)[number], 'order_payment'>
type ApplicantMove = Exclude<(typeof applicantMoves)[number], 'submit'>
type Shown = OfficerMove | ApplicantMove

const needReason = new Set<Shown>([
  'withdraw',
  'report',
  'appeal',
  'return_for_completion',
  'decline',
  'send_back',
  'refuse',
  'reopen',
  'suspend',
  'revoke',
  'return_payment',
  'uphold_appeal',
  'dismiss_appeal',
  'recover',
])
/** What takes something away. */
const isHard = new Set<Shown>(['withdraw', 'discard', 'decline', 'refuse', 'revoke', 'dismiss_appeal', 'recover'])

interface MoveFormsProps {
  claim: ClaimView
  by: 'applicant' | 'officer'
  onMoved?: (view: ClaimView) => void
}

/** What may be done with a claim now, one form at a time. */
export function MoveForms({ claim, by, onMoved }: MoveFormsProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<Shown | null>(null)
  const known: readonly Shown[] =
    by === 'officer'
      ? officerMoves.filter((move) => move !== 'order_payment')
      : applicantMoves.filter((move) => move !== 'submit')
  const possible = known.filter((move) => claim.moves.includes(move))
  if (possible.length === 0) return null
  if (chosen && possible.includes(chosen)) {
    return (
      <MoveForm
        key={chosen}
        claim={claim}
        move={chosen}
        by={by}
        onDone={(view) => {
          setChosen(null)
          if (view) onMoved?.(view)
        }}
      />
    )
  }
  return (
    <div className={`${classes.actions} ${classes.section}`}>
      {possible.map((move) => (
        <Button
          key={move}
          variant={isHard.has(move) ? 'outline' : by === 'officer' ? 'filled' : 'default'}
          {...(isHard.has(move) ? { color: 'seal' } : {})}
          onClick={() => setChosen(move)}
        >
          {t(`claims.acts.${move}`)}
        </Button>
      ))}
    </div>
  )
}

function MoveForm({
  claim,
  move,
  by,
  onDone,
}: {
  claim: ClaimView
  move: Shown
  by: 'applicant' | 'officer'
  onDone: (view: ClaimView | null) => void
}) {
  const { t } = useTranslation()
  const yuan = useYuan()
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const [checked, setChecked] = useState(false)
  const [cuts, setCuts] = useState<Record<number, { by: string; reason: string }>>({})
  const [amount, setAmount] = useState('')
  const lines = claim.assessment?.lines ?? []
  const taken = lines.flatMap(({ line }) => {
    const byFen = minorOf(cuts[line]?.by ?? '', 'CNY') ?? 0
    return byFen > 0 ? [{ line, byFen, reason: cuts[line]?.reason.trim() ?? '' }] : []
  })
  const isReady =
    (!needReason.has(move) || reason.trim() !== '') &&
    taken.every((one) => one.reason !== '') &&
    (move !== 'recover' || minorOf(amount, 'CNY') !== null)
  const send = async () => {
    const { id, actCount } = claim
    const applicants = applicantMoves.find((one) => one === move)
    const officers = officerMoves.find((one) => one === move)
    const amountFen = minorOf(amount, 'CNY')
    const view =
      by === 'applicant' && applicants
        ? await moveOwnClaim(id, { move: applicants, actCount, reason: reason.trim() })
        : officers && officers !== 'order_payment'
          ? await moveClaim(id, {
              move: officers,
              actCount,
              reason: reason.trim(),
              ...(move === 'review' ? { reductions: taken } : {}),
              ...(move === 'recover' && amountFen !== null ? { amountFen } : {}),
            })
          : null
    if (view) queryClient.setQueryData(claimKey(id), view)
    void queryClient.invalidateQueries({ queryKey: claimDeskKey })
    void queryClient.invalidateQueries({ queryKey: [...claimsKey, 'own'] })
    onDone(view)
  }
  return (
    <section aria-label={t(`claims.acts.${move}`)} className={classes.section}>
      <SendForm
        submitWords={t('claims.confirmMove', { move: t(`claims.acts.${move}`) })}
        isFinal={isHard.has(move)}
        check={() => {
          setChecked(true)
          return isReady
        }}
        send={send}
        onCancel={{ words: t('claims.keep'), act: () => onDone(null) }}
      >
        {move === 'review' && (
          <>
            <Text fw={650}>{t('claims.desk.reductions')}</Text>
            {lines.map(({ line, what, payableFen }) => (
              <div key={line} className={classes.fields}>
                <TextInput
                  label={t('claims.desk.reduceBy', { line })}
                  description={`${what} · ${yuan(payableFen)}`}
                  inputMode="decimal"
                  value={cuts[line]?.by ?? ''}
                  onChange={(event) =>
                    setCuts({ ...cuts, [line]: { by: event.currentTarget.value, reason: cuts[line]?.reason ?? '' } })
                  }
                />
                <TextInput
                  label={t('claims.desk.reduceWhy', { line })}
                  value={cuts[line]?.reason ?? ''}
                  maxLength={500}
                  error={
                    checked && (cuts[line]?.by ?? '') !== '' && (cuts[line]?.reason ?? '') === ''
                      ? t('claims.reasonMissing')
                      : null
                  }
                  onChange={(event) =>
                    setCuts({ ...cuts, [line]: { by: cuts[line]?.by ?? '', reason: event.currentTarget.value } })
                  }
                />
              </div>
            ))}
          </>
        )}
        {move === 'recover' && (
          <TextInput
            label={t('claims.desk.recoverAmount')}
            inputMode="decimal"
            value={amount}
            error={checked && minorOf(amount, 'CNY') === null ? t('claims.cost.amountWrong', { count: 2 }) : null}
            onChange={(event) => setAmount(event.currentTarget.value)}
          />
        )}
        <Textarea
          label={t('claims.reason')}
          description={t('claims.reasonHint')}
          rows={3}
          maxLength={2000}
          value={reason}
          error={checked && needReason.has(move) && reason.trim() === '' ? t('claims.reasonMissing') : null}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </SendForm>
    </section>
  )
}
