import { AppError } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { auditStatements } from '../audit/store.ts'
import { CodeInput, PasskeyAnswer, SignInInput } from '../contract.ts'
import { byAddress, byEmail, countAttempt, forgive, giveBack, isWithinLimit, refuseForNow } from '../limits/limits.ts'
import { foundStatements } from '../organisations/joining.ts'
import { askPasskeyOptions, judgePasskey } from './passkeys.ts'
import { type NewSession, readSession } from './sessions.ts'
import { actingPerson } from './sign-up.ts'
import { markPasskeyUsed, membershipsOf, type PersonRow, passkeyById, personByEmail, personById } from './store.ts'
import { holdsTotp, takeCode } from './totp.ts'

type EntryContext = Pick<Context, 'db' | 'clock' | 'passwords' | 'vault' | 'requestId' | 'caller'>

const wrong = (code: string) => new AppError('Unauthenticated', code, 'E-mail, password or code is wrong')

/**
 * Judges e-mail and password, after the same work whether or not the e-mail is known. Where the person holds an authenticator, the
 * session that comes of it is pending until a code was given, here or by `giveSecondFactor`.
 *
 * Once an account has had too many wrong passwords, no password is judged any more without a right code beside it: guessing from
 * any number of addresses ends there, and the owner with the authenticator still comes in.
 *
 * Throws Unauthenticated `wrong_credentials`, `wrong_code`; LimitReached `too_many_attempts`.
 */
export async function signIn(ctx: EntryContext, input: unknown): Promise<NewSession> {
  const { email, password, code } = parse(SignInInput, input)
  const [address, account] = [byAddress(ctx), byEmail(email)]
  await countAttempt(ctx, 'sign-in.address', address)
  const isOpen = await isWithinLimit(ctx, 'sign-in.account', account)
  const person = await personByEmail(ctx.db, email)
  const codeFirst = !isOpen && code !== undefined && person !== undefined && (await takeCode(ctx, person, code))
  if (!isOpen && !codeFirst) await refuseForNow(ctx, 'sign-in.account', account)

  const isRight = person?.passwordHash
    ? await ctx.passwords.verify(person.passwordHash, password)
    : await ctx.passwords.hash(password).then(() => false)
  if (!person || !isRight) throw wrong('wrong_credentials')
  await ctx.db.batch([...giveBack('sign-in.address', address), ...(isOpen ? forgive('sign-in.account', account) : [])])

  if (!holdsTotp(person)) return sessionFor(ctx, person, { isPending: false, hasSecondFactor: false })
  if (code === undefined) return sessionFor(ctx, person, { isPending: true, hasSecondFactor: false })
  if (!codeFirst) await requireCode(ctx, person, code)
  return sessionFor(ctx, person, { isPending: false, hasSecondFactor: true })
}

/** Throws Unauthenticated `wrong_code`, LimitReached `too_many_attempts`. */
export async function requireCode(
  ctx: Pick<Context, 'db' | 'clock' | 'vault'>,
  person: PersonRow,
  code: string,
): Promise<void> {
  await countAttempt(ctx, 'second-factor.person', person.id)
  if (!(await takeCode(ctx, person, code))) throw wrong('wrong_code')
  await ctx.db.batch(forgive('second-factor.person', person.id))
}

/** Ends the wait of a pending session. Throws Unauthenticated `sign_in_needed`, `wrong_code`. */
export async function giveSecondFactor(
  ctx: EntryContext & Pick<Context, 'origin'>,
  cookies: string,
  input: unknown,
): Promise<NewSession> {
  const { code } = parse(CodeInput, input)
  const session = await readSession(ctx, cookies)
  const person = session ? await personById(ctx.db, session.personId) : undefined
  if (!session || !person) throw new AppError('Unauthenticated', 'sign_in_needed', 'Sign in first')
  await requireCode(ctx, person, code)
  return { personId: person.id, organisationId: session.organisationId, isPending: false, hasSecondFactor: true }
}

/** What a browser asks the person's passkeys. Throws LimitReached `too_many_attempts`. */
export async function passkeyOptions(ctx: Pick<Context, 'db' | 'clock' | 'origin' | 'caller'>) {
  await countAttempt(ctx, 'passkey.address', byAddress(ctx))
  return askPasskeyOptions(ctx)
}

/** A passkey is two factors at once. Throws Invalid `passkey_refused`, also for one that nobody has here. */
export async function signInByPasskey(
  ctx: EntryContext & Pick<Context, 'origin'>,
  input: unknown,
): Promise<NewSession> {
  const answer = parse(PasskeyAnswer, input)
  await countAttempt(ctx, 'passkey.address', byAddress(ctx))
  const passkey = await passkeyById(ctx.db, answer.id)
  const person = passkey && (await personById(ctx.db, passkey.personId))
  if (!passkey || !person) throw new AppError('Invalid', 'passkey_refused', 'This passkey could not be verified')
  const counter = await judgePasskey(ctx, passkey, answer)
  await ctx.db.batch([markPasskeyUsed(passkey.id, counter, ctx.clock.nowMs())])
  return sessionFor(ctx, person, { isPending: false, hasSecondFactor: true })
}

/** A session for the organisation that the person joined first; whoever was left without one gets a studio of their own. */
async function sessionFor(
  ctx: EntryContext,
  person: PersonRow,
  standing: Pick<NewSession, 'isPending' | 'hasSecondFactor'>,
): Promise<NewSession> {
  const [first] = await membershipsOf(ctx.db, person.id)
  if (first) return { personId: person.id, organisationId: first.organisation.id, ...standing }
  const nowMs = ctx.clock.nowMs()
  const organisationId = newId('org', nowMs)
  await ctx.db.batch([
    ...foundStatements({ id: organisationId, kind: 'studio', name: person.name, country: 'CN' }, person.id, nowMs),
    ...auditStatements(
      { ...ctx, actor: actingPerson({ personId: person.id, organisationId }) },
      { action: 'organisation.founded', subjectId: organisationId },
    ),
  ])
  return { personId: person.id, organisationId, ...standing }
}
