import { AppError, conflict, invalid } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import { addWorkingDays, dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'
import { type Acting, auditStatements } from '../../accounts/index.ts'
import { perLine, withinRooms } from '../assess.ts'
import { ApplicantMoveInput, type ClaimMove, type ClaimView, OfficerMoveInput, type Reduction } from '../contract.ts'
import { nameKey, numberKey, scopesOf } from '../facts.ts'
import { balancesOf, insertEntry, type LedgerAccount } from '../ledger/store.ts'
import { readClaim } from '../queries/claim-views.ts'
import { claimDocuments, gapsOf, judge, judgedOf, roomsOf } from '../queries/judge.ts'
import { claimAtDesk, ownClaim } from '../queries/reach.ts'
import { moves, releases } from '../rules.ts'
import {
  actsOf,
  insertAct,
  insertFact,
  insertLine,
  insertScope,
  lastReductions,
  linesOf,
  numberOfClaim,
  roundOf,
  type StoredClaim,
  setAwarded,
  setEntitlement,
  setPublicity,
} from '../store.ts'

/** What a move does beside being entered. */
interface Effect {
  amountFen?: number
  reductions?: Reduction[]
  /** Before the act, which looks at it. */
  before?: Statement[]
  after?: Statement[]
  money?: { from: LedgerAccount; to: LedgerAccount; amountFen: number }[]
}

interface Making {
  stored: StoredClaim
  input: {
    reason: string
    reductions?: { line: number; byFen: number; reason: string }[]
    amountFen?: number | undefined
  }
}

/**
 * Submits, withdraws, reports on or appeals about a claim of one's own. `actCount` is the one that was read. Throws NotFound
 * `claim_not_found`; Conflict `claim_changed_elsewhere`, `move_not_allowed`, `window_closed`, `claimed_already`; Invalid
 * `claim_incomplete` with what is missing, `reason_needed`, `input_invalid`.
 */
export async function moveOwnClaim(ctx: Context, id: string, input: unknown): Promise<ClaimView> {
  const { stored, acting } = await ownClaim(ctx, id)
  const { move, actCount, reason } = parse(ApplicantMoveInput, input)
  return makeMove(ctx, move, actCount, acting, { stored, input: { reason } })
}

/**
 * Moves a claim on the desk. Throws NotFound `claim_not_found`; Conflict `claim_changed_elsewhere`, `move_not_allowed`,
 * `conflict_of_interest`, `four_eyes`, `second_review_needed`, `allocation_needed`, `documents_missing`, `nothing_left`,
 * `applicant_barred`, `publicity_running`, `objection_open`, `cap_exceeded`, `claimed_already`; Invalid `reason_needed`,
 * `line_unknown`, `amount_needed`, `input_invalid`.
 */
export async function moveClaim(ctx: Context, id: string, input: unknown): Promise<ClaimView> {
  const { stored, acting } = await claimAtDesk(ctx, id)
  const { move, actCount, ...rest } = parse(OfficerMoveInput, input)
  return makeMove(ctx, move, actCount, acting, { stored, input: rest })
}

async function makeMove(
  ctx: Context,
  move: ClaimMove,
  actCount: number,
  acting: Acting,
  making: Making,
): Promise<ClaimView> {
  const { claim } = making.stored
  if (actCount !== claim.actCount)
    throw conflict('claim_changed_elsewhere', 'Something was done with this claim since it was read')
  if (!moves[move].from.includes(claim.state)) {
    throw conflict('move_not_allowed', `A claim that is ${claim.state} cannot do this`)
  }
  const asks = moves[move].asks
  if ((asks === 'reason' || asks === 'report' || asks === 'recovery') && making.input.reason === '') {
    throw invalid('reason_needed', 'Say why: whoever reads this years later must understand it')
  }
  const effect = await effectOf(ctx, move, making)
  await ctx.db.batch(moveStatements(ctx, move, acting, making, effect))
  return readClaim(ctx, claim.id)
}

/** The whole of a move, for one batch. */
export function moveStatements(
  ctx: Context,
  move: ClaimMove,
  acting: Acting,
  { stored, input }: Making,
  { amountFen, reductions = [], before = [], after = [], money = [] }: Effect,
): Statement[] {
  const { claim, programme } = stored
  const nowMs = ctx.clock.nowMs()
  const seq = claim.actCount + 1
  const decides =
    move === 'decide' || move === 'refuse' || move === 'decline' || move === 'dismiss_appeal' || move === 'recover'
  return [
    ...before,
    insertAct({
      claimId: claim.id,
      seq,
      act: move,
      fromState: claim.state,
      toState: moves[move].to,
      personId: acting.personId,
      organisationId: acting.organisationId,
      at: nowMs,
      amountFen: amountFen ?? null,
      reason: input.reason,
      reductions,
    }),
    ...money
      .filter((entry) => entry.amountFen > 0)
      .map((entry) => insertEntry({ ...entry, claimId: claim.id, actSeq: seq, at: nowMs })),
    ...after,
    ...auditStatements(ctx, {
      action: `claim.${move}`,
      subjectId: claim.id,
      organisationId: claim.organisationId,
      before: { state: claim.state, amountFen: claim.amountFen },
      after: { state: moves[move].to, amountFen: amountFen ?? claim.amountFen },
    }),
    ...(decides
      ? ctx.evidence.append({
          type: 'claim.decided',
          subjectId: claim.id,
          publicId: numberOfClaim(claim.id),
          record: {
            claimId: claim.id,
            act: move,
            organisationId: claim.organisationId,
            programme: programme.code,
            programmeVersion: programme.version,
            amountFen: amountFen ?? claim.amountFen,
            reason: input.reason,
            reductions: reductions.map(({ code, line, byFen, grounds }) => ({ code, line, byFen, grounds })),
          },
        })
      : []),
  ]
}

async function effectOf(ctx: Context, move: ClaimMove, making: Making): Promise<Effect> {
  const { stored, input } = making
  const { claim, programme } = stored
  if (move === 'submit') return submission(ctx, stored)
  if (move === 'review') return review(ctx, stored, input.reductions ?? [])
  if (move === 'second_review')
    return { amountFen: claim.amountFen ?? 0, reductions: await lastReductions(ctx.db, claim.id) }
  if (move === 'joint_review') return jointReview(ctx, stored)
  if (move === 'decide') return decision(ctx, stored)
  if (move === 'publish') {
    const today = dateInChina(ctx.clock.nowMs())
    return { after: [setPublicity(claim.id, addWorkingDays(today, programme.body.days.publicity))] }
  }
  const balances = await balancesOf(ctx.db, claim.id)
  if (releases.has(move)) {
    return {
      money: [
        { from: 'reserved', to: 'budget', amountFen: balances.reserved },
        { from: 'committed', to: 'budget', amountFen: balances.committed },
      ],
    }
  }
  if (move === 'pay') return { money: [{ from: 'committed', to: 'paid', amountFen: balances.committed }] }
  if (move === 'recover') {
    const amountFen = input.amountFen
    if (amountFen === undefined) throw invalid('amount_needed', 'Say how much was paid wrongly')
    if (amountFen > balances.paid) throw conflict('ledger_overdrawn', 'No more can be recovered than was paid')
    return { amountFen, money: [{ from: 'paid', to: 'receivable', amountFen }] }
  }
  if (move === 'repay') return { money: [{ from: 'receivable', to: 'budget', amountFen: balances.receivable }] }
  return {}
}

async function submission(ctx: Context, stored: StoredClaim): Promise<Effect> {
  const { claim, programme } = stored
  const judged = await judge(ctx, judgedOf(stored))
  if (judged.missing.length > 0) {
    throw new AppError('Invalid', 'claim_incomplete', 'Something is missing before this can be submitted', {
      issues: judged.missing,
    })
  }
  const { assessment, facts, lines } = judged
  const round = (await roundOf(ctx.db, claim.id)) + 1
  const { costs } = claim.draft
  const scopes = scopesOf(programme.body, { ...claim, code: claim.programmeCode })
  return {
    reductions: assessment.reductions,
    before: [
      setEntitlement(claim.id, assessment.entitledFen),
      ...scopes.map(({ scope, capFen }) => insertScope(claim.id, scope, capFen)),
    ],
    after: [
      ...assessment.lines.map(({ line, kind, claimedFen, payableFen, rate }) => {
        const cost = costs[line - 1]
        return insertLine({
          claimId: claim.id,
          round,
          line,
          kind,
          issuerKey: cost ? nameKey(cost.issuer) : '',
          payeeKey: cost ? nameKey(cost.payee) : '',
          numberKey: cost ? numberKey(cost.invoiceNumber) : '',
          day: lines[line - 1]?.day ?? '',
          amountMinor: cost?.amountMinor ?? claimedFen,
          currency: cost?.currency ?? 'CNY',
          rateDay: rate?.day ?? null,
          rateMicros: rate?.microsPerUnit ?? null,
          claimedFen,
          payableFen,
        })
      }),
      ...facts.map(({ kind, key, line, topsUp }) =>
        insertFact({ kind, factKey: key, claimId: claim.id, round, line, topsUp, isReleased: false, awardedFen: null }),
      ),
    ],
  }
}

/** What was submitted, less what the officer takes off line by line, within what caps (and the pool) leave now. */
async function review(
  ctx: Context,
  stored: StoredClaim,
  officer: readonly { line: number; byFen: number; reason: string }[],
): Promise<Effect> {
  const { claim, programme } = stored
  const acts = await actsOf(ctx.db, claim.id)
  const fixed = (acts.findLast(({ act }) => act.act === 'submit')?.act.reductions ?? []).filter(
    ({ line }) => line !== null,
  )
  const left = new Map((await linesOf(ctx.db, claim.id)).map(({ line, payableFen }) => [line, payableFen]))
  const taken: Reduction[] = []
  for (const { line, byFen, reason } of officer) {
    const payable = left.get(line)
    if (payable === undefined) throw invalid('line_unknown', `There is no line ${line}`)
    const by = Math.min(payable, byFen)
    left.set(line, payable - by)
    if (by > 0) taken.push({ code: 'officer', line, byFen: by, grounds: { reason } })
  }
  const sum = [...left.values()].reduce((total, one) => total + one, 0)
  const isShared = programme.body.allocation === 'pro_rata'
  const rooms = (await roomsOf(ctx, judgedOf(stored))).filter(({ isPool }) => !(isPool && isShared))
  const within = withinRooms(sum, rooms)
  return { amountFen: within.amountFen, reductions: [...fixed, ...taken, ...within.reductions] }
}

/** The amount is reserved, cut to what is left by now. */
async function jointReview(ctx: Context, stored: StoredClaim): Promise<Effect> {
  const { claim, window, programme } = stored
  await requireNoGaps(ctx, stored)
  if (programme.body.allocation === 'pro_rata' && window.allocatedAt === null) {
    throw conflict('allocation_needed', 'What is left of the pool is shared by all claims of this window at once')
  }
  const within = withinRooms(claim.amountFen ?? 0, await roomsOf(ctx, judgedOf(stored)))
  if (within.amountFen === 0) throw conflict('nothing_left', 'Caps or the pool leave nothing for this claim')
  return {
    amountFen: within.amountFen,
    reductions: [...(await lastReductions(ctx.db, claim.id)), ...within.reductions],
    money: [{ from: 'budget', to: 'reserved', amountFen: within.amountFen }],
  }
}

/** Throws Conflict `documents_missing` while something is owed that was to come later. */
export async function requireNoGaps(ctx: Context, { claim, programme }: StoredClaim): Promise<void> {
  const gaps = gapsOf(programme.body, await claimDocuments(ctx, claim.id), null)
  if (gaps.length > 0) {
    throw conflict('documents_missing', `Still owed: ${gaps.map(({ requirement }) => requirement).join(', ')}`)
  }
}

async function decision(ctx: Context, { claim }: StoredClaim): Promise<Effect> {
  const amountFen = claim.amountFen ?? 0
  if (amountFen === 0) throw conflict('nothing_left', 'Nothing is left to decide on: refuse it with reasons')
  const lines = await linesOf(ctx.db, claim.id)
  const awarded = perLine(
    amountFen,
    lines.map(({ payableFen }) => payableFen),
  )
  return {
    amountFen,
    reductions: await lastReductions(ctx.db, claim.id),
    money: [{ from: 'reserved', to: 'committed', amountFen }],
    after: lines.map(({ line }, i) => setAwarded(claim.id, line, awarded[i] ?? 0)),
  }
}
