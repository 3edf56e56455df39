import { invalid } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { auditStatements } from '../audit/store.ts'
import { EmailInput, ResetPasswordInput } from '../contract.ts'
import { byAddress, byEmail, countAttempt, forgive } from '../limits/limits.ts'
import { linkStatements, mailStatements } from '../mail/mail.ts'
import { deleteMailLink, deleteMailLinksOf, liveMailLink } from '../mail/store.ts'
import { hashSecret } from '../secrets.ts'
import { requireStrongPassword } from '../strength.ts'
import { countMailAttempt } from './sign-up.ts'
import { deleteSessionsOf, personByEmail, personById, updatePerson } from './store.ts'

/** Sends a link to the mailbox; as with sign-up, only the mail tells whether there is an account. */
export async function requestPasswordReset(
  ctx: Pick<Context, 'db' | 'clock' | 'queue' | 'origin' | 'caller'>,
  input: unknown,
): Promise<void> {
  const { email, language } = parse(EmailInput, input)
  await countMailAttempt(ctx, email)
  const known = await personByEmail(ctx.db, email)
  const { link, statements } = known
    ? linkStatements(ctx, { purpose: 'password_reset', email, personId: known.id }, '/reset-password')
    : linkStatements(ctx, { purpose: 'sign_up', email, personId: null }, '/sign-up/confirm')
  const kind = known ? 'password_reset' : 'password_reset_unknown'
  await ctx.db.batch([
    ...statements,
    ...mailStatements(ctx, { kind, recipient: email, language: known?.language ?? language, values: { link } }),
  ])
}

/**
 * Sets a new password and ends every session. It opens none: a second factor stays a second factor.
 * Throws Invalid `link_invalid`, `password_weak`.
 */
export async function resetPassword(
  ctx: Pick<Context, 'db' | 'clock' | 'queue' | 'passwords' | 'requestId' | 'caller' | 'actor'>,
  input: unknown,
): Promise<void> {
  const { token, password } = parse(ResetPasswordInput, input)
  await countAttempt(ctx, 'link.address', byAddress(ctx))
  const nowMs = ctx.clock.nowMs()
  const link = await liveMailLink(ctx.db, hashSecret(token), 'password_reset', nowMs)
  const person = link?.personId ? await personById(ctx.db, link.personId) : undefined
  if (!link || !person || person.email !== link.email) {
    throw invalid('link_invalid', 'This link has been used, or is too old')
  }
  await requireStrongPassword(password, [link.email, person.name])
  const passwordHash = await ctx.passwords.hash(password)
  const [taken] = await ctx.db.batch([deleteMailLink(link.tokenHash)])
  if (taken !== 1) throw invalid('link_invalid', 'This link has been used, or is too old')
  await ctx.db.batch([
    updatePerson(person.id, { passwordHash }),
    deleteSessionsOf(person.id),
    deleteMailLinksOf(person.id),
    ...forgive('sign-in.account', byEmail(link.email)),
    ...auditStatements(ctx, { action: 'password.reset', subjectId: person.id }),
    ...mailStatements(ctx, {
      kind: 'password_changed',
      recipient: link.email,
      language: person.language,
      values: { at: new Date(nowMs).toISOString() },
    }),
  ])
}
