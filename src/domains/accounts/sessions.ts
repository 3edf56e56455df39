import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from 'lucia'
import type { Context } from '../../ports/context.ts'
import type { Db } from '../../ports/db.ts'
import * as store from './store.ts'

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof luciaOn>
    DatabaseSessionAttributes: { organisationId: string }
  }
}

const cookieName = 'qianyin_session'

/** Our own cookie and no other: what else a browser sends may not even be decodable. */
const sessionIdIn = (cookies: string): string | null =>
  new RegExp(`(?:^|;\\s*)${cookieName}=([a-z0-9]{1,100})(?:;|$)`).exec(cookies)?.[1] ?? null

const luciaOn = (db: Db, secure: boolean) =>
  new Lucia(adapterOn(db), {
    sessionExpiresIn: new TimeSpan(30, 'd'),
    sessionCookie: { name: cookieName, attributes: { secure, sameSite: 'lax' } },
    getSessionAttributes: ({ organisationId }) => ({ organisationId }),
  })

type SessionRow = NonNullable<Awaited<ReturnType<typeof store.sessionRow>>>

const asLucia = (row: SessionRow): DatabaseSession => ({
  id: row.id,
  userId: row.personId,
  expiresAt: new Date(row.expiresAt),
  attributes: { organisationId: row.organisationId },
})

function adapterOn(db: Db): Adapter {
  const write = async (statement: Parameters<Db['batch']>[0][number]) => {
    await db.batch([statement])
  }
  return {
    getSessionAndUser: async (id) => {
      const row = await store.sessionRow(db, id)
      return row ? [asLucia(row), { id: row.personId, attributes: {} }] : [null, null]
    },
    getUserSessions: async (personId) => (await store.sessionRowsOf(db, personId)).map(asLucia),
    setSession: (session) =>
      write(
        store.insertSession({
          id: session.id,
          personId: session.userId,
          organisationId: session.attributes.organisationId,
          expiresAt: session.expiresAt.getTime(),
        }),
      ),
    updateSessionExpiration: (id, expiresAt) => write(store.updateSessionExpiry(id, expiresAt.getTime())),
    deleteSession: (id) => write(store.deleteSession(id)),
    deleteUserSessions: (personId) => write(store.deleteSessionsOf(personId)),
    deleteExpiredSessions: () => write(store.deleteSessionsBefore(Date.now())),
  }
}

/** Opens a session and returns the Set-Cookie header for it. `secure` is false only on plain-HTTP development hosts. */
export async function openSession(
  ctx: Pick<Context, 'db'>,
  whose: { personId: string; organisationId: string },
  secure: boolean,
): Promise<string> {
  const lucia = luciaOn(ctx.db, secure)
  const session = await lucia.createSession(whose.personId, { organisationId: whose.organisationId })
  return lucia.createSessionCookie(session.id).serialize()
}

/** Ends the session named by the Cookie header, if any, and returns the Set-Cookie header that clears it. */
export async function closeSession(ctx: Pick<Context, 'db'>, cookies: string, secure: boolean): Promise<string> {
  const lucia = luciaOn(ctx.db, secure)
  const id = sessionIdIn(cookies)
  if (id) await lucia.invalidateSession(id)
  return lucia.createBlankSessionCookie().serialize()
}

export interface SignedIn {
  personId: string
  organisationId: string
  role: 'owner' | 'manager' | 'member' | 'viewer'
  /** Set when the session was prolonged: send it as Set-Cookie. */
  freshCookie: string | null
}

/** Who the Cookie header belongs to, or null: no cookie, ended session, or no longer a member. */
export async function readSession(
  ctx: Pick<Context, 'db'>,
  cookies: string,
  secure: boolean,
): Promise<SignedIn | null> {
  const lucia = luciaOn(ctx.db, secure)
  const id = sessionIdIn(cookies)
  if (!id) return null
  const { session } = await lucia.validateSession(id)
  if (!session) return null
  const membership = await store.membershipOf(ctx.db, session.userId, session.organisationId)
  if (!membership) return null
  return {
    personId: session.userId,
    organisationId: session.organisationId,
    role: membership.role,
    freshCookie: session.fresh ? lucia.createSessionCookie(session.id).serialize() : null,
  }
}
