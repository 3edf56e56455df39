import { conflict, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import { dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { allocate } from '../allocate.ts'
import {
  BatchInput,
  type ClaimView,
  ConflictInput,
  ObjectionAnswerInput,
  type ProgrammeView,
  SideActInput,
} from '../contract.ts'
import { markAllocated, programmeVersion, windowById } from '../programmes/store.ts'
import { readClaim } from '../queries/claim-views.ts'
import { judgedOf, roomsOf } from '../queries/judge.ts'
import { readBatch } from '../queries/officers.ts'
import { readProgramme } from '../queries/programmes.ts'
import { claimAtDesk, requireDepartment } from '../queries/reach.ts'
import {
  answerObjectionRow,
  claimsByIds,
  claimsOfWindow,
  insertAct,
  insertBatch,
  insertBatchClaim,
  insertConflict,
  lastReductions,
  objectionsOf,
} from '../store.ts'
import { moveStatements, requireNoGaps } from './move-claim.ts'

/** A comment among officers, or that the applicant's bank account was verified. Throws NotFound `claim_not_found`; Conflict `conflict_of_interest`, `account_missing`. */
export async function actBeside(ctx: Context, id: string, input: unknown): Promise<ClaimView> {
  const { stored, acting } = await claimAtDesk(ctx, id)
  const { act, text } = parse(SideActInput, input)
  const { claim } = stored
  if (act === 'verify_account' && claim.draft.account === null)
    throw conflict('account_missing', 'The claim names no account')
  await ctx.db.batch([
    insertAct({
      claimId: id,
      seq: claim.actCount + 1,
      act,
      fromState: claim.state,
      toState: claim.state,
      personId: acting.personId,
      organisationId: acting.organisationId,
      at: ctx.clock.nowMs(),
      reason: text,
      reductions: [],
    }),
    ...auditStatements(ctx, { action: `claim.${act}`, subjectId: id, organisationId: claim.organisationId }),
  ])
  return readClaim(ctx, id)
}

/** An officer says that they are not impartial in a claim, for good. Throws NotFound `claim_not_found`; Conflict `taken:subsidy_conflicts…`. */
export async function declareConflict(ctx: Context, id: string, input: unknown): Promise<ClaimView> {
  const { acting } = await claimAtDesk(ctx, id)
  const { reason } = parse(ConflictInput, input)
  if (acting.personId === null) throw conflict('conflict_of_interest', 'Only a person can be partial')
  await ctx.db.batch([
    insertConflict({ claimId: id, personId: acting.personId, reason, declaredAt: ctx.clock.nowMs() }),
    ...auditStatements(ctx, { action: 'claim.conflict_declared', subjectId: id }),
  ])
  return readClaim(ctx, id)
}

/** Answers an objection of the publicity period, once. Throws NotFound `claim_not_found`, `objection_not_found`; Conflict `objection_answered`. */
export async function answerObjection(
  ctx: Context,
  id: string,
  objectionId: string,
  input: unknown,
): Promise<ClaimView> {
  const { acting } = await claimAtDesk(ctx, id)
  const { outcome, answer } = parse(ObjectionAnswerInput, input)
  if (!(await objectionsOf(ctx.db, id)).some((one) => one.id === objectionId)) throw notFound('objection')
  await ctx.db.batch([
    answerObjectionRow(objectionId, {
      state: outcome,
      answer,
      answeredBy: acting.personId,
      answeredAt: ctx.clock.nowMs(),
    }),
    ...auditStatements(ctx, { action: `claim.objection_${outcome}`, subjectId: id, details: { objectionId } }),
  ])
  return readClaim(ctx, id)
}

/**
 * Joint review of all claims of a closed window whose pool is shared pro rata: each amount is set and reserved, in one batch.
 * Throws NotFound `window_not_found`; Forbidden `department_may_not`; Conflict `window_open`, `claims_unreviewed`,
 * `window_is_fixed`, `documents_missing`, `cap_exceeded`.
 */
export async function allocateWindow(ctx: Context, windowId: string): Promise<ProgrammeView> {
  const acting = actingFor(ctx, 'claim.review')
  const window = await windowById(ctx.db, windowId)
  const programme = window && (await programmeVersion(ctx.db, window.programmeCode, window.programmeVersion))
  if (!window || !programme) throw notFound('window')
  requireDepartment(ctx, programme.body)
  const nowMs = ctx.clock.nowMs()
  if (window.allocatedAt !== null) throw conflict('window_is_fixed', 'What was left was shared already')
  if (window.closedAt === null && dateInChina(nowMs) <= window.closesOn) {
    throw conflict('window_open', 'Claims can still come: share what is left when the window has closed')
  }
  const waiting = await claimsOfWindow(ctx.db, windowId, ['submitted', 'correction', 'accepted', 'appealed'])
  const reviewed = await claimsOfWindow(ctx.db, windowId, ['reviewed', 'second_reviewed'])
  const unseen = reviewed.filter(
    ({ claim }) => claim.state === 'reviewed' && (claim.amountFen ?? 0) > programme.body.secondReviewAboveFen,
  )
  if (waiting.length + unseen.length > 0) {
    throw conflict('claims_unreviewed', `${waiting.length + unseen.length} claims of this window still wait for review`)
  }
  const wanted = await Promise.all(
    reviewed.map(async (stored) => {
      await requireNoGaps(ctx, stored)
      return {
        stored,
        rooms: await roomsOf(ctx, judgedOf(stored)),
        before: await lastReductions(ctx.db, stored.claim.id),
      }
    }),
  )
  const pool = wanted[0]?.rooms.find(({ isPool }) => isPool)
  const shared = allocate(
    wanted.map(({ stored, rooms }) => ({
      claimId: stored.claim.id,
      wantedFen: stored.claim.amountFen ?? 0,
      rooms: rooms.filter(({ isPool }) => !isPool),
    })),
    pool?.leftFen ?? null,
  )
  await ctx.db.batch([
    ...wanted.flatMap(({ stored, before }) => {
      const { amountFen = 0, reductions = [] } = shared.get(stored.claim.id) ?? {}
      return moveStatements(
        ctx,
        'joint_review',
        acting,
        { stored, input: { reason: '' } },
        { amountFen, reductions: [...before, ...reductions], money: [{ from: 'budget', to: 'reserved', amountFen }] },
      )
    }),
    markAllocated(windowId, nowMs),
    ...auditStatements(ctx, {
      action: 'programme.window_allocated',
      subjectId: programme.code,
      details: { windowId, claims: wanted.length },
    }),
  ])
  return readProgramme(ctx, programme.code, programme.version)
}

/**
 * Orders the payment of claims that are final, as one batch for the treasury. Throws NotFound `claim_not_found`; Conflict
 * `move_not_allowed`, `account_not_verified`, `applicant_barred`, `four_eyes`, `conflict_of_interest`.
 */
export async function orderPayment(ctx: Context, input: unknown) {
  const acting = actingFor(ctx, 'claim.review')
  const { claimIds } = parse(BatchInput, input)
  const claims = await claimsByIds(ctx.db, [...new Set(claimIds)])
  for (const id of claimIds) {
    const stored = claims.find(({ claim }) => claim.id === id)
    if (!stored || stored.claim.serial === null) throw notFound('claim')
    requireDepartment(ctx, stored.programme.body)
    if (stored.claim.state !== 'final') throw conflict('move_not_allowed', 'Only what is final is paid')
  }
  const nowMs = ctx.clock.nowMs()
  const id = newId('bat', nowMs)
  await ctx.db.batch([
    insertBatch({ id, madeBy: acting.personId, madeAt: nowMs }),
    ...claims.flatMap((stored) => {
      const { account } = stored.claim.draft
      if (account === null) throw conflict('account_not_verified', 'The claim names no account')
      return [
        ...moveStatements(ctx, 'order_payment', acting, { stored, input: { reason: '' } }, {}),
        insertBatchClaim({ batchId: id, claimId: stored.claim.id, amountFen: stored.claim.amountFen ?? 0, account }),
      ]
    }),
  ])
  return readBatch(ctx, id)
}
