import { newId } from '../../../../kernel/ids.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { auditStatements } from '../../audit/store.ts'
import { InvitationInput, type InvitationView } from '../../contract.ts'
import { personById } from '../../entry/store.ts'
import { countAttempt } from '../../limits/limits.ts'
import { mailStatements } from '../../mail/mail.ts'
import { hashSecret, newSecret } from '../../secrets.ts'
import { invitationView } from '../queries.ts'
import { reachOrganisation, requireMayGive } from '../reach.ts'
import { insertInvitation } from '../store.ts'

const invitationLifeMs = 7 * 86_400_000
/** Who invites when nobody in person does. */
const platformName = 'Qianyin 钤印'

/**
 * A link by which one person joins within seven days; only its hash is kept. With an `email` it is also sent there.
 * Throws NotFound `organisation_not_found`, Forbidden `role_may_not`, LimitReached `too_many_attempts`.
 */
export async function inviteMember(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller' | 'queue' | 'origin'>,
  id: string,
  input: unknown,
): Promise<{ invitation: InvitationView; link: string }> {
  const reached = await reachOrganisation(ctx, 'member.invite', id)
  const { role, email, language } = parse(InvitationInput, input)
  requireMayGive(reached, role)
  await countAttempt(ctx, 'invitation.organisation', id)
  const { personId } = reached.acting
  const inviter = personId === null ? undefined : await personById(ctx.db, personId)
  const nowMs = ctx.clock.nowMs()
  const secret = newSecret()
  // Behind the #, which browsers send to nobody.
  const link = `${ctx.origin}/invitation#${secret}`
  const row = {
    id: newId('inv', nowMs),
    organisationId: id,
    role,
    email: email ?? null,
    tokenHash: hashSecret(secret),
    invitedBy: personId,
    state: 'open' as const,
    createdAt: nowMs,
    expiresAt: nowMs + invitationLifeMs,
  }
  await ctx.db.batch([
    insertInvitation(row),
    ...auditStatements(ctx, {
      action: 'member.invited',
      subjectId: row.id,
      after: { role },
      organisationId: id,
      details: { byMail: email === undefined ? 0 : 1 },
    }),
    ...(email === undefined
      ? []
      : mailStatements(ctx, {
          kind: 'invitation',
          recipient: email,
          language: language ?? inviter?.language ?? 'zh-CN',
          values: { organisation: reached.organisation.name, invitedBy: inviter?.name ?? platformName, link },
        })),
  ])
  return { invitation: invitationView(row, inviter?.name ?? null, nowMs), link }
}
