import { notFound } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { auditStatements } from '../../audit/store.ts'
import { MemberInput, type MemberView } from '../../contract.ts'
import { listMembers } from '../queries.ts'
import { reachMember, reachOrganisation, requireMayGive } from '../reach.ts'
import { requireRole, updateRole } from '../store.ts'

/**
 * Gives a member another role. A manager changes only those below themselves, and nobody gives more than they have.
 * Throws NotFound `organisation_not_found`, `member_not_found`, Forbidden `role_may_not`, Conflict `last_owner`, and
 * `check_failed` when the role was changed at the same moment.
 */
export async function changeMember(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  { id, personId }: { id: string; personId: string },
  input: unknown,
): Promise<MemberView> {
  const reached = await reachOrganisation(ctx, 'member.change', id)
  const { role } = parse(MemberInput, input)
  const before = await reachMember(ctx, reached, personId)
  requireMayGive(reached, role)
  if (role !== before.role) {
    await ctx.db.batch([
      requireRole(personId, id, before.role),
      updateRole(personId, id, role),
      ...auditStatements(ctx, {
        action: 'member.changed',
        subjectId: personId,
        before: { role: before.role },
        after: { role },
        organisationId: id,
      }),
    ])
  }
  const member = (await listMembers(ctx, id)).find((one) => one.personId === personId)
  if (!member) throw notFound('member')
  return member
}
