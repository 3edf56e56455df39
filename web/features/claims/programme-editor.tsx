import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProgrammeBody, ProgrammePart, ProgrammeView } from '../../../src/domains/subsidies/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import { ProblemNotice } from '../../ui/problem.tsx'
import { ReadBack } from '../../ui/read-back.tsx'
import { SendForm } from '../../ui/send-form.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { allocateWindow, closeWindow, confirmProgramme, editProgramme, listVersions, openWindow } from './api.ts'
import classes from './claims.module.css'
import { minorOf, minorText } from './money.ts'
import { programmesKey, useBilingual } from './words.ts'

/** For officers: what the policy leaves open is confirmed part by part; a change is a new version; windows open and close. */
export function ProgrammeEditor({ code }: { code: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const versions = useQuery({ queryKey: [...programmesKey, code], queryFn: () => listVersions(code) })
  const newest = versions.data?.items[0]
  if (!newest)
    return versions.error ? <ProblemNotice error={versions.error} /> : <Waiting words={t('claims.loading')} />
  const refresh = () => queryClient.invalidateQueries({ queryKey: programmesKey })
  const isConfirmed = versions.data?.items.some(({ state }) => state === 'confirmed') ?? false
  return (
    <Stack gap="xl" mt="md">
      {newest.state === 'draft' && <ConfirmForm key={newest.version} programme={newest} onDone={refresh} />}
      {isConfirmed && <WindowForm code={code} onDone={refresh} />}
      {versions.data?.items.flatMap(({ windows, body }) =>
        windows.map((window) => <OneWindow key={window.id} window={window} body={body} onDone={refresh} />),
      )}
      <EditForm key={`edit ${newest.version}`} programme={newest} onDone={refresh} />
    </Stack>
  )
}

interface Form {
  programme: ProgrammeView
  onDone: () => Promise<unknown>
}

function ConfirmForm({ programme, onDone }: Form) {
  const { t } = useTranslation()
  const [confirmed, setConfirmed] = useState<ProgrammePart[]>([])
  const { code, version, body } = programme
  return (
    <section aria-label={t('claims.programmes.confirmTitle')}>
      <Title order={3} size="h5">
        {t('claims.programmes.confirmTitle')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('claims.programmes.confirmHint')}
      </Text>
      <SendForm
        submitWords={t('claims.programmes.confirm', { version })}
        send={async () => {
          await confirmProgramme(code, version, confirmed)
          await onDone()
        }}
      >
        {body.defaults.map((part) => (
          <Checkbox
            key={part}
            label={t(`claims.programmes.part.${part}`)}
            checked={confirmed.includes(part)}
            onChange={(event) =>
              setConfirmed(event.currentTarget.checked ? [...confirmed, part] : confirmed.filter((one) => one !== part))
            }
          />
        ))}
      </SendForm>
    </section>
  )
}

const dayInChina = (days: number) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)

