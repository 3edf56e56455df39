import { notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../acting.ts'
import { auditStatements } from '../audit/store.ts'
import { deleteMembership, membershipOf, requireRole } from '../organisations/store.ts'
import { RoleInput } from './contract.ts'
import { findPerson } from './find-person.ts'
import type { Granted } from './grant-role.ts'
import { makes, organisationOfRole } from './rules.ts'

/**
 * Takes a role away, with every session in which it was used. Throws NotFound `person_not_found`, `role_not_found`, Conflict
 * `last_owner`, and `check_failed` when the role was changed at the same moment.
 */
export async function revokeRole(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  input: unknown,
): Promise<Granted> {
  actingFor(ctx, 'person.administer')
  const wanted = parse(RoleInput, input)
  const { id: personId } = await findPerson(ctx, wanted.email)
  const organisationId = organisationOfRole(wanted)
  const before = await membershipOf(ctx.db, personId, organisationId)
  if (!before || !makes(wanted.role, before.role)) throw notFound('role')
  await ctx.db.batch([
    requireRole(personId, organisationId, before.role),
    ...deleteMembership(personId, organisationId),
    ...auditStatements(ctx, {
      action: 'role.revoked',
      subjectId: personId,
      organisationId,
      before: { role: before.role },
    }),
  ])
  return { personId, organisationId, as: before.role }
}
