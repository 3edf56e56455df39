import type { Assessment, ProgrammeBody, Reduction } from './contract.ts'
import { shareOf } from './rules.ts'

/** One expense or result of a claim, as far as amounts go. */
export interface ClaimedLine {
  /** Counted from 1. */
  line: number
  kind: string
  what: string
  /** At the rate of the day of payment. */
  claimedFen: number
  rate: Assessment['lines'][number]['rate']
  otherPublicFen: number
  /** The day of payment or of the result. */
  day: string
  /** The line of this claim that says the same before. */
  sameAsLine: number | null
  /** What other claims got for the very same fact already, and which. */
  absorbed: { byFen: number; claim: string } | null
}

/** A cap or pool and what is left of it before this claim. */
export interface Room {
  scope: string
  capFen: number
  leftFen: number
  isPool: boolean
}

export interface OfficerReduction {
  line: number
  byFen: number
  reason: string
}

/**
 * What a programme pays for these lines, with every reduction in the order in which it is made. The sum of all reductions is
 * exactly what was claimed less what is payable. Shares are rounded down to the fen. `oldestDay` is the first day of payment
 * that is supported. The best of several programmes is paid, and of a fact that was paid before the difference alone
 * (从高从优不重复, 附则 of the policy).
 */
export function assess(
  body: ProgrammeBody,
  lines: readonly ClaimedLine[],
  {
    oldestDay,
    rooms,
    officer = [],
  }: { oldestDay: string; rooms: readonly Room[]; officer?: readonly OfficerReduction[] },
): Assessment {
  const reductions: Reduction[] = []
  const judged = lines.map((one) => {
    let left = one.claimedFen
    const cut = (code: Reduction['code'], byFen: number, grounds: Reduction['grounds'] = {}) => {
      const by = Math.min(left, byFen)
      if (by <= 0) return
      left -= by
      reductions.push({ code, line: one.line, byFen: by, grounds })
    }
    const support = body.basis === 'costs' ? body.costs.find(({ code }) => code === one.kind) : undefined
    const level = body.basis === 'results' ? body.results.find(({ code }) => code === one.kind) : undefined
    if (!support && !level) cut('kind_not_supported', left, { kind: one.kind })
    if (one.sameAsLine !== null) cut('twice_in_this_claim', left, { sameAsLine: one.sameAsLine })
    if (one.day < oldestDay) cut('outside_period', left, { day: one.day, oldestDay })
    cut('other_public_money', one.otherPublicFen)
    if (support) {
      cut('share', left - shareOf(left, support.shareBasisPoints, 10_000), {
        shareBasisPoints: support.shareBasisPoints,
      })
      if (support.ceilingFen !== null) cut('ceiling', left - support.ceilingFen, { ceilingFen: support.ceilingFen })
    }
    if (one.absorbed) cut('absorbed', one.absorbed.byFen, { claim: one.absorbed.claim, paidFen: one.absorbed.byFen })
    for (const { line, byFen, reason } of officer) if (line === one.line) cut('officer', byFen, { reason })
    const { line, kind, what, claimedFen, rate } = one
    return { line, kind, what, claimedFen, payableFen: left, rate }
  })
  const entitledFen = judged.reduce((sum, { payableFen }) => sum + payableFen, 0)
  const within = withinRooms(entitledFen, rooms)
  return {
    claimedFen: lines.reduce((sum, { claimedFen }) => sum + claimedFen, 0),
    entitledFen,
    payableFen: within.amountFen,
    lines: judged,
    reductions: [...reductions, ...within.reductions],
  }
}

/** Cuts an amount to what caps and pools leave, caps first. */
export function withinRooms(amountFen: number, rooms: readonly Room[]): { amountFen: number; reductions: Reduction[] } {
  const reductions: Reduction[] = []
  let left = amountFen
  for (const { scope, capFen, leftFen, isPool } of [...rooms].sort((a, b) => Number(a.isPool) - Number(b.isPool))) {
    const by = left - Math.max(0, leftFen)
    if (by <= 0) continue
    left -= by
    reductions.push({
      code: isPool ? 'pool' : 'cap',
      line: null,
      byFen: by,
      grounds: { scope, capFen, usedFen: capFen - leftFen },
    })
  }
  return { amountFen: left, reductions }
}

/** What a decided amount is per line, in the proportion of what each line was payable: rounded down, the rest to the first lines. */
export function perLine(amountFen: number, payableFen: readonly number[]): number[] {
  const sum = payableFen.reduce((total, one) => total + one, 0)
  if (sum === 0) return payableFen.map(() => 0)
  const parts = payableFen.map((one) => shareOf(one, amountFen, sum))
  let rest = amountFen - parts.reduce((total, one) => total + one, 0)
  return parts.map((part, i) => {
    const extra = rest > 0 && part < (payableFen[i] ?? 0) ? 1 : 0
    rest -= extra
    return part + extra
  })
}
