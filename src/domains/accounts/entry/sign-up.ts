import { invalid } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Actor, Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'
import { auditStatements } from '../audit/store.ts'
import { ConfirmSignUpInput, SignUpInput } from '../contract.ts'
import { byAddress, byEmail, countAttempt } from '../limits/limits.ts'
import { linkStatements, mailStatements } from '../mail/mail.ts'
import { deleteMailLink, liveMailLink } from '../mail/store.ts'
import { foundStatements, invitedBySecret, joinStatements } from '../organisations/joining.ts'
import { hashSecret } from '../secrets.ts'
import { requireStrongPassword } from '../strength.ts'
import { insertPerson, personByEmail } from './store.ts'

export interface Identity {
  personId: string
  organisationId: string
}

type MailContext = Pick<Context, 'db' | 'clock' | 'queue' | 'origin' | 'caller'>

/**
 * Sends a link to the mailbox. Whether it has an account already is told in the mail alone: the answer, and the work done for it,
 * are the same. Throws LimitReached `too_many_attempts`.
 */
export async function requestSignUp(ctx: MailContext, input: unknown): Promise<void> {
  const { email, language } = parse(SignUpInput, input)
  await countMailAttempt(ctx, email)
  const known = await personByEmail(ctx.db, email)
  const { link, statements } = known
    ? linkStatements(ctx, { purpose: 'password_reset', email, personId: known.id }, '/reset-password')
    : linkStatements(ctx, { purpose: 'sign_up', email, personId: null }, '/sign-up/confirm')
  const kind = known ? 'sign_up_known' : 'sign_up'
  await ctx.db.batch([
    ...statements,
    ...mailStatements(ctx, { kind, recipient: email, language: known?.language ?? language, values: { link } }),
  ])
}

/** Mail that a stranger can have sent: so many from one address, so few to one mailbox. */
export async function countMailAttempt(ctx: Pick<Context, 'db' | 'clock' | 'caller'>, email: string): Promise<void> {
  await countAttempt(ctx, 'mail.address', byAddress(ctx))
  await countAttempt(ctx, 'mail.mailbox', byEmail(email))
}

/** Actor of the audit entry of an act by which somebody becomes able to act. */
export const actingPerson = ({ personId, organisationId }: Identity): Actor => ({
  kind: 'person',
  personId,
  organisationId,
  role: 'owner',
  sessionId: '',
  hasSecondFactor: false,
  organisationKind: 'studio',
  departmentCode: null,
})

/**
 * Makes the person of a sign-up link, who founds an organisation or joins the one that invited them. The link proves the mailbox.
 * Throws Invalid `link_invalid`, `password_weak`, NotFound `invitation_not_found`, LimitReached `too_many_attempts`.
 */
export async function confirmSignUp(
  ctx: Pick<Context, 'db' | 'clock' | 'passwords' | 'requestId' | 'caller'>,
  input: unknown,
): Promise<Identity> {
  const { token, name, language, password, organisation, invitationToken } = parse(ConfirmSignUpInput, input)
  await countAttempt(ctx, 'link.address', byAddress(ctx))
  const nowMs = ctx.clock.nowMs()
  const link = await liveMailLink(ctx.db, hashSecret(token), 'sign_up', nowMs)
  if (!link) throw invalid('link_invalid', 'This link has been used, or is too old')
  await requireStrongPassword(password, [link.email, name, organisation?.name ?? ''])
  const personId = newId('per', nowMs)
  const { organisationId, statements } = await placeFor(ctx, personId, organisation, invitationToken)
  const passwordHash = await ctx.passwords.hash(password)
  const identity = { personId, organisationId }
  await ctx.db.batch([
    // The e-mail's unique key lets one of two confirmations through.
    insertPerson({ id: personId, email: link.email, name, language, passwordHash, createdAt: nowMs }),
    deleteMailLink(link.tokenHash),
    ...statements,
    ...auditStatements(
      { ...ctx, actor: actingPerson(identity) },
      { action: 'account.created', subjectId: personId, after: { organisationId } },
    ),
  ])
  return identity
}

async function placeFor(
  ctx: Pick<Context, 'db' | 'clock' | 'requestId' | 'caller'>,
  personId: string,
  organisation: { kind: 'studio' | 'buyer'; name: string; country: string } | undefined,
  invitationToken: string | undefined,
): Promise<{ organisationId: string; statements: Statement[] }> {
  const nowMs = ctx.clock.nowMs()
  if (invitationToken !== undefined) {
    const invitation = await invitedBySecret(ctx, invitationToken)
    const { organisationId, role, id } = invitation
    const note = { action: 'member.joined', subjectId: personId, after: { role }, details: { invitationId: id } }
    return {
      organisationId,
      statements: [
        ...joinStatements(invitation, personId, nowMs),
        ...auditStatements({ ...ctx, actor: actingPerson({ personId, organisationId }) }, note),
      ],
    }
  }
  if (!organisation) throw invalid('organisation_or_invitation', 'Name an organisation, or bring an invitation')
  const organisationId = newId('org', nowMs)
  return { organisationId, statements: foundStatements({ ...organisation, id: organisationId }, personId, nowMs) }
}
