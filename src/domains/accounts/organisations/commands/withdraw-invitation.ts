import { notFound } from '../../../../kernel/errors.ts'
import type { Context } from '../../../../ports/context.ts'
import { auditStatements } from '../../audit/store.ts'
import { reachOrganisation, requireMayGive } from '../reach.ts'
import { closeInvitation, invitationById } from '../store.ts'

/**
 * From here on the link opens nothing.
 * Throws NotFound `organisation_not_found`, `invitation_not_found`, Forbidden `role_may_not`, Conflict `invitation_closed`.
 */
export async function withdrawInvitation(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  { id, invitationId }: { id: string; invitationId: string },
): Promise<void> {
  const reached = await reachOrganisation(ctx, 'member.invite', id)
  const found = await invitationById(ctx.db, invitationId)
  if (found?.invitation.organisationId !== id) throw notFound('invitation')
  requireMayGive(reached, found.invitation.role)
  await ctx.db.batch([
    closeInvitation(invitationId, 'withdrawn'),
    ...auditStatements(ctx, {
      action: 'invitation.withdrawn',
      subjectId: invitationId,
      before: { state: found.invitation.state },
      after: { state: 'withdrawn' },
      organisationId: id,
    }),
  ])
}
