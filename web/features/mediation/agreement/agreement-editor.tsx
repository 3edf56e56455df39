import { Button, Group, NativeSelect, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Agreement,
  type InBoth,
  type Term,
  termKinds,
} from '../../../../src/domains/mediation/agreement/contract.ts'
import { sides } from '../../../../src/domains/mediation/contract.ts'
import { Card } from '../../../ui/card.tsx'
import { SendForm } from '../../../ui/send-form.tsx'
import { TickBox } from '../../../ui/tick-box.tsx'
import classes from '../case/case-page.module.css'
import type { CaseActions } from '../use-case.ts'

const empty: InBoth = { zh: '', en: '' }
const newTerm = (): Term => ({ kind: 'payment', by: 'respondent', words: empty, dueOn: null, amountFen: null })
const blank: Agreement = {
  facts: empty,
  issues: empty,
  responsibilities: empty,
  terms: [],
  isConfidential: true,
  further: empty,
}

/** What the mediator writes: says while it is written what the law still misses, and what a court would not confirm. */
export function AgreementEditor({ view, act }: CaseActions) {
  const { t } = useTranslation()
  const known = view.agreement
  const [agreement, setAgreement] = useState<Agreement>(known?.agreement ?? blank)
  const [looked, setLooked] = useState(false)
  const put = (change: Partial<Agreement>) => setAgreement((former) => ({ ...former, ...change }))
  const putTerm = (at: number, change: Partial<Term>) =>
    put({ terms: agreement.terms.map((term, i) => (i === at ? { ...term, ...change } : term)) })
  const isSaved = JSON.stringify(known?.agreement) === JSON.stringify(agreement)
  return (
    <Card>
      <section aria-labelledby="editor">
        <Title order={2} size="h4" id="editor" mb="sm">
          {t('mediation.agreement.title')}
        </Title>
        <SendForm submitWords={t('mediation.agreement.save')} send={() => act({ move: 'draft', agreement })}>
          {(['facts', 'issues', 'responsibilities'] as const).map((part) => (
            <Both
              key={part}
              label={t(`mediation.agreement.${part}`)}
              value={agreement[part]}
              onChange={(value) => put({ [part]: value })}
            />
          ))}
          {agreement.terms.map((term, i) => (
            <TermFields
              // biome-ignore lint/suspicious/noArrayIndexKey: terms have no names and are not moved
              key={i}
              number={i + 1}
              term={term}
              onChange={(change) => putTerm(i, change)}
              onRemove={() => put({ terms: agreement.terms.filter((_, at) => at !== i) })}
            />
          ))}
          <Group>
            <Button variant="default" size="sm" onClick={() => put({ terms: [...agreement.terms, newTerm()] })}>
              {t('mediation.agreement.add')}
            </Button>
          </Group>
          <Both
            label={t('mediation.agreement.further')}
            value={agreement.further}
            onChange={(further) => put({ further })}
          />
        </SendForm>
        {known && isSaved && <Offer view={view} act={act} looked={looked} onLooked={setLooked} />}
      </section>
    </Card>
  )
}

function Offer({ view, act, looked, onLooked }: CaseActions & { looked: boolean; onLooked: (yes: boolean) => void }) {
  const { t } = useTranslation()
  if (!view.agreement) return null
  const { missing, ownershipClauses } = view.agreement
  const words: Record<string, unknown> = t('mediation.agreement', { returnObjects: true })
  return (
    <div style={{ marginTop: 20 }} role="status">
      {missing.length > 0 && (
        <Text className={classes.warning}>
          {t('mediation.agreement.missing', { what: missing.map((path) => placeWords(path, words)).join('、') })}
        </Text>
      )}
      {ownershipClauses.length > 0 && (
        <div className={classes.warning}>
          {t('mediation.agreement.ownership')}
          <ul>
            {ownershipClauses.map((clause) => (
              <li key={clause}>{clause}</li>
            ))}
          </ul>
          <TickBox
            mt="sm"
            label={t('mediation.field.acknowledgesWarnings')}
            checked={looked}
            onChange={(event) => onLooked(event.currentTarget.checked)}
          />
        </div>
      )}
      {view.moves.includes('offer') && (
        <SendForm
          submitWords={t('mediation.move.offer')}
          send={() => act({ move: 'offer', acknowledgesWarnings: looked })}
        >
          <Text mt="md">{t('mediation.effect.offer')}</Text>
        </SendForm>
      )}
    </div>
  )
}

/** `terms.0.dueOn` in words. */
function placeWords(path: string, words: Record<string, unknown>): string {
  return path
    .split('.')
    .map((part) => {
      if (/^\d+$/.test(part)) return String(Number(part) + 1)
      const known = words[part === 'words' ? 'how' : part === 'amountFen' ? 'amount' : part]
      return typeof known === 'string' ? known : part
    })
    .join(' ')
}

function Both({ label, value, onChange }: { label: string; value: InBoth; onChange: (value: InBoth) => void }) {
  const { t } = useTranslation()
  return (
    <div className={classes.fields}>
      {(['zh', 'en'] as const).map((language) => (
        <Textarea
          key={language}
          label={`${label} · ${t(`mediation.agreement.${language}`)}`}
          lang={language === 'zh' ? 'zh-CN' : 'en'}
          autosize
          minRows={2}
          value={value[language]}
          onChange={(event) => onChange({ ...value, [language]: event.currentTarget.value })}
        />
      ))}
    </div>
  )
}

interface TermProps {
  number: number
  term: Term
  onChange: (change: Partial<Term>) => void
  onRemove: () => void
}

function TermFields({ number, term, onChange, onRemove }: TermProps) {
  const { t } = useTranslation()
  const name = t('mediation.agreement.term', { number })
  return (
    <fieldset className={classes.term}>
      <legend>{name}</legend>
      <div className={classes.fields}>
        <NativeSelect
          label={t('mediation.agreement.kind')}
          value={term.kind}
          data={termKinds.map((value) => ({ value, label: t(`mediation.agreement.kinds.${value}`) }))}
          onChange={(event) =>
            onChange({ kind: termKinds.find((kind) => kind === event.currentTarget.value) ?? 'other' })
          }
        />
        <NativeSelect
          label={t('mediation.agreement.by')}
          value={term.by}
          data={sides.map((value) => ({ value, label: t(`mediation.seat.${value}`) }))}
          onChange={(event) =>
            onChange({ by: sides.find((side) => side === event.currentTarget.value) ?? 'respondent' })
          }
        />
        <TextInput
          label={t('mediation.agreement.dueOn')}
          type="date"
          value={term.dueOn ?? ''}
          onChange={(event) => onChange({ dueOn: event.currentTarget.value || null })}
        />
        {(term.kind === 'payment' || term.kind === 'licence') && (
          <TextInput
            label={t('mediation.agreement.amount')}
            type="number"
            min={0}
            step="0.01"
            value={term.amountFen === null ? '' : String(term.amountFen / 100)}
            onChange={(event) => {
              const yuan = event.currentTarget.value
              onChange({ amountFen: yuan === '' ? null : Math.round(Number(yuan) * 100) })
            }}
          />
        )}
      </div>
      <Both label={t('mediation.agreement.how')} value={term.words} onChange={(words) => onChange({ words })} />
      <Group>
        <Button
          variant="subtle"
          size="sm"
          px={8}
          aria-label={`${t('mediation.agreement.remove')} ${name}`}
          onClick={onRemove}
        >
          {t('mediation.agreement.remove')}
        </Button>
      </Group>
    </fieldset>
  )
}
