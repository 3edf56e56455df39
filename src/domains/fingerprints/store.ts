import { and, asc, between, desc, eq, gt, inArray, isNull, lt, notInArray, or, sql } from 'drizzle-orm'
import { chunk } from '../../kernel/chunk.ts'
import type { Db, SqlValue, Statement } from '../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../sql/drizzle.ts'
import { files, objects } from '../files/schema.ts'
import { workFiles, workVersions } from '../works/schema.ts'
import type { Match } from './contract.ts'
import { ALGORITHMS, type FingerprintPart, type PartName } from './parts.ts'
import { checks, fingerprints, indexEntries } from './schema.ts'

/** Below the 2 MB a row of D1, and small enough to be written in one statement. */
const pieceBytes = 900_000

export function insertFingerprint(sha256: string, parts: readonly FingerprintPart[]): Statement[] {
  return parts.flatMap(({ part, algorithm, body }) =>
    Array.from({ length: Math.max(1, Math.ceil(body.length / pieceBytes)) }, (_, piece) =>
      rawStatement(sql`INSERT INTO fingerprints (sha256, part, algorithm, piece, body)
        VALUES (${sha256}, ${part}, ${algorithm}, ${piece}, ${body.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)})
        ON CONFLICT DO NOTHING`),
    ),
  )
}

/** The place of `insertFingerprint` where there is one already. An index that is open reads the object once more. */
export const replaceFingerprint = (sha256: string, parts: readonly FingerprintPart[]): Statement[] => [
  statement(build.delete(fingerprints).where(eq(fingerprints.sha256, sha256))),
  ...insertFingerprint(sha256, parts),
  statement(
    build
      .update(indexEntries)
      .set({ seq: sql`(SELECT max(seq) + 1 FROM index_entries)` })
      .where(eq(indexEntries.sha256, sha256)),
  ),
]

const isOutdated = or(
  ...Object.entries(ALGORITHMS).map(([part, algorithms]) =>
    and(eq(fingerprints.part, part as PartName), notInArray(fingerprints.algorithm, [...algorithms])),
  ),
)

/** Objects behind `after` with a part that an algorithm of earlier versions made, in order. */
export const outdatedObjects = async (db: Db, after: string, limit: number): Promise<string[]> => {
  const rows = await reader(db)
    .selectDistinct({ sha256: fingerprints.sha256 })
    .from(fingerprints)
    .where(and(gt(fingerprints.sha256, after), isOutdated))
    .orderBy(asc(fingerprints.sha256))
    .limit(limit)
  return rows.map(({ sha256 }) => sha256)
}

export const hasOutdatedFingerprint = async (db: Db, sha256: string): Promise<boolean> =>
  (await reader(db)
    .select({ one: sql`1` })
    .from(fingerprints)
    .where(and(eq(fingerprints.sha256, sha256), isOutdated))
    .get()) !== undefined

export const countOutdatedObjects = async (db: Db): Promise<number> => {
  const row = await reader(db)
    .select({ objects: sql<number>`count(DISTINCT ${fingerprints.sha256})` })
    .from(fingerprints)
    .where(isOutdated)
    .get()
  return row?.objects ?? 0
}

/** The stored parts of an object's fingerprint, or those of them that are named; none when there is none. */
export async function fingerprintParts(
  db: Db,
  sha256: string,
  names?: readonly PartName[],
): Promise<Pick<FingerprintPart, 'part' | 'body'>[]> {
  const rows = await reader(db)
    .select({ part: fingerprints.part, body: fingerprints.body })
    .from(fingerprints)
    .where(and(eq(fingerprints.sha256, sha256), names ? inArray(fingerprints.part, [...names]) : undefined))
    .orderBy(asc(fingerprints.part), asc(fingerprints.piece))
  const pieces = Map.groupBy(rows, ({ part }) => part)
  return [...pieces].map(([part, of]) => ({ part, body: join(of.map(({ body }) => bytes(body))) }))
}

