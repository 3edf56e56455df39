import { and, asc, desc, eq, gte, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../ports/db.ts'
import { build, reader, statement } from '../../sql/drizzle.ts'
import { logCheckpoints, logEdge, logEntries, logKeys, logOutbox, logRecords, logStops } from './schema.ts'

export type CheckpointRow = typeof logCheckpoints.$inferSelect
export type EntryRow = typeof logEntries.$inferSelect
export type KeyRow = typeof logKeys.$inferSelect

export const currentKey = (db: Db) => reader(db).select().from(logKeys).where(isNull(logKeys.retiredAt)).get()
export const allKeys = (db: Db): Promise<KeyRow[]> =>
  reader(db).select().from(logKeys).orderBy(desc(logKeys.createdAt), asc(logKeys.id))

export const insertKey = (row: typeof logKeys.$inferInsert): Statement => statement(build.insert(logKeys).values(row))

export const retireKey = (id: string, nowMs: number): Statement =>
  statement(
    build
      .update(logKeys)
      .set({ retiredAt: nowMs })
      .where(and(eq(logKeys.id, id), isNull(logKeys.retiredAt))),
  )

/** Nothing happens where the key was sealed anew meanwhile. */
export const resealKey = (id: string, before: string, after: string): Statement =>
  statement(
    build
      .update(logKeys)
      .set({ privateKey: after })
      .where(and(eq(logKeys.id, id), eq(logKeys.privateKey, before))),
  )

export interface NewEntry {
  type: string
  subjectId: string
  version: number | null
  at: number
  /** The leaf's JSON before and after its `id` and its `prev`, which only the database knows. */
  pieces: readonly [string, string, string]
  publicId: string | Statement
  salt: Uint8Array
  record: string
}

/** An id that the SELECT does not yield makes the leaf NULL, and the whole batch fails. */
export function insertEntry({ type, subjectId, version, at, pieces, publicId, salt, record }: NewEntry): Statement[] {
  const [first, second, third] = pieces
  const named = typeof publicId === 'string' ? { sql: '?', params: [publicId] } : publicId
  return [
    {
      sql: `INSERT INTO log_entries (entry_index, type, subject_id, version, at, leaf)
        SELECT coalesce(max(entry_index) + 1, 0), ?, ?, ?, ?, ? || '"' || (${named.sql}) || '"' || ?
          || coalesce((SELECT max(entry_index) FROM log_entries WHERE subject_id = ?), 'null') || ? FROM log_entries`,
      params: [type, subjectId, version, at, first, ...named.params, second, subjectId, third],
    },
    {
      sql: 'INSERT INTO log_records (entry_index, salt, record) SELECT max(entry_index), ?, ? FROM log_entries',
      params: [salt, record],
    },
  ]
}

export async function entryCount(db: Db): Promise<number> {
  const row = await reader(db)
    .select({ count: sql<number>`coalesce(max(${logEntries.entryIndex}) + 1, 0)` })
    .from(logEntries)
    .get()
  return row?.count ?? 0
}

/** Entries `start` up to `end` (exclusive), in order. */
export const entriesBetween = (db: Db, start: number, end: number): Promise<EntryRow[]> =>
  reader(db)
    .select()
    .from(logEntries)
    .where(and(gte(logEntries.entryIndex, start), lt(logEntries.entryIndex, end)))
    .orderBy(asc(logEntries.entryIndex))

/** The newest entry of a subject, or of one version of it, with what it commits to unless that was erased. */
export const entryOfSubject = (db: Db, subjectId: string, version?: number) =>
  reader(db)
    .select({ entry: logEntries, record: logRecords })
    .from(logEntries)
    .leftJoin(logRecords, eq(logRecords.entryIndex, logEntries.entryIndex))
    .where(
      and(eq(logEntries.subjectId, subjectId), version === undefined ? undefined : eq(logEntries.version, version)),
    )
    .orderBy(desc(logEntries.entryIndex))
    .limit(1)
    .get()

export const recordsBetween = (db: Db, start: number, end: number) =>
  reader(db)
    .select()
    .from(logRecords)
    .where(and(gte(logRecords.entryIndex, start), lt(logRecords.entryIndex, end)))
    .orderBy(asc(logRecords.entryIndex))

/** The checkpoint that was signed last, published or not. */
export const headCheckpoint = (db: Db) =>
  reader(db).select().from(logCheckpoints).orderBy(desc(logCheckpoints.number)).limit(1).get()
export const publishedCheckpoint = (db: Db) =>
  reader(db)
    .select()
    .from(logCheckpoints)
    .where(isNotNull(logCheckpoints.publishedAt))
    .orderBy(desc(logCheckpoints.number))
    .limit(1)
    .get()
export const firstUnpublished = (db: Db) =>
  reader(db)
    .select()
    .from(logCheckpoints)
    .where(isNull(logCheckpoints.publishedAt))
    .orderBy(asc(logCheckpoints.number))
    .limit(1)
    .get()
export const checkpointsFrom = (db: Db, number: number, limit: number): Promise<CheckpointRow[]> =>
  reader(db)
    .select()
    .from(logCheckpoints)
    .where(gte(logCheckpoints.number, number))
    .orderBy(asc(logCheckpoints.number))
    .limit(limit)

export const storedEdge = (db: Db) => reader(db).select().from(logEdge).get()

export const outboxOf = (db: Db, number: number) =>
  reader(db).select().from(logOutbox).where(eq(logOutbox.number, number)).orderBy(asc(logOutbox.path))

export interface Staged {
  checkpoint: Omit<CheckpointRow, 'publishedAt'>
  edge: Uint8Array
  objects: readonly { path: string; bytes: Uint8Array }[]
}

/** The database refuses with Conflict `log_head_moved` when another writer was first, and `log_stopped`. */
export const stageCheckpoint = ({ checkpoint, edge, objects }: Staged): Statement[] => [
  statement(build.insert(logCheckpoints).values(checkpoint)),
  statement(
    build
      .insert(logEdge)
      .values({ id: 1, size: checkpoint.size, hashes: edge })
      .onConflictDoUpdate({ target: logEdge.id, set: { size: checkpoint.size, hashes: edge } }),
  ),
  ...objects.map(({ path, bytes }) =>
    statement(build.insert(logOutbox).values({ path, number: checkpoint.number, bytes })),
  ),
]

/** Done by another writer already, it changes nothing. */
export const markPublished = (number: number, nowMs: number): Statement[] => [
  statement(
    build
      .update(logCheckpoints)
      .set({ publishedAt: nowMs })
      .where(and(eq(logCheckpoints.number, number), isNull(logCheckpoints.publishedAt))),
  ),
  statement(build.delete(logOutbox).where(eq(logOutbox.number, number))),
]

export const openStop = (db: Db) => reader(db).select().from(logStops).where(isNull(logStops.resumedAt)).get()
/** The database refuses with Conflict `taken:…` when the log is stopped already. */
export const insertStop = (at: number, code: string, place: string): Statement =>
  statement(build.insert(logStops).values({ at, code, place }))
export const closeStop = (nowMs: number): Statement =>
  statement(build.update(logStops).set({ resumedAt: nowMs }).where(isNull(logStops.resumedAt)))
