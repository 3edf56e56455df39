import { Button, NativeSelect, Text, Textarea, TextInput, Title } from '@mantine/core'
import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckView } from '../../../../src/domains/fingerprints/contract.ts'
import { ContestGround, contestGrounds, type EvidenceView } from '../../../../src/domains/mediation/contract.ts'
import { evidenceSource } from '../../../api.ts'
import { timecode, useFormats } from '../../../i18n/formats.ts'
import { SendForm } from '../../../ui/send-form.tsx'
import type { CaseActions } from '../use-case.ts'
import classes from './case-page.module.css'

/** How a check is shown, side by side; handed in, since it belongs to another feature. */
export type Comparison = ComponentType<{ check: CheckView }>

export function Evidence({ view, act, Comparison }: CaseActions & { Comparison: Comparison }) {
  const { t } = useTranslation()
  if (view.evidence.length === 0) return null
  return (
    <section aria-labelledby="evidence">
      <Title order={2} size="h4" id="evidence" mb="sm">
        {t('mediation.evidence.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('mediation.evidence.method')}
      </Text>
      {view.evidence.map((evidence) => (
        <Shown key={evidence.revision} evidence={evidence} view={view} act={act} Comparison={Comparison} />
      ))}
    </section>
  )
}

function useSegmentNames(evidence: EvidenceView) {
  const { t } = useTranslation()
  const segments = evidence.check.matches?.[0]?.segments ?? []
  const point = (unit: string, value: number) => (unit === 'seconds' ? timecode(value, 1) : String(value))
  const names = segments.map(({ unit, queryStart, queryEnd, workStart, workEnd }) =>
    t('mediation.evidence.piece', {
      from: point(unit, queryStart),
      to: point(unit, queryEnd),
      workFrom: point(unit, workStart),
      workTo: point(unit, workEnd),
    }),
  )
  return (index: number | null) => (index === null ? t('mediation.evidence.whole') : (names[index] ?? String(index)))
}

function Shown({ evidence, view, act, Comparison }: CaseActions & { evidence: EvidenceView; Comparison: Comparison }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [isOpen, setOpen] = useState(false)
  const [isContesting, setContesting] = useState(false)
  const nameOf = useSegmentNames(evidence)
  const { check, revision, seat, isBelowThreshold, threshold, contests } = evidence
  const match = check.matches?.[0]
  return (
    <div className={classes.term}>
      <div>
        <strong>{check.file.name}</strong> → 《{match?.title}》{' '}
        <span className="numbers">{match?.registrationNumber}</span>
        <div className={classes.soft}>{t(`mediation.seat.${seat}`)}</div>
      </div>
      {isBelowThreshold && (
        <div className={classes.warning}>
          {t('mediation.evidence.below', { percent: formats.percentWhole(threshold) })}
        </div>
      )}
      {contests.length > 0 && (
        <ul className={classes.plain}>
          {contests.map(({ revision: at, segment, ground, statement, registrationNumber }) => (
            <li key={at}>
              <strong>
                {t('mediation.evidence.contested')} · {t(`mediation.evidence.grounds.${ground}`)}
              </strong>
              <span className={classes.soft}>
                {nameOf(segment)} {registrationNumber}
              </span>
              <p className={classes.words}>{statement}</p>
            </li>
          ))}
        </ul>
      )}
      <span className={classes.line}>
        <Button size="sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? t('mediation.evidence.close') : t('mediation.evidence.open')}
        </Button>
        {seat !== view.seat && view.moves.includes('contest') && (
          <Button size="sm" variant="default" aria-expanded={isContesting} onClick={() => setContesting(!isContesting)}>
            {t('mediation.evidence.contest')}
          </Button>
        )}
      </span>
      {isContesting && <Contest evidence={evidence} view={view} act={act} onDone={() => setContesting(false)} />}
      {isOpen && <Comparison check={{ ...check, id: evidenceSource(view.id, revision) }} />}
    </div>
  )
}

const statementMin = 10

function Contest({ evidence, act, onDone }: CaseActions & { evidence: EvidenceView; onDone: () => void }) {
  const { t } = useTranslation()
  const nameOf = useSegmentNames(evidence)
  const [segment, setSegment] = useState('')
  const [ground, setGround] = useState<(typeof contestGrounds)[number]>('licence')
  const [statement, setStatement] = useState('')
  const [number, setNumber] = useState('')
  const [isChecked, setChecked] = useState(false)
  const isTooShort = statement.trim().length < statementMin
  const segments = evidence.check.matches?.[0]?.segments ?? []
  return (
    <SendForm
      submitWords={t('mediation.evidence.contest')}
      check={() => {
        setChecked(true)
        return !isTooShort
      }}
      send={async () => {
        const registrationNumber = number.trim() === '' ? {} : { registrationNumber: number.trim() }
        const place = segment === '' ? null : Number(segment)
        await act({
          move: 'contest',
          evidence: evidence.revision,
          segment: place,
          ground,
          statement,
          ...registrationNumber,
        })
        onDone()
      }}
    >
      {segments.length > 0 && (
        <NativeSelect
          label={t('mediation.evidence.segment')}
          value={segment}
          data={[
            { value: '', label: nameOf(null) },
            ...segments.map((_, i) => ({ value: String(i), label: nameOf(i) })),
          ]}
          onChange={(event) => setSegment(event.currentTarget.value)}
        />
      )}
      <NativeSelect
        label={t('mediation.evidence.ground')}
        value={ground}
        data={contestGrounds.map((value) => ({ value, label: t(`mediation.evidence.grounds.${value}`) }))}
        onChange={(event) => setGround(ContestGround.catch('licence').parse(event.currentTarget.value))}
      />
      {ground === 'own_earlier_work' && (
        <TextInput
          label={t('mediation.applying.registration')}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
      )}
      <Textarea
        label={t('mediation.evidence.statement')}
        autosize
        minRows={2}
        value={statement}
        error={isChecked && isTooShort ? t('mediation.field.missing') : null}
        onChange={(event) => setStatement(event.currentTarget.value)}
      />
    </SendForm>
  )
}
