import { and, asc, desc, eq, gte, inArray, like, lt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { chunk } from '../kernel/chunk.ts'
import type { Db, Statement } from '../ports/db.ts'
import type { JobLane, RequestedJob } from '../ports/queue.ts'
import { build, rawStatement, reader, statement } from '../sql/drizzle.ts'
import { jobCompletions, jobs } from './schema.ts'

/** A job with a key that is there already is left out. */
export function insertJob(id: string, job: RequestedJob, nowMs: number): Statement {
  const columns = sql`(id, key, name, lane, payload, subject_id, run_at, created_at)`
  const values: SQL[] = [id, job.key, job.name, job.lane, JSON.stringify(job.payload), job.subjectId, nowMs, nowMs].map(
    (value) => sql`${value}`,
  )
  const condition = job.onlyIf ? sql`EXISTS (${sqlOf(job.onlyIf)})` : sql`true`
  return rawStatement(
    sql`INSERT INTO jobs ${columns} SELECT ${sql.join(values, sql`, `)} WHERE ${condition} ON CONFLICT (key) DO NOTHING`,
  )
}

function sqlOf({ sql: text, params }: Statement): SQL {
  const pieces = text.split('?')
  return sql.join(
    pieces.flatMap((piece, i) => (i === 0 ? [sql.raw(piece)] : [sql`${params[i - 1]}`, sql.raw(piece)])),
    sql``,
  )
}

const TakenJob = z.tuple([z.string(), z.string(), z.string(), z.number().int()])
export interface Taken {
  id: string
  name: string
  payload: unknown
  attempts: number
}

/** Takes the job that has been due longest, or one whose worker has fallen silent; null when there is none. */
export async function takeJob(
  db: Db,
  take: {
    lanes: readonly JobLane[]
    /** Only jobs of these names. */
    names?: readonly string[]
    /** All but those of these names. */
    exceptNames?: readonly string[]
    token: string
    nowMs: number
    leaseMs: number
  },
): Promise<Taken | null> {
  const list = (words: readonly string[]) =>
    sql.join(
      words.map((word) => sql`${word}`),
      sql`, `,
    )
  const lanes = list(take.lanes)
  const names = take.names ? sql`AND name IN (${list(take.names)})` : sql``
  const exceptNames = take.exceptNames ? sql`AND name NOT IN (${list(take.exceptNames)})` : sql``
  const rows = await db.rows(
    rawStatement(sql`UPDATE jobs
      SET state = 'running', attempts = attempts + 1, lease_token = ${take.token}, lease_until = ${take.nowMs + take.leaseMs}
      WHERE id = (
        SELECT id FROM jobs WHERE lane IN (${lanes}) ${names} ${exceptNames}
          AND ((state = 'queued' AND run_at <= ${take.nowMs}) OR (state = 'running' AND lease_until < ${take.nowMs}))
        ORDER BY run_at, id LIMIT 1)
      RETURNING id, name, payload, attempts`),
  )
  if (!rows[0]) return null
  const [id, name, payload, attempts] = TakenJob.parse(rows[0])
  return { id, name, payload: JSON.parse(payload), attempts }
}

const held = (id: string, token: string) => and(eq(jobs.id, id), eq(jobs.leaseToken, token), eq(jobs.state, 'running'))

export const renewLease = (id: string, token: string, leaseUntil: number, at?: { progress: number; step: string }) =>
  statement(
    build
      .update(jobs)
      .set({ leaseUntil, ...at })
      .where(held(id, token)),
  )

export const putBack = (id: string, token: string, runAt: number, error: string, countsAsTry: boolean) =>
  statement(
    build
      .update(jobs)
      .set({
        state: 'queued',
        runAt,
        error,
        leaseToken: null,
        leaseUntil: null,
        ...(countsAsTry ? {} : { attempts: sql`${jobs.attempts} - 1` }),
      })
      .where(held(id, token)),
  )

export const giveUp = (id: string, token: string, error: string, nowMs: number) =>
  statement(
    build
      .update(jobs)
      .set({ state: 'dead', error, finishedAt: nowMs, leaseToken: null, leaseUntil: null })
      .where(held(id, token)),
  )

/** Jobs whose last try ended without a word: the worker was killed each time. */
export const giveUpSilent = (attemptsMax: number, nowMs: number) =>
  statement(
    build
      .update(jobs)
      .set({ state: 'dead', error: 'worker_lost', finishedAt: nowMs, leaseToken: null, leaseUntil: null })
      .where(and(eq(jobs.state, 'running'), lt(jobs.leaseUntil, nowMs), gte(jobs.attempts, attemptsMax))),
  )

export const completion = (jobId: string, nowMs: number) =>
  statement(build.insert(jobCompletions).values({ jobId, at: nowMs }))

export const runningTokens = async (db: Db): Promise<string[]> =>
  (await reader(db).selectDistinct({ token: jobs.leaseToken }).from(jobs).where(eq(jobs.state, 'running'))).flatMap(
    ({ token }) => token ?? [],
  )

/** Ends the leases of a worker that is known to be gone, so that its jobs are taken at once. */
export const endLeases = (tokenPrefix: string, nowMs: number) =>
  statement(
    build
      .update(jobs)
      .set({ leaseUntil: nowMs - 1 })
      .where(and(eq(jobs.state, 'running'), like(jobs.leaseToken, `${tokenPrefix}%`))),
  )

export async function newestJobs(db: Db, subjectIds: readonly string[]) {
  const pieces = await Promise.all(
    chunk([...new Set(subjectIds)]).map((piece) =>
      reader(db)
        .select({
          subjectId: jobs.subjectId,
          name: jobs.name,
          state: jobs.state,
          fraction: jobs.progress,
          step: jobs.step,
        })
        .from(jobs)
        .where(inArray(jobs.subjectId, piece))
        .orderBy(asc(jobs.createdAt), asc(jobs.id)),
    ),
  )
  return new Map(pieces.flat().map((row) => [row.subjectId, row]))
}

export type JobRow = typeof jobs.$inferSelect
/** Newest first. */
export const jobRows = (db: Db, state: JobRow['state'] | undefined, limit: number) =>
  reader(db)
    .select()
    .from(jobs)
    .where(state === undefined ? undefined : eq(jobs.state, state))
    .orderBy(desc(jobs.id))
    .limit(limit)
export const jobById = (db: Db, id: string) => reader(db).select().from(jobs).where(eq(jobs.id, id)).get()

/**
 * Puts a dead job back as if it had never been tried. Fails the batch with Conflict `check_failed` when it is not dead any more:
 * the row that the first statement would insert lacks a time, which the table refuses.
 */
export const requeueDead = (id: string, nowMs: number): Statement[] => [
  rawStatement(sql`INSERT INTO job_completions (job_id, at)
    SELECT ${id}, NULL WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE id = ${id} AND state = 'dead')`),
  statement(
    build
      .update(jobs)
      .set({ state: 'queued', attempts: 0, runAt: nowMs, progress: 0, step: '', error: null, finishedAt: null })
      .where(eq(jobs.id, id)),
  ),
]
