import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia'
import type { Context } from '../../../ports/context.ts'
import type { Db } from '../../../ports/db.ts'
import { hashSecret } from '../secrets.ts'
import * as store from './store.ts'

interface Attributes {
  organisationId: string
  isPending: boolean
  secondFactorAt: number | null
  address: string
  userAgent: string
  createdAt: number
}

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof luciaOn>
    DatabaseSessionAttributes: Attributes
  }
}

const cookieName = 'qianyin_session'
const userAgentLengthMax = 300
const seenEveryMs = 60_000
/** A password was right, the second factor is awaited: not for long. */
const pendingLifeMs = 15 * 60_000

/** Our own cookie and no other: what else a browser sends may not even be decodable. */
const secretIn = (cookies: string): string | null =>
  new RegExp(`(?:^|;\\s*)${cookieName}=([a-z0-9]{1,100})(?:;|$)`).exec(cookies)?.[1] ?? null

const luciaOn = (db: Db, secure: boolean) =>
  new Lucia(adapterOn(db), {
    sessionExpiresIn: new TimeSpan(30, 'd'),
    sessionCookie: { name: cookieName, attributes: { secure, sameSite: 'lax' } },
    getSessionAttributes: (attributes) => attributes,
  })

type SessionRow = NonNullable<Awaited<ReturnType<typeof store.sessionRow>>>

/** Lucia knows a session by what the cookie holds; the database only by its hash. */
const asLucia = (row: SessionRow, secret: string): DatabaseSession => ({
  id: secret,
  userId: row.personId,
  expiresAt: new Date(row.expiresAt),
  attributes: row,
})

function adapterOn(db: Db): Adapter {
  const write = async (statement: Parameters<Db['batch']>[0][number]) => {
    await db.batch([statement])
  }
  return {
    getSessionAndUser: async (secret) => {
      const row = await store.sessionRow(db, hashSecret(secret))
      return row ? [asLucia(row, secret), { id: row.personId, attributes: {} }] : [null, null]
    },
    getUserSessions: async (personId) => (await store.sessionRowsOf(db, personId)).map((row) => asLucia(row, row.id)),
    setSession: ({ id, userId, expiresAt, attributes }) =>
      write(
        store.insertSession({
          ...attributes,
          id: hashSecret(id),
          personId: userId,
          lastSeenAt: attributes.createdAt,
          expiresAt: attributes.isPending ? attributes.createdAt + pendingLifeMs : expiresAt.getTime(),
        }),
      ),
    updateSessionExpiration: (secret, expiresAt) =>
      write(store.updateSessionExpiry(hashSecret(secret), expiresAt.getTime())),
    deleteSession: (secret) => write(store.deleteSession(hashSecret(secret))),
    deleteUserSessions: (personId) => write(store.deleteSessionsOf(personId)),
    deleteExpiredSessions: () => write(store.deleteSessionsBefore(Date.now())),
  }
}

export interface NewSession {
  personId: string
  organisationId: string
  isPending: boolean
  hasSecondFactor: boolean
}

type CookieContext = Pick<Context, 'db' | 'origin'>
const isSecure = ({ origin }: Pick<Context, 'origin'>) => origin.startsWith('https:')

/**
 * Opens a session under a new secret and returns its Set-Cookie header. The session that the browser had before is ended: nobody
 * who knew its cookie comes in along with the person (session fixation).
 */
export async function openSession(
  ctx: CookieContext & Pick<Context, 'caller' | 'clock'>,
  { personId, organisationId, isPending, hasSecondFactor }: NewSession,
  cookiesBefore: string,
): Promise<string> {
  const lucia = luciaOn(ctx.db, isSecure(ctx))
  const before = secretIn(cookiesBefore)
  if (before) await lucia.invalidateSession(before)
  const createdAt = ctx.clock.nowMs()
  const session = await lucia.createSession(personId, {
    organisationId,
    isPending,
    secondFactorAt: hasSecondFactor ? createdAt : null,
    address: ctx.caller.address,
    userAgent: ctx.caller.userAgent.slice(0, userAgentLengthMax),
    createdAt,
  })
  return lucia.createSessionCookie(session.id).serialize()
}

/** Ends the session named by the Cookie header, if any, and returns the Set-Cookie header that clears it. */
export async function closeSession(ctx: CookieContext, cookies: string): Promise<string> {
  const lucia = luciaOn(ctx.db, isSecure(ctx))
  const secret = secretIn(cookies)
  if (secret) await lucia.invalidateSession(secret)
  return lucia.createBlankSessionCookie().serialize()
}

export interface SignedIn {
  /** Of the row, not of the cookie. */
  sessionId: string
  personId: string
  organisationId: string
  isPending: boolean
  hasSecondFactor: boolean
  /** Set when the session was prolonged: send it as Set-Cookie. */
  freshCookie: string | null
}

/** Whose session the Cookie header names, or null: no cookie, or an ended session. */
export async function readSession(
  ctx: CookieContext & Pick<Context, 'clock'>,
  cookies: string,
): Promise<SignedIn | null> {
  const secret = secretIn(cookies)
  if (!secret) return null
  const lucia = luciaOn(ctx.db, isSecure(ctx))
  const row = await store.sessionRow(ctx.db, hashSecret(secret))
  if (!row) return null
  // Lucia would prolong a session that only waits for its second factor.
  if (row.isPending) return row.expiresAt > ctx.clock.nowMs() ? signedInBy(row, null) : null
  const { session } = await lucia.validateSession(secret)
  if (!session) return null
  if (row.lastSeenAt < ctx.clock.nowMs() - seenEveryMs) {
    await ctx.db.batch([store.markSeen(row.id, ctx.clock.nowMs())])
  }
  return signedInBy(row, session.fresh ? lucia.createSessionCookie(session.id).serialize() : null)
}

const signedInBy = (row: SessionRow, freshCookie: string | null): SignedIn => ({
  sessionId: row.id,
  personId: row.personId,
  organisationId: row.organisationId,
  isPending: row.isPending,
  hasSecondFactor: row.secondFactorAt !== null,
  freshCookie,
})
