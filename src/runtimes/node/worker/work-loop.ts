import { encodeWhole, readObject } from '../../../domains/fingerprints/index.ts'
import { type LeasedJob, workerStopping } from '../../../jobs/contract.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { MediaPort } from '../../../ports/media.ts'
import { pause } from '../cli/api-answers.ts'
import type { Log } from '../log.ts'
import { withFetchedObject } from './fetched-files.ts'
import type { JobServer } from './job-server.ts'

export interface MediaWorker {
  server: JobServer
  media: MediaPort
  /** Where objects are fetched to. */
  dir: string
  log: Log
}

const idleMs = 1000
const awayMsMax = 30_000
const progressEveryMs = 1000
const handInRetries = 5

const isRefused = (error: unknown) =>
  error instanceof AppError && (error.kind === 'Unauthenticated' || error.kind === 'Forbidden')
const isLost = (error: unknown) => error instanceof AppError && (error.kind === 'Conflict' || error.kind === 'NotFound')

/**
 * Takes jobs one after the other until `stop`, then hands the one that runs back. A server that is away is waited for. Throws
 * what the server says of a token that it does not take.
 */
export async function workOn(worker: MediaWorker, stop: AbortSignal): Promise<void> {
  for (let awayMs = idleMs; !stop.aborted; ) {
    try {
      const job = await worker.server.lease()
      awayMs = idleMs
      if (job) await see(worker, job, stop)
      else await waitFor(idleMs, stop)
    } catch (error) {
      if (isRefused(error)) throw error
      worker.log({ level: 'warn', event: 'worker.waits', error: String(error) })
      await waitFor(awayMs, stop)
      awayMs = Math.min(awayMsMax, awayMs * 2)
    }
  }
}

async function see(worker: MediaWorker, job: LeasedJob, stop: AbortSignal): Promise<void> {
  const { server, log } = worker
  log({ level: 'info', event: 'job.begun', job: job.id, attempts: job.attempts })
  const lease = keepLease(server, job)
  const signal = AbortSignal.any([stop, lease.lost])
  try {
    const made = await readFor(worker, job, signal, lease.tell)
    await persistently(() => server.complete(job, made))
    log({ level: 'info', event: 'job.done', job: job.id })
  } catch (error) {
    if (isRefused(error)) throw error
    if (lease.lost.aborted || isLost(error)) return log({ level: 'warn', event: 'job.lost', job: job.id })
    const failure = failureOf(error, stop.aborted)
    log({ level: 'warn', event: 'job.failed', job: job.id, ...failure })
    await persistently(() => server.fail(job, failure)).catch((told: unknown) => {
      // The server finds out by itself, when the lease has run out.
      if (isRefused(told)) throw told
    })
  } finally {
    lease.end()
  }
}

async function readFor({ server, media, dir }: MediaWorker, job: LeasedJob, signal: AbortSignal, tell: Tell) {
  const { kind } = job.object
  const files: Pick<Context['files'], 'withObject'> = {
    withObject: (_key, work) => withFetchedObject(server, job, { dir, signal }, work),
  }
  const { fingerprint, poster } = await readObject(
    {
      files: files as Context['files'],
      media,
      // A media worker keeps no log.
      limits: { fileSizeBytesMax: job.limits.sizeBytesMax, media: job.limits, timestampEveryMs: 0, anchorEveryMs: 0 },
      progress: tell,
      signal,
    },
    { key: job.id, kind },
  )
  return { fingerprint: encodeWhole(fingerprint), poster }
}

type Tell = (fraction: number, step: string) => void

/** Tells the server how far the job is, at least three times a lease, and hears from it when the job is no longer ours. */
function keepLease(server: JobServer, job: LeasedJob) {
  const lost = new AbortController()
  let [fraction, step, toldAtMs] = [0, 'fetching', 0]
  const renew = () => {
    toldAtMs = performance.now()
    server.progress(job, fraction, step).catch((error: unknown) => {
      if (isLost(error) || isRefused(error)) lost.abort(error)
    })
  }
  const heartbeat = setInterval(renew, (job.leaseSeconds * 1000) / 3)
  const tell: Tell = (nowAt, nowDoing) => {
    ;[fraction, step] = [Math.min(1, Math.max(0, nowAt)), nowDoing]
    if (performance.now() - toldAtMs >= progressEveryMs) renew()
  }
  return { lost: lost.signal, tell, end: () => clearInterval(heartbeat) }
}

/** What was worked for is not thrown away because the line was broken for a moment. */
async function persistently(send: () => Promise<void>): Promise<void> {
  for (let failures = 0; ; ) {
    try {
      return await send()
    } catch (error) {
      const isAway = error instanceof AppError && error.kind === 'Unavailable'
      if (!isAway || ++failures > handInRetries) throw error
      await pause(500 * 2 ** failures)
    }
  }
}

function failureOf(error: unknown, isStopping: boolean) {
  if (isStopping) return { kind: 'Unavailable', code: workerStopping, message: 'The worker is stopping' } as const
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 500)
  if (!(error instanceof AppError)) return { kind: 'Unavailable', code: 'media_worker_failed', message } as const
  const { kind, code } = error
  return { kind: kind === 'Invalid' ? kind : 'Unavailable', code, message } as const
}

const waitFor = (ms: number, stop: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    stop.addEventListener('abort', done)
    if (stop.aborted) done()
  })
