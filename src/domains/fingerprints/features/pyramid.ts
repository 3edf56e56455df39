/** One picture at several sizes, each `LEVEL_STEP` smaller than the one before. */
export interface Level {
  width: number
  height: number
  /** Luma 0..255, row by row. */
  luma: Float32Array
  /** The same after `smooth`: what surroundings are described from. */
  smoothed: Float32Array
}

export const LEVEL_STEP = 1.25
export const LEVELS_MAX = 8
/** A level narrower than this has no room for a point with surroundings. */
const LEVEL_SIDE_MIN = 40

/** Bilinear, pixel centres aligned. Good for shrinking by less than two and for enlarging. */
export const resample = (
  luma: Float32Array | Uint8Array,
  width: number,
  height: number,
  newWidth: number,
  newHeight: number,
): Float32Array => {
  const out = new Float32Array(newWidth * newHeight)
  const left = new Int32Array(newWidth)
  const share = new Float32Array(newWidth)
  for (let x = 0; x < newWidth; x++) {
    const at = Math.min(width - 1, Math.max(0, ((x + 0.5) * width) / newWidth - 0.5))
    left[x] = Math.min(width - 2, Math.floor(at))
    share[x] = at - (left[x] ?? 0)
  }
  for (let y = 0; y < newHeight; y++) {
    const at = Math.min(height - 1, Math.max(0, ((y + 0.5) * height) / newHeight - 0.5))
    const row = Math.min(height - 2, Math.floor(at))
    const down = at - row
    const top = row * width
    const bottom = top + width
    for (let x = 0; x < newWidth; x++) {
      const l = left[x] ?? 0
      const s = share[x] ?? 0
      const a = luma[top + l] ?? 0
      const b = luma[bottom + l] ?? 0
      const upper = a + ((luma[top + l + 1] ?? 0) - a) * s
      const lower = b + ((luma[bottom + l + 1] ?? 0) - b) * s
      out[y * newWidth + x] = upper + (lower - upper) * down
    }
  }
  return out
}

/** Binomial filter 1 4 6 4 1 along rows, then columns; the border repeats. Reads and writes width × height values. */
export const blur = (source: Float32Array, width: number, height: number, scratch: Float32Array): Float32Array => {
  const out = new Float32Array(width * height)
  const last = width - 1
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 2; x < width - 2; x++) {
      const at = row + x
      const sides = (source[at - 1] ?? 0) + (source[at + 1] ?? 0)
      scratch[at] = ((source[at - 2] ?? 0) + (source[at + 2] ?? 0) + 4 * sides + 6 * (source[at] ?? 0)) / 16
    }
    for (const x of [0, 1, last - 1, last]) {
      const at = (step: number): number => source[row + Math.min(last, Math.max(0, x + step))] ?? 0
      scratch[row + x] = (at(-2) + at(2) + 4 * (at(-1) + at(1)) + 6 * at(0)) / 16
    }
  }
  for (let y = 0; y < height; y++) {
    const up2 = Math.max(0, y - 2) * width
    const up1 = Math.max(0, y - 1) * width
    const down1 = Math.min(height - 1, y + 1) * width
    const down2 = Math.min(height - 1, y + 2) * width
    const row = y * width
    for (let x = 0; x < width; x++) {
      const sides = (scratch[up1 + x] ?? 0) + (scratch[down1 + x] ?? 0)
      out[row + x] =
        ((scratch[up2 + x] ?? 0) + (scratch[down2 + x] ?? 0) + 4 * sides + 6 * (scratch[row + x] ?? 0)) / 16
    }
  }
  return out
}

const BOX_RADIUS = 2
const BOX = 2 * BOX_RADIUS + 1

/** Mean of five along rows, then of five along columns; the border repeats. `out` may be `source`. */
const boxFilter = (source: Float32Array, width: number, height: number, scratch: Float32Array, out: Float32Array) => {
  const last = width - 1
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = (BOX_RADIUS + 1) * (source[row] ?? 0)
    for (let x = 1; x <= BOX_RADIUS; x++) sum += source[row + x] ?? 0
    for (let x = 0; x < width; x++) {
      scratch[row + x] = sum / BOX
      sum += source[row + Math.min(last, x + BOX_RADIUS + 1)] ?? 0
      sum -= source[row + Math.max(0, x - BOX_RADIUS)] ?? 0
    }
  }
  const sums = new Float64Array(width)
  for (let dy = -BOX_RADIUS; dy <= BOX_RADIUS; dy++) {
    const row = Math.max(0, dy) * width
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + (scratch[row + x] ?? 0)
  }
  for (let y = 0; y < height; y++) {
    const row = y * width
    const enters = Math.min(height - 1, y + BOX_RADIUS + 1) * width
    const leaves = Math.max(0, y - BOX_RADIUS) * width
    for (let x = 0; x < width; x++) {
      const sum = sums[x] ?? 0
      out[row + x] = sum / BOX
      sums[x] = sum + (scratch[enters + x] ?? 0) - (scratch[leaves + x] ?? 0)
    }
  }
}

/** Standard deviation 2 pixels, as BRIEF wants it: a box of five, twice. */
export const smooth = (source: Float32Array, width: number, height: number): Float32Array => {
  const scratch = new Float32Array(width * height)
  const out = new Float32Array(width * height)
  boxFilter(source, width, height, scratch, out)
  boxFilter(out, width, height, scratch, out)
  return out
}

/** The levels of a picture of width × height luma values, largest first; none for pictures below 40 pixels. */
export const buildPyramid = (luma: Float32Array | Uint8Array, width: number, height: number): Level[] => {
  const levels: Level[] = []
  let above = luma instanceof Float32Array ? luma : Float32Array.from(luma)
  let [aboveWidth, aboveHeight] = [width, height]
  for (let number = 0; number < LEVELS_MAX; number++) {
    const levelWidth = Math.round(width / LEVEL_STEP ** number)
    const levelHeight = Math.round(height / LEVEL_STEP ** number)
    if (Math.min(levelWidth, levelHeight) < LEVEL_SIDE_MIN) break
    if (number > 0) above = resample(above, aboveWidth, aboveHeight, levelWidth, levelHeight)
    ;[aboveWidth, aboveHeight] = [levelWidth, levelHeight]
    levels.push({
      width: levelWidth,
      height: levelHeight,
      luma: above,
      smoothed: smooth(above, levelWidth, levelHeight),
    })
  }
  return levels
}
