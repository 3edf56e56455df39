import { and, asc, desc, eq, gt, isNotNull, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, reader, statement } from '../../../sql/drizzle.ts'
import { logCheckpoints, logCosignatures, logRefusals, logTimestamps } from '../schema.ts'

export type TimestampRow = typeof logTimestamps.$inferSelect

/** The timestamp, not a renewal, of the newest checkpoint that has one. */
export const newestTimestamp = (db: Db) =>
  reader(db)
    .select()
    .from(logTimestamps)
    .where(eq(logTimestamps.renewal, 0))
    .orderBy(desc(logTimestamps.number))
    .limit(1)
    .get()

/** A timestamp and its renewals, in their order. */
export const timestampsOf = (db: Db, number: number): Promise<TimestampRow[]> =>
  reader(db).select().from(logTimestamps).where(eq(logTimestamps.number, number)).orderBy(asc(logTimestamps.renewal))

/** The first checkpoint of more than `index` entries that has a timestamp, and `quorum` cosignatures: it dates the entry best. */
export const stampedCheckpointOver = (db: Db, index: number, quorum: number) =>
  reader(db)
    .select({ checkpoint: logCheckpoints, timestamp: logTimestamps })
    .from(logCheckpoints)
    .innerJoin(logTimestamps, and(eq(logTimestamps.number, logCheckpoints.number), eq(logTimestamps.renewal, 0)))
    .where(and(gt(logCheckpoints.size, index), isNotNull(logCheckpoints.publishedAt), isSeenBy(quorum)))
    .orderBy(asc(logCheckpoints.number))
    .limit(1)
    .get()

/** The database refuses with Conflict `log_timestamp_late` where another process was first. */
export const insertTimestamp = (row: TimestampRow): Statement => statement(build.insert(logTimestamps).values(row))

/** Newest renewals whose certificate ends within `monthMs`, or has less than half of its time left; the most urgent first. */
export const endingTimestamps = (db: Db, nowMs: number, monthMs: number, limit: number) =>
  reader(db)
    .select({ timestamp: logTimestamps, note: logCheckpoints.note })
    .from(logTimestamps)
    .innerJoin(logCheckpoints, eq(logCheckpoints.number, logTimestamps.number))
    .where(
      and(
        gt(logTimestamps.endsAt, nowMs),
        sql`${logTimestamps.endsAt} - ${nowMs} < min(${monthMs}, (${logTimestamps.endsAt} - ${logTimestamps.at}) / 2)`,
        sql`NOT EXISTS (SELECT 1 FROM log_timestamps AS later
          WHERE later.number = ${logTimestamps.number} AND later.renewal > ${logTimestamps.renewal})`,
      ),
    )
    .orderBy(asc(logTimestamps.endsAt))
    .limit(limit)

export const refusalOf = (db: Db, party: string) =>
  reader(db).select().from(logRefusals).where(eq(logRefusals.party, party)).get()
export const insertRefusal = (party: string, at: number, reason: string): Statement =>
  statement(
    build
      .insert(logRefusals)
      .values({ party, at, reason })
      .onConflictDoUpdate({ target: logRefusals.party, set: { at, reason } }),
  )
export const deleteRefusal = (party: string): Statement =>
  statement(build.delete(logRefusals).where(eq(logRefusals.party, party)))

const isSeenBy = (quorum: number) =>
  sql`(SELECT count(*) FROM log_cosignatures WHERE log_cosignatures.number = ${logCheckpoints.number}) >= ${quorum}`

/** The newest checkpoint of more than `index` entries that has `quorum` cosignatures. */
export const cosignedCheckpointOver = (db: Db, index: number, quorum: number) =>
  reader(db)
    .select()
    .from(logCheckpoints)
    .where(and(gt(logCheckpoints.size, index), isSeenBy(quorum)))
    .orderBy(desc(logCheckpoints.number))
    .limit(1)
    .get()

export const cosignaturesOf = (db: Db, number: number) =>
  reader(db)
    .select()
    .from(logCosignatures)
    .where(eq(logCosignatures.number, number))
    .orderBy(asc(logCosignatures.at), asc(logCosignatures.witness))

/** The largest checkpoint that a witness has cosigned here. */
export const newestCosigned = (db: Db, witness: string) =>
  reader(db)
    .select({ size: logCheckpoints.size, at: logCosignatures.at })
    .from(logCosignatures)
    .innerJoin(logCheckpoints, eq(logCheckpoints.number, logCosignatures.number))
    .where(eq(logCosignatures.witness, witness))
    .orderBy(desc(logCosignatures.number))
    .limit(1)
    .get()

/** Nothing happens where another process has had it meanwhile. */
export const insertCosignature = (row: typeof logCosignatures.$inferInsert): Statement =>
  statement(build.insert(logCosignatures).values(row).onConflictDoNothing())
