import { Worker } from 'node:worker_threads'
import { AppError } from '../../../kernel/errors.ts'
import type { CodeHits, CodeIndex, CodeIndexSize } from '../../../ports/code-index.ts'
import type { Covered, KeyHits, KeyIndex, KeyIndexSize, SearchIndex } from '../../../ports/search-index.ts'
import type { Log } from '../log.ts'
import { fromWireError, type WireError } from '../media/media-messages.ts'
import type { IndexPlace } from './index-keeper.ts'
import type { CodeIndexName, IndexTask, KeyIndexName } from './index-worker.ts'

/** Long searches are cut into pieces of this many codes, so that an `add` never waits long behind one. */
const SEARCH_PIECE = 64
const CODE_BYTES = 32

interface Reply {
  id: number
  value?: unknown
  error?: WireError | null
  reason?: string
}

interface Pending {
  resolve: (value: unknown) => void
  reject: (cause: unknown) => void
}

const joinHits = (pieces: CodeHits[]): CodeHits => {
  const total = pieces.reduce((sum, piece) => sum + piece.queries.length, 0)
  const joined: CodeHits = {
    queries: new Uint32Array(total),
    objects: new Uint32Array(total),
    slots: new Uint32Array(total),
    distances: new Uint8Array(total),
    objectKeys: [],
  }
  const numberOf = new Map<string, number>()
  let at = 0
  pieces.forEach((piece, p) => {
    const renumber = piece.objectKeys.map((key) => {
      const known = numberOf.get(key) ?? joined.objectKeys.push(key) - 1
      numberOf.set(key, known)
      return known
    })
    joined.queries.set(
      piece.queries.map((query) => query + p * SEARCH_PIECE),
      at,
    )
    joined.objects.set(
      piece.objects.map((object) => renumber[object] ?? 0),
      at,
    )
    joined.slots.set(piece.slots, at)
    joined.distances.set(piece.distances, at)
    at += piece.queries.length
  })
  return joined
}

export interface NodeSearchIndex extends SearchIndex {
  /** Writes what is new to the disk now. Throws Unavailable `index_owned` when another process writes the directory. */
  save(): Promise<void>
}

/** The indexes of one machine, in a thread of their own. Without a place to be kept in they start empty. */
export const createNodeSearchIndex = (place: IndexPlace = null, log: Log = () => {}): NodeSearchIndex => {
  const worker = new Worker(new URL('./index-worker.ts', import.meta.url), { execArgv: [], workerData: place })
  const pending = new Map<number, Pending>()
  let lastId = 0
  let broken: AppError | null = null

  const fail = (reason: string): void => {
    broken ??= new AppError('Unavailable', 'search_index_failed', `The search index stopped: ${reason}`)
    for (const { reject } of pending.values()) reject(broken)
    pending.clear()
  }
  worker.unref()
  worker.on('error', (cause) => fail(String(cause)))
  worker.on('exit', () => fail('closed'))
  worker.on('message', (reply: Reply | { event: Record<string, unknown> }) => {
    if ('event' in reply) {
      log(reply.event)
      return
    }
    const call = pending.get(reply.id)
    pending.delete(reply.id)
    if (pending.size === 0) worker.unref()
    if (reply.error) call?.reject(fromWireError(reply.error))
    else if (reply.reason) call?.reject(new Error(reply.reason))
    else call?.resolve(reply.value)
  })

  const ask = (task: IndexTask): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (broken) {
        reject(broken)
        return
      }
      const id = ++lastId
      pending.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, task })
    })

  const codeIndex = (index: CodeIndexName): CodeIndex => ({
    add: async (entries) => {
      await ask({ kind: 'codes', index, name: 'add', entries })
    },
    remove: async (objectKeys) => {
      await ask({ kind: 'codes', index, name: 'remove', objectKeys })
    },
    search: async (codes, distanceMax) => {
      const pieces: Promise<unknown>[] = []
      for (let at = 0; at === 0 || at < codes.length; at += SEARCH_PIECE * CODE_BYTES) {
        const piece = codes.slice(at, at + SEARCH_PIECE * CODE_BYTES)
        pieces.push(ask({ kind: 'codes', index, name: 'search', codes: piece, distanceMax }))
      }
      return joinHits((await Promise.all(pieces)) as CodeHits[])
    },
    size: async () => (await ask({ kind: 'codes', index, name: 'size' })) as CodeIndexSize,
  })

  const keyIndex = (index: KeyIndexName): KeyIndex => ({
    add: async (entries) => {
      await ask({ kind: 'keys', index, name: 'add', entries })
    },
    remove: async (objectKeys) => {
      await ask({ kind: 'keys', index, name: 'remove', objectKeys })
    },
    search: async (keys, entriesMax) =>
      (await ask({ kind: 'keys', index, name: 'search', keys, entriesMax })) as KeyHits,
    size: async () => (await ask({ kind: 'keys', index, name: 'size' })) as KeyIndexSize,
  })

  return {
    frames: codeIndex('frames'),
    features: codeIndex('features'),
    sound: keyIndex('sound'),
    text: keyIndex('text'),
    covered: async () => (await ask({ kind: 'kept', name: 'covered' })) as Covered | null,
    cover: async (upTo) => {
      await ask({ kind: 'kept', name: 'cover', upTo })
    },
    clear: async () => {
      await ask({ kind: 'kept', name: 'clear' })
    },
    save: async () => {
      await ask({ kind: 'kept', name: 'save' })
    },
    close: async () => {
      await ask({ kind: 'kept', name: 'close' }).catch(() => undefined)
      await worker.terminate()
    },
  }
}
