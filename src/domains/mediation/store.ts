import { and, asc, count, desc, eq, inArray, lt, ne, notInArray, or, sql } from 'drizzle-orm'
import { chunk } from '../../kernel/chunk.ts'
import type { Db, Statement } from '../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../sql/drizzle.ts'
import { memberships, organisations, people } from '../accounts/schema.ts'
import type { CaseState } from './contract.ts'
import type { Entry } from './facts.ts'
import { endedStates } from './rules.ts'
import { mediationCases, mediationEntries, mediationLinks, mediationNotes } from './schema.ts'

export type CaseRow = Omit<typeof mediationCases.$inferSelect, 'state'> & { state: CaseState }
export type NoteRow = typeof mediationNotes.$inferSelect

/** Takes the year's next number. The first entry, in the same batch, gives it a state. */
export function insertCase(
  row: Pick<CaseRow, 'id' | 'applicantOrganisationId' | 'application' | 'createdBy' | 'createdAt'>,
  year: number,
): Statement {
  const prefix = `QYM-${year}-`
  const next = sql`(SELECT coalesce(max(CAST(substr(number, 10) AS INTEGER)), 0) + 1 FROM mediation_cases
    WHERE number LIKE ${`${prefix}%`})`
  return rawStatement(sql`INSERT INTO mediation_cases
    (id, number, state, revision, applicant_organisation_id, application, created_by, created_at)
    VALUES (${row.id}, printf('QYM-%04d-%05d', ${year}, ${next}), 'new', 0, ${row.applicantOrganisationId},
      ${JSON.stringify(row.application)}, ${row.createdBy}, ${row.createdAt})`)
}

/** The database refuses with Conflict `case_changed`, `move_not_allowed`, `not_the_mediator` and others what the rules do not allow. */
export const insertEntry = (caseId: string, from: CaseState | 'new', entry: Entry): Statement =>
  statement(
    build.insert(mediationEntries).values({
      caseId,
      revision: entry.revision,
      at: entry.atMs,
      seat: entry.seat,
      personId: entry.personId,
      move: entry.act.move,
      fromState: from,
      toState: entry.state,
      audience: entry.audience,
      body: entry.act,
    }),
  )

export const setDue = (id: string, dueOn: string | null, waitsFor: string): Statement =>
  statement(build.update(mediationCases).set({ dueOn, waitsFor }).where(eq(mediationCases.id, id)))

/** A case without an entry is none: it cannot be, but for a batch that was cut. */
const cases = (db: Db) => reader(db).select().from(mediationCases)
const known = (row: typeof mediationCases.$inferSelect | undefined): CaseRow | undefined =>
  row && row.state !== 'new' ? { ...row, state: row.state } : undefined

export const caseById = async (db: Db, id: string): Promise<CaseRow | undefined> =>
  known(await cases(db).where(eq(mediationCases.id, id)).get())

export async function entriesOf(db: Db, caseId: string): Promise<Entry[]> {
  const rows = await reader(db)
    .select()
    .from(mediationEntries)
    .where(eq(mediationEntries.caseId, caseId))
    .orderBy(asc(mediationEntries.revision))
  return rows.map(({ revision, at, seat, personId, toState, audience, body }) => {
    return { revision, atMs: at, seat, personId, state: toState, audience, act: body }
  })
}

/** Newest first: of one organisation, of one mediator, or all. */
export async function listCaseRows(
  db: Db,
  whose: { organisationId: string } | { mediatorId: string } | 'all',
  { show, before, limit }: { show: 'open' | 'ended'; before: string | undefined; limit: number },
): Promise<CaseRow[]> {
  const own =
    whose === 'all'
      ? ne(mediationCases.state, 'new')
      : 'mediatorId' in whose
        ? eq(mediationCases.mediatorId, whose.mediatorId)
        : or(
            eq(mediationCases.applicantOrganisationId, whose.organisationId),
            eq(mediationCases.respondentOrganisationId, whose.organisationId),
          )
  const rows = await cases(db)
    .where(
      and(
        own,
        (show === 'open' ? notInArray : inArray)(mediationCases.state, [...endedStates]),
        before === undefined ? undefined : lt(mediationCases.id, before),
      ),
    )
    .orderBy(desc(mediationCases.id))
    .limit(limit)
  return rows.flatMap((row) => known(row) ?? [])
}

export const insertLink = (row: typeof mediationLinks.$inferInsert): Statement =>
  statement(build.insert(mediationLinks).values(row))
export const linkByHash = (db: Db, tokenHash: string) =>
  reader(db).select().from(mediationLinks).where(eq(mediationLinks.tokenHash, tokenHash)).get()

/** The database refuses with Conflict `not_the_mediator` whoever mediates the case no more. */
export const insertNote = (row: typeof mediationNotes.$inferInsert): Statement =>
  statement(build.insert(mediationNotes).values(row))
/** Of one mediator alone: a successor does not inherit them. */
export const notesOf = (db: Db, caseId: string, mediatorId: string): Promise<NoteRow[]> =>
  reader(db)
    .select()
    .from(mediationNotes)
    .where(and(eq(mediationNotes.caseId, caseId), eq(mediationNotes.mediatorId, mediatorId)))
    .orderBy(asc(mediationNotes.id))

/** Everybody who may be named mediator. */
export const mediatorRows = (db: Db) =>
  reader(db)
    .select({ id: people.id, name: people.name, email: people.email, language: people.language })
    .from(memberships)
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(organisations.kind, 'mediation_committee'), eq(memberships.role, 'member')))
    .orderBy(asc(people.name), asc(people.id))
export const openCasesOfMediators = async (db: Db): Promise<Map<string | null, number>> => {
  const rows = await reader(db)
    .select({ mediatorId: mediationCases.mediatorId, cases: count() })
    .from(mediationCases)
    .where(notInArray(mediationCases.state, [...endedStates]))
    .groupBy(mediationCases.mediatorId)
  return new Map(rows.map(({ mediatorId, cases: of }) => [mediatorId, of]))
}

export async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const pieces = await Promise.all(
    chunk([...new Set(ids)]).map((some) =>
      reader(db)
        .select({ id: people.id, name: people.name })
        .from(people)
        .where(inArray(people.id, [...some])),
    ),
  )
  return new Map(pieces.flat().map(({ id, name }) => [id, name]))
}

export const personMailbox = (db: Db, id: string) =>
  reader(db).select({ email: people.email, language: people.language }).from(people).where(eq(people.id, id)).get()

export const countStates = (db: Db) =>
  reader(db).select({ state: mediationCases.state, cases: count() }).from(mediationCases).groupBy(mediationCases.state)
export const countSealed = async (db: Db): Promise<number> => {
  const row = await reader(db)
    .select({ cases: sql<number>`count(DISTINCT ${mediationEntries.caseId})` })
    .from(mediationEntries)
    .where(eq(mediationEntries.move, 'seal'))
    .get()
  return row?.cases ?? 0
}
