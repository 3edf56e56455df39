import { and, asc, count, desc, eq, gt, isNotNull, lte, ne } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, reader, statement } from '../../../sql/drizzle.ts'
import { memberships, organisations, passkeyChallenges, passkeys, people, recoveryCodes, sessions } from '../schema.ts'

export type PersonRow = typeof people.$inferSelect
export type PasskeyRow = typeof passkeys.$inferSelect

export const insertPerson = (row: typeof people.$inferInsert): Statement => statement(build.insert(people).values(row))
export const personByEmail = (db: Db, email: string) =>
  reader(db).select().from(people).where(eq(people.email, email)).get()
export const personById = (db: Db, id: string) => reader(db).select().from(people).where(eq(people.id, id)).get()
export const updatePerson = (id: string, change: Partial<PersonRow>): Statement =>
  statement(build.update(people).set(change).where(eq(people.id, id)))

/** The secrets of authenticators, by the id of their person. */
export const totpSecretRows = (db: Db, after: string, limit: number) =>
  reader(db)
    .select({ id: people.id, totpSecret: people.totpSecret })
    .from(people)
    .where(and(gt(people.id, after), isNotNull(people.totpSecret)))
    .orderBy(asc(people.id))
    .limit(limit)
/** Changes nothing when it is not `before` any more. */
export const resealTotp = (id: string, before: string, totpSecret: string): Statement =>
  statement(
    build
      .update(people)
      .set({ totpSecret })
      .where(and(eq(people.id, id), eq(people.totpSecret, before))),
  )

/** Every organisation that a person belongs to, in the order of joining. */
export const membershipsOf = (db: Db, personId: string) =>
  reader(db)
    .select({ role: memberships.role, organisation: organisations })
    .from(memberships)
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .where(eq(memberships.personId, personId))
    .orderBy(asc(memberships.createdAt), asc(memberships.organisationId))

export const sessionRow = (db: Db, id: string) => reader(db).select().from(sessions).where(eq(sessions.id, id)).get()
export const sessionRowsOf = (db: Db, personId: string) =>
  reader(db).select().from(sessions).where(eq(sessions.personId, personId))
export const liveSessionsOf = (db: Db, personId: string, nowMs: number) =>
  reader(db)
    .select({ session: sessions, organisationName: organisations.name })
    .from(sessions)
    .innerJoin(organisations, eq(organisations.id, sessions.organisationId))
    .where(and(eq(sessions.personId, personId), eq(sessions.isPending, false), gt(sessions.expiresAt, nowMs)))
    .orderBy(desc(sessions.lastSeenAt))
export const insertSession = (row: typeof sessions.$inferInsert): Statement =>
  statement(build.insert(sessions).values(row))
export const updateSessionExpiry = (id: string, expiresAt: number): Statement =>
  statement(build.update(sessions).set({ expiresAt }).where(eq(sessions.id, id)))
export const markSeen = (id: string, nowMs: number): Statement =>
  statement(build.update(sessions).set({ lastSeenAt: nowMs }).where(eq(sessions.id, id)))
export const markSecondFactor = (id: string, nowMs: number): Statement =>
  statement(build.update(sessions).set({ secondFactorAt: nowMs, isPending: false }).where(eq(sessions.id, id)))
/** What a factor was worth ends with it, in every session. */
export const forgetSecondFactor = (personId: string): Statement =>
  statement(build.update(sessions).set({ secondFactorAt: null }).where(eq(sessions.personId, personId)))
export const deleteSession = (id: string): Statement => statement(build.delete(sessions).where(eq(sessions.id, id)))
export const deleteSessionOf = (personId: string, id: string): Statement =>
  statement(build.delete(sessions).where(and(eq(sessions.personId, personId), eq(sessions.id, id))))
export const deleteSessionsOf = (personId: string): Statement =>
  statement(build.delete(sessions).where(eq(sessions.personId, personId)))
export const deleteOtherSessionsOf = (personId: string, kept: string): Statement =>
  statement(build.delete(sessions).where(and(eq(sessions.personId, personId), ne(sessions.id, kept))))
export const deleteSessionsBefore = (nowMs: number): Statement =>
  statement(build.delete(sessions).where(lte(sessions.expiresAt, nowMs)))

export const insertRecoveryCodes = (personId: string, hashes: readonly string[]): Statement =>
  statement(build.insert(recoveryCodes).values(hashes.map((codeHash) => ({ personId, codeHash }))))
export const deleteRecoveryCode = (personId: string, codeHash: string): Statement =>
  statement(
    build.delete(recoveryCodes).where(and(eq(recoveryCodes.personId, personId), eq(recoveryCodes.codeHash, codeHash))),
  )
export const deleteRecoveryCodesOf = (personId: string): Statement =>
  statement(build.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId)))
export const countRecoveryCodes = async (db: Db, personId: string): Promise<number> =>
  (await reader(db).select({ left: count() }).from(recoveryCodes).where(eq(recoveryCodes.personId, personId)).get())
    ?.left ?? 0

export const passkeysOf = (db: Db, personId: string) =>
  reader(db).select().from(passkeys).where(eq(passkeys.personId, personId)).orderBy(asc(passkeys.createdAt))
export const passkeyById = (db: Db, id: string) => reader(db).select().from(passkeys).where(eq(passkeys.id, id)).get()
export const insertPasskey = (row: typeof passkeys.$inferInsert): Statement =>
  statement(build.insert(passkeys).values(row))
export const markPasskeyUsed = (id: string, counter: number, nowMs: number): Statement =>
  statement(build.update(passkeys).set({ counter, lastUsedAt: nowMs }).where(eq(passkeys.id, id)))
export const deletePasskeyOf = (personId: string, id: string): Statement =>
  statement(build.delete(passkeys).where(and(eq(passkeys.personId, personId), eq(passkeys.id, id))))
export const deletePasskeysOf = (personId: string): Statement =>
  statement(build.delete(passkeys).where(eq(passkeys.personId, personId)))

export const insertChallenge = (row: typeof passkeyChallenges.$inferInsert): Statement =>
  statement(build.insert(passkeyChallenges).values(row))
export const challengeRow = (db: Db, challenge: string) =>
  reader(db).select().from(passkeyChallenges).where(eq(passkeyChallenges.challenge, challenge)).get()
export const deleteChallenge = (challenge: string): Statement =>
  statement(build.delete(passkeyChallenges).where(eq(passkeyChallenges.challenge, challenge)))
export const deleteChallengesBefore = (nowMs: number): Statement =>
  statement(build.delete(passkeyChallenges).where(lte(passkeyChallenges.expiresAt, nowMs)))
export const deleteChallengesOf = (personId: string): Statement =>
  statement(build.delete(passkeyChallenges).where(eq(passkeyChallenges.personId, personId)))
