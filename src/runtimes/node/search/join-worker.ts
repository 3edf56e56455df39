/** Entry of the thread that joins parts of the index, so that neither adding nor searching waits for it. */
import { parentPort } from 'node:worker_threads'
import { joinCodes } from '../../../domains/fingerprints/search/code-image.ts'
import type { CodeImage } from '../../../domains/fingerprints/search/code-part.ts'
import { joinKeys, type KeySources } from '../../../domains/fingerprints/search/key-columns.ts'
import type { Sources } from '../../../domains/fingerprints/search/log-structured.ts'

export type JoinTask = { kind: 'codes'; sources: Sources<CodeImage> } | { kind: 'keys'; sources: KeySources }

parentPort?.on('message', ({ id, task }: { id: number; task: JoinTask }) => {
  try {
    const image = task.kind === 'codes' ? joinCodes(task.sources) : joinKeys(task.sources)
    parentPort?.postMessage({ id, image })
  } catch (error) {
    parentPort?.postMessage({ id, reason: String(error) })
  }
})