/** One part of each of these objects, by SHA-256; those that have none are left out. */
export async function objectParts(db: Db, hashes: readonly string[], name: PartName): Promise<Map<string, Uint8Array>> {
  const found = await Promise.all(
    chunk(hashes).map((some) =>
      reader(db)
        .select({ sha256: fingerprints.sha256, body: fingerprints.body })
        .from(fingerprints)
        .where(and(inArray(fingerprints.sha256, [...some]), eq(fingerprints.part, name)))
        .orderBy(asc(fingerprints.sha256), asc(fingerprints.piece)),
    ),
  )
  const pieces = Map.groupBy(found.flat(), ({ sha256 }) => sha256)
  return new Map([...pieces].map(([sha256, of]) => [sha256, join(of.map(({ body }) => bytes(body)))]))
}

const join = (pieces: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** D1 gives a BLOB as a list of numbers. */
const bytes = (value: SqlValue | number[]): Uint8Array =>
  value instanceof Uint8Array ? value : Uint8Array.from(value as number[])

export const insertIndexEntry = (sha256: string): Statement =>
  statement(build.insert(indexEntries).values({ sha256 }).onConflictDoNothing())

/** What has become searchable after `seq`, in order. */
export const indexEntriesAfter = (db: Db, seq: number, limit: number) =>
  reader(db).select().from(indexEntries).where(gt(indexEntries.seq, seq)).orderBy(asc(indexEntries.seq)).limit(limit)

export const indexEntryAt = (db: Db, seq: number) =>
  reader(db).select().from(indexEntries).where(eq(indexEntries.seq, seq)).get()

/** How many objects have become searchable after `seq`. */
export const countIndexEntriesAfter = async (db: Db, seq: number): Promise<number> => {
  const row = await reader(db)
    .select({ objects: sql<number>`count(*)` })
    .from(indexEntries)
    .where(gt(indexEntries.seq, seq))
    .get()
  return row?.objects ?? 0
}

/** Whether every file of the versions that were registered in these milliseconds, both ends included, is searchable. */
export async function nothingUnindexed(db: Db, startMs: number, endMs: number): Promise<boolean> {
  const missing = await reader(db)
    .select({ sha256: files.sha256 })
    .from(workVersions)
    .innerJoin(workFiles, and(eq(workFiles.workId, workVersions.workId), eq(workFiles.version, workVersions.version)))
    .innerJoin(files, eq(files.id, workFiles.fileId))
    .leftJoin(indexEntries, eq(indexEntries.sha256, files.sha256))
    .where(and(between(workVersions.registeredAt, startMs, endMs), isNull(indexEntries.seq)))
    .limit(1)
    .get()
  return missing === undefined
}

export type CheckRow = typeof checks.$inferSelect

export const insertCheck = (row: typeof checks.$inferInsert): Statement => statement(build.insert(checks).values(row))
export const checkById = (db: Db, id: string) => reader(db).select().from(checks).where(eq(checks.id, id)).get()

export const finishCheck = (id: string, result: Match[], nowMs: number): Statement =>
  statement(build.update(checks).set({ state: 'done', result, finishedAt: nowMs }).where(eq(checks.id, id)))

export const waitingChecksOn = (db: Db, sha256: string) =>
  reader(db)
    .select({ id: checks.id })
    .from(checks)
    .innerJoin(files, eq(files.id, checks.fileId))
    .where(and(eq(files.sha256, sha256), eq(checks.state, 'waiting')))

/** Yields a row when the file of the check has been examined by the time of the batch. */
export const fileIsExamined = (fileId: string): Statement =>
  statement(
    build
      .select({ one: sql`1` })
      .from(files)
      .innerJoin(objects, eq(objects.sha256, files.sha256))
      .where(and(eq(files.id, fileId), eq(objects.state, 'examined'))),
  )

export const checksOf = (db: Db, organisationId: string | null, page: { before?: string | undefined; limit: number }) =>
  reader(db)
    .select({ check: checks, fileName: files.name, kind: files.kind })
    .from(checks)
    .innerJoin(files, eq(files.id, checks.fileId))
    .where(
      and(
        organisationId === null ? undefined : eq(checks.organisationId, organisationId),
        page.before === undefined ? undefined : lt(checks.id, page.before),
      ),
    )
    .orderBy(desc(checks.id))
    .limit(page.limit)
