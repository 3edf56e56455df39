import { useTranslation } from 'react-i18next'
import type { ClaimState, ProgrammeBody, Reduction } from '../../../src/domains/subsidies/contract.ts'
import { useFormats } from '../../i18n/formats.ts'
import type { StateTone } from '../../ui/state-mark.tsx'
import { useYuan } from './money.ts'

export const claimsKey = ['claims']
export const claimKey = (id: string) => [...claimsKey, 'one', id]
export const claimDeskKey = [...claimsKey, 'desk']
export const programmesKey = ['programmes']

export const stateTones: Record<ClaimState, StateTone> = {
  draft: 'open',
  submitted: 'wait',
  correction: 'open',
  accepted: 'wait',
  not_accepted: 'bad',
  reviewed: 'wait',
  second_reviewed: 'wait',
  jointly_reviewed: 'wait',
  decided: 'good',
  published: 'good',
  final: 'good',
  suspended: 'wait',
  in_payment: 'good',
  paid: 'sealed',
  reported: 'sealed',
  closed: 'sealed',
  refused: 'bad',
  appealed: 'wait',
  appeal_dismissed: 'bad',
  recovering: 'wait',
  repaid: 'plain',
  withdrawn: 'plain',
}

/** A text that a programme has in both languages, in the reader's. */
export function useBilingual(): (text: { zh: string; en: string }) => string {
  const { i18n } = useTranslation()
  return (text) => (i18n.language === 'en' ? text.en : text.zh)
}

const known = [
  'needed',
  'not_met',
  'in_the_future',
  'another_firm',
  'rate_missing',
  'claimed_already',
  'still_storing',
  'not_stored',
  'not_your_registered_work',
  'no_licence_of_this_work',
  'no_account_number',
] as const

/** What is missing, and why, in the reader's words. */
export function useMissingWords(): (message: string) => string {
  const { t } = useTranslation()
  return (message) => {
    const [code, number = ''] = message.split(':')
    if (code === 'claimed_in') return t('claims.missing.claimed_in', { number })
    const one = known.find((name) => name === code)
    return one ? t(`claims.missing.${one}`) : message
  }
}

/** One reduction with its grounds. */
export function useReductionWords(): (reduction: Reduction) => string {
  const { t } = useTranslation()
  const yuan = useYuan()
  const formats = useFormats()
  return ({ code, grounds }) => {
    const fen = (name: string) => yuan(Number(grounds[name] ?? 0))
    return t(`claims.reductions.${code}`, {
      ...grounds,
      percent: formats.percent(Number(grounds.shareBasisPoints ?? 0) / 10_000),
      ceiling: fen('ceilingFen'),
      cap: fen('capFen'),
      used: fen('usedFen'),
      interpolation: { escapeValue: false },
    })
  }
}

/** The title of a kind of cost or level of result; its code where the programme has none such. */
export const kindOf = (body: ProgrammeBody, code: string) =>
  [...body.costs, ...body.results].find((one) => one.code === code)?.title ?? { zh: code, en: code }
