import { codeWords, hammingDistance } from '../../src/domains/fingerprints/hashes/hamming.ts'
import type { MediaFingerprint } from '../../src/ports/media.ts'

const FRAMES_MAX = 8
const QUALITY_MIN = 30
const BIN_BITS = 8

/** Codes of whole pictures and frames, with the work of each: what the tail of false matches is measured on. */
export const createNearestWrong = () => {
  const works: { key: string; words: Uint32Array; qualities: Uint8Array }[] = []
  const histogram = new Map<number, number>()
  return {
    add: (key: string, { views }: MediaFingerprint): void => {
      const [view] = views
      if (view) works.push({ key, words: codeWords(view.codes), qualities: view.qualities })
    },
    /** Counts the smallest PDQ distance, upright or mirrored, of up to eight frames of a copy to any work that is not in it. */
    count: ({ views }: MediaFingerprint, told: ReadonlySet<string>): void => {
      const [view] = views
      if (!view) return
      const sides = [codeWords(view.codes), codeWords(view.mirroredCodes)]
      const frames = view.qualities.length
      let nearest = 257
      for (let n = 0; n < Math.min(frames, FRAMES_MAX); n++) {
        const i = Math.floor(((n + 0.5) * frames) / Math.min(frames, FRAMES_MAX))
        if ((view.qualities[i] ?? 0) < QUALITY_MIN) continue
        for (const { key, words, qualities } of works) {
          if (told.has(key)) continue
          for (let j = 0; j < qualities.length; j++) {
            if ((qualities[j] ?? 0) < QUALITY_MIN) continue
            for (const side of sides) nearest = Math.min(nearest, hammingDistance(side, i, words, j))
          }
        }
      }
      const bin = Math.floor(nearest / BIN_BITS) * BIN_BITS
      if (nearest <= 256) histogram.set(bin, (histogram.get(bin) ?? 0) + 1)
    },
    /** Lower end of each bin of eight bits, and how many copies fall into it. */
    histogram: (): [number, number][] => [...histogram].sort((a, b) => a[0] - b[0]),
  }
}
