import { simhash } from './simhash.ts'
import { contentUnit } from './units.ts'

const bigEndian = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)

/** `count` parts in order whose sizes differ by at most one, the longer ones first. */
const divided = <T>(items: readonly T[], count: number): T[][] => {
  const size = Math.floor(items.length / count)
  const longer = items.length % count
  let at = 0
  return Array.from({ length: count }, (_, i) => {
    const from = at
    at += size + (i < longer ? 1 : 0)
    return items.slice(from, at)
  })
}

/**
 * The Audio-Code of a Chromaprint fingerprint (signed 32-bit integers, of the whole recording): similarity hashes of all of
 * it, of its four quarters in time, and of its three thirds by size of the numbers; 32 bits each.
 */
export const audioCode = (chromaprint: Int32Array, bits: number): string => {
  const inTime = [...chromaprint]
  const bySize = inTime.toSorted((a, b) => a - b)
  const hash = new Uint8Array(32)
  ;[inTime, ...divided(inTime, 4), ...divided(bySize, 3)].forEach((part, i) => {
    if (part.length) hash.set(simhash(part.map(bigEndian)), i * 4)
  })
  return contentUnit('AUDIO', hash, bits)
}
