import { AppError } from '../../../kernel/errors.ts'
import type { Covered } from '../../../ports/search-index.ts'
import { createIndexStore, type Indexes } from './index-store.ts'

/** After this much rest, what is new is written down. */
const REST_MS = 2000
/** While work goes on, what is new is written down this often. */
const BUSY_MS = 60_000

/** Where the thread keeps its indexes; null: nowhere. */
export type IndexPlace = { dir: string; contents: string; writes: boolean } | null

/** What the thread does of itself about keeping its indexes. */
export interface IndexKeeper {
  /** Reads what was kept; to be called before anything is added. */
  covered(): Promise<Covered | null>
  cover(upTo: Covered): void
  /** Tells that objects have left the indexes, or that parts were joined. */
  changed(): void
  clear(): void
  /** Writes now. Throws Unavailable `index_owned` when another process writes this directory. */
  save(): Promise<void>
  close(): Promise<void>
}

const nothingKept: IndexKeeper = {
  covered: async () => null,
  cover: () => {},
  changed: () => {},
  clear: () => {},
  save: async () => {},
  close: async () => {},
}

export function createIndexKeeper(
  indexes: Indexes,
  place: IndexPlace,
  tell: (event: Record<string, unknown>) => void,
): IndexKeeper {
  if (place === null) return nothingKept
  const store = createIndexStore(place)
  let upTo: Covered | null = null
  let saved: Covered | null = null
  let changedSince = false
  let savedAtMs = performance.now()
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving = Promise.resolve(true)

  const isNew = () => place.writes && upTo !== null && (upTo !== saved || changedSince)

  const tellNotKept = (reason: string) => tell({ level: 'warn', event: 'index.not_kept', reason })

  /** One after the other; those that find nothing new do nothing. */
  const save = (): Promise<boolean> => {
    clearTimeout(timer)
    timer = undefined
    const turn = async (): Promise<boolean> => {
      if (upTo === null || !isNew()) return true
      const taken = upTo
      const changes = changedSince
      changedSince = false
      try {
        const done = await store.save(indexes, taken)
        if (done) saved = taken
        else changedSince ||= changes
        return done
      } catch (error) {
        changedSince ||= changes
        throw error
      } finally {
        savedAtMs = performance.now()
      }
    }
    saving = saving.then(turn, turn)
    return saving
  }

  const saveInTime = () => {
    void save().then(
      (done) => {
        if (!done) tellNotKept('another process writes this directory')
      },
      (error: unknown) => tell({ level: 'error', event: 'index.save_failed', error: String(error) }),
    )
  }

  const saveSoon = (): void => {
    if (!isNew()) return
    const restMs = Math.min(REST_MS, Math.max(0, savedAtMs + BUSY_MS - performance.now()))
    clearTimeout(timer)
    timer = setTimeout(saveInTime, restMs)
  }

  /** Where even the lock cannot be had, the index answers all the same. */
  const claim = (): void => {
    try {
      store.owns()
    } catch (error) {
      tellNotKept(String(error))
    }
  }

  return {
    covered: async () => {
      const start = performance.now()
      if (place.writes) claim()
      const found = await store.load(indexes)
      if ('problem' in found) {
        tell({ level: 'warn', event: 'index.rebuilding', reason: `The kept index is not used: ${found.problem}` })
        return null
      }
      upTo = found.covered
      saved = upTo
      tell({ level: 'info', event: 'index.loaded', seq: upTo.seq, ms: Math.round(performance.now() - start) })
      return upTo
    },
    cover: (next) => {
      upTo = next
      saveSoon()
    },
    changed: () => {
      changedSince = true
      saveSoon()
    },
    clear: () => {
      for (const index of Object.values(indexes)) index.load([])
      upTo = null
      saved = null
    },
    save: async () => {
      if (!(await save())) {
        throw new AppError('Unavailable', 'index_owned', 'Another process writes the index of this data directory')
      }
    },
    close: async () => {
      await save().catch((error: unknown) => tell({ level: 'error', event: 'index.save_failed', error: String(error) }))
      store.close()
    },
  }
}
