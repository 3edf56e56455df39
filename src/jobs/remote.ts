import { actingFor } from '../domains/accounts/index.ts'
import type { ContentRange } from '../kernel/content-answer.ts'
import { AppError, conflict, notFound } from '../kernel/errors.ts'
import { parse } from '../kernel/parse.ts'
import type { Context } from '../ports/context.ts'
import type { RemoteFinding, RemoteTask } from '../ports/remote-jobs.ts'
import { FailureInput, type LeasedJob, ProgressInput, workerStopping } from './contract.ts'
import { handlers, remoteJobs } from './rooms.ts'
import { type RunnerOptions, seeThrough, settleFailure } from './runner.ts'
import { completion, giveUpSilent, jobById, renewLease, type Taken, takeJob } from './store.ts'

/** How jobs are lent to workers elsewhere. */
export type Lending = Pick<RunnerOptions, 'leaseMs' | 'attemptsMax' | 'log'>

const addressSeconds = 900

/** The next job that is due, for the worker to do. What needs no reading any more is seen through on the way. */
export async function leaseJob(ctx: Context, lending: Lending): Promise<LeasedJob | null> {
  const tokenId = workerOf(ctx)
  const { db, clock, limits } = ctx
  const [silent] = await db.batch([giveUpSilent(lending.attemptsMax, clock.nowMs())])
  if (silent) lending.log({ level: 'error', event: 'job.dead', count: silent, error: 'worker_lost' })
  const names = Object.keys(remoteJobs)
  for (;;) {
    const lease = `${tokenId}:${crypto.randomUUID()}`
    const { leaseMs } = lending
    const job = await takeJob(db, { lanes: ['media'], names, token: lease, nowMs: clock.nowMs(), leaseMs })
    if (!job) return null
    const task = await attempted(ctx, lending, { job, lease }, async () => {
      const found = await taskOf(ctx, job)
      const handler = handlers[job.name]
      if (!found && handler) await seeThrough(jobContext(ctx, job.id), job, handler)
      return found
    })
    if (!task) continue
    const { kind, sizeBytes } = task
    const { id, attempts } = job
    return {
      id,
      lease,
      leaseSeconds: leaseMs / 1000,
      name: 'fingerprints.examine',
      attempts,
      object: { kind, sizeBytes },
      limits: limits.media,
    }
  }
}

/** Throws NotFound `job_not_found` for a job that this worker does not hold, Conflict `lease_lost` when it held it before. */
export async function tellProgress(ctx: Context, id: string, input: unknown, lending: Lending): Promise<void> {
  const { lease, fraction, step } = parse(ProgressInput, input)
  await heldJob(ctx, id, lease)
  const until = ctx.clock.nowMs() + lending.leaseMs
  const [changed] = await ctx.db.batch([renewLease(id, lease, until, { progress: fraction, step })])
  if (changed === 0) throw leaseLost()
}

/** Where the bytes of the job's object are: an address of the store for a quarter of an hour, or the bytes themselves. */
export async function jobContent(
  ctx: Context,
  id: string,
  lease: string,
): Promise<{ address: string | null; read: Read }> {
  const job = await heldJob(ctx, id, lease)
  const task = await taskOf(ctx, job)
  if (!task) throw notFound('object')
  const address = await ctx.blobs.signedAddress(task.key, addressSeconds)
  return { address, read: (range) => contentOf(ctx, task, range) }
}

type Read = (
  range?: ContentRange,
) => Promise<{ body: ReadableStream<Uint8Array>; mimeType: string; totalBytes: number }>

async function contentOf(ctx: Context, { key, sizeBytes }: RemoteTask, range?: ContentRange) {
  const within = range && { start: range.start, end: Math.min(range.end, sizeBytes) }
  const found = await ctx.blobs.get(key, within)
  if (!found) throw notFound('object')
  return { body: found.body, mimeType: 'application/octet-stream', totalBytes: sizeBytes }
}

/**
 * Stores what the worker made, in the command's one batch: once, however often it is told. Throws as `tellProgress`, and Invalid
 * `fingerprint_malformed`, `poster_malformed`: then the job stays with the worker.
 */
export const completeJob = (
  ctx: Context,
  id: string,
  { lease, ...finding }: { lease: string; fingerprint: Uint8Array; poster: Uint8Array | null },
  lending: Lending,
): Promise<void> => settle(ctx, id, lease, finding, lending)

/** Refuses the file for good, or has the job tried again; see `FailureInput`. Throws as `tellProgress`. */
export async function failJob(ctx: Context, id: string, input: unknown, lending: Lending): Promise<void> {
  const { lease, kind, code, message } = parse(FailureInput, input)
  const failure = new AppError(kind, code, message)
  if (code !== workerStopping) return settle(ctx, id, lease, { failure }, lending)
  const job = await heldJob(ctx, id, lease)
  await settleFailure(ctx, lending, job, lease, failure, AbortSignal.abort())
}

async function settle(ctx: Context, id: string, lease: string, finding: RemoteFinding, lending: Lending) {
  const job = await heldJob(ctx, id, lease)
  const remote = await remoteJobs[job.name]?.()
  if (!remote) throw notFound('job')
  await attempted(ctx, lending, { job, lease }, () =>
    seeThrough(jobContext(ctx, id), job, (jobCtx, payload) => remote.finish(jobCtx, payload, finding)),
  )
}

/** What a worker sent and cannot be read is its own mistake, told to it; everything else is the job's, and settled. */
async function attempted<T>(
  ctx: Context,
  lending: Lending,
  { job, lease }: { job: Taken; lease: string },
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code.endsWith('_malformed')) throw error
    await settleFailure(ctx, lending, job, lease, error, new AbortController().signal)
    return null
  }
}

const jobContext = (ctx: Context, id: string): Context => ({
  ...ctx,
  requestId: id,
  completion: [completion(id, ctx.clock.nowMs())],
})

async function taskOf(ctx: Context, job: Taken): Promise<RemoteTask | null> {
  const remote = await remoteJobs[job.name]?.()
  return remote ? remote.task(ctx, job.payload) : null
}

/** Leases begin with the token of their worker: a job that somebody else holds is to this worker as none. */
async function heldJob(ctx: Context, id: string, lease: string): Promise<Taken> {
  const tokenId = workerOf(ctx)
  const job = await jobById(ctx.db, id)
  if (!job?.leaseToken?.startsWith(`${tokenId}:`)) throw notFound('job')
  if (job.state !== 'running' || job.leaseToken !== lease) throw leaseLost()
  return { id, name: job.name, payload: job.payload, attempts: job.attempts }
}

const leaseLost = () => conflict('lease_lost', 'This job is no longer held under this lease')

function workerOf(ctx: Context): string {
  actingFor(ctx, 'job.run')
  return ctx.actor.kind === 'token' ? ctx.actor.tokenId : ctx.actor.kind
}
