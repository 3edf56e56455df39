/** Entry of the index thread: pure TypeScript on typed arrays, kept off the server's event loop. */
import { parentPort, workerData } from 'node:worker_threads'
import { createKeyIndex } from '../../../domains/fingerprints/search/key-index.ts'
import type { Join } from '../../../domains/fingerprints/search/log-structured.ts'
import { createMultiIndex } from '../../../domains/fingerprints/search/multi-index.ts'
import type { CodeEntries } from '../../../ports/code-index.ts'
import type { Covered, KeyEntries } from '../../../ports/search-index.ts'
import { toWireError } from '../media/media-messages.ts'
import { createIndexKeeper, type IndexPlace } from './index-keeper.ts'
import type { Indexes } from './index-store.ts'
import { createJoinThread } from './join-thread.ts'

export type CodeIndexName = 'frames' | 'features'
export type KeyIndexName = 'sound' | 'text'

export type IndexTask =
  | { kind: 'codes'; index: CodeIndexName; name: 'add'; entries: readonly CodeEntries[] }
  | { kind: 'codes'; index: CodeIndexName; name: 'search'; codes: Uint8Array; distanceMax: number }
  | { kind: 'keys'; index: KeyIndexName; name: 'add'; entries: readonly KeyEntries[] }
  | { kind: 'keys'; index: KeyIndexName; name: 'search'; keys: Uint32Array; entriesMax: number }
  | { kind: 'codes'; index: CodeIndexName; name: 'remove'; objectKeys: readonly string[] }
  | { kind: 'keys'; index: KeyIndexName; name: 'remove'; objectKeys: readonly string[] }
  | { kind: 'codes'; index: CodeIndexName; name: 'size' }
  | { kind: 'keys'; index: KeyIndexName; name: 'size' }
  | { kind: 'kept'; name: 'covered' | 'clear' | 'save' | 'close' }
  | { kind: 'kept'; name: 'cover'; upTo: Covered }

const tell = (event: Record<string, unknown>) => parentPort?.postMessage({ event })
const joins = createJoinThread(tell)
/** What was joined need not be joined again after the next start. */
const keeping =
  <S, I>(join: Join<S, I>): Join<S, I> =>
  (sources, done, failed) =>
    join(
      sources,
      (image) => {
        done(image)
        keeper.changed()
      },
      failed,
    )
const codes = {
  frames: createMultiIndex(keeping(joins.codes)),
  features: createMultiIndex(keeping(joins.codes)),
}
const keys = { sound: createKeyIndex(keeping(joins.keys)), text: createKeyIndex(keeping(joins.keys)) }

const keeper = createIndexKeeper({ ...codes, ...keys } as unknown as Indexes, workerData as IndexPlace, tell)

const leave = (index: { remove(objectKeys: readonly string[]): void }, objectKeys: readonly string[]): void => {
  index.remove(objectKeys)
  keeper.changed()
}

const perform = (task: IndexTask): unknown => {
  if (task.kind === 'codes') {
    const index = codes[task.index]
    if (task.name === 'add') return index.add(task.entries)
    if (task.name === 'remove') return leave(index, task.objectKeys)
    return task.name === 'search' ? index.search(task.codes, task.distanceMax) : index.size()
  }
  if (task.kind === 'keys') {
    const index = keys[task.index]
    if (task.name === 'add') return index.add(task.entries)
    if (task.name === 'remove') return leave(index, task.objectKeys)
    return task.name === 'search' ? index.search(task.keys, task.entriesMax) : index.size()
  }
  return task.name === 'cover' ? keeper.cover(task.upTo) : keeper[task.name]()
}

parentPort?.on('message', async ({ id, task }: { id: number; task: IndexTask }) => {
  try {
    const value = perform(task)
    parentPort?.postMessage({ id, value: value instanceof Promise ? await value : value })
  } catch (cause) {
    parentPort?.postMessage({ id, error: toWireError(cause), reason: String(cause) })
  }
})
