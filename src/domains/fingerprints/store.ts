import { and, asc, desc, eq, gt, lt, sql } from 'drizzle-orm'
import type { Db, SqlValue, Statement } from '../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../sql/drizzle.ts'
import { files, objects } from '../files/schema.ts'
import type { Match } from './contract.ts'
import { checks, fingerprints, indexEntries } from './schema.ts'

/** Below the 2 MB a row of D1, and small enough to be written in one statement. */
const pieceBytes = 900_000

export function insertFingerprint(sha256: string, algorithm: string, body: Uint8Array): Statement[] {
  const pieces = Math.max(1, Math.ceil(body.length / pieceBytes))
  return Array.from({ length: pieces }, (_, piece) =>
    rawStatement(sql`INSERT INTO fingerprints (sha256, algorithm, piece, body)
      VALUES (${sha256}, ${algorithm}, ${piece}, ${body.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)})
      ON CONFLICT DO NOTHING`),
  )
}

/** The stored bytes of an object's fingerprint, whole, or null. */
export async function fingerprintBytes(db: Db, sha256: string): Promise<Uint8Array | null> {
  const rows = await reader(db)
    .select({ body: fingerprints.body })
    .from(fingerprints)
    .where(eq(fingerprints.sha256, sha256))
    .orderBy(asc(fingerprints.piece))
  if (rows.length === 0) return null
  const whole = new Uint8Array(rows.reduce((sum, { body }) => sum + bytes(body).length, 0))
  let at = 0
  for (const { body } of rows) {
    whole.set(bytes(body), at)
    at += bytes(body).length
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
