import { Button, NativeSelect, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ClaimView,
  type CostInput,
  decimalsOf,
  type ResultInput,
} from '../../../src/domains/subsidies/contract.ts'
import { AssessmentTable } from './assessment-table.tsx'
import classes from './claims.module.css'
import { useFieldError } from './field-error.ts'
import { minorOf, minorText } from './money.ts'
import type { DraftEditing } from './use-claim-draft.ts'
import { useBilingual, useMissingWords } from './words.ts'

interface FieldsProps {
  claim: ClaimView
  editing: DraftEditing
}

const currencies = [
  'CNY',
  'USD',
  'HKD',
  'EUR',
  'GBP',
  'JPY',
  'KRW',
  'SGD',
  'THB',
  'VND',
  'IDR',
  'MYR',
  'PHP',
  'SAR',
  'BRL',
  'MXN',
]
const texts = ['what', 'invoiceNumber', 'issuer', 'billedTo', 'payee'] as const
const dates = ['issuedOn', 'paidOn'] as const

/** Each invoice on a line of its own, and below what it comes to. */
export function CostFields({ claim, editing: { draft, change } }: FieldsProps) {
  const { t } = useTranslation()
  const say = useBilingual()
  const errorOf = useFieldError(claim)
  const missing = useMissingWords()
  const set = (at: number, part: Partial<CostInput>) =>
    change({ costs: draft.costs.map((one, i) => (i === at ? { ...one, ...part } : one)) })
  const add = () => {
    const fresh: CostInput = {
      kind: claim.programme.costs[0]?.code ?? '',
      what: '',
      invoiceNumber: '',
      issuer: '',
      billedTo: claim.applicant.name,
      payee: '',
      issuedOn: '',
      paidOn: '',
      amountMinor: 0,
      currency: 'CNY',
      otherPublicFen: 0,
    }
    change({ costs: [...draft.costs, fresh] })
  }
  return (
    <>
      <Text c="dimmed" mb="md">
        {t('claims.cost.empty')}
      </Text>
      {draft.costs.map((cost, i) => {
        const whole = claim.missing.find(({ path }) => path === `costs.${i}`)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
          <fieldset key={i} className={classes.line}>
            <legend>{t('claims.cost.line', { line: i + 1 })}</legend>
            {whole && (
              <Text c="var(--seal-text)" mb="sm">
                {missing(whole.message)}
              </Text>
            )}
            <div className={classes.fields}>
              <NativeSelect
                label={t('claims.cost.kind')}
                value={cost.kind}
                onChange={(event) => set(i, { kind: event.currentTarget.value })}
                data={[
                  { value: '', label: t('claims.cost.chooseKind') },
                  ...claim.programme.costs.map(({ code, title }) => ({ value: code, label: say(title) })),
                ]}
              />
              {texts.map((name) => (
                <TextInput
                  key={name}
                  label={t(`claims.cost.${name}`)}
                  value={cost[name]}
                  maxLength={name === 'invoiceNumber' ? 60 : 200}
                  error={errorOf(`costs.${i}.${name}`, cost[name])}
                  onChange={(event) => set(i, { [name]: event.currentTarget.value })}
                />
              ))}
              {dates.map((name) => (
                <TextInput
                  key={name}
                  type="date"
                  label={t(`claims.cost.${name}`)}
                  value={cost[name]}
                  error={errorOf(`costs.${i}.${name}`, cost[name])}
                  onChange={(event) => set(i, { [name]: event.currentTarget.value })}
                />
              ))}
              <NativeSelect
                label={t('claims.cost.currency')}
                value={cost.currency}
                error={errorOf(`costs.${i}.currency`, cost.currency)}
                onChange={(event) => set(i, { currency: event.currentTarget.value })}
                data={currencies}
              />
              <AmountField
                key={cost.currency}
                label={t('claims.cost.amount')}
                currency={cost.currency}
                minor={cost.amountMinor}
                onChange={(amountMinor) => set(i, { amountMinor })}
              />
              <AmountField
                label={t('claims.cost.otherPublic')}
                currency="CNY"
                minor={cost.otherPublicFen}
                onChange={(otherPublicFen) => set(i, { otherPublicFen })}
              />
            </div>
            <Button
              variant="subtle"
              size="sm"
              px={8}
              mt="xs"
              onClick={() => change({ costs: draft.costs.filter((_one, at) => at !== i) })}
            >
              {t('claims.cost.remove', { line: i + 1 })}
            </Button>
          </fieldset>
        )
      })}
      <Button variant="default" onClick={add}>
        {t('claims.cost.add')}
      </Button>
      <AssessmentTable assessment={claim.assessment} programme={claim.programme} isPreview />
    </>
  )
}

/** Keeps what was typed until it is an amount, and says what is wrong with it. */
export function AmountField({
  label,
  currency,
  minor,
  onChange,
}: {
  label: string
  currency: string
  minor: number
  onChange: (minor: number) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(minorText(minor, currency))
  const isWrong = text !== '' && minorOf(text, currency) === null
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      value={text}
      error={isWrong ? t('claims.cost.amountWrong', { count: decimalsOf(currency) }) : null}
      onChange={(event) => {
        setText(event.currentTarget.value)
        onChange(minorOf(event.currentTarget.value, currency) ?? 0)
      }}
    />
  )
}

export function ResultFields({ claim, editing: { draft, change } }: FieldsProps) {
  const { t } = useTranslation()
  const say = useBilingual()
  const errorOf = useFieldError(claim)
  const set = (at: number, part: Partial<ResultInput>) =>
    change({ results: draft.results.map((one, i) => (i === at ? { ...one, ...part } : one)) })
  return (
    <>
      <Text c="dimmed" mb="md">
        {t('claims.result.empty')}
      </Text>
      {draft.results.map((result, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
        <fieldset key={i} className={classes.line}>
          <legend>{t('claims.cost.line', { line: i + 1 })}</legend>
          <div className={classes.fields}>
            <NativeSelect
              label={t('claims.result.kind')}
              value={result.kind}
              onChange={(event) => set(i, { kind: event.currentTarget.value })}
              data={[
                { value: '', label: t('claims.cost.chooseKind') },
                ...claim.programme.results.map(({ code, title }) => ({ value: code, label: say(title) })),
              ]}
            />
            {(['award', 'givenBy'] as const).map((name) => (
              <TextInput
                key={name}
                label={t(`claims.result.${name}`)}
                value={result[name]}
                maxLength={200}
                onChange={(event) => set(i, { [name]: event.currentTarget.value })}
              />
            ))}
            <TextInput
              type="date"
              label={t('claims.result.wonOn')}
              value={result.wonOn}
              error={errorOf(`results.${i}.wonOn`, result.wonOn)}
              onChange={(event) => set(i, { wonOn: event.currentTarget.value })}
            />
          </div>
          <Button
            variant="subtle"
            size="sm"
            px={8}
            mt="xs"
            onClick={() => change({ results: draft.results.filter((_one, at) => at !== i) })}
          >
            {t('claims.cost.remove', { line: i + 1 })}
          </Button>
        </fieldset>
      ))}
      <Button
        variant="default"
        onClick={() =>
          change({ results: [...draft.results, { kind: '', award: '', givenBy: '', wonOn: '', otherPublicFen: 0 }] })
        }
      >
        {t('claims.result.add')}
      </Button>
      <AssessmentTable assessment={claim.assessment} programme={claim.programme} isPreview />
    </>
  )
}
