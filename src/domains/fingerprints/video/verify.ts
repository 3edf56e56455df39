/** Looks along a line in time, frame by frame, and says from where to where the pictures are the same. */
import { THUMB_BYTES } from '../../../ports/media.ts'
import { PAIR_DISTANCE_MAX } from './align.ts'
import { type ChangeAgreement, changeAgreement, type Line, unexplainedChange } from './change.ts'
import { frameBefore, type Track, trackDistance } from './track.ts'

const NEAR_SECONDS = 0.3
/** A line may be off by this much; further outside there is no work to compare with. */
const OUTSIDE_SECONDS_MAX = 0.1
const GAP_SECONDS_MAX = 2
/** Two flat frames of about the same level may belong to a segment that real pictures have established. */
const FLAT_LEVEL_MAX = 12
/** Cells that a sticker, subtitle or bar may cover before the rest no longer counts. */
const TRIMMED_SHARE = 0.35
const KEPT_CELLS = Math.round(THUMB_BYTES * (1 - TRIMMED_SHARE))
const LIKENESS_MIN = 0.9
const LIKENESS_DISTANCE_MAX = 104
/** Two different photographs were never closer than 84 bits: frames this far apart are of different shots. */
const SCENE_DISTANCE_MIN = 80
const SCENES_MAX = 8

export interface FrameAgreement {
  /** same: the pictures agree. blank: neither shows anything. other: they differ or the work is not there. */
  verdict: 'same' | 'blank' | 'other'
  distance: number
  likeness: number
  error: number
}

/**
 * Likeness -1..1 of two thumbnails: correlation after a linear fit, over the 65 % of cells that fit best, so that what covers a
 * part of one picture does not decide.
 */
export const likeness = (a: Uint8Array, i: number, b: Uint8Array, j: number): number => {
  const [fromA, fromB] = [i * THUMB_BYTES, j * THUMB_BYTES]
  const misses = new Float64Array(THUMB_BYTES)
  /** The linear fit of the cells that miss by no more than `limit`. */
  const fitted = (limit: number) => {
    let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0]
    for (let k = 0; k < THUMB_BYTES; k++) {
      if ((misses[k] ?? 0) > limit) continue
      const x = a[fromA + k] ?? 0
      const y = b[fromB + k] ?? 0
      n++
      sa += x
      sb += y
      saa += x * x
      sbb += y * y
      sab += x * y
    }
    const va = saa - (sa * sa) / n
    const vb = sbb - (sb * sb) / n
    const cab = sab - (sa * sb) / n
    return { slope: va > 0 ? cab / va : 0, meanA: sa / n, meanB: sb / n, correlation: cab / Math.sqrt(va * vb + 1e-6) }
  }
  let fit = fitted(0)
  if (fit.correlation >= 0.98) return fit.correlation
  for (let round = 0; round < 3; round++) {
    for (let k = 0; k < THUMB_BYTES; k++) {
      misses[k] = Math.abs((b[fromB + k] ?? 0) - fit.meanB - fit.slope * ((a[fromA + k] ?? 0) - fit.meanA))
    }
    fit = fitted(misses.slice().sort()[KEPT_CELLS - 1] ?? 0)
  }
  return fit.correlation
}

/** Root mean square difference of two thumbnails, luma levels. */
export const thumbError = (a: Uint8Array, i: number, b: Uint8Array, j: number): number => {
  let sum = 0
  for (let k = 0; k < THUMB_BYTES; k++) sum += ((a[i * THUMB_BYTES + k] ?? 0) - (b[j * THUMB_BYTES + k] ?? 0)) ** 2
  return Math.sqrt(sum / THUMB_BYTES)
}

const level = (thumbs: Uint8Array, frame: number): number => {
  let sum = 0
  for (let k = frame * THUMB_BYTES; k < (frame + 1) * THUMB_BYTES; k++) sum += thumbs[k] ?? 0
  return sum / THUMB_BYTES
}

/** How query frame i agrees with the work where the line puts it. */
export const frameAgreement = (query: Track, work: Track, i: number, line: Line): FrameAgreement => {
  const seconds = line.speed * (query.timesSeconds[i] ?? 0) + line.offsetSeconds
  let distance = 256
  let nearest = -1
  if (seconds < -OUTSIDE_SECONDS_MAX || seconds > work.durationSeconds + OUTSIDE_SECONDS_MAX) {
    return { verdict: 'other', distance, likeness: 0, error: 0 }
  }
  for (
    let j = frameBefore(work.timesSeconds, seconds + NEAR_SECONDS);
    j >= 0 && (work.timesSeconds[j] ?? 0) >= seconds - NEAR_SECONDS;
    j--
  ) {
    const found = trackDistance(query, i, work, j)
    if (found >= distance && nearest >= 0) continue
    distance = found
    nearest = j
  }
  if (nearest < 0 || work.present[nearest] === 0) return { verdict: 'other', distance, likeness: 0, error: 0 }
  if (query.telling[i] === 0 || work.telling[nearest] === 0) {
    const blank =
      query.telling[i] === work.telling[nearest] &&
      Math.abs(level(query.thumbs, i) - level(work.thumbs, nearest)) <= FLAT_LEVEL_MAX
    return { verdict: blank ? 'blank' : 'other', distance, likeness: 0, error: 0 }
  }
  const like = likeness(query.thumbs, i, work.thumbs, nearest)
  const same = distance <= PAIR_DISTANCE_MAX || (like >= LIKENESS_MIN && distance <= LIKENESS_DISTANCE_MAX)
  const error = thumbError(query.thumbs, i, work.thumbs, nearest)
  return { verdict: same ? 'same' : 'other', distance, likeness: like, error }
}

