import { conflict } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { oneself } from '../../acting.ts'
import { auditStatements } from '../../audit/store.ts'
import { LinkInput, type OrganisationInSession } from '../../contract.ts'
import { organisationInSession } from '../../entry/views.ts'
import { byAddress, countAttempt } from '../../limits/limits.ts'
import { invitedBySecret, joinStatements } from '../joining.ts'
import { membershipOf } from '../store.ts'

/**
 * The person joins in the role that they were invited into; the link is used up.
 * Throws NotFound `invitation_not_found`, Conflict `already_member`, `invitation_closed`, LimitReached `too_many_attempts`.
 */
export async function acceptInvitation(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  input: unknown,
): Promise<OrganisationInSession> {
  const { personId } = oneself(ctx, 'organisation.join')
  const { token } = parse(LinkInput, input)
  await countAttempt(ctx, 'link.address', byAddress(ctx))
  const invitation = await invitedBySecret(ctx, token)
  const { id, organisationId, role, organisation } = invitation
  if (await membershipOf(ctx.db, personId, organisationId)) {
    throw conflict('already_member', 'You belong to this organisation already')
  }
  await ctx.db.batch([
    ...joinStatements(invitation, personId, ctx.clock.nowMs()),
    ...auditStatements(ctx, {
      action: 'member.joined',
      subjectId: personId,
      after: { role },
      // Of the organisation that is entered: the one acted for until now has nothing to do with it.
      organisationId,
      details: { invitationId: id },
    }),
  ])
  return organisationInSession({ role, organisation })
}
