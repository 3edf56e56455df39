import type { Context } from '../../../../ports/context.ts'
import { auditStatements } from '../../audit/store.ts'
import { reachMember, reachOrganisation } from '../reach.ts'
import { deleteMembership, requireRole } from '../store.ts'

/**
 * Ends a membership, and at once the person's sessions for the organisation. What they made stays the organisation's.
 * Throws NotFound `organisation_not_found`, `member_not_found`, Forbidden `role_may_not`, Conflict `last_owner`, and
 * `check_failed` when the role was changed at the same moment.
 */
export async function removeMember(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  { id, personId }: { id: string; personId: string },
): Promise<void> {
  const reached = await reachOrganisation(ctx, 'member.change', id)
  const { role } = await reachMember(ctx, reached, personId)
  await ctx.db.batch([
    requireRole(personId, id, role),
    ...deleteMembership(personId, id),
    ...auditStatements(ctx, {
      action: 'member.removed',
      subjectId: personId,
      before: { role },
      organisationId: id,
    }),
  ])
}
