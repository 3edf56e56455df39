import { AppError, invalid, notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { oneself } from '../acting.ts'
import { auditStatements, deleteAddressesOf } from '../audit/store.ts'
import {
  ChangeEmailInput,
  ChangePasswordInput,
  LinkInput,
  PasswordInput,
  ProfileInput,
  type ProfileView,
  SwitchInput,
} from '../contract.ts'
import type { NewSession } from '../entry/sessions.ts'
import {
  deleteChallengesOf,
  deleteOtherSessionsOf,
  deletePasskeysOf,
  deleteRecoveryCodesOf,
  deleteSessionsOf,
  membershipsOf,
  type PersonRow,
  personByEmail,
  personById,
  updatePerson,
} from '../entry/store.ts'
import { organisationInSession } from '../entry/views.ts'
import { byAddress, countAttempt, forgive } from '../limits/limits.ts'
import { linkStatements, mailStatements } from '../mail/mail.ts'
import { deleteMailLink, deleteMailLinksOf, deleteMailsTo, liveMailLink } from '../mail/store.ts'
import { endMemberships } from '../organisations/joining.ts'
import { forgetInvited } from '../organisations/store.ts'
import { hashSecret } from '../secrets.ts'
import { requireStrongPassword } from '../strength.ts'

type SelfContext = Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>

/** The person who asks, as stored. Throws like `oneself`. */
export async function ownPerson(ctx: Pick<Context, 'actor' | 'db'>): Promise<PersonRow & { email: string }> {
  const { personId } = oneself(ctx, 'account.manage')
  const person = await personById(ctx.db, personId)
  if (!person?.email) throw notFound('person')
  return { ...person, email: person.email }
}

/** Asked again before what a borrowed session must not do. Throws Forbidden `password_wrong`, LimitReached. */
export async function requirePassword(
  ctx: Pick<Context, 'db' | 'clock' | 'passwords'>,
  person: PersonRow,
  password: string,
): Promise<void> {
  await countAttempt(ctx, 'password.person', person.id)
  const isRight = person.passwordHash !== null && (await ctx.passwords.verify(person.passwordHash, password))
  if (!isRight) throw new AppError('Forbidden', 'password_wrong', 'The password is wrong')
  await ctx.db.batch(forgive('password.person', person.id))
}

export async function readProfile(ctx: Pick<Context, 'actor' | 'db'>): Promise<ProfileView> {
  const { id, email, name, language } = await ownPerson(ctx)
  const memberships = await membershipsOf(ctx.db, id)
  return { id, email, name, language, memberships: memberships.map(organisationInSession) }
}

export async function saveProfile(ctx: SelfContext, input: unknown): Promise<ProfileView> {
  const person = await ownPerson(ctx)
  const { name, language } = parse(ProfileInput, input)
  await ctx.db.batch([
    updatePerson(person.id, { name, language }),
    ...auditStatements(ctx, {
      action: 'profile.saved',
      subjectId: person.id,
      details: { nameChanged: name !== person.name ? 1 : 0 },
    }),
  ])
  return readProfile(ctx)
}

/**
 * Sends a link to the new mailbox, and changes nothing until it is opened. Whether somebody has that e-mail already is not told.
 * Throws Forbidden `password_wrong`.
 */
export async function requestEmailChange(
  ctx: SelfContext & Pick<Context, 'passwords' | 'queue' | 'origin'>,
  input: unknown,
): Promise<void> {
  const person = await ownPerson(ctx)
  const { email, password } = parse(ChangeEmailInput, input)
  await requirePassword(ctx, person, password)
  await countAttempt(ctx, 'mail.mailbox', hashSecret(email))
  const isTaken = (await personByEmail(ctx.db, email)) !== undefined
  const { link, statements } = linkStatements(
    ctx,
    { purpose: 'email_change', email, personId: person.id },
    '/confirm-email',
  )
  await ctx.db.batch([
    ...statements,
    ...(isTaken
      ? mailStatements(ctx, { kind: 'email_taken', recipient: email, language: person.language, values: {} })
      : mailStatements(ctx, { kind: 'email_change', recipient: email, language: person.language, values: { link } })),
  ])
}

/** Throws Invalid `link_invalid`: used, old, or of another account. */
export async function confirmEmail(ctx: SelfContext & Pick<Context, 'queue'>, input: unknown): Promise<ProfileView> {
  const person = await ownPerson(ctx)
  const { token } = parse(LinkInput, input)
  await countAttempt(ctx, 'link.address', byAddress(ctx))
  const link = await liveMailLink(ctx.db, hashSecret(token), 'email_change', ctx.clock.nowMs())
  if (link?.personId !== person.id) throw invalid('link_invalid', 'This link has been used, or is too old')
  await ctx.db.batch([
    updatePerson(person.id, { email: link.email }),
    deleteMailLink(link.tokenHash),
    deleteMailLinksOf(person.id),
    ...auditStatements(ctx, { action: 'email.changed', subjectId: person.id }),
    ...mailStatements(ctx, {
      kind: 'email_changed',
      recipient: person.email,
      language: person.language,
      values: { email: link.email },
    }),
  ])
  return readProfile(ctx)
}

/** Ends every other session. Throws Forbidden `password_wrong`, Invalid `password_weak`. Returns the session to go on with. */
export async function changePassword(
  ctx: SelfContext & Pick<Context, 'passwords' | 'queue'>,
  input: unknown,
): Promise<NewSession> {
  const person = await ownPerson(ctx)
  const { sessionId } = oneself(ctx, 'account.manage')
  const { current, password } = parse(ChangePasswordInput, input)
  await requirePassword(ctx, person, current)
  await requireStrongPassword(password, [person.email, person.name])
  const passwordHash = await ctx.passwords.hash(password)
  await ctx.db.batch([
    updatePerson(person.id, { passwordHash }),
    deleteOtherSessionsOf(person.id, sessionId),
    deleteMailLinksOf(person.id),
    ...auditStatements(ctx, { action: 'password.changed', subjectId: person.id }),
    ...mailStatements(ctx, {
      kind: 'password_changed',
      recipient: person.email,
      language: person.language,
      values: { at: new Date(ctx.clock.nowMs()).toISOString() },
    }),
  ])
  return sessionToGoOn(ctx)
}

function sessionToGoOn(ctx: Pick<Context, 'actor'>, organisationId?: string): NewSession {
  const { actor } = ctx
  if (actor.kind !== 'person') throw notFound('person')
  const { personId, hasSecondFactor } = actor
  return { personId, organisationId: organisationId ?? actor.organisationId, isPending: false, hasSecondFactor }
}

/** From here on the person acts for another of their organisations. Throws NotFound `organisation_not_found`. */
export async function switchOrganisation(ctx: Pick<Context, 'actor' | 'db'>, input: unknown): Promise<NewSession> {
  const { personId } = oneself(ctx, 'account.manage')
  const { organisationId } = parse(SwitchInput, input)
  const memberships = await membershipsOf(ctx.db, personId)
  if (!memberships.some(({ organisation }) => organisation.id === organisationId)) throw notFound('organisation')
  return sessionToGoOn(ctx, organisationId)
}

/**
 * Erases what is personal: name, e-mail, password, second factors, sessions, mails, addresses. What the person did stays, under an
 * id that no longer leads to anybody, so registrations and the audit remain true (PIPL art. 47, GDPR art. 17).
 *
 * Throws Forbidden `password_wrong`, Conflict `last_owner` while others depend on them in an organisation.
 */
export async function eraseAccount(ctx: SelfContext & Pick<Context, 'passwords'>, input: unknown): Promise<void> {
  const person = await ownPerson(ctx)
  const { password } = parse(PasswordInput, input)
  await requirePassword(ctx, person, password)
  await ctx.db.batch([
    ...(await eraseStatements(ctx, person)),
    ...auditStatements(
      { ...ctx, caller: { address: '', userAgent: '' } },
      { action: 'account.erased', subjectId: person.id },
    ),
  ])
}

export async function eraseStatements(ctx: Pick<Context, 'db' | 'clock'>, person: PersonRow) {
  return [
    ...endMemberships(person.id),
    deleteSessionsOf(person.id),
    deleteRecoveryCodesOf(person.id),
    deletePasskeysOf(person.id),
    deleteChallengesOf(person.id),
    deleteMailLinksOf(person.id),
    ...(person.email ? [deleteMailsTo(person.email), forgetInvited(person.email)] : []),
    ...(await deleteAddressesOf(ctx.db, person.id)),
    updatePerson(person.id, {
      email: null,
      name: '',
      passwordHash: null,
      totpSecret: null,
      totpConfirmedAt: null,
      erasedAt: ctx.clock.nowMs(),
    }),
  ]
}
