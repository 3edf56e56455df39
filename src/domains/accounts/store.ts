import { and, asc, eq, lte } from 'drizzle-orm'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../ports/context.ts'
import type { Db, Statement } from '../../ports/db.ts'
import { build, reader, statement } from '../../sql/drizzle.ts'
import type { SessionView } from './contract.ts'
import { auditEntries, memberships, organisations, people, sessions } from './schema.ts'

export interface AuditNote {
  action: string
  subjectId: string
  details?: Record<string, unknown>
}

/** For the caller's own batch: the decision and its entry stand or fall together. */
export function auditStatements(ctx: Pick<Context, 'actor' | 'clock' | 'requestId'>, note: AuditNote): Statement[] {
  const { actor, clock, requestId } = ctx
  const at = clock.nowMs()
  return [
    statement(
      build.insert(auditEntries).values({
        id: newId('aud', at),
        at,
        personId: actor.kind === 'person' ? actor.personId : null,
        organisationId: actor.kind === 'person' || actor.kind === 'operator' ? actor.organisationId : null,
        actorKind: actor.kind,
        action: note.action,
        subjectId: note.subjectId,
        details: note.details ?? {},
        requestId,
      }),
    ),
  ]
}

export interface NewAccount {
  personId: string
  organisationId: string
  email: string
  name: string
  organisationName: string
  passwordHash: string
  nowMs: number
}

export const insertAccount = (account: NewAccount): Statement[] => [
  statement(
    build.insert(organisations).values({
      id: account.organisationId,
      kind: 'studio',
      name: account.organisationName,
      createdAt: account.nowMs,
    }),
  ),
  statement(
    build.insert(people).values({
      id: account.personId,
      email: account.email,
      name: account.name,
      passwordHash: account.passwordHash,
      createdAt: account.nowMs,
    }),
  ),
  statement(
    build.insert(memberships).values({
      personId: account.personId,
      organisationId: account.organisationId,
      role: 'owner',
      createdAt: account.nowMs,
    }),
  ),
]

export const personByEmail = (db: Db, email: string) =>
  reader(db).select().from(people).where(eq(people.email, email)).get()

export const firstMembership = (db: Db, personId: string) =>
  reader(db)
    .select()
    .from(memberships)
    .where(eq(memberships.personId, personId))
    .orderBy(asc(memberships.createdAt), asc(memberships.organisationId))
    .get()

export const membershipOf = (db: Db, personId: string, organisationId: string) =>
  reader(db)
    .select()
    .from(memberships)
    .where(and(eq(memberships.personId, personId), eq(memberships.organisationId, organisationId)))
    .get()

export async function sessionView(db: Db, personId: string, organisationId: string): Promise<SessionView | null> {
  const row = await reader(db)
    .select({ person: people, organisation: organisations, role: memberships.role })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .where(and(eq(memberships.personId, personId), eq(memberships.organisationId, organisationId)))
    .get()
  if (!row) return null
  const { person, organisation, role } = row
  return {
    person: { id: person.id, name: person.name, email: person.email },
    organisation: {
      id: organisation.id,
      name: organisation.name,
      kind: organisation.kind,
      role,
      verification: organisation.verification,
    },
  }
}

export const sessionRow = (db: Db, id: string) => reader(db).select().from(sessions).where(eq(sessions.id, id)).get()
export const sessionRowsOf = (db: Db, personId: string) =>
  reader(db).select().from(sessions).where(eq(sessions.personId, personId))
export const insertSession = (row: typeof sessions.$inferInsert) => statement(build.insert(sessions).values(row))
export const updateSessionExpiry = (id: string, expiresAt: number) =>
  statement(build.update(sessions).set({ expiresAt }).where(eq(sessions.id, id)))
export const deleteSession = (id: string) => statement(build.delete(sessions).where(eq(sessions.id, id)))
export const deleteSessionsOf = (personId: string) =>
  statement(build.delete(sessions).where(eq(sessions.personId, personId)))
export const deleteSessionsBefore = (nowMs: number) =>
  statement(build.delete(sessions).where(lte(sessions.expiresAt, nowMs)))
