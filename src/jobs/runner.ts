import { AppError, RetryAfter } from '../kernel/errors.ts'
import type { Context } from '../ports/context.ts'
import type { JobLane } from '../ports/queue.ts'
import { handlers, type JobHandler } from './rooms.ts'
import { completion, giveUp, giveUpSilent, putBack, renewLease, type Taken, takeJob } from './store.ts'

export interface RunnerOptions {
  lanes: readonly JobLane[]
  /** Jobs that are left to workers elsewhere. */
  exceptNames?: readonly string[]
  /** Names this worker; ids of its leases begin with it. */
  worker: string
  leaseMs: number
  attemptsMax: number
  /** Job name to command; all rooms' when absent. */
  handlers?: Readonly<Record<string, JobHandler>>
  log(event: Record<string, unknown>): void
}

/** The parts of a context that do not change from job to job. */
export type JobBase = Omit<Context, 'actor' | 'requestId' | 'progress' | 'completion' | 'signal' | 'caller' | 'origin'>

const backOffMs = (attempts: number) => Math.min(60_000, 500 * 2 ** attempts)

/** Takes one job and sees it to its end. Resolves to false when none was due. Never throws for what a job does. */
export async function runNextJob(base: JobBase, options: RunnerOptions, stop: AbortSignal): Promise<boolean> {
  const { db, clock } = base
  const token = `${options.worker}:${crypto.randomUUID()}`
  const [silent] = await db.batch([giveUpSilent(options.attemptsMax, clock.nowMs())])
  if (silent) options.log({ level: 'error', event: 'job.dead', count: silent, error: 'worker_lost' })
  const { lanes, exceptNames, leaseMs } = options
  const left = exceptNames?.length ? { exceptNames } : {}
  const job = await takeJob(db, { lanes, ...left, token, nowMs: clock.nowMs(), leaseMs })
  if (!job) return false
  const lost = new AbortController()
  const signal = AbortSignal.any([stop, lost.signal])
  const renew = async (at?: { progress: number; step: string }) => {
    const [changed] = await db.batch([renewLease(job.id, token, clock.nowMs() + leaseMs, at)])
    if (changed === 0) lost.abort(new Error('The lease of this job was lost'))
  }
  const heartbeat = setInterval(() => void renew().catch(() => {}), leaseMs / 3)
  let told = 0
  const ctx: Context = {
    ...base,
    actor: { kind: 'system' },
    caller: { address: '', userAgent: '' },
    origin: '',
    requestId: job.id,
    signal,
    get completion() {
      return [completion(job.id, clock.nowMs())]
    },
    progress: (fraction, step) => {
      if (Date.now() - told < 200 && fraction < 1) return
      told = Date.now()
      void renew({ progress: Math.min(1, Math.max(0, fraction)), step }).catch(() => {})
    },
  }
  try {
    await perform(ctx, job, options.handlers ?? handlers)
  } catch (error) {
    await settleFailure(base, options, job, token, error, stop)
  } finally {
    clearInterval(heartbeat)
  }
  return true
}

async function perform(ctx: Context, job: Taken, known: Readonly<Record<string, JobHandler>>): Promise<void> {
  const handler = known[job.name]
  if (!handler) throw new AppError('Invalid', 'job_unknown', `No room knows the job ${job.name}`)
  await seeThrough(ctx, job, handler)
}

/** Runs a job's command and marks the job done, whether or not the command found something to do. */
export async function seeThrough(ctx: Context, job: Taken, handler: JobHandler): Promise<void> {
  await handler(ctx, job.payload)
  // A command that had nothing to do leaves the job open; one that did has closed it in its own batch.
  try {
    await ctx.db.batch(ctx.completion)
  } catch (error) {
    if (!isCompletedAlready(error)) throw error
  }
}

const isCompletedAlready = (error: unknown) =>
  error instanceof AppError && error.code === 'taken:job_completions.job_id'

/** Puts a job back, waits, or gives it up, by what went wrong. A `stop` that has come counts no failure. */
export async function settleFailure(
  { db, clock }: JobBase,
  options: Pick<RunnerOptions, 'attemptsMax' | 'log'>,
  job: Taken,
  token: string,
  error: unknown,
  stop: AbortSignal,
): Promise<void> {
  const nowMs = clock.nowMs()
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  if (isCompletedAlready(error)) return
  if (stop.aborted) await db.batch([putBack(job.id, token, nowMs, 'stopped', false)])
  else if (error instanceof RetryAfter)
    await db.batch([putBack(job.id, token, nowMs + error.seconds * 1000, words, false)])
  else if (isOutage(error)) {
    const [changed] = await db.batch([putBack(job.id, token, nowMs + outageWaitMs, words, false)])
    if (changed) options.log({ level: 'warn', event: 'job.waits', job: job.id, name: job.name, error: words })
  } else if (job.attempts >= options.attemptsMax || isHopeless(error)) {
    const [changed] = await db.batch([giveUp(job.id, token, words, nowMs)])
    if (changed) options.log({ level: 'error', event: 'job.dead', job: job.id, name: job.name, error: words })
  } else {
    const [changed] = await db.batch([putBack(job.id, token, nowMs + backOffMs(job.attempts), words, true)])
    if (changed) options.log({ level: 'warn', event: 'job.retry', job: job.id, name: job.name, error: words })
  }
}

const outageWaitMs = 30_000

/** The store is full or away: nothing is wrong with the job, and it waits for as long as that takes. */
const isOutage = (error: unknown) =>
  error instanceof AppError && error.kind === 'Unavailable' && error.code.startsWith('storage_')

const isHopeless = (error: unknown) =>
  error instanceof AppError && (error.kind === 'Invalid' || error.kind === 'NotFound' || error.kind === 'Forbidden')

export interface Runner {
  /** Finishes or hands back what is running. */
  stop(): Promise<void>
}

const idleMs = 200

/** Works through the queue with `concurrency` jobs at a time until stopped. */
export function startRunner(base: JobBase, options: RunnerOptions, concurrency: number): Runner {
  const stopping = new AbortController()
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const worked = await runNextJob(base, options, stopping.signal).catch((error: unknown) => {
        options.log({ level: 'error', event: 'runner.failed', error: String(error) })
        return false
      })
      if (!worked) await new Promise((resolve) => setTimeout(resolve, idleMs))
    }
  }
  const loops = Array.from({ length: concurrency }, loop)
  return {
    stop: async () => {
      stopping.abort(new Error('The worker is stopping'))
      await Promise.all(loops)
    },
  }
}

/** Works in this process until `isDone`. For the command line; another process may take some of the jobs meanwhile. */
export async function workUntil(base: JobBase, options: RunnerOptions, isDone: () => Promise<boolean>): Promise<void> {
  const never = new AbortController()
  while (!(await isDone())) {
    if (!(await runNextJob(base, options, never.signal))) await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
