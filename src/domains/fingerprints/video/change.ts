/**
 * Compares what changes in two videos over time along a line. It is the second witness beside the picture hashes, and the
 * clock in scenes where every frame looks like every other.
 */
import { COARSE_CELLS, frameBefore, type Track } from './track.ts'

/** Work time = speed × query time + offset. */
export interface Line {
  speed: number
  offsetSeconds: number
}

/** Variance (luma levels squared) at which change in the picture counts as much as coding noise. */
export const NOISE_VARIANCE = 1
/** A frame counts for a moment this near. */
export const SUPPORT_SECONDS = 0.4
const EXPLAIN_SECONDS = 0.13

/** A moment between two frames of the work: `share` 0..1 of the way from the `first` to the `second`. */
interface Moment {
  first: number
  second: number
  share: number
}

/** null where the work is not there. */
const momentAt = (work: Track, seconds: number): Moment | null => {
  const before = frameBefore(work.timesSeconds, seconds)
  const first = Math.max(0, before)
  const second = Math.min(work.count - 1, before + 1)
  const t0 = work.timesSeconds[first] ?? 0
  const t1 = work.timesSeconds[second] ?? 0
  if (seconds < t0 - SUPPORT_SECONDS || seconds > t1 + SUPPORT_SECONDS) return null
  return { first, second, share: t1 > t0 ? Math.max(0, Math.min(1, (seconds - t0) / (t1 - t0))) : 0 }
}

/** Work luma at a moment between two frames, COARSE_CELLS values. false outside the work. */
const coarseAt = (work: Track, seconds: number, out: Float32Array): boolean => {
  const moment = momentAt(work, seconds)
  if (!moment) return false
  const { first, second, share } = moment
  for (let c = 0; c < COARSE_CELLS; c++) {
    const a = work.coarse[first * COARSE_CELLS + c] ?? 0
    out[c] = a + share * ((work.coarse[second * COARSE_CELLS + c] ?? 0) - a)
  }
  return true
}

export interface ChangeAgreement {
  frames: number
  /** Correlation -1..1 of the two pictures after each cell's mean over the frames is taken off. */
  correlation: number
  /** Mean variance of a cell over time, luma levels squared. */
  queryVariance: number
  workVariance: number
}

/** How well the changes over time in the given query frames agree with those of the work along a line. */
export const changeAgreement = (query: Track, work: Track, frames: readonly number[], line: Line): ChangeAgreement => {
  // Where to look, once for all cells: of frame k the row of the query, and two of the work with the second's share.
  const rows = new Int32Array(frames.length * 3)
  const shares = new Float64Array(frames.length)
  let count = 0
  for (const i of frames) {
    const moment = momentAt(work, line.speed * (query.timesSeconds[i] ?? 0) + line.offsetSeconds)
    if (!moment) continue
    rows[count * 3] = i * COARSE_CELLS
    rows[count * 3 + 1] = moment.first * COARSE_CELLS
    rows[count * 3 + 2] = moment.second * COARSE_CELLS
    shares[count++] = moment.share
  }
  if (count < 2) return { frames: count, correlation: 0, queryVariance: 0, workVariance: 0 }
  const shown = query.coarse
  const source = work.coarse
  let qq = 0
  let ww = 0
  let qw = 0
  for (let c = 0; c < COARSE_CELLS; c++) {
    let sumQ = 0
    let sumW = 0
    let sumQQ = 0
    let sumWW = 0
    let sumQW = 0
    for (let k = 0; k < count; k++) {
      const q = shown[(rows[k * 3] ?? 0) + c] ?? 0
      const a = source[(rows[k * 3 + 1] ?? 0) + c] ?? 0
      const w = a + (shares[k] ?? 0) * ((source[(rows[k * 3 + 2] ?? 0) + c] ?? 0) - a)
      sumQ += q
      sumW += w
      sumQQ += q * q
      sumWW += w * w
      sumQW += q * w
    }
    qq += sumQQ - (sumQ * sumQ) / count
    ww += sumWW - (sumW * sumW) / count
    qw += sumQW - (sumQ * sumW) / count
  }
  return {
    frames: count,
    correlation: qw / Math.sqrt(qq * ww + 1e-9),
    queryVariance: qq / (count * COARSE_CELLS),
    workVariance: ww / (count * COARSE_CELLS),
  }
}