export interface Stretch {
  line: Line
  firstFrame: number
  lastFrame: number
  /** Query frames that agree. */
  frames: readonly number[]
  /** An agreeing frame in the middle, and the frame of the work beside it. */
  middleFrame: number
  middleWorkFrame: number
  queryStart: number
  queryEnd: number
  workStart: number
  workEnd: number
  /** Query frames between the ends whose pictures agree. */
  sameFrames: number
  /** Of all telling frames between the ends, how many agree: 0..1. */
  sameShare: number
  /** How many pictures that have nothing in common there are among the agreeing frames, 1 to SCENES_MAX. */
  scenes: number
  distanceMedian: number
  qualityMedian: number
  likenessMedian: number
  /**
   * Difference of the pictures in luma levels, over the quarter of the frames that differ least: those were sampled at the
   * same moment, so that what remains is coding, and tells a copy's source from another copy.
   */
  error: number
  change: ChangeAgreement
  /** Share 0..1 of the query's change over time that the work does not show. */
  unexplained: number
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0

const lowestQuarter = (values: number[]): number => {
  const lowest = values.sort((a, b) => a - b).slice(0, Math.ceil(values.length / 4))
  return lowest.reduce((sum, value) => sum + value, 0) / Math.max(1, lowest.length)
}

const countScenes = (track: Track, frames: readonly number[]): number => {
  const kept: number[] = []
  for (const i of frames) {
    if (kept.length >= SCENES_MAX) break
    if (kept.every((k) => trackDistance(track, i, track, k) >= SCENE_DISTANCE_MIN)) kept.push(i)
  }
  return Math.max(1, kept.length)
}

/** Seconds of the border between frame i and the next one outside: halfway, or the end of the file. */
const startOf = (query: Track, i: number): number =>
  i === 0 ? 0 : ((query.timesSeconds[i - 1] ?? 0) + (query.timesSeconds[i] ?? 0)) / 2
const endOf = (query: Track, i: number): number =>
  i === query.count - 1 ? query.durationSeconds : ((query.timesSeconds[i] ?? 0) + (query.timesSeconds[i + 1] ?? 0)) / 2

/**
 * The stretches of query along the line where the pictures agree, blanks and short gaps bridged, frames in `excluded`
 * left out. Ends are exact to half a sample; a stretch that reaches the last sample reaches the end of the file.
 */
export const stretchesAlong = (query: Track, work: Track, line: Line, excluded: Uint8Array): Stretch[] => {
  const agreements = Array.from({ length: query.count }, (_, i) =>
    excluded[i] === 1 || query.present[i] === 0 ? null : frameAgreement(query, work, i, line),
  )
  const stretches: Stretch[] = []
  const close = (first: number, last: number): void => {
    let start = first
    let end = last
    while (start > 0 && agreements[start - 1]?.verdict === 'blank') start--
    while (end < query.count - 1 && agreements[end + 1]?.verdict === 'blank') end++
    const frames: number[] = []
    let telling = 0
    for (let i = first; i <= last; i++) {
      if (agreements[i] && query.telling[i] === 1) telling++
      if (agreements[i]?.verdict === 'same') frames.push(i)
    }
    const within = (seconds: number): number => Math.max(0, Math.min(work.durationSeconds, seconds))
    const middleFrame = frames[frames.length >> 1] ?? start
    const middleSeconds = line.speed * (query.timesSeconds[middleFrame] ?? 0) + line.offsetSeconds
    const queryStart = startOf(query, start)
    const queryEnd = endOf(query, end)
    stretches.push({
      line,
      firstFrame: start,
      lastFrame: end,
      frames,
      middleFrame,
      middleWorkFrame: Math.max(0, frameBefore(work.timesSeconds, middleSeconds)),
      queryStart,
      queryEnd,
      workStart: within(line.speed * queryStart + line.offsetSeconds),
      workEnd: within(line.speed * queryEnd + line.offsetSeconds),
      sameFrames: frames.length,
      sameShare: frames.length / Math.max(1, telling),
      scenes: countScenes(query, frames),
      distanceMedian: median(frames.map((i) => agreements[i]?.distance ?? 256)),
      qualityMedian: median(frames.map((i) => query.qualities[i] ?? 0)),
      likenessMedian: median(frames.map((i) => agreements[i]?.likeness ?? 0)),
      error: lowestQuarter(frames.map((i) => agreements[i]?.error ?? 0)),
      change: changeAgreement(query, work, frames, line),
      unexplained: unexplainedChange(query, work, frames, line),
    })
  }
  let first = -1
  let last = -1
  agreements.forEach((agreement, i) => {
    if (agreement?.verdict !== 'same') return
    const blanksOnly = last >= 0 && agreements.slice(last + 1, i).every((between) => between?.verdict === 'blank')
    const gap = (query.timesSeconds[i] ?? 0) - (query.timesSeconds[last] ?? 0)
    if (last >= 0 && !blanksOnly && gap > GAP_SECONDS_MAX) {
      close(first, last)
      first = i
    }
    if (first < 0) first = i
    last = i
  })
  if (first >= 0) close(first, last)
  return stretches
}
