import type { ContentBox } from '../../../ports/media.ts'

export const WHOLE_BOX: ContentBox = { left: 0, top: 0, right: 1, bottom: 1 }

const FLAT_DEVIATION_MAX = 5
const LEVEL_DRIFT_MAX = 10
const FLAT_SHARE_MIN = 0.95
const BAR_SHARE_MIN = 0.03
const SIDE_SHARE_MIN = 0.2
const TELLING_DEVIATION_MIN = 6

interface LineStatistics {
  flatFrames: number
  levelMin: number
  levelMax: number
}

const deviation = (
  luma: Uint8Array,
  from: number,
  step: number,
  count: number,
): { mean: number; deviation: number } => {
  let sum = 0
  let squares = 0
  for (let k = 0; k < count; k++) {
    const value = luma[from + k * step] ?? 0
    sum += value
    squares += value * value
  }
  const mean = sum / count
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) }
}

const barLength = (lines: LineStatistics[], frames: number): number => {
  const bar = lines.findIndex(
    (line) => line.flatFrames < FLAT_SHARE_MIN * frames || line.levelMax - line.levelMin > LEVEL_DRIFT_MAX,
  )
  return bar < 0 ? lines.length : bar
}

/**
 * The picture inside letterbox or pillarbox bars: border rows and columns that are flat, and of one level, in nearly
 * every frame. `frames` are luma pictures of width × height; frames that are flat altogether tell nothing and are left
 * out. null when there are no bars, or nothing sensible remains between them.
 */
export const detectContentBox = (frames: readonly Uint8Array[], width: number, height: number): ContentBox | null => {
  const rows = Array.from({ length: height }, (): LineStatistics => ({ flatFrames: 0, levelMin: 255, levelMax: 0 }))
  const columns = Array.from({ length: width }, (): LineStatistics => ({ flatFrames: 0, levelMin: 255, levelMax: 0 }))
  let telling = 0
  for (const luma of frames) {
    if (deviation(luma, 0, 1, width * height).deviation < TELLING_DEVIATION_MIN) continue
    telling++
    const note = (line: LineStatistics | undefined, from: number, step: number, count: number): void => {
      if (!line) return
      const found = deviation(luma, from, step, count)
      if (found.deviation > FLAT_DEVIATION_MAX) return
      line.flatFrames++
      line.levelMin = Math.min(line.levelMin, found.mean)
      line.levelMax = Math.max(line.levelMax, found.mean)
    }
    for (let y = 0; y < height; y++) note(rows[y], y * width, 1, width)
    for (let x = 0; x < width; x++) note(columns[x], x, width, height)
  }
  if (telling === 0) return null
  const top = barLength(rows, telling) / height
  const bottom = 1 - barLength(rows.toReversed(), telling) / height
  const left = barLength(columns, telling) / width
  const right = 1 - barLength(columns.toReversed(), telling) / width
  const bars = Math.max(top, 1 - bottom) >= BAR_SHARE_MIN || Math.max(left, 1 - right) >= BAR_SHARE_MIN
  if (!bars || right - left < SIDE_SHARE_MIN || bottom - top < SIDE_SHARE_MIN) return null
  return { left, top, right, bottom }
}

/** Blurred padding has less than this share of the detail of the middle. */
const DETAIL_SHARE_MAX = 0.35
const DETAIL_MIN = 0.6
const BLURRED_BAR_MIN = 0.08
const BARS_RATIO_MAX = 1.6

/** Mean second difference along each line, luma levels. */
const detailOf = (frames: readonly Uint8Array[], lines: number, length: number, lineStep: number, step: number) => {
  const detail = new Float64Array(lines)
  for (const luma of frames) {
    for (let line = 0; line < lines; line++) {
      let sum = 0
      for (let k = 1; k < length - 1; k++) {
        const at = line * lineStep + k * step
        sum += Math.abs((luma[at - step] ?? 0) - 2 * (luma[at] ?? 0) + (luma[at + step] ?? 0))
      }
      detail[line] = (detail[line] ?? 0) + sum / (length - 2) / frames.length
    }
  }
  return detail
}

/** Where the lines with detail begin and end, as fractions; null unless soft bars of like breadth lie on both sides. */
const sharpSpan = (detail: Float64Array): readonly [number, number] | null => {
  const { length } = detail
  const middle = detail.slice(Math.floor(length * 0.4), Math.ceil(length * 0.6)).sort()
  const typical = middle[middle.length >> 1] ?? 0
  if (typical < DETAIL_MIN) return null
  const isSharp = (value: number): boolean => value > DETAIL_SHARE_MAX * typical
  const first = detail.findIndex(isSharp)
  const last = detail.findLastIndex(isSharp)
  const [before, after] = [first / length, 1 - (last + 1) / length]
  if (Math.min(before, after) < BLURRED_BAR_MIN) return null
  if (Math.max(before, after) > BARS_RATIO_MAX * Math.min(before, after)) return null
  return [before, 1 - after]
}

/**
 * The picture inside bars of any kind: flat ones as `detectContentBox` finds them, else blurred ones of like breadth on two
 * opposite sides, as players put around a film of another shape. null when there are none.
 */
export const detectPaddedBox = (frames: readonly Uint8Array[], width: number, height: number): ContentBox | null => {
  const flat = detectContentBox(frames, width, height)
  if (flat) return flat
  const some = frames.filter((_, i) => i % 4 === 0)
  const down = sharpSpan(detailOf(some, height, width, width, 1))
  const across = down ? null : sharpSpan(detailOf(some, width, height, 1, width))
  if (!down && !across) return null
  const [top, bottom] = down ?? [0, 1]
  const [left, right] = across ?? [0, 1]
  if (right - left < SIDE_SHARE_MIN || bottom - top < SIDE_SHARE_MIN) return null
  return { left, top, right, bottom }
}
