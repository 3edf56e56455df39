import { notFound } from '../../../../kernel/errors.ts'
import type { Context } from '../../../../ports/context.ts'
import { oneself } from '../../acting.ts'
import { auditStatements } from '../../audit/store.ts'
import { deleteMembership, membershipOf, requireRole } from '../store.ts'

/**
 * The person leaves the organisation for which they act; their sessions for it end, this one too.
 * Throws NotFound `organisation_not_found`, Conflict `last_owner` while others would be left without an owner.
 */
export async function leaveOrganisation(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  id: string,
): Promise<void> {
  const { personId, organisationId } = oneself(ctx, 'member.leave')
  const membership = organisationId === id ? await membershipOf(ctx.db, personId, id) : undefined
  if (!membership) throw notFound('organisation')
  const { role } = membership
  await ctx.db.batch([
    requireRole(personId, id, role),
    ...deleteMembership(personId, id),
    ...auditStatements(ctx, {
      action: 'member.left',
      subjectId: personId,
      before: { role },
      organisationId: id,
    }),
  ])
}
