/** Set bits of a 32-bit integer (Warren, Hacker's Delight, 2nd edition, figure 5-2). */
export const popcount32 = (word: number): number => {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Words of one 256-bit code. */
export const CODE_WORDS = 8

/** The same bytes as 32-bit words; copied only when the view is not aligned to four bytes. */
export const codeWords = (codes: Uint8Array): Uint32Array =>
  codes.byteOffset % 4 === 0
    ? new Uint32Array(codes.buffer, codes.byteOffset, codes.byteLength >> 2)
    : new Uint32Array(codes.slice().buffer)

/** Differing bits of code `i` of `a` and code `j` of `b`, 0..256. */
export const hammingDistance = (a: Uint32Array, i: number, b: Uint32Array, j: number): number => {
  let sum = 0
  for (let w = 0; w < CODE_WORDS; w++) sum += popcount32((a[i * CODE_WORDS + w] ?? 0) ^ (b[j * CODE_WORDS + w] ?? 0))
  return sum
}
