import { Worker } from 'node:worker_threads'
import type { CodeImage } from '../../../domains/fingerprints/search/code-part.ts'
import type { KeyColumns, KeySources } from '../../../domains/fingerprints/search/key-columns.ts'
import type { Join, Sources } from '../../../domains/fingerprints/search/log-structured.ts'
import type { JoinTask } from './join-worker.ts'

/** A thread without work goes after this time, and with it whatever memory it still holds. */
const REST_MS = 5000

interface Pending {
  done: (image: unknown) => void
  failed: () => void
}
type Reply = { id: number; image: unknown } | { id: number; reason: string }

export interface JoinThread {
  codes: Join<Sources<CodeImage>, CodeImage>
  keys: Join<KeySources, KeyColumns>
}

/**
 * Joins parts in a thread of its own, one after the other. It starts with the first, and again after it died; whatever it did
 * not finish has failed, and is told.
 */
export const createJoinThread = (tell: (event: Record<string, unknown>) => void): JoinThread => {
  let current: ReturnType<typeof start> | null = null
  let resting: ReturnType<typeof setTimeout> | undefined

  const tellFailed = (reason: string) => tell({ level: 'error', event: 'index.join_failed', reason })

  const rest = (): void => {
    void current?.worker.terminate()
    current = null
  }

  const start = () => {
    const worker = new Worker(new URL('./join-worker.ts', import.meta.url), { execArgv: [] })
    const pending = new Map<number, Pending>()
    const thread = { worker, pending }
    worker.unref()
    worker.on('message', (reply: Reply) => {
      const call = pending.get(reply.id)
      pending.delete(reply.id)
      if (pending.size === 0) resting = setTimeout(rest, REST_MS).unref()
      if ('image' in reply) {
        call?.done(reply.image)
        return
      }
      tellFailed(reply.reason)
      call?.failed()
    })
    worker.on('error', (error) => tellFailed(String(error)))
    worker.on('exit', () => {
      if (current === thread) current = null
      for (const { failed } of pending.values()) failed()
      pending.clear()
    })
    return thread
  }

  let lastId = 0
  const ask = (task: JoinTask, call: Pending): void => {
    clearTimeout(resting)
    current ??= start()
    const id = ++lastId
    current.pending.set(id, call)
    current.worker.postMessage({ id, task })
  }

  return {
    codes: (sources, done, failed) =>
      ask({ kind: 'codes', sources }, { done: (image) => done(image as CodeImage), failed }),
    keys: (sources, done, failed) =>
      ask({ kind: 'keys', sources }, { done: (image) => done(image as KeyColumns), failed }),
  }
}
