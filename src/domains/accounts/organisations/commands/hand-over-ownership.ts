import { invalid, notFound } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { oneself } from '../../acting.ts'
import { auditStatements } from '../../audit/store.ts'
import { OwnershipInput } from '../../contract.ts'
import { reachMember, reachOrganisation } from '../reach.ts'
import { requireRole, updateRole } from '../store.ts'

/**
 * Another member becomes owner, and the one who hands over becomes manager.
 * Throws NotFound `organisation_not_found`, `member_not_found`, Invalid `ownership_to_oneself`, and Conflict `check_failed`
 * when one of the two roles was changed at the same moment.
 */
export async function handOverOwnership(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  id: string,
  input: unknown,
): Promise<void> {
  const { personId: from, organisationId } = oneself(ctx, 'ownership.hand_over')
  if (organisationId !== id) throw notFound('organisation')
  const reached = await reachOrganisation(ctx, 'ownership.hand_over', id)
  const { personId: to } = parse(OwnershipInput, input)
  if (to === from) throw invalid('ownership_to_oneself', 'Name another member')
  const { role } = await reachMember(ctx, reached, to)
  await ctx.db.batch([
    requireRole(from, id, 'owner'),
    requireRole(to, id, role),
    // In this order: there is always an owner.
    updateRole(to, id, 'owner'),
    updateRole(from, id, 'manager'),
    ...auditStatements(ctx, {
      action: 'ownership.handed_over',
      subjectId: to,
      before: { role },
      after: { role: 'owner' },
      organisationId: id,
      details: { fromPersonId: from },
    }),
  ])
}
