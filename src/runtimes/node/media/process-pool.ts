import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { AppError, invalid } from '../../../kernel/errors.ts'
import { fromWireError, type MediaReply, type MediaTask } from './media-messages.ts'

const WATCH_INTERVAL_MS = 500
const PAGE_BYTES = 4096

export interface ProcessPoolOptions {
  entry: URL
  size: number
  /** A process whose resident memory grows above this is killed (watched where /proc exists). */
  memoryBytesMax: number
  /** An idle process is let go after this long. */
  idleMs: number
}

export interface TaskOptions {
  wallTimeMs: number
  onProgress?: (fraction: number) => void
  signal?: AbortSignal
}

interface Job {
  task: MediaTask
  options: TaskOptions
  resolve: (value: unknown) => void
  reject: (cause: unknown) => void
}

interface Slot {
  child: ChildProcess
  job: Job | null
  jobId: number
  idle: NodeJS.Timeout | null
}

export interface ProcessPool {
  run(task: MediaTask, options: TaskOptions): Promise<unknown>
  /** Process ids now alive; for tests that kill one. */
  processIds(): number[]
  close(): Promise<void>
}

const residentBytes = async (pid: number): Promise<number> => {
  const statm = await readFile(`/proc/${pid}/statm`, 'latin1').catch(() => '')
  return Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES
}

const workerFailed = (reason: string): AppError =>
  new AppError('Unavailable', 'media_worker_failed', `The media worker failed: ${reason}`)

/**
 * A fixed number of processes, started when needed, one task at a time each, the rest waiting in order. A process
 * that dies, hangs beyond `wallTimeMs` or outgrows its memory fails only its own task (`media_worker_failed`, or
 * `media_time_limit`), and the next task gets a new one.
 */
export const createProcessPool = (pool: ProcessPoolOptions): ProcessPool => {
  const slots = new Set<Slot>()
  const waiting: Job[] = []
  let closed = false
  let lastId = 0

  const settle = (slot: Slot): Job | null => {
    const { job } = slot
    slot.job = null
    return job
  }

  const discard = (slot: Slot, cause: unknown): void => {
    slots.delete(slot)
    if (slot.idle) clearTimeout(slot.idle)
    const job = settle(slot)
    slot.child.kill('SIGKILL')
    job?.reject(cause)
    pump()
  }

  const receive = (slot: Slot, reply: MediaReply): void => {
    if (!slot.job || reply.id !== slot.jobId) return
    if (reply.type === 'progress') {
      slot.job.options.onProgress?.(reply.fraction)
      return
    }
    const job = settle(slot)
    if (!job) return
    slot.idle = setTimeout(() => discard(slot, null), pool.idleMs)
    slot.idle.unref()
    slot.child.unref()
    slot.child.channel?.unref()
    if (reply.type === 'done') job.resolve(reply.value)
    else job.reject(reply.error ? fromWireError(reply.error) : workerFailed(reply.reason))
    pump()
  }

  const start = (): Slot => {
    const child = fork(pool.entry, {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const slot: Slot = { child, job: null, jobId: 0, idle: null }
    child.on('message', (reply: MediaReply) => receive(slot, reply))
    child.on('error', (cause) => discard(slot, workerFailed(cause.message)))
    child.on('exit', (code, signal) => discard(slot, workerFailed(signal ?? `exit code ${code}`)))
    slots.add(slot)
    return slot
  }

  const assign = (slot: Slot, job: Job): void => {
    if (slot.idle) clearTimeout(slot.idle)
    slot.idle = null
    slot.job = job
    slot.jobId = ++lastId
    slot.child.ref()
    slot.child.channel?.ref()
    const { signal, wallTimeMs } = job.options
    const onAbort = (): void => discard(slot, signal?.reason)
    const onTimeLimit = (): void =>
      discard(slot, invalid('media_time_limit', 'The file takes too long to process', { wallTimeMs }))
    const timer = setTimeout(onTimeLimit, wallTimeMs)
    const watch = setInterval(() => {
      const { pid } = slot.child
      if (pid === undefined) return
      void residentBytes(pid).then((bytes) => {
        if (bytes > pool.memoryBytesMax && slot.job === job) discard(slot, workerFailed('memory limit'))
      })
    }, WATCH_INTERVAL_MS)
    const finish = (): void => {
      clearTimeout(timer)
      clearInterval(watch)
      signal?.removeEventListener('abort', onAbort)
    }
    const { resolve, reject } = job
    job.resolve = (value) => {
      finish()
      resolve(value)
    }
    job.reject = (cause) => {
      finish()
      reject(cause)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    slot.child.send({ id: slot.jobId, task: job.task }, (cause) => {
      if (cause && slot.job === job) discard(slot, workerFailed(cause.message))
    })
  }

  function pump(): void {
    while (!closed && waiting.length > 0) {
      const free = [...slots].find((slot) => !slot.job) ?? (slots.size < pool.size ? start() : null)
      if (!free) return
      const job = waiting.shift()
      if (!job) return
      if (job.options.signal?.aborted) job.reject(job.options.signal.reason)
      else assign(free, job)
    }
  }

  return {
    run: (task, options) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new AppError('Unavailable', 'media_closed', 'The media engine is closed'))
          return
        }
        const job: Job = { task, options, resolve, reject }
        options.signal?.addEventListener(
          'abort',
          () => {
            const place = waiting.indexOf(job)
            if (place < 0) return
            waiting.splice(place, 1)
            reject(options.signal?.reason)
          },
          { once: true },
        )
        waiting.push(job)
        pump()
      }),
    processIds: () => [...slots].flatMap((slot) => slot.child.pid ?? []),
    close: async () => {
      closed = true
      const gone = new AppError('Unavailable', 'media_closed', 'The media engine is closed')
      for (const job of waiting.splice(0)) job.reject(gone)
      await Promise.all(
        [...slots].map((slot) => {
          slot.child.ref()
          const exited = new Promise((resolve) => slot.child.once('exit', resolve))
          discard(slot, gone)
          return exited
        }),
      )
    },
  }
}
