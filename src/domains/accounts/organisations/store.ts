import { and, asc, count, desc, eq, exists, inArray, isNotNull, lt, or, sql } from 'drizzle-orm'
import { chunk } from '../../../kernel/chunk.ts'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../../sql/drizzle.ts'
import type { MemberRole, VerificationLevel } from '../contract.ts'
import { invitations, memberships, organisations, passkeys, people, sessions } from '../schema.ts'

export type OrganisationRow = typeof organisations.$inferSelect
export type InvitationRow = typeof invitations.$inferSelect

const membersCount = sql<number>`(SELECT count(*) FROM memberships m WHERE m.organisation_id = ${organisations.id})`

export const organisationById = (db: Db, id: string) =>
  reader(db).select().from(organisations).where(eq(organisations.id, id)).get()

export const countMembers = async (db: Db, organisationId: string): Promise<number> =>
  (
    await reader(db)
      .select({ members: count() })
      .from(memberships)
      .where(eq(memberships.organisationId, organisationId))
      .get()
  )?.members ?? 0

/** Newest first; `before` is an organisation's id. */
export const organisationRows = (
  db: Db,
  page: { before?: string | undefined; namePart?: string | undefined; limit: number },
) =>
  reader(db)
    .select({ organisation: organisations, membersCount })
    .from(organisations)
    .where(
      and(
        page.before === undefined ? undefined : lt(organisations.id, page.before),
        page.namePart === undefined
          ? undefined
          : // D1 takes at most 50 bytes as a LIKE pattern.
            sql`instr(lower(${organisations.name}), lower(${page.namePart})) > 0`,
      ),
    )
    .orderBy(desc(organisations.id))
    .limit(page.limit)

/** What other rooms print beside an organisation's things, by its id; ids that do not exist are left out. */
export async function organisationsByIds(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Omit<OrganisationRow, 'createdAt'>>> {
  const { createdAt: _createdAt, ...columns } = {
    id: organisations.id,
    kind: organisations.kind,
    name: organisations.name,
    country: organisations.country,
    departmentCode: organisations.departmentCode,
    verification: organisations.verification,
    createdAt: organisations.createdAt,
  }
  const pieces = await Promise.all(
    chunk([...new Set(ids)]).map((piece) =>
      reader(db).select(columns).from(organisations).where(inArray(organisations.id, piece)),
    ),
  )
  return new Map(pieces.flat().map((row) => [row.id, row]))
}

export const insertOrganisation = (row: typeof organisations.$inferInsert): Statement =>
  statement(build.insert(organisations).values(row))
export const updateOrganisation = (id: string, change: Partial<OrganisationRow>): Statement =>
  statement(build.update(organisations).set(change).where(eq(organisations.id, id)))

/** For the batch of whoever has looked at the organisation's papers. */
export const setVerification = (organisationId: string, verification: VerificationLevel): Statement[] => [
  updateOrganisation(organisationId, { verification }),
]

const membershipIs = (personId: string, organisationId: string) =>
  and(eq(memberships.personId, personId), eq(memberships.organisationId, organisationId))

export const membershipOf = (db: Db, personId: string, organisationId: string) =>
  reader(db).select().from(memberships).where(membershipIs(personId, organisationId)).get()

/** In the order of joining. */
export const memberRows = (db: Db, organisationId: string) =>
  reader(db)
    .select({
      personId: memberships.personId,
      name: people.name,
      email: people.email,
      role: memberships.role,
      joinedAt: memberships.createdAt,
      holdsSecondFactor: sql<number>`${or(
        isNotNull(people.totpConfirmedAt),
        exists(build.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.personId, people.id))),
      )}`,
    })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(eq(memberships.organisationId, organisationId))
    .orderBy(asc(memberships.createdAt), asc(memberships.personId))

export const insertMembership = (row: typeof memberships.$inferInsert): Statement =>
  statement(build.insert(memberships).values(row))
export const updateRole = (personId: string, organisationId: string, role: MemberRole): Statement =>
  statement(build.update(memberships).set({ role }).where(membershipIs(personId, organisationId)))
/**
 * Fails the batch with Conflict `check_failed` unless the person still has this role: what was decided upon may have changed
 * since it was read. The row that it would insert lacks a role, which the table refuses.
 */
export const requireRole = (personId: string, organisationId: string, role: MemberRole): Statement =>
  rawStatement(sql`INSERT INTO memberships (person_id, organisation_id, role, created_at)
    SELECT ${personId}, ${organisationId}, NULL, 0 WHERE NOT EXISTS (SELECT 1 FROM memberships
      WHERE person_id = ${personId} AND organisation_id = ${organisationId} AND role = ${role})`)

/** Sessions for the organisation end with the membership. */
export const deleteMembership = (personId: string, organisationId: string): Statement[] => [
  statement(
    build.delete(sessions).where(and(eq(sessions.personId, personId), eq(sessions.organisationId, organisationId))),
  ),
  statement(build.delete(memberships).where(membershipIs(personId, organisationId))),
]
export const deleteMembershipsOf = (personId: string): Statement[] => [
  statement(build.delete(sessions).where(eq(sessions.personId, personId))),
  statement(build.delete(memberships).where(eq(memberships.personId, personId))),
]

const invitationParts = (db: Db) =>
  reader(db)
    .select({ invitation: invitations, invitedByName: people.name })
    .from(invitations)
    .leftJoin(people, eq(people.id, invitations.invitedBy))

export const insertInvitation = (row: typeof invitations.$inferInsert): Statement =>
  statement(build.insert(invitations).values(row))
/** Newest first. */
export const invitationRows = (db: Db, organisationId: string, limit: number) =>
  invitationParts(db).where(eq(invitations.organisationId, organisationId)).orderBy(desc(invitations.id)).limit(limit)
export const invitationById = (db: Db, id: string) => invitationParts(db).where(eq(invitations.id, id)).get()
export const invitationByHash = (db: Db, tokenHash: string) =>
  reader(db)
    .select({ invitation: invitations, organisation: organisations, invitedByName: people.name })
    .from(invitations)
    .innerJoin(organisations, eq(organisations.id, invitations.organisationId))
    .leftJoin(people, eq(people.id, invitations.invitedBy))
    .where(eq(invitations.tokenHash, tokenHash))
    .get()
/** The database refuses with `invitation_closed` what is no longer open. */
export const closeInvitation = (id: string, state: 'accepted' | 'withdrawn'): Statement =>
  statement(build.update(invitations).set({ state }).where(eq(invitations.id, id)))

/** Who was invited is personal; that somebody was, stays. */
export const forgetInvited = (email: string): Statement =>
  statement(build.update(invitations).set({ email: null }).where(eq(invitations.email, email)))
