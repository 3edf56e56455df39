import { NativeSelect, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { declineReasons, failReasons, sides } from '../../../../src/domains/mediation/contract.ts'
import { listChecks, listMediators } from '../../../api.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { SendForm } from '../../../ui/send-form.tsx'
import { TickBox } from '../../../ui/tick-box.tsx'
import type { CaseActions } from '../use-case.ts'
import { actOf, type FieldName, faultsIn, fieldsOf, startValues, type Values } from './fields.ts'

const finalMoves = [
  'decline',
  'refuse',
  'recuse',
  'sign',
  'seal',
  'withdraw',
  'leave',
  'fail',
  'end_unanswered',
  'close',
]

/** The form of one move: what it brings about, what it asks for, and one button. */
export function ActForm({ move, view, act }: CaseActions & { move: string }) {
  const { t } = useTranslation()
  const [values, setValues] = useState<Values>(() => startValues(view))
  const [faults, setFaults] = useState<FieldName[]>([])
  const fields = fieldsOf[move] ?? []
  const effects: Record<string, string> = t('mediation.effect', { returnObjects: true })
  const moves: Record<string, string> = t('mediation.move', { returnObjects: true })
  const effect = effects[move]
  return (
    <SendForm
      submitWords={moves[move] ?? t('mediation.send')}
      isFinal={finalMoves.includes(move)}
      check={() => {
        const found = faultsIn(fields, values)
        setFaults(found)
        return found.length === 0
      }}
      send={async () => {
        await act(actOf(move, values, view))
        setValues(startValues(view))
      }}
    >
      {effect && <Text>{effect}</Text>}
      {move === 'acknowledge' && <Rights />}
      {fields.map((field) => (
        <ActField
          key={field}
          field={field}
          view={view}
          value={values[field] ?? ''}
          error={faults.includes(field) ? t('mediation.field.missing') : null}
          onChange={(value) => setValues((former) => ({ ...former, [field]: value }))}
        />
      ))}
    </SendForm>
  )
}

export function Rights() {
  const { t } = useTranslation()
  const points: string[] = t('mediation.rights.points', { returnObjects: true })
  return (
    <section aria-label={t('mediation.rights.title')}>
      <Text fw={600}>{t('mediation.rights.title')}</Text>
      <ul>
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  )
}

interface FieldProps {
  field: FieldName
  view: CaseActions['view']
  value: string | boolean
  error: string | null
  onChange: (value: string | boolean) => void
}

const areas: readonly FieldName[] = ['reason', 'optionalReason', 'text', 'circumstances', 'record', 'note']
const marks: readonly FieldName[] = ['understands', 'consents', 'willsIt', 'acknowledgesWarnings']
const inputTypes: Partial<Record<FieldName, string>> = {
  startsAt: 'datetime-local',
  until: 'date',
  on: 'date',
  minutes: 'number',
  amount: 'number',
}
/** Both are called the same. */
const labelOf = {
  optionalReason: 'reason',
  declineReason: 'because',
  failReason: 'because',
  mediatorChoice: 'mediatorId',
}

function ActField(props: FieldProps) {
  const { t } = useTranslation()
  const { field, value, error, onChange } = props
  const labels: Record<string, unknown> = t('mediation.field', { returnObjects: true })
  const options = useOptions(field, props.view)
  const known: Partial<Record<FieldName, string>> = labelOf
  const named = labels[known[field] ?? field]
  const label = typeof named === 'string' ? named : field
  if (marks.includes(field)) {
    return (
      <TickBox
        label={label}
        checked={value === true}
        error={error}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  }
  const text = String(value)
  if (areas.includes(field)) {
    return (
      <Textarea
        label={label}
        autosize
        minRows={field === 'record' || field === 'text' ? 4 : 2}
        value={text}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  if (field === 'mediatorId' || field === 'mediatorChoice') return <MediatorField {...props} label={label} />
  if (field === 'checkId') return <CheckField {...props} label={label} />
  if (options) {
    return (
      <NativeSelect
        label={label}
        data={options}
        value={text}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  return (
    <TextInput
      label={label}
      type={inputTypes[field] ?? 'text'}
      value={text}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function useOptions(field: FieldName, view: CaseActions['view']): { value: string; label: string }[] | null {
  const { t } = useTranslation()
  if (field === 'audience') {
    return (['all', 'mediator'] as const).map((value) => ({ value, label: t(`mediation.field.audiences.${value}`) }))
  }
  if (field === 'with') {
    return (['both', ...sides] as const).map((value) => ({ value, label: t(`mediation.field.withs.${value}`) }))
  }
  if (field === 'result') {
    return (['confirmed', 'rejected'] as const).map((value) => ({
      value,
      label: t(`mediation.field.results.${value}`),
    }))
  }
  if (field === 'declineReason') {
    return declineReasons.map((value) => ({ value, label: t(`mediation.declineReason.${value}`) }))
  }
  if (field === 'failReason') return failReasons.map((value) => ({ value, label: t(`mediation.failReason.${value}`) }))
  if (field === 'session') {
    return view.sessions.map(({ revision, startsAt }) => ({ value: String(revision), label: startsAt }))
  }
  if (field === 'term') {
    return (view.agreement?.agreement.terms ?? []).map(({ kind }, i) => {
      return { value: String(i), label: `${i + 1} ${t(`mediation.agreement.kinds.${kind}`)}` }
    })
  }
  return null
}

function MediatorField({ field, label, value, error, onChange }: FieldProps & { label: string }) {
  const { t } = useTranslation()
  const { data } = useQuery({ queryKey: ['mediation', 'mediators'], queryFn: listMediators })
  const free = field === 'mediatorChoice' ? t('mediation.field.committee') : ''
  const people = (data?.items ?? []).map(({ id, name, openCases }) => {
    return { value: id, label: t('mediation.field.busy', { name, count: openCases }) }
  })
  return (
    <NativeSelect
      label={label}
      data={[{ value: '', label: free }, ...people]}
      value={String(value)}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

export function CheckField({
  label,
  value,
  error,
  onChange,
  empty = '',
}: Pick<FieldProps, 'value' | 'error' | 'onChange'> & { label: string; empty?: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { data } = useQuery({ queryKey: ['checks', 'to-show'], queryFn: () => listChecks({}) })
  const found = (data?.items ?? []).filter(({ state, matchCount }) => state === 'done' && matchCount > 0)
  return (
    <NativeSelect
      label={label}
      description={data && found.length === 0 ? t('mediation.field.noChecks') : undefined}
      data={[
        { value: '', label: empty },
        ...found.map(({ id, fileName, createdAt }) => ({
          value: id,
          label: `${fileName} · ${formats.date(createdAt)}`,
        })),
      ]}
      value={String(value)}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
