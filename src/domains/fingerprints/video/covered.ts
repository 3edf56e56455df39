/** Leaves out of a comparison what was laid over the copy: logos, stickers, subtitles, bars. */
import { THUMB_BYTES, THUMB_SIDE } from '../../../ports/media.ts'
import { codeWords } from '../hashes/hamming.ts'
import type { Line } from './change.ts'
import { thumbCodes } from './placement.ts'
import { frameBefore, type Track, trackOf } from './track.ts'

const FRAMES_MAX = 40
const FIT_ROUNDS = 3
/** Cells that a fit leaves out, as those that may be covered. */
const TRIMMED_SHARE = 0.4
/** Luma levels by which a covered cell differs, and a cell on its edge; and how many times more than a usual cell. */
const CORE_MIN = 12
const CORE_TIMES = 4
const EDGE_MIN = 5
const EDGE_TIMES = 2
const COVERED_SHARE_MIN = 0.02
/** When more is covered than this, what remains would be chosen rather than found. */
const COVERED_SHARE_MAX = 0.45
/**
 * Where more than this of what moves in the work would be left out, two takes of one room might be compared by the room alone.
 */
const MOTION_SHARE_MAX = 0.6

/** How much each cell of a frame differs after the best change of brightness and contrast for the cells that fit best. */
const residuals = (query: Track, i: number, work: Track, j: number, out: Float64Array): void => {
  let kept = Array.from({ length: THUMB_BYTES }, (_, k) => k)
  const misses = new Float64Array(THUMB_BYTES)
  for (let round = 0; round < FIT_ROUNDS; round++) {
    let [sa, sb, saa, sab] = [0, 0, 0, 0]
    for (const k of kept) {
      const a = work.thumbs[j * THUMB_BYTES + k] ?? 0
      const b = query.thumbs[i * THUMB_BYTES + k] ?? 0
      sa += a
      sb += b
      saa += a * a
      sab += a * b
    }
    const variance = saa - (sa * sa) / kept.length
    const slope = variance > 0 ? (sab - (sa * sb) / kept.length) / variance : 0
    const [meanA, meanB] = [sa / kept.length, sb / kept.length]
    for (let k = 0; k < THUMB_BYTES; k++) {
      const fitted = meanB + slope * ((work.thumbs[j * THUMB_BYTES + k] ?? 0) - meanA)
      misses[k] = Math.abs((query.thumbs[i * THUMB_BYTES + k] ?? 0) - fitted)
    }
    kept = Array.from(misses.keys())
      .sort((a, b) => (misses[a] ?? 0) - (misses[b] ?? 0))
      .slice(0, Math.round(THUMB_BYTES * (1 - TRIMMED_SHARE)))
  }
  for (let k = 0; k < THUMB_BYTES; k++) out[k] = (out[k] ?? 0) + (misses[k] ?? 0)
}

/** A frame of the query and one of the work that should show the same. */
export interface FramePair {
  query: number
  work: number
}

/** Frames of the query, at most FRAMES_MAX, each beside the frame of the work that is nearest along the line. */
export const pairsAlong = (query: Track, work: Track, frames: readonly number[], line: Line): FramePair[] => {
  const stride = Math.max(1, Math.ceil(frames.length / FRAMES_MAX))
  return frames
    .filter((_, k) => k % stride === 0)
    .map((i) => {
      const seconds = line.speed * (query.timesSeconds[i] ?? 0) + line.offsetSeconds
      const before = Math.max(0, frameBefore(work.timesSeconds, seconds))
      const after = Math.min(work.count - 1, before + 1)
      const isAfter = (work.timesSeconds[after] ?? 0) - seconds < seconds - (work.timesSeconds[before] ?? 0)
      return { query: i, work: isAfter ? after : before }
    })
}

/** Variance of each cell of the work over the frames of the pairs, and their sum. */
const motionOf = (work: Track, pairs: readonly FramePair[]): { cells: Float64Array; all: number } => {
  const cells = new Float64Array(THUMB_BYTES)
  let all = 0
  for (let k = 0; k < THUMB_BYTES; k++) {
    let sum = 0
    let squares = 0
    for (const { work: j } of pairs) {
      const value = work.thumbs[j * THUMB_BYTES + k] ?? 0
      sum += value
      squares += value * value
    }
    cells[k] = Math.max(0, squares / pairs.length - (sum / pairs.length) ** 2)
    all += cells[k] ?? 0
  }
  return { cells, all }
}

/** 1 for each of THUMB_BYTES cells that something was laid over in the given frames; null when there are none, or too many. */
export const coveredCells = (query: Track, work: Track, pairs: readonly FramePair[]): Uint8Array | null => {
  const sums = new Float64Array(THUMB_BYTES)
  for (const pair of pairs) residuals(query, pair.query, work, pair.work, sums)
  const count = pairs.length
  if (count === 0) return null
  const usual = (sums.slice().sort()[THUMB_BYTES >> 1] ?? 0) / count
  const core = Math.max(CORE_MIN, CORE_TIMES * usual) * count
  const edge = Math.max(EDGE_MIN, EDGE_TIMES * usual) * count
  const covered = Uint8Array.from(sums, (sum) => (sum >= core ? 1 : 0))
  const grown = covered.slice()
  for (let k = 0; k < THUMB_BYTES; k++) {
    if ((sums[k] ?? 0) < edge) continue
    const column = k % THUMB_SIDE
    const beside =
      (column > 0 && covered[k - 1] === 1) ||
      (column < THUMB_SIDE - 1 && covered[k + 1] === 1) ||
      covered[k - THUMB_SIDE] === 1 ||
      covered[k + THUMB_SIDE] === 1
    if (beside) grown[k] = 1
  }
  const share = grown.reduce((sum, one) => sum + one, 0) / THUMB_BYTES
  if (share < COVERED_SHARE_MIN || share > COVERED_SHARE_MAX) return null
  const motion = motionOf(work, pairs)
  const hidden = motion.cells.reduce((sum, variance, k) => sum + (grown[k] === 1 ? variance : 0), 0)
  return hidden <= MOTION_SHARE_MAX * motion.all ? grown : null
}

/** The track with the covered cells of every frame filled with the mean of the others. */
export const uncover = (track: Track, covered: Uint8Array): Track => {
  const thumbs = track.thumbs.slice()
  const open = THUMB_BYTES - covered.reduce((sum, one) => sum + one, 0)
  for (let from = 0; from < thumbs.length; from += THUMB_BYTES) {
    let sum = 0
    for (let k = 0; k < THUMB_BYTES; k++) if (covered[k] === 0) sum += thumbs[from + k] ?? 0
    const mean = Math.round(sum / open)
    for (let k = 0; k < THUMB_BYTES; k++) if (covered[k] === 1) thumbs[from + k] = mean
  }
  const bands = Math.min(THUMB_SIDE, Math.floor(Math.sqrt(track.bits + 1)))
  return {
    ...trackOf({ ...track, thumbs, words: codeWords(thumbCodes(thumbs, bands)), bits: bands * bands - 1 }),
    present: track.present,
    telling: track.telling,
  }
}