function WindowForm({ code, onDone }: { code: string; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const [year, setYear] = useState(dayInChina(0).slice(0, 4))
  const [opensOn, setOpensOn] = useState(dayInChina(0))
  const [closesOn, setClosesOn] = useState(dayInChina(90))
  return (
    <section aria-label={t('claims.programmes.openTitle')}>
      <Title order={3} size="h5" mb="sm">
        {t('claims.programmes.openTitle')}
      </Title>
      <SendForm
        submitWords={t('claims.programmes.open')}
        send={async () => {
          await openWindow(code, { year: Number(year), opensOn, closesOn })
          await onDone()
        }}
      >
        <div className={classes.fields}>
          <TextInput
            label={t('claims.programmes.year')}
            inputMode="numeric"
            value={year}
            onChange={(event) => setYear(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t('claims.programmes.opensOn')}
            value={opensOn}
            onChange={(event) => setOpensOn(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t('claims.programmes.closesOn')}
            value={closesOn}
            onChange={(event) => setClosesOn(event.currentTarget.value)}
          />
        </div>
      </SendForm>
    </section>
  )
}

function OneWindow({
  window,
  body,
  onDone,
}: {
  window: ProgrammeView['windows'][number]
  body: ProgrammeBody
  onDone: () => Promise<unknown>
}) {
  const { t } = useTranslation()
  const formats = useFormats()
  const mayShare = !window.isOpen && window.allocatedAt === null && body.allocation === 'pro_rata'
  const about = `${window.year} · ${formats.calendarDate(window.opensOn)} – ${formats.calendarDate(window.closesOn)}`
  return (
    <section aria-label={about}>
      <Text>{about}</Text>
      {window.isOpen && (
        <ReadBack
          ask={t('claims.programmes.close')}
          about={about}
          effect={t('claims.programmes.closeEffect')}
          yes={t('claims.programmes.close')}
          onYes={async () => {
            await closeWindow(window.id)
            await onDone()
          }}
        />
      )}
      {mayShare && (
        <ReadBack
          ask={t('claims.programmes.allocate')}
          about={about}
          effect={t('claims.programmes.allocateEffect')}
          yes={t('claims.programmes.allocate')}
          onYes={async () => {
            await allocateWindow(window.id)
            await onDone()
          }}
        />
      )}
    </section>
  )
}

const terms = ['check', 'correction', 'gaps', 'review', 'publicity', 'payment', 'appeal', 'report'] as const

/** Shares, ceilings, amounts and terms as they are typed. */
function typedOf(body: ProgrammeBody): Record<string, string> {
  return {
    second: minorText(body.secondReviewAboveFen, 'CNY') || '0',
    ...Object.fromEntries(
      body.costs.map(({ code, shareBasisPoints }) => [`share ${code}`, String(shareBasisPoints / 100)]),
    ),
    ...Object.fromEntries(
      body.costs.map(({ code, ceilingFen }) => [
        `ceiling ${code}`,
        ceilingFen === null ? '' : minorText(ceilingFen, 'CNY'),
      ]),
    ),
    ...Object.fromEntries(body.results.map(({ code, amountFen }) => [`result ${code}`, minorText(amountFen, 'CNY')])),
    ...Object.fromEntries(terms.map((term) => [`day ${term}`, String(body.days[term])])),
  }
}

/** The body that was typed; null where something in it is no number. */
function bodyOf(
  body: ProgrammeBody,
  typed: Record<string, string>,
  allocation: ProgrammeBody['allocation'],
): ProgrammeBody | null {
  const numbers: (number | null)[] = []
  const take = (value: number | null): number => {
    numbers.push(value)
    return value ?? 0
  }
  const whole = (text: string | undefined, most: number) =>
    text !== undefined && /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : null
  const share = (text = '') => {
    const points = Math.round(Number(text) * 100)
    return text.trim() !== '' && points >= 1 && points <= 10_000 ? points : null
  }
  const made: ProgrammeBody = {
    ...body,
    allocation,
    secondReviewAboveFen: take(minorOf(typed.second ?? '', 'CNY')),
    costs: body.costs.map((cost) => {
      const ceiling = typed[`ceiling ${cost.code}`] ?? ''
      return {
        ...cost,
        shareBasisPoints: take(share(typed[`share ${cost.code}`])),
        ceilingFen: ceiling === '' ? null : take(minorOf(ceiling, 'CNY') || null),
      }
    }),
    results: body.results.map((result) => ({
      ...result,
      amountFen: take(minorOf(typed[`result ${result.code}`] ?? '', 'CNY') || null),
    })),
    days: {
      check: take(whole(typed['day check'], 400)),
      correction: take(whole(typed['day correction'], 400)),
      gaps: take(whole(typed['day gaps'], 400)),
      review: take(whole(typed['day review'], 400)),
      publicity: take(whole(typed['day publicity'], 400)),
      payment: take(whole(typed['day payment'], 400)),
      appeal: take(whole(typed['day appeal'], 400)),
      report: take(whole(typed['day report'], 400)),
    },
  }
  return numbers.includes(null) ? null : made
}

function EditForm({ programme, onDone }: Form) {
  const { t } = useTranslation()
  const say = useBilingual()
  const { code, body } = programme
  const [typed, setTyped] = useState(() => typedOf(body))
  const [allocation, setAllocation] = useState(body.allocation)
  const [told, setTold] = useState<string | null>(null)
  const field = (name: string, label: string) => (
    <TextInput
      key={name}
      label={label}
      inputMode="decimal"
      value={typed[name] ?? ''}
      onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value.trim() })}
    />
  )
  return (
    <details>
      <summary>{t('claims.programmes.edit')}</summary>
      <SendForm
        submitWords={t('claims.programmes.save')}
        check={() => {
          const isSound = bodyOf(body, typed, allocation) !== null
          setTold(isSound ? null : t('claims.programmes.numberWrong'))
          return isSound
        }}
        send={async () => {
          const made = bodyOf(body, typed, allocation)
          if (!made) return
          const { version } = await editProgramme(code, made)
          setTold(t('claims.programmes.saved', { version }))
          await onDone()
        }}
      >
        <div className={classes.fields}>
          {body.costs.flatMap((cost) => [
            field(`share ${cost.code}`, t('claims.programmes.percent', { kind: say(cost.title) })),
            field(`ceiling ${cost.code}`, t('claims.programmes.ceiling', { kind: say(cost.title) })),
          ])}
          {body.results.map((result) =>
            field(`result ${result.code}`, t('claims.programmes.resultAmount', { kind: say(result.title) })),
          )}
          {field('second', t('claims.programmes.secondReview'))}
          <NativeSelect
            label={t('claims.programmes.allocation')}
            value={allocation}
            onChange={(event) => setAllocation(event.currentTarget.value === 'pro_rata' ? 'pro_rata' : 'first_come')}
            data={(['first_come', 'pro_rata'] as const).map((value) => ({
              value,
              label: t(`claims.programmes.allocations.${value}`),
            }))}
          />
          {terms.map((term) => field(`day ${term}`, t(`claims.programmes.day.${term}`)))}
        </div>
        <Text role="status" size="sm">
          {told}
        </Text>
      </SendForm>
    </details>
  )
}
