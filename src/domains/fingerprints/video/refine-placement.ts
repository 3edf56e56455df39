import { LUMA_BYTES, type MediaFingerprint, THUMB_BYTES, THUMB_SIDE } from '../../../ports/media.ts'
import { composeTransforms, invertTransform, type Transform } from '../features/transform.ts'
import type { Line } from './change.ts'
import { cellTaps, reachOf, resample, sharedBox } from './placement.ts'
import type { Placement } from './placements.ts'
import { frameBefore } from './track.ts'

const IDENTITY: Transform = [1, 0, 0, 0, 1, 0, 0, 0, 1]
const PAIRS_MAX = 8
/** Steps of shift, scale and shear, in shares of the picture. */
const STEPS = [0.03, 0.012, 0.005]
const ROUNDS_MAX = 10
/** What is compared keeps this far from the edges, so that every step stays inside. */
const MARGIN = 0.04
const BLOCK = 6
const BLOCK_PLACES = [0, 5, 10]
/** Blocks that something covers do not count. */
const BLOCKS_KEPT = 6
const TELLING_VARIANCE_MIN = 4

const blockCorrelation = (a: Uint8Array, b: Uint8Array, from: number): number => {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0]
  for (let y = 0; y < BLOCK; y++) {
    for (let x = 0; x < BLOCK; x++) {
      const p = a[from + y * THUMB_SIDE + x] ?? 0
      const q = b[from + y * THUMB_SIDE + x] ?? 0
      sa += p
      sb += q
      saa += p * p
      sbb += q * q
      sab += p * q
    }
  }
  const n = BLOCK * BLOCK
  const [va, vb] = [saa - (sa * sa) / n, sbb - (sb * sb) / n]
  return va < TELLING_VARIANCE_MIN * n ? 0 : (sab - (sa * sb) / n) / Math.sqrt(va * vb + 1e-6)
}

const likenessOf = (a: Uint8Array, b: Uint8Array): number => {
  let sum = 0
  for (let from = 0; from < a.length; from += THUMB_BYTES) {
    const blocks = BLOCK_PLACES.flatMap((y) =>
      BLOCK_PLACES.map((x) => blockCorrelation(a, b, from + y * THUMB_SIDE + x)),
    ).sort((p, q) => q - p)
    for (let k = 0; k < BLOCKS_KEPT; k++) sum += blocks[k] ?? 0
  }
  return sum / (BLOCKS_KEPT * Math.max(1, a.length / THUMB_BYTES))
}

const rows = (lumas: Uint8Array, frames: readonly number[]): Uint8Array => {
  const out = new Uint8Array(frames.length * LUMA_BYTES)
  frames.forEach((frame, k) => {
    out.set(lumas.subarray(frame * LUMA_BYTES, (frame + 1) * LUMA_BYTES), k * LUMA_BYTES)
  })
  return out
}

const MOVES: readonly (readonly number[])[] = [
  [0, 0, 1, 0, 0, 0],
  [0, 0, 0, 0, 0, 1],
  [1, 0, -0.5, 0, 0, 0],
  [0, 0, 0, 0, 1, -0.5],
  [1, 0, -0.5, 0, 1, -0.5],
  [0, 1, -0.5, 0, 0, 0],
  [0, 0, 0, 1, 0, -0.5],
  [0, 1, -0.5, -1, 0, 0.5],
]

/**
 * Key frames of the two files are not of one moment. Once the line in time is known, frames that are tell better how the
 * pictures lie: small shifts, scalings and shears are tried while the blocks that agree best agree better.
 */
export const refinePlacement = (
  query: MediaFingerprint,
  work: MediaFingerprint,
  { transform, within }: Placement,
  line: Line,
  frames: readonly number[],
): Transform => {
  const { lumas: queryLumas } = query
  const { lumas: workLumas } = work
  const inverse = invertTransform(transform)
  const shared = inverse && sharedBox(inverse, within)
  if (!queryLumas || !workLumas || !shared) return transform
  const width = (shared.right - shared.left) * MARGIN
  const height = (shared.bottom - shared.top) * MARGIN
  const box = {
    left: shared.left + width,
    right: shared.right - width,
    top: shared.top + height,
    bottom: shared.bottom - height,
  }
  const stride = Math.max(1, Math.ceil(frames.length / PAIRS_MAX))
  const some = frames.filter((_, k) => k % stride === 0)
  const shown = rows(queryLumas, some)
  const nearest = some.map((i) => {
    const seconds = line.speed * (query.timesSeconds[i] ?? 0) + line.offsetSeconds
    const before = Math.max(0, frameBefore(work.timesSeconds, seconds))
    const after = Math.min(work.timesSeconds.length - 1, before + 1)
    return (work.timesSeconds[after] ?? 0) - seconds < seconds - (work.timesSeconds[before] ?? 0) ? after : before
  })
  const target = resample(rows(workLumas, nearest), cellTaps(box, IDENTITY, reachOf(box, transform)))
  const reach = reachOf(box, IDENTITY)
  const value = (candidate: Transform): number => {
    const toQuery = invertTransform(candidate)
    return toQuery ? likenessOf(target, resample(shown, cellTaps(box, toQuery, reach))) : -1
  }
  let best = transform
  let most = value(best)
  for (const step of STEPS) {
    for (let improved = true, round = 0; improved && round < ROUNDS_MAX; round++) {
      improved = false
      for (const move of MOVES) {
        for (const by of [-step, step]) {
          const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = move
          const change: Transform = [1 + by * a, by * b, by * c, by * d, 1 + by * e, by * f, 0, 0, 1]
          const candidate = composeTransforms(change, best)
          const found = value(candidate)
          if (found <= most + 1e-5) continue
          most = found
          best = candidate
          improved = true
        }
      }
    }
  }
  return best
}