/**
 * How much of each frame of the query the work does not show along a line, nor within EXPLAIN_SECONDS of it: mean square over
 * the cells, luma levels squared, after each cell's mean over the `core` frames is taken off and the contrast fitted to them.
 */
export interface Explanation {
  /** Of the `core` frames, those for which the work is there. */
  frames: readonly number[]
  queryVariance: number
  missOf: (frame: number) => number
}

/** null with fewer than two `core` frames for which the work is there. */
export const explain = (query: Track, work: Track, core: readonly number[], line: Line): Explanation | null => {
  const shown = new Float32Array(COARSE_CELLS)
  const at = (i: number): number => line.speed * (query.timesSeconds[i] ?? 0) + line.offsetSeconds
  const frames = core.filter((i) => coarseAt(work, at(i), shown))
  if (frames.length < 2) return null
  const queryMean = new Float64Array(COARSE_CELLS)
  const workMean = new Float64Array(COARSE_CELLS)
  for (const i of frames) {
    coarseAt(work, at(i), shown)
    for (let c = 0; c < COARSE_CELLS; c++) {
      queryMean[c] = (queryMean[c] ?? 0) + (query.coarse[i * COARSE_CELLS + c] ?? 0) / frames.length
      workMean[c] = (workMean[c] ?? 0) + (shown[c] ?? 0) / frames.length
    }
  }
  const { correlation, queryVariance, workVariance } = changeAgreement(query, work, frames, line)
  const gain = Math.max(0.2, correlation * Math.sqrt(queryVariance / (workVariance + 1e-9)))
  const low = new Float32Array(COARSE_CELLS)
  const high = new Float32Array(COARSE_CELLS)
  const missOf = (i: number): number => {
    if (!coarseAt(work, at(i), low)) return Number.POSITIVE_INFINITY
    high.set(low)
    const last = frameBefore(work.timesSeconds, at(i) + EXPLAIN_SECONDS)
    for (let j = last; j >= 0 && (work.timesSeconds[j] ?? 0) >= at(i) - EXPLAIN_SECONDS; j--) {
      for (let c = 0; c < COARSE_CELLS; c++) {
        const value = work.coarse[j * COARSE_CELLS + c] ?? 0
        if (value < (low[c] ?? 0)) low[c] = value
        if (value > (high[c] ?? 0)) high[c] = value
      }
    }
    let missed = 0
    for (let c = 0; c < COARSE_CELLS; c++) {
      const value = (query.coarse[i * COARSE_CELLS + c] ?? 0) - (queryMean[c] ?? 0)
      const from = gain * ((low[c] ?? 0) - (workMean[c] ?? 0))
      const to = gain * ((high[c] ?? 0) - (workMean[c] ?? 0))
      const miss = value < from ? from - value : value > to ? value - to : 0
      missed += miss * miss
    }
    return missed / COARSE_CELLS
  }
  return { frames, queryVariance, missOf }
}

/**
 * The share 0..1 of the change in the query that the work does not show at that time, nor within EXPLAIN_SECONDS of it.
 * Two takes by one fixed camera correlate well, but people stand elsewhere; a true copy leaves only coding noise.
 */
export const unexplainedChange = (query: Track, work: Track, core: readonly number[], line: Line): number => {
  const explained = explain(query, work, core, line)
  if (!explained) return 0
  const { frames, queryVariance, missOf } = explained
  const missed = frames.reduce((sum, i) => sum + missOf(i), 0) / frames.length
  return Math.min(1, missed / (queryVariance + NOISE_VARIANCE))
}
