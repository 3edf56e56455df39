import type { ClaimMove, ClaimState } from './contract.ts'

/** Who makes a move: the applicant's people, or officers of the programme's departments. */
export type MoveParty = 'applicant' | 'officer'

/** Of the programme's numbers of working days, the one within which a move from this state is due. */
export type DueTerm = 'check' | 'correction' | 'review' | 'publicity' | 'payment' | 'appeal' | 'report'

export interface Move {
  from: readonly ClaimState[]
  to: ClaimState
  by: MoveParty
  /** What the move asks for. `amount`: the officers' reductions, of which the amount follows. */
  asks?: 'reason' | 'amount' | 'report' | 'recovery'
}

const beforeFinal = [
  'submitted',
  'correction',
  'accepted',
  'reviewed',
  'second_reviewed',
  'jointly_reviewed',
  'decided',
  'published',
  'final',
] as const satisfies readonly ClaimState[]

/**
 * The one table of states and moves of a claim (docs/claims.md is drawn from it, and the database holds the same pairs):
 * 受理 → 部门审核 → 复核 → 联审 → 决定 → 公示 → 拨付, with its side ways.
 */
export const moves: Readonly<Record<ClaimMove, Move>> = {
  discard: { from: ['draft'], to: 'withdrawn', by: 'applicant' },
  submit: { from: ['draft', 'correction'], to: 'submitted', by: 'applicant' },
  withdraw: { from: beforeFinal, to: 'withdrawn', by: 'applicant', asks: 'reason' },
  return_for_completion: { from: ['submitted'], to: 'correction', by: 'officer', asks: 'reason' },
  accept: { from: ['submitted'], to: 'accepted', by: 'officer' },
  decline: { from: ['submitted', 'correction'], to: 'not_accepted', by: 'officer', asks: 'reason' },
  review: { from: ['accepted'], to: 'reviewed', by: 'officer', asks: 'amount' },
  second_review: { from: ['reviewed'], to: 'second_reviewed', by: 'officer' },
  joint_review: { from: ['reviewed', 'second_reviewed'], to: 'jointly_reviewed', by: 'officer' },
  send_back: {
    from: ['reviewed', 'second_reviewed', 'jointly_reviewed'],
    to: 'accepted',
    by: 'officer',
    asks: 'reason',
  },
  decide: { from: ['jointly_reviewed'], to: 'decided', by: 'officer' },
  refuse: {
    from: ['accepted', 'reviewed', 'second_reviewed', 'jointly_reviewed'],
    to: 'refused',
    by: 'officer',
    asks: 'reason',
  },
  publish: { from: ['decided'], to: 'published', by: 'officer' },
  reopen: { from: ['published'], to: 'accepted', by: 'officer', asks: 'reason' },
  finalise: { from: ['published'], to: 'final', by: 'officer' },
  suspend: { from: ['final'], to: 'suspended', by: 'officer', asks: 'reason' },
  resume: { from: ['suspended'], to: 'final', by: 'officer' },
  revoke: { from: ['suspended'], to: 'refused', by: 'officer', asks: 'reason' },
  order_payment: { from: ['final'], to: 'in_payment', by: 'officer' },
  return_payment: { from: ['in_payment'], to: 'final', by: 'officer', asks: 'reason' },
  pay: { from: ['in_payment'], to: 'paid', by: 'officer' },
  report: { from: ['paid'], to: 'reported', by: 'applicant', asks: 'report' },
  close: { from: ['reported'], to: 'closed', by: 'officer' },
  appeal: { from: ['refused', 'not_accepted'], to: 'appealed', by: 'applicant', asks: 'reason' },
  uphold_appeal: { from: ['appealed'], to: 'accepted', by: 'officer', asks: 'reason' },
  dismiss_appeal: { from: ['appealed'], to: 'appeal_dismissed', by: 'officer', asks: 'reason' },
  recover: { from: ['paid', 'reported', 'closed'], to: 'recovering', by: 'officer', asks: 'recovery' },
  repay: { from: ['recovering'], to: 'repaid', by: 'officer' },
}

/** Moves that the applicant or an officer may make from a state, by name. */
export const movesFrom = (state: ClaimState, by: MoveParty): ClaimMove[] =>
  (Object.keys(moves) as ClaimMove[]).filter((name) => moves[name].by === by && moves[name].from.includes(state))

/** Which term runs in a state, and whom it binds. */
export const termOf: Partial<Record<ClaimState, { term: DueTerm; binds: MoveParty }>> = {
  submitted: { term: 'check', binds: 'officer' },
  correction: { term: 'correction', binds: 'applicant' },
  accepted: { term: 'review', binds: 'officer' },
  reviewed: { term: 'review', binds: 'officer' },
  second_reviewed: { term: 'review', binds: 'officer' },
  published: { term: 'publicity', binds: 'officer' },
  final: { term: 'payment', binds: 'officer' },
  in_payment: { term: 'payment', binds: 'officer' },
  appealed: { term: 'appeal', binds: 'officer' },
  paid: { term: 'report', binds: 'applicant' },
}

/** Moves after which the money of a claim goes back to the budget. */
export const releases: ReadonlySet<ClaimMove> = new Set(['withdraw', 'refuse', 'send_back', 'reopen', 'revoke'])

/** Floor of `amount × numerator / denominator`, exact for whole numbers of any size. */
export const shareOf = (amount: number, numerator: number, denominator: number): number =>
  Number((BigInt(amount) * BigInt(numerator)) / BigInt(denominator))

/** The number under which a claim is quoted, such as `M5-OVERSEAS-2026-00012`. */
export const claimNumber = (claim: { programmeCode: string; year: number; serial: number | null }): string | null =>
  claim.serial === null
    ? null
    : `${claim.programmeCode.toUpperCase()}-${claim.year}-${String(claim.serial).padStart(5, '0')}`

/** The parts of such a number; null for what is none. */
export function partsOfNumber(number: string): { programmeCode: string; year: number; serial: number } | null {
  const found = /^([A-Z0-9-]{2,40})-(\d{4})-(\d{5,9})$/.exec(number.trim().toUpperCase())
  return found
    ? { programmeCode: String(found[1]).toLowerCase(), year: Number(found[2]), serial: Number(found[3]) }
    : null
}
