import { and, asc, desc, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import { chunk } from '../../kernel/chunk.ts'
import type { Db, Statement } from '../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../sql/drizzle.ts'
import { files } from '../files/schema.ts'
import type { WorkDraft } from './contract.ts'
import { searchText } from './rules.ts'
import { registrationSerials, workAuthors, workFiles, workRightHolders, works, workVersions } from './schema.ts'

export type WorkRow = typeof works.$inferSelect
export type VersionRow = typeof workVersions.$inferSelect

export interface VersionParts {
  version: VersionRow
  draft: WorkDraft
}

export const workById = (db: Db, id: string) => reader(db).select().from(works).where(eq(works.id, id)).get()
export const workByNumber = (db: Db, number: string) =>
  reader(db).select().from(works).where(eq(works.registrationNumber, number)).get()

/** All versions of a work, newest first, or only one of them. */
export async function versionsOf(db: Db, workId: string, only?: number): Promise<VersionParts[]> {
  const q = reader(db)
  const at = (table: typeof workVersions | typeof workAuthors | typeof workRightHolders | typeof workFiles) =>
    and(eq(table.workId, workId), only === undefined ? undefined : eq(table.version, only))
  const [versions, authors, holders, parts] = await Promise.all([
    q.select().from(workVersions).where(at(workVersions)).orderBy(desc(workVersions.version)),
    q.select().from(workAuthors).where(at(workAuthors)).orderBy(asc(workAuthors.position)),
    q.select().from(workRightHolders).where(at(workRightHolders)).orderBy(asc(workRightHolders.position)),
    q.select().from(workFiles).where(at(workFiles)).orderBy(asc(workFiles.position)),
  ])
  return versions.map((version) => {
    const mine = <T extends { version: number }>(rows: T[]) => rows.filter((row) => row.version === version.version)
    return {
      version,
      draft: {
        ...version.details,
        title: version.title,
        authors: mine(authors).map(({ name, role }) => ({ name, role })),
        rightHolders: mine(holders).map(({ name, shareBasisPoints }) => ({ name, shareBasisPoints })),
        files: mine(parts).map(({ fileId, episode }) => ({ fileId, episode })),
      },
    }
  })
}

/** The number of a registered work, in the batch that gives it too. */
export const numberOfWork = (workId: string): Statement => ({
  sql: 'SELECT registration_number FROM works WHERE id = ?',
  params: [workId],
})

export const insertWork = (row: typeof works.$inferInsert): Statement[] => [statement(build.insert(works).values(row))]

const headOf = (draft: WorkDraft) => {
  const { title, authors: _authors, rightHolders: _holders, files: _files, ...details } = draft
  return { title, details }
}

export const insertDraft = (workId: string, version: number, draft: WorkDraft, nowMs: number): Statement[] => [
  statement(build.insert(workVersions).values({ workId, version, state: 'draft', updatedAt: nowMs, ...headOf(draft) })),
  ...insertParts(workId, version, draft),
]

/** The database refuses with `draft_changed_elsewhere` when `revision` is not the one that is stored. */
export const replaceDraft = (
  workId: string,
  version: number,
  revision: number,
  draft: WorkDraft,
  nowMs: number,
): Statement[] => [
  // Of a draft that somebody discards at the same moment, the save is what stays.
  statement(
    build
      .insert(workVersions)
      .values({ workId, version, state: 'draft', revision: revision + 1, updatedAt: nowMs, ...headOf(draft) })
      .onConflictDoUpdate({
        target: [workVersions.workId, workVersions.version],
        set: { revision: revision + 1, updatedAt: nowMs, ...headOf(draft) },
      }),
  ),
  ...[workAuthors, workRightHolders, workFiles].map((table) =>
    statement(build.delete(table).where(and(eq(table.workId, workId), eq(table.version, version)))),
  ),
  ...insertParts(workId, version, draft),
]

function insertParts(workId: string, version: number, draft: WorkDraft): Statement[] {
  const rows = <T>(items: readonly T[]) => items.map((item, position) => ({ workId, version, position, ...item }))
  return [
    ...chunk(rows(draft.authors), 5).map((piece) => statement(build.insert(workAuthors).values(piece))),
    ...chunk(rows(draft.rightHolders), 5).map((piece) => statement(build.insert(workRightHolders).values(piece))),
    ...chunk(rows(draft.files), 5).map((piece) => statement(build.insert(workFiles).values(piece))),
  ]
}

export const deleteDraft = (workId: string, version: number): Statement[] => [
  statement(build.delete(workVersions).where(and(eq(workVersions.workId, workId), eq(workVersions.version, version)))),
]
export const deleteWork = (workId: string): Statement[] => [statement(build.delete(works).where(eq(works.id, workId)))]

export interface Registration {
  workId: string
  version: number
  revision: number
  nowMs: number
  year: number
  first: boolean
  draft: WorkDraft
}

/** Freezes the version and, the first time, takes the year's next number. */
export function registerVersion({ workId, version, revision, nowMs, year, first, draft }: Registration): Statement[] {
  const number = sql`(SELECT printf('QY-%04d-%08d', year, serial) FROM registration_serials WHERE work_id = ${workId})`
  const searchId = sql`(SELECT year * 100000000 + serial FROM registration_serials WHERE work_id = ${workId})`
  const nextSerial = sql`(SELECT coalesce(max(serial), 0) + 1 FROM registration_serials WHERE year = ${year})`
  const people = [...draft.authors, ...draft.rightHolders].map(({ name }) => name).join(' ')
  const titles = [draft.title, ...draft.otherTitles.map(({ title }) => title)].join(' ')
  return [
    statement(
      build
        .update(workVersions)
        .set({ state: 'registered', registeredAt: nowMs, updatedAt: nowMs, revision: revision + 1 })
        .where(and(eq(workVersions.workId, workId), eq(workVersions.version, version))),
    ),
    ...(first
      ? [
          statement(build.insert(registrationSerials).values({ year, serial: nextSerial, workId })),
          statement(
            build
              .update(works)
              .set({ registrationNumber: number, registeredAt: nowMs, currentVersion: version })
              .where(eq(works.id, workId)),
          ),
        ]
      : [statement(build.update(works).set({ currentVersion: version }).where(eq(works.id, workId)))]),
    rawStatement(sql`DELETE FROM works_search WHERE rowid = ${searchId}`),
    rawStatement(sql`INSERT INTO works_search (rowid, title, people, synopsis, number)
      VALUES (${searchId}, ${searchText(titles)}, ${searchText(people)}, ${searchText(draft.synopsis)}, ${number})`),
  ]
}

export interface OwnWorkRow {
  work: WorkRow
  version: number
  state: 'draft' | 'registered'
  title: string
  updatedAt: number
}

/** The newest version of each of an organisation's works, newest work first; `before` is a work id. */
export const ownWorks = (
  db: Db,
  organisationId: string | null,
  page: { before?: string | undefined; titlePart?: string | undefined; limit: number },
): Promise<OwnWorkRow[]> =>
  reader(db)
    .select({
      work: works,
      version: workVersions.version,
      state: workVersions.state,
      title: workVersions.title,
      updatedAt: workVersions.updatedAt,
    })
    .from(works)
    .innerJoin(
      workVersions,
      and(
        eq(workVersions.workId, works.id),
        eq(workVersions.version, sql`(SELECT max(v.version) FROM work_versions v WHERE v.work_id = ${works.id})`),
      ),
    )
    .where(
      and(
        organisationId === null ? undefined : eq(works.organisationId, organisationId),
        page.before === undefined ? undefined : lt(works.id, page.before),
        page.titlePart === undefined
          ? undefined
          : // D1 takes at most 50 bytes as a LIKE pattern.
            sql`instr(lower(${workVersions.title}), lower(${page.titlePart})) > 0`,
      ),
    )
    .orderBy(desc(works.id))
    .limit(page.limit)

/** Registered works, newest number first, or those that the full-text query finds. */
export const registeredWorks = (
  db: Db,
  page: { before?: string | undefined; match?: string | undefined; kind?: WorkRow['kind'] | undefined; limit: number },
): Promise<WorkRow[]> =>
  reader(db)
    .select()
    .from(works)
    .where(
      and(
        isNotNull(works.registrationNumber),
        page.before === undefined ? undefined : lt(works.registrationNumber, page.before),
        page.kind === undefined ? undefined : eq(works.kind, page.kind),
        page.match === undefined
          ? undefined
          : sql`${works.id} IN (SELECT s.work_id FROM works_search f JOIN registration_serials s
              ON s.year * 100000000 + s.serial = f.rowid WHERE works_search MATCH ${page.match})`,
      ),
    )
    .orderBy(desc(works.registrationNumber))
    .limit(page.limit)

/** The files of each version in order, and the poster that was chosen for it, by `workId:version`. */
export async function facesOf(db: Db, versions: readonly { workId: string; version: number }[]) {
  const pieces = chunk([...new Set(versions.map(({ workId }) => workId))])
  const rows = await Promise.all(
    pieces.map((piece) =>
      reader(db)
        .select({ workId: workFiles.workId, version: workFiles.version, fileId: workFiles.fileId })
        .from(workFiles)
        .where(inArray(workFiles.workId, piece))
        .orderBy(asc(workFiles.position)),
    ),
  )
  const posters = await Promise.all(
    pieces.map((piece) =>
      reader(db)
        .select({ workId: workVersions.workId, version: workVersions.version, details: workVersions.details })
        .from(workVersions)
        .where(inArray(workVersions.workId, piece)),
    ),
  )
  const chosen = new Map(
    posters
      .flat()
      .flatMap(({ workId, version, details }) =>
        details.posterFileId ? [[`${workId}:${version}`, details.posterFileId] as const] : [],
      ),
  )
  return { files: rows.flat(), chosen }
}

/** In which registered versions these bytes are, the earliest registration first. */
export const usesOfObject = (db: Db, sha256: string) =>
  reader(db)
    .select({
      work: works,
      version: workFiles.version,
      episode: workFiles.episode,
      file: files,
      versionRegisteredAt: workVersions.registeredAt,
    })
    .from(files)
    .innerJoin(workFiles, eq(workFiles.fileId, files.id))
    .innerJoin(
      workVersions,
      and(
        eq(workVersions.workId, workFiles.workId),
        eq(workVersions.version, workFiles.version),
        eq(workVersions.state, 'registered'),
      ),
    )
    .innerJoin(works, eq(works.id, workFiles.workId))
    .where(eq(files.sha256, sha256))
    .orderBy(asc(works.registeredAt), asc(works.registrationNumber), desc(workFiles.version))

/** Which organisation each of these works belongs to, by work id. */
export async function organisationsOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const pieces = await Promise.all(
    chunk([...new Set(ids)]).map((piece) =>
      reader(db)
        .select({ id: works.id, organisationId: works.organisationId })
        .from(works)
        .where(inArray(works.id, piece)),
    ),
  )
  return new Map(pieces.flat().map(({ id, organisationId }) => [id, organisationId]))
}
