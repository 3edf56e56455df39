import { z } from 'zod'
import { actingFor, auditStatements } from '../domains/accounts/index.ts'
import { conflict, notFound } from '../kernel/errors.ts'
import { parse } from '../kernel/parse.ts'
import type { Context } from '../ports/context.ts'
import { type JobRow, jobById, jobRows, requeueDead } from './store.ts'

const jobsMax = 200
const JobsQuery = z.strictObject({ state: z.enum(['queued', 'running', 'done', 'dead']).optional() })

export interface JobFacts {
  id: string
  name: string
  subjectId: string
  state: JobRow['state']
  attempts: number
  error: string | null
  createdAt: string
}

/** The newest 200 jobs, newest first. */
export async function listJobs(ctx: Pick<Context, 'actor' | 'db'>, input: unknown): Promise<JobFacts[]> {
  actingFor(ctx, 'person.administer')
  const { state } = parse(JobsQuery, input)
  const rows = await jobRows(ctx.db, state, jobsMax)
  return rows.map(({ id, name, subjectId, state, attempts, error, createdAt }) => ({
    id,
    name,
    subjectId,
    state,
    attempts,
    error,
    createdAt: new Date(createdAt).toISOString(),
  }))
}

/** Lets a job that was given up be tried again. Throws NotFound `job_not_found`, Conflict `job_not_dead`. */
export async function retryJob(
  ctx: Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>,
  id: string,
): Promise<void> {
  actingFor(ctx, 'person.administer')
  const job = await jobById(ctx.db, id)
  if (!job) throw notFound('job')
  if (job.state !== 'dead') throw conflict('job_not_dead', `This job is ${job.state}; only a dead one is tried again`)
  await ctx.db.batch([
    ...requeueDead(id, ctx.clock.nowMs()),
    ...auditStatements(ctx, {
      action: 'job.retried',
      subjectId: id,
      before: { state: job.state, attempts: job.attempts },
      after: { state: 'queued' },
    }),
  ])
}
