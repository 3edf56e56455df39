/** Pairs of points whose brightness is compared; half of them, as the other half are their mirror images. */
export const PAIRS = 128
const SPREAD = 6
const REACH = 13

/**
 * u1, v1, u2, v2 of each pair in pixels, with the direction of the point along u. Bit i + 128 of a code compares pair i with both
 * v turned round: so the code of the mirrored picture is the code with its halves exchanged.
 */
export const samplingPattern = (): Int8Array => {
  let state = 0x9e3779b9
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = (): number => {
    for (;;) {
      const value = Math.round(SPREAD * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()))
      if (Math.abs(value) <= REACH) return value
    }
  }
  const pattern = new Int8Array(PAIRS * 4)
  for (let pair = 0; pair < PAIRS; ) {
    const [u1, v1, u2, v2] = [normal(), normal(), normal(), normal()]
    const itsOwnMirror = (v1 === 0 && v2 === 0) || (u1 === u2 && v1 === -v2)
    if (itsOwnMirror || Math.hypot(u1 - u2, v1 - v2) < 4) continue
    pattern.set([u1, v1, u2, v2], pair * 4)
    pair++
  }
  return pattern
}
