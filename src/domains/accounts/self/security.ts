import { AppError, conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'
import { oneself } from '../acting.ts'
import { auditStatements } from '../audit/store.ts'
import { CodeInput, NewPasskeyInput, PasswordInput, type SecurityView } from '../contract.ts'
import { judgeNewPasskey, newPasskeyOptions } from '../entry/passkeys.ts'
import {
  countRecoveryCodes,
  deleteOtherSessionsOf,
  deletePasskeyOf,
  deleteRecoveryCodesOf,
  deleteSessionOf,
  forgetSecondFactor,
  insertPasskey,
  insertRecoveryCodes,
  liveSessionsOf,
  markSecondFactor,
  type PersonRow,
  passkeysOf,
  updatePerson,
} from '../entry/store.ts'
import { holdsTotp, isTotp, newTotpSecret, takeCode, totpPurpose, totpStep, totpUri } from '../entry/totp.ts'
import { countAttempt, forgive } from '../limits/limits.ts'
import { mailStatements } from '../mail/mail.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { ownPerson, requirePassword } from './profile.ts'

type SecurityContext = Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller' | 'queue' | 'vault'>

const recoveryCodesCount = 10
/** 80 bits, in four groups for the eye. */
const newRecoveryCode = () => newSecret(16)
const inGroups = (code: string) => code.replace(/(.{4})(?=.)/g, '$1-')
const instant = (ms: number) => new Date(ms).toISOString()

export async function readSecurity(ctx: Pick<Context, 'actor' | 'db' | 'clock'>): Promise<SecurityView> {
  const person = await ownPerson(ctx)
  const { sessionId } = oneself(ctx, 'account.manage')
  const [recoveryCodesLeft, passkeys, sessions] = await Promise.all([
    countRecoveryCodes(ctx.db, person.id),
    passkeysOf(ctx.db, person.id),
    liveSessionsOf(ctx.db, person.id, ctx.clock.nowMs()),
  ])
  return {
    totpSince: person.totpConfirmedAt === null ? null : instant(person.totpConfirmedAt),
    recoveryCodesLeft,
    passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
      id,
      name,
      createdAt: instant(createdAt),
      lastUsedAt: lastUsedAt === null ? null : instant(lastUsedAt),
    })),
    sessions: sessions.map(({ session, organisationName }) => ({
      id: session.id,
      isThisOne: session.id === sessionId,
      organisationName,
      address: session.address,
      userAgent: session.userAgent,
      hasSecondFactor: session.secondFactorAt !== null,
      createdAt: instant(session.createdAt),
      lastSeenAt: instant(session.lastSeenAt),
    })),
  }
}

/** The change, its audit entry, and a mail to the person, who may not be the one at the keyboard. */
function changeOf(
  ctx: SecurityContext,
  person: PersonRow & { email: string },
  action: string,
  statements: readonly Statement[],
): Statement[] {
  return [
    ...statements,
    ...auditStatements(ctx, { action, subjectId: person.id }),
    ...mailStatements(ctx, {
      kind: 'second_factor_changed',
      recipient: person.email,
      language: person.language,
      values: { at: instant(ctx.clock.nowMs()) },
    }),
  ]
}

/** A secret for an authenticator; it protects nothing until a code of it comes back. Throws Conflict `totp_exists`, Forbidden `password_wrong`. */
export async function beginTotp(ctx: SecurityContext & Pick<Context, 'passwords'>, input: unknown) {
  const person = await ownPerson(ctx)
  const { password } = parse(PasswordInput, input)
  await requirePassword(ctx, person, password)
  if (holdsTotp(person)) throw conflict('totp_exists', 'An authenticator is set up already')
  const secret = newTotpSecret()
  const totpSecret = await ctx.vault.seal(secret, totpPurpose(person.id))
  await ctx.db.batch([updatePerson(person.id, { totpSecret, totpLastStep: 0 })])
  return { secret, uri: totpUri(secret, person.email) }
}

/** Turns the authenticator on and gives recovery codes, this once. Throws Conflict `totp_not_begun`, `totp_exists`, Invalid `code_wrong`. */
export async function confirmTotp(ctx: SecurityContext, input: unknown) {
  const person = await ownPerson(ctx)
  const { sessionId } = oneself(ctx, 'account.manage')
  const { code } = parse(CodeInput, input)
  if (holdsTotp(person)) throw conflict('totp_exists', 'An authenticator is set up already')
  if (!person.totpSecret) throw conflict('totp_not_begun', 'Ask for a secret first')
  await countAttempt(ctx, 'second-factor.person', person.id)
  const nowMs = ctx.clock.nowMs()
  const secret = await ctx.vault.open(person.totpSecret, totpPurpose(person.id))
  const step = isTotp(code) ? totpStep(secret, code, nowMs) : null
  if (step === null) throw invalid('code_wrong', 'This code is not right')
  const codes = freshCodes(person.id)
  await ctx.db.batch([
    ...changeOf(ctx, person, 'totp.confirmed', [
      updatePerson(person.id, { totpConfirmedAt: nowMs, totpLastStep: step }),
      ...codes.statements,
      markSecondFactor(sessionId, nowMs),
      // Whoever is signed in elsewhere came in by the password alone.
      deleteOtherSessionsOf(person.id, sessionId),
    ]),
    ...forgive('second-factor.person', person.id),
  ])
  return { recoveryCodes: codes.shown }
}

