import { blur, type Level } from './pyramid.ts'

/** Columns of equal length, one row a corner, best spread first. Pixels of the level. */
export interface Corners {
  xs: Float32Array
  ys: Float32Array
}

/** Nearer to the border there is too little to describe. */
export const CORNER_BORDER = 13
/** Harris and Stephens, A Combined Corner and Edge Detector, 1988: k of det - k × trace². */
const HARRIS_K = 0.05
/** A corner of a picture that a person would call flat. */
const RESPONSE_MIN = 40
const CORNERS_PER_CELL = 2

/** Harris' response of each pixel over a window of standard deviation 1. */
const responses = ({ luma, width, height }: Level): Float32Array => {
  const size = width * height
  const xx = new Float32Array(size)
  const yy = new Float32Array(size)
  const xy = new Float32Array(size)
  const scratch = new Float32Array(size)
  const sharp = blur(luma, width, height, scratch)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const gx = ((sharp[at + 1] ?? 0) - (sharp[at - 1] ?? 0)) / 2
      const gy = ((sharp[at + width] ?? 0) - (sharp[at - width] ?? 0)) / 2
      xx[at] = gx * gx
      yy[at] = gy * gy
      xy[at] = gx * gy
    }
  }
  const a = blur(xx, width, height, scratch)
  const b = blur(yy, width, height, scratch)
  const c = blur(xy, width, height, scratch)
  for (let i = 0; i < size; i++) {
    const p = a[i] ?? 0
    const q = b[i] ?? 0
    const r = c[i] ?? 0
    a[i] = p * q - r * r - HARRIS_K * (p + q) * (p + q)
  }
  return a
}

/** Where the parabola through three values has its top, -0.5..0.5 from the middle one. */
const top = (before: number, middle: number, after: number): number => {
  const bend = before - 2 * middle + after
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0
}

/** At most `cornersMax` corners of one level, taken in turn from the cells of a grid so that no part of the picture rules. */
export const findCorners = (level: Level, cornersMax: number): Corners => {
  const { width, height } = level
  const response = responses(level)
  const innerWidth = width - 2 * CORNER_BORDER
  const innerHeight = height - 2 * CORNER_BORDER
  if (innerWidth < 1 || innerHeight < 1) return { xs: new Float32Array(0), ys: new Float32Array(0) }
  const cellSide = Math.max(4, Math.sqrt((innerWidth * innerHeight * CORNERS_PER_CELL) / Math.max(1, cornersMax)))
  const columns = Math.max(1, Math.round(innerWidth / cellSide))
  const rows = Math.max(1, Math.round(innerHeight / cellSide))
  const cells: number[][] = Array.from({ length: columns * rows }, () => [])
  for (let y = CORNER_BORDER; y < height - CORNER_BORDER; y++) {
    for (let x = CORNER_BORDER; x < width - CORNER_BORDER; x++) {
      const at = y * width + x
      const value = response[at] ?? 0
      if (value < RESPONSE_MIN) continue
      if (value <= (response[at - 1] ?? 0) || value < (response[at + 1] ?? 0)) continue
      if (value <= (response[at - width] ?? 0) || value < (response[at + width] ?? 0)) continue
      let greatest = true
      for (let dy = -2; dy <= 2 && greatest; dy++) {
        for (let dx = -2; dx <= 2; dx++) if ((response[at + dy * width + dx] ?? 0) > value) greatest = false
      }
      if (!greatest) continue
      const column = Math.min(columns - 1, Math.floor(((x - CORNER_BORDER) * columns) / innerWidth))
      const row = Math.min(rows - 1, Math.floor(((y - CORNER_BORDER) * rows) / innerHeight))
      cells[row * columns + column]?.push(at)
    }
  }
  const strength = (at: number): number => response[at] ?? 0
  for (const cell of cells) cell.sort((a, b) => strength(b) - strength(a) || a - b)
  const kept: number[] = []
  for (let rank = 0; kept.length < cornersMax; rank++) {
    const turn = cells.flatMap((cell) => cell.slice(rank, rank + 1))
    if (turn.length === 0) break
    kept.push(...turn.sort((a, b) => strength(b) - strength(a) || a - b))
  }
  kept.length = Math.min(kept.length, cornersMax)
  return {
    xs: Float32Array.from(kept, (at) => (at % width) + top(strength(at - 1), strength(at), strength(at + 1))),
    ys: Float32Array.from(
      kept,
      (at) => Math.floor(at / width) + top(strength(at - width), strength(at), strength(at + width)),
    ),
  }
}
