import { comparedElements } from './tables.ts'
import { contentUnit } from './units.ts'

/** Elements of an MPEG-7 frame signature (ISO/IEC 15938-3, 7: Video Signature), each 0, 1 or 2. */
export const SIGNATURE_ELEMENTS = 380

/**
 * The Video-Code of the signatures of frames, five of each second. Equal signatures count once; each bit says which of two
 * elements of their sum is larger (winner takes all, Yagnik et al. 2011).
 */
export const createVideoCode = () => {
  const seen = new Set<string>()
  const sums = new Float64Array(SIGNATURE_ELEMENTS)

  const add = (signature: ArrayLike<number>): void => {
    const key = String.fromCharCode(...Array.from(signature))
    if (seen.has(key)) return
    seen.add(key)
    for (let i = 0; i < SIGNATURE_ELEMENTS; i++) sums[i] = (sums[i] ?? 0) + (signature[i] ?? 0)
  }

  /** Null when there was no frame. */
  const code = (bits: number): string | null => {
    if (seen.size === 0) return null
    const compared = comparedElements()
    const hash = new Uint8Array(32)
    for (let bit = 0; bit < 256; bit++) {
      const first = sums[compared[2 * bit] ?? 0] ?? 0
      const second = sums[compared[2 * bit + 1] ?? 0] ?? 0
      if (second > first) hash[bit >> 3] = (hash[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
    }
    return contentUnit('VIDEO', hash, bits)
  }
  return { add, code }
}
