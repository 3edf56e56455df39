import { notFound } from '../../kernel/errors.ts'
import type { Context } from '../../ports/context.ts'
import { type Acting, actingFor, hashSecret } from '../accounts/index.ts'
import type { Seat, Side } from './contract.ts'
import { type CaseRow, caseById, linkByHash } from './store.ts'

/** Who takes part in which case, and in what capacity. */
export interface Seated {
  row: CaseRow
  seat: Seat
  /** Null for a side that came by its link, and at the command line. */
  personId: string | null
}

type SeatContext = Pick<Context, 'actor' | 'db' | 'clock'>
export type CaseAction = 'mediation.read' | 'mediation.act' | 'mediation.note'

/** The side whose link this is, or null where it is nobody's or has run out. */
export async function sideOfKey(
  ctx: Pick<Context, 'db' | 'clock'>,
  key: string | undefined,
): Promise<{ caseId: string; seat: Side } | null> {
  const link = key ? await linkByHash(ctx.db, hashSecret(key)) : undefined
  return link && link.expiresAt > ctx.clock.nowMs() ? { caseId: link.caseId, seat: link.seat } : null
}

/**
 * Whoever comes with a link's `key` and no account has that side's seat; everybody else the one that their account gives.
 * A recused mediator has none any more. Throws like `actingFor`, and NotFound `case_not_found`.
 */
export async function seatIn(
  ctx: SeatContext,
  action: CaseAction,
  caseId: string,
  key: string | undefined,
): Promise<Seated> {
  const row = await caseById(ctx.db, caseId)
  const side = await sideOfKey(ctx, key)
  const isGuest = ctx.actor.kind === 'anonymous' && side?.caseId === caseId && action !== 'mediation.note'
  if (isGuest && row && side) return { row, seat: side.seat, personId: null }
  const acting = actingFor(ctx, action)
  const seat = row && seatOf(ctx, row, acting)
  if (!row || !seat) throw notFound('case')
  if (action === 'mediation.note' && seat !== 'mediator') throw notFound('case')
  return { row, seat, personId: acting.personId }
}

function seatOf({ actor }: Pick<Context, 'actor'>, row: CaseRow, acting: Acting): Seat | null {
  const { personId, organisationId, everywhere } = acting
  const isOfCommittee = actor.kind === 'person' && actor.organisationKind === 'mediation_committee'
  if (isOfCommittee && personId !== null && row.mediatorId === personId) return 'mediator'
  if (everywhere) return 'secretary'
  if (isOfCommittee) return null
  if (row.applicantOrganisationId === organisationId) return 'applicant'
  if (row.respondentOrganisationId === organisationId) return 'respondent'
  return null
}
