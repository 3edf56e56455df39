import { minhashAddends, minhashFactors } from './tables.ts'

const PERMUTATIONS = 64

/**
 * Collects 32-bit features and gives their 256-bit minhash (ISO 24138:2024, annex; Broder 1997): of each feature f and
 * permutation (a, b) the value ((a f + b) mod 2^64 mod 2^61 - 1) mod 2^32 is taken, the smallest of each permutation is kept,
 * and of these the lowest bits of all, then the second lowest and so on to the fourth are written.
 */
export const createMinhash = () => {
  const factors = minhashFactors()
  const addends = minhashAddends()
  const smallest = new Uint32Array(PERMUTATIONS).fill(0xffffffff)

  const add = (feature: number): void => {
    const featureHigh = feature >>> 16
    const featureLow = feature & 0xffff
    for (let i = 0; i < PERMUTATIONS; i++) {
      const factor = factors[2 * i + 1] ?? 0
      const factorHigh = factor >>> 16
      const factorLow = factor & 0xffff
      // The low word of the factor times the feature, exactly, by halves of 16 bits
      const low = Math.imul(factorLow, featureLow) >>> 0
      const cross = Math.imul(factorHigh, featureLow) >>> 0
      const middle = (Math.imul(factorLow, featureHigh) >>> 0) + (low >>> 16) + (cross & 0xffff)
      let word = ((middle & 0xffff) << 16) | (low & 0xffff)
      let high =
        Math.imul(factorHigh, featureHigh) +
        (cross >>> 16) +
        Math.floor(middle / 65536) +
        Math.imul(factors[2 * i] ?? 0, feature)
      const sum = (word >>> 0) + (addends[2 * i + 1] ?? 0)
      word = sum | 0
      high = (high + (addends[2 * i] ?? 0) + (sum > 0xffffffff ? 1 : 0)) | 0
      // 2^61 is 1 modulo 2^61 - 1, so the bits above are added to those below
      const folded = (word >>> 0) + (high >>> 29)
      const foldedHigh = (high & 0x1fffffff) + (folded > 0xffffffff ? 1 : 0)
      const value = folded >>> 0
      const over = foldedHigh > 0x1fffffff || (foldedHigh === 0x1fffffff && value === 0xffffffff)
      const rest = over ? (value + 1) >>> 0 : value
      if (rest < (smallest[i] ?? 0)) smallest[i] = rest
    }
  }

  const digest = (): Uint8Array => {
    const bytes = new Uint8Array(32)
    for (let bit = 0; bit < 4; bit++) {
      for (let i = 0; i < PERMUTATIONS; i++) {
        const at = bit * PERMUTATIONS + i
        if (((smallest[i] ?? 0) >>> bit) & 1) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (0x80 >> (at & 7))
      }
    }
    return bytes
  }
  return { add, digest }
}
