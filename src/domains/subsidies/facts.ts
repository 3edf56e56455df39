import { type ClaimDraft, type CostInput, decimalsOf, type ProgrammeBody } from './contract.ts'
import { shareOf } from './rules.ts'

/** A name as it is compared: width, case, spaces, punctuation and the form of the company do not count. */
export function nameKey(name: string): string {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/股份有限公司$|有限责任公司$|有限公司$|公司$/, '')
  return plain.replace(/(companylimited|colimited|coltd|limited|ltd|incorporated|inc|llc|gmbh)$/, '') || plain
}

/** The number of an invoice as it is compared. */
export const numberKey = (number: string): string =>
  number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^0+(?=.)/, '')

/**
 * An invoice as it is compared over all claims: its number and who wrote it. The 20 digits of a fully digital invoice (数电票)
 * are unique in the country, whoever is named as issuer.
 */
export function invoiceKey(number: string, issuer: string): string {
  const plain = number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  if (/^\d{20}$/.test(plain)) return `cn:${plain}`
  return `${nameKey(issuer)}|${numberKey(number)}`
}

/** An award of a work as it is compared. */
export const resultKey = (workId: string, award: string, givenBy: string): string =>
  `${workId}|${nameKey(award)}|${nameKey(givenBy)}`

export interface Rate {
  currency: string
  day: string
  microsPerUnit: number
}

/** How old the last published rate may be: a week of holidays and its weekends have none. */
export const rateAgeDaysMax = 12

/** An amount in fen, rounded down. CNY needs no rate. */
export function inFen(
  { amountMinor, currency }: Pick<CostInput, 'amountMinor' | 'currency'>,
  rate: Rate | null,
): number {
  if (currency === 'CNY') return amountMinor
  if (!rate) return 0
  return shareOf(amountMinor, rate.microsPerUnit, 10 ** decimalsOf(currency) * 10_000)
}

/** The day `months` calendar months before, or the last of its month. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, lastOfMonth))).toISOString().slice(0, 10)
}

export interface CapScope {
  scope: string
  capFen: number | null
}

/** What a claim counts against. A pool has no cap of its own here: its row has the amount. */
export function scopesOf(
  body: ProgrammeBody,
  of: { code: string; year: number; organisationId: string; draft: ClaimDraft },
): CapScope[] {
  const caps = body.caps.map(({ per, period, amountFen }) => {
    const unit =
      per === 'work'
        ? (of.draft.workId ?? 'none')
        : per === 'base'
          ? `${of.organisationId}:${nameKey(of.draft.subject)}`
          : of.organisationId
    return { scope: `cap:${of.code}:${per}:${unit}:${period === 'once' ? 'once' : of.year}`, capFen: amountFen }
  })
  return body.pool ? [...caps, { scope: poolScope(body.pool.code, of.year), capFen: null }] : caps
}

export const poolScope = (code: string, year: number): string => `pool:${code}:${year}`
