/** Entry of the index thread: pure TypeScript on typed arrays, kept off the server's event loop. */
import { parentPort } from 'node:worker_threads'
import { createMultiIndex } from '../../../domains/fingerprints/search/multi-index.ts'
import type { CodeEntries } from '../../../ports/code-index.ts'
import { toWireError } from './media-messages.ts'

export type IndexTask =
  | { name: 'add'; entries: readonly CodeEntries[] }
  | { name: 'remove'; objectKeys: readonly string[] }
  | { name: 'search'; codes: Uint8Array; distanceMax: number }
  | { name: 'size' }

const index = createMultiIndex()

const perform = (task: IndexTask): unknown => {
  switch (task.name) {
    case 'add':
      return index.add(task.entries)
    case 'remove':
      return index.remove(task.objectKeys)
    case 'search':
      return index.search(task.codes, task.distanceMax)
    case 'size':
      return index.size()
  }
}

parentPort?.on('message', ({ id, task }: { id: number; task: IndexTask }) => {
  try {
    parentPort?.postMessage({ id, value: perform(task) })
  } catch (cause) {
    parentPort?.postMessage({ id, error: toWireError(cause), reason: String(cause) })
  }
})
