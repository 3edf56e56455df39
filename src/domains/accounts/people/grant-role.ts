import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../acting.ts'
import { auditStatements } from '../audit/store.ts'
import type { MemberRole } from '../contract.ts'
import { insertMembership, memberRows, membershipOf, requireRole, updateRole } from '../organisations/store.ts'
import { RoleInput } from './contract.ts'
import { findPerson } from './find-person.ts'
import { makes, memberRoleFor, organisationOfRole, requireFit } from './rules.ts'

export interface Granted {
  personId: string
  organisationId: string
  as: MemberRole
}

/**
 * Makes a person an admin, auditor, mediator or officer: a member of the platform, the mediation committee or a department. Who
 * has the role already keeps it as it is, unless told as what.
 *
 * Throws NotFound `person_not_found`, Conflict `last_owner`, and `check_failed` when the role was changed at the same moment.
 */
export async function grantRole(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  input: unknown,
): Promise<Granted> {
  actingFor(ctx, 'person.administer')
  const wanted = parse(RoleInput, input)
  requireFit(wanted)
  const { id: personId } = await findPerson(ctx, wanted.email)
  const organisationId = organisationOfRole(wanted)
  const before = await membershipOf(ctx.db, personId, organisationId)
  const kept = before && makes(wanted.role, before.role) ? before.role : undefined
  const hasOwner = (await memberRows(ctx.db, organisationId)).some(({ role }) => role === 'owner')
  const as = wanted.as ?? kept ?? memberRoleFor(wanted.role, hasOwner)
  if (as !== before?.role) {
    await ctx.db.batch([
      ...(before
        ? [requireRole(personId, organisationId, before.role), updateRole(personId, organisationId, as)]
        : [insertMembership({ personId, organisationId, role: as, createdAt: ctx.clock.nowMs() })]),
      ...auditStatements(ctx, {
        action: 'role.granted',
        subjectId: personId,
        organisationId,
        before: { role: before?.role ?? null },
        after: { role: as },
      }),
    ])
  }
  return { personId, organisationId, as }
}
