import { forbidden, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { type Acting, actingFor } from '../../accounts/index.ts'
import type { ProgrammeBody } from '../contract.ts'
import { claimById, type StoredClaim } from '../store.ts'

type Asking = Pick<Context, 'actor' | 'db'>

/** The department of an officer; null for whoever sees every department's. */
export const departmentOf = ({ actor }: Pick<Context, 'actor'>): string | null =>
  (actor.kind === 'person' || actor.kind === 'token') && actor.organisationKind === 'department'
    ? (actor.departmentCode ?? '')
    : null

const handles = (ctx: Pick<Context, 'actor'>, { departments }: ProgrammeBody): boolean => {
  const department = departmentOf(ctx)
  return department === null || departments.some((code) => code === department)
}

/** Throws Forbidden `department_may_not` for officers of a department that the programme is not handled by. */
export function requireDepartment(ctx: Pick<Context, 'actor'>, body: ProgrammeBody): void {
  if (!handles(ctx, body)) throw forbidden('department_may_not', 'Another department handles this programme')
}

/** Throws NotFound `claim_not_found`, also for one that is out of the asker's reach, and for the drafts of others. */
export async function readableClaim(
  ctx: Asking,
  id: string,
): Promise<{ stored: StoredClaim; acting: Acting; isOfficer: boolean }> {
  const acting = actingFor(ctx, 'claim.read')
  const stored = await claimById(ctx.db, id)
  if (!stored) throw notFound('claim')
  const isOwn = stored.claim.organisationId === acting.organisationId
  const isOfficer = !isOwn && acting.everywhere && stored.claim.serial !== null && handles(ctx, stored.programme.body)
  if (!isOwn && !isOfficer) throw notFound('claim')
  return { stored, acting, isOfficer }
}

/** One's own claim, to be changed. Throws like `readableClaim`. */
export async function ownClaim(ctx: Asking, id: string): Promise<{ stored: StoredClaim; acting: Acting }> {
  const acting = actingFor(ctx, 'claim.write')
  const stored = await claimById(ctx.db, id)
  if (stored?.claim.organisationId !== acting.organisationId) throw notFound('claim')
  return { stored, acting }
}

/** A claim before an officer of one of its departments. Throws NotFound `claim_not_found`. */
export async function claimAtDesk(ctx: Asking, id: string): Promise<{ stored: StoredClaim; acting: Acting }> {
  const acting = actingFor(ctx, 'claim.review')
  const stored = await claimById(ctx.db, id)
  if (!stored || stored.claim.serial === null || !handles(ctx, stored.programme.body)) throw notFound('claim')
  return { stored, acting }
}