function freshCodes(personId: string) {
  const codes = Array.from({ length: recoveryCodesCount }, newRecoveryCode)
  return {
    shown: codes.map(inGroups),
    statements: [deleteRecoveryCodesOf(personId), insertRecoveryCodes(personId, codes.map(hashSecret))],
  }
}

/** Throws Invalid `code_wrong`, LimitReached. */
async function requireOwnCode(ctx: SecurityContext, person: PersonRow, input: unknown): Promise<void> {
  const { code } = parse(CodeInput, input)
  if (!holdsTotp(person)) throw new AppError('Conflict', 'totp_missing', 'No authenticator is set up')
  await countAttempt(ctx, 'second-factor.person', person.id)
  if (!(await takeCode(ctx, person, code))) throw invalid('code_wrong', 'This code is not right')
  await ctx.db.batch(forgive('second-factor.person', person.id))
}

/** Needs a code: a borrowed session cannot take the protection away. Throws Invalid `code_wrong`, Conflict `totp_missing`. */
export async function endTotp(ctx: SecurityContext, input: unknown): Promise<void> {
  const person = await ownPerson(ctx)
  await requireOwnCode(ctx, person, input)
  await ctx.db.batch(
    changeOf(ctx, person, 'totp.ended', [
      updatePerson(person.id, { totpSecret: null, totpConfirmedAt: null }),
      deleteRecoveryCodesOf(person.id),
      ...((await passkeysOf(ctx.db, person.id)).length > 0 ? [] : [forgetSecondFactor(person.id)]),
    ]),
  )
}

/** New recovery codes; the old ones end. Throws Invalid `code_wrong`, Conflict `totp_missing`. */
export async function renewRecoveryCodes(ctx: SecurityContext, input: unknown) {
  const person = await ownPerson(ctx)
  await requireOwnCode(ctx, person, input)
  const codes = freshCodes(person.id)
  await ctx.db.batch(changeOf(ctx, person, 'recovery_codes.renewed', codes.statements))
  return { recoveryCodes: codes.shown }
}

/** What a browser needs to make a passkey. Throws Forbidden `password_wrong`. */
export async function beginPasskey(ctx: SecurityContext & Pick<Context, 'passwords' | 'origin'>, input: unknown) {
  const person = await ownPerson(ctx)
  const { password } = parse(PasswordInput, input)
  await requirePassword(ctx, person, password)
  return newPasskeyOptions(ctx, person, await passkeysOf(ctx.db, person.id))
}

/** Throws Invalid `passkey_refused`. */
export async function addPasskey(ctx: SecurityContext & Pick<Context, 'origin'>, input: unknown): Promise<void> {
  const person = await ownPerson(ctx)
  const { name, answer } = parse(NewPasskeyInput, input)
  const { sessionId } = oneself(ctx, 'account.manage')
  const credential = await judgeNewPasskey(ctx, person.id, answer)
  const nowMs = ctx.clock.nowMs()
  await ctx.db.batch(
    changeOf(ctx, person, 'passkey.added', [
      insertPasskey({
        id: credential.id,
        personId: person.id,
        name,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: credential.transports ?? [],
        createdAt: nowMs,
      }),
      // Making it has just verified the person.
      markSecondFactor(sessionId, nowMs),
    ]),
  )
}

/** Throws Forbidden `password_wrong`, NotFound `passkey_not_found`. */
export async function removePasskey(
  ctx: SecurityContext & Pick<Context, 'passwords'>,
  id: string,
  input: unknown,
): Promise<void> {
  const person = await ownPerson(ctx)
  const { password } = parse(PasswordInput, input)
  await requirePassword(ctx, person, password)
  const held = await passkeysOf(ctx.db, person.id)
  if (!held.some((passkey) => passkey.id === id)) throw notFound('passkey')
  const isLastFactor = held.length === 1 && !holdsTotp(person)
  await ctx.db.batch(
    changeOf(ctx, person, 'passkey.removed', [
      deletePasskeyOf(person.id, id),
      ...(isLastFactor ? [forgetSecondFactor(person.id)] : []),
    ]),
  )
}

/** Ends one of one's own sessions at once. Throws NotFound `session_not_found`. */
export async function endSession(ctx: SecurityContext, id: string): Promise<void> {
  const { personId } = oneself(ctx, 'account.manage')
  const sessions = await liveSessionsOf(ctx.db, personId, ctx.clock.nowMs())
  if (!sessions.some(({ session }) => session.id === id)) throw notFound('session')
  await ctx.db.batch([
    deleteSessionOf(personId, id),
    ...auditStatements(ctx, { action: 'session.ended', subjectId: personId }),
  ])
}

/** Ends every session but this one. */
export async function endOtherSessions(ctx: SecurityContext): Promise<void> {
  const { personId, sessionId } = oneself(ctx, 'account.manage')
  await ctx.db.batch([
    deleteOtherSessionsOf(personId, sessionId),
    ...auditStatements(ctx, { action: 'session.others_ended', subjectId: personId }),
  ])
}
