/** Entry of the index thread: pure TypeScript on typed arrays, kept off the server's event loop. */
import { parentPort } from 'node:worker_threads'
import { createKeyIndex } from '../../../domains/fingerprints/search/key-index.ts'
import { createMultiIndex } from '../../../domains/fingerprints/search/multi-index.ts'
import type { CodeEntries } from '../../../ports/code-index.ts'
import type { KeyEntries } from '../../../ports/search-index.ts'
import { toWireError } from './media-messages.ts'

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

const codes = { frames: createMultiIndex(), features: createMultiIndex() }
const keys = { sound: createKeyIndex(), text: createKeyIndex() }

const perform = (task: IndexTask): unknown => {
  if (task.kind === 'codes') {
    const index = codes[task.index]
    if (task.name === 'add') return index.add(task.entries)
    if (task.name === 'remove') return index.remove(task.objectKeys)
    return task.name === 'search' ? index.search(task.codes, task.distanceMax) : index.size()
  }
  const index = keys[task.index]
  if (task.name === 'add') return index.add(task.entries)
  if (task.name === 'remove') return index.remove(task.objectKeys)
  return task.name === 'search' ? index.search(task.keys, task.entriesMax) : index.size()
}

parentPort?.on('message', ({ id, task }: { id: number; task: IndexTask }) => {
  try {
    parentPort?.postMessage({ id, value: perform(task) })
  } catch (cause) {
    parentPort?.postMessage({ id, error: toWireError(cause), reason: String(cause) })
  }
})
