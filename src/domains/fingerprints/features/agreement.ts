import type { PictureFeatures } from '../../../ports/media.ts'
import { applyTransform, invertTransform, type Transform } from './transform.ts'

/** Cells along the longer side of the part that both pictures show. */
const CELLS_MAX = 48
const CELLS_MIN = 12
const WINDOW = 8
const STRIDE = 4
/** A window that deviates less than this from flat, in luma levels, tells nothing. */
const TELLING_DEVIATION_MIN = 4
/** Against which noise and compression weigh little. */
const SAME_CORRELATION_MIN = 0.75
const SAMPLES = 3

export interface PictureAgreement {
  /** Windows of the common part that show something in the work, and how many of them look the same in the query. */
  telling: number
  agreeing: number
  /** Correlation -1..1 of all cells of the common part after removing what is darker or brighter altogether. */
  correlation: number
  /** Mean difference, luma levels, after the best linear change of brightness and contrast. */
  error: number
}

const bilinear = ({ thumb, thumbWidth, thumbHeight }: PictureFeatures, x: number, y: number): number => {
  const u = Math.min(thumbWidth - 1.001, Math.max(0, x * thumbWidth - 0.5))
  const v = Math.min(thumbHeight - 1.001, Math.max(0, y * thumbHeight - 0.5))
  const [left, row] = [Math.floor(u), Math.floor(v)]
  const at = row * thumbWidth + left
  const upper = (thumb[at] ?? 0) + ((thumb[at + 1] ?? 0) - (thumb[at] ?? 0)) * (u - left)
  const below = thumb[at + thumbWidth] ?? 0
  const lower = below + ((thumb[at + thumbWidth + 1] ?? 0) - below) * (u - left)
  return upper + (lower - upper) * (v - row)
}

interface Sums {
  count: number
  a: number
  b: number
  aa: number
  bb: number
  ab: number
}

const correlate = ({ count, a, b, aa, bb, ab }: Sums) => {
  const varianceA = Math.max(0, aa - (a * a) / count)
  const varianceB = Math.max(0, bb - (b * b) / count)
  const together = ab - (a * b) / count
  return {
    correlation: together / Math.sqrt(varianceA * varianceB + 1e-6),
    deviationA: Math.sqrt(varianceA / count),
    deviationB: Math.sqrt(varianceB / count),
  }
}

const emptySums = (): Sums => ({ count: 0, a: 0, b: 0, aa: 0, bb: 0, ab: 0 })
const addTo = (sums: Sums, a: number, b: number): void => {
  sums.count++
  sums.a += a
  sums.b += b
  sums.aa += a * a
  sums.bb += b * b
  sums.ab += a * b
}

/**
 * Whether the two pictures look the same where `transform` (query to work, fractions) lays them on one another: a witness that
 * knows nothing of points. Compared in windows of 8 × 8 cells by normalised correlation, so that other brightness,
 * contrast or colour does not matter and what covers a part costs only that part. null when they have too little in common.
 */
export const pictureAgreement = (
  query: PictureFeatures,
  work: PictureFeatures,
  transform: Transform,
): PictureAgreement | null => {
  const back = invertTransform(transform)
  if (!back) return null
  const corners = (
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const
  ).map(([x, y]) => applyTransform(transform, x, y))
  const clip = (value: number): number => Math.min(1, Math.max(0, value))
  const left = clip(Math.min(...corners.map(([x]) => x)))
  const right = clip(Math.max(...corners.map(([x]) => x)))
  const top = clip(Math.min(...corners.map(([, y]) => y)))
  const bottom = clip(Math.max(...corners.map(([, y]) => y)))
  const longest = Math.max((right - left) * work.thumbWidth, (bottom - top) * work.thumbHeight)
  if (!(longest > 1)) return null
  // Pixels of the query's thumbnail for one of the work's: the coarser of the two says how many cells there can be.
  const middle = [(left + right) / 2, (top + bottom) / 2] as const
  const [x0, y0] = applyTransform(back, middle[0], middle[1])
  const [x1, y1] = applyTransform(back, middle[0] + 1 / work.thumbWidth, middle[1])
  const [x2, y2] = applyTransform(back, middle[0], middle[1] + 1 / work.thumbHeight)
  const scale = Math.sqrt(
    Math.abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) * query.thumbWidth * query.thumbHeight,
  )
  const cells = Math.min(CELLS_MAX, Math.floor(longest * Math.min(1, scale)))
  if (cells < CELLS_MIN) return null
  const columns = Math.max(1, Math.round((cells * (right - left) * work.thumbWidth) / longest))
  const rows = Math.max(1, Math.round((cells * (bottom - top) * work.thumbHeight) / longest))
  const a = new Float32Array(columns * rows).fill(Number.NaN)
  const b = new Float32Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sumA = 0
      let sumB = 0
      let inside = true
      for (let k = 0; k < SAMPLES * SAMPLES && inside; k++) {
        const x = left + ((right - left) * (column + ((k % SAMPLES) + 0.5) / SAMPLES)) / columns
        const y = top + ((bottom - top) * (row + (Math.floor(k / SAMPLES) + 0.5) / SAMPLES)) / rows
        const [u, v] = applyTransform(back, x, y)
        inside = u >= 0 && u <= 1 && v >= 0 && v <= 1
        sumA += bilinear(query, u, v)
        sumB += bilinear(work, x, y)
      }
      if (!inside) continue
      a[row * columns + column] = sumA / (SAMPLES * SAMPLES)
      b[row * columns + column] = sumB / (SAMPLES * SAMPLES)
    }
  }
  const all = emptySums()
  for (let i = 0; i < a.length; i++) if (!Number.isNaN(a[i])) addTo(all, a[i] ?? 0, b[i] ?? 0)
  if (all.count < CELLS_MIN * CELLS_MIN * 0.5) return null
  const whole = correlate(all)
  const slope = whole.deviationA > 0 ? (whole.correlation * whole.deviationB) / whole.deviationA : 0
  let difference = 0
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i])) continue
    difference += Math.abs((b[i] ?? 0) - all.b / all.count - slope * ((a[i] ?? 0) - all.a / all.count))
  }
  let telling = 0
  let agreeing = 0
  for (let y = 0; y + WINDOW <= rows; y += STRIDE) {
    for (let x = 0; x + WINDOW <= columns; x += STRIDE) {
      const sums = emptySums()
      for (let k = 0; k < WINDOW * WINDOW; k++) {
        const at = (y + Math.floor(k / WINDOW)) * columns + x + (k % WINDOW)
        if (!Number.isNaN(a[at])) addTo(sums, a[at] ?? 0, b[at] ?? 0)
      }
      if (sums.count < WINDOW * WINDOW * 0.75) continue
      const { correlation, deviationB } = correlate(sums)
      if (deviationB < TELLING_DEVIATION_MIN) continue
      telling++
      if (correlation >= SAME_CORRELATION_MIN) agreeing++
    }
  }
  return { telling, agreeing, correlation: whole.correlation, error: difference / all.count }
}
