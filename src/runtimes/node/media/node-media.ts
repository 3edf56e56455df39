import { availableParallelism } from 'node:os'
import { MEDIA_LIMITS, type MediaFacts, type MediaFingerprint, type MediaPort } from '../../../ports/media.ts'
import { createProcessPool } from './process-pool.ts'

export interface NodeMediaOptions {
  /** Fingerprints made at once; the smaller of the cores and 4 when absent. */
  concurrency?: number
  /** Decoder threads of each fingerprint. */
  decoderThreads?: number
  memoryBytesMax?: number
  /** Wall time of all but `fingerprint`. */
  quickWallTimeMs?: number
}

export interface NodeMedia extends MediaPort {
  /** Ids of the processes now alive; for tests that kill one. */
  processIds(): number[]
}

const IDLE_MS = 120_000

/**
 * The media port over FFmpeg (node-av) and libvips (sharp) in processes of their own. Looking at headers has its own
 * lane, so that it does not wait behind long fingerprints.
 */
export const createNodeMedia = (options: NodeMediaOptions = {}): NodeMedia => {
  const concurrency = options.concurrency ?? Math.min(availableParallelism(), 4)
  const threads = options.decoderThreads ?? 1
  const quickWallTimeMs = options.quickWallTimeMs ?? 30_000
  const shared = {
    entry: new URL('./media-process.ts', import.meta.url),
    memoryBytesMax: options.memoryBytesMax ?? 3 * 2 ** 30,
    idleMs: IDLE_MS,
  }
  const heavy = createProcessPool({ ...shared, size: concurrency })
  const quick = createProcessPool({ ...shared, size: 1 })
  return {
    inspect: async (source, limits) =>
      (await quick.run({ name: 'inspect', path: source.path, limits }, { wallTimeMs: quickWallTimeMs })) as MediaFacts,
    fingerprint: async (source, { limits, onProgress, signal }) => {
      const value = await heavy.run(
        { name: 'fingerprint', path: source.path, limits, threads },
        { wallTimeMs: limits.wallTimeMs, ...(onProgress ? { onProgress } : {}), ...(signal ? { signal } : {}) },
      )
      onProgress?.(1)
      return value as MediaFingerprint
    },
    poster: async (source, posterOptions) =>
      (await quick.run(
        { name: 'poster', path: source.path, limits: MEDIA_LIMITS, threads, options: posterOptions },
        { wallTimeMs: quickWallTimeMs },
      )) as Uint8Array,
    passages: async (source, ranges) =>
      (await quick.run(
        { name: 'passages', path: source.path, limits: MEDIA_LIMITS, ranges },
        { wallTimeMs: quickWallTimeMs },
      )) as string[],
    processIds: () => [...heavy.processIds(), ...quick.processIds()],
    close: async () => {
      await Promise.all([heavy.close(), quick.close()])
    },
  }
}
