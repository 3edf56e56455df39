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
