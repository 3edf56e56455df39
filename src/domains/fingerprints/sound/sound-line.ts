import type { SoundFingerprint } from '../../../ports/media.ts'

type Peaks = Pick<SoundFingerprint, 'times' | 'pitches'>

/** How a query lies on a work: work hop = speed × query hop + offset; query pitch = work pitch + pitch, eighths of a semitone. */
export interface SoundLine {
  speed: number
  offset: number
  pitch: number
}

/** Peaks from..to - 1 of the query that have their like in the work, and where. */
export interface Agreement {
  from: number
  /** 1 where the peak from + i is also in the work. */
  same: Uint8Array
  count: number
}

const LOOSE_HOPS = 6
const LOOSE_PITCH = 5
export const CLOSE_HOPS = 2.5
export const CLOSE_PITCH = 3

/** The first place whose value is not below `value`. */
export const firstFrom = (values: Uint32Array, value: number): number => {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

const eachPair = (
  query: Peaks,
  work: Peaks,
  line: SoundLine,
  span: { from: number; to: number; hops: number; pitch: number },
  found: (peak: number, timeRest: number, pitchRest: number) => void,
): void => {
  const { from, to, hops } = span
  let first = firstFrom(work.times, line.speed * (query.times[from] ?? 0) + line.offset - hops)
  for (let i = from; i < to; i++) {
    const time = line.speed * (query.times[i] as number) + line.offset
    const pitch = (query.pitches[i] as number) - line.pitch
    while (first < work.times.length && (work.times[first] as number) < time - hops) first++
    let least = span.pitch + 0.01
    let timeRest = Number.NaN
    let pitchRest = 0
    for (let j = first; j < work.times.length && (work.times[j] as number) <= time + hops; j++) {
      const rest = pitch - (work.pitches[j] as number)
      if (Math.abs(rest) >= least) continue
      least = Math.abs(rest)
      pitchRest = rest
      timeRest = (work.times[j] as number) - time
    }
    if (!Number.isNaN(timeRest)) found(i, timeRest, pitchRest)
  }
}

/** Which peaks of the query are where the line says that the work has one. */
export const agreement = (query: Peaks, work: Peaks, line: SoundLine, from: number, to: number): Agreement => {
  const same = new Uint8Array(to - from)
  let count = 0
  eachPair(query, work, line, { from, to, hops: CLOSE_HOPS, pitch: CLOSE_PITCH }, (i) => {
    same[i - from] = 1
    count++
  })
  return { from, same, count }
}

/** The line through the pairs that lie near to it, by least squares; the same line when there are too few. */
export const refineLine = (query: Peaks, work: Peaks, line: SoundLine, from: number, to: number): SoundLine => {
  let refined = line
  for (const hops of [LOOSE_HOPS, CLOSE_HOPS + 1]) {
    let n = 0
    let sumX = 0
    let sumY = 0
    let sumXx = 0
    let sumXy = 0
    let sumPitch = 0
    const middle = ((query.times[from] ?? 0) + (query.times[to - 1] ?? 0)) / 2
    eachPair(query, work, refined, { from, to, hops, pitch: LOOSE_PITCH }, (i, timeRest, pitchRest) => {
      const x = (query.times[i] as number) - middle
      n++
      sumX += x
      sumY += timeRest
      sumXx += x * x
      sumXy += x * timeRest
      sumPitch += pitchRest
    })
    if (n < 8) return refined
    const spread = sumXx - (sumX * sumX) / n
    const slope = spread > 0 ? (sumXy - (sumX * sumY) / n) / spread : 0
    const shift = (sumY - slope * sumX) / n
    refined = {
      speed: refined.speed + slope,
      offset: refined.offset + shift - slope * middle,
      pitch: refined.pitch + sumPitch / n,
    }
  }
  return refined
}

/** Hops by which the line is shifted to see how often peaks agree by chance, in this music and at this density. */
const CHANCE_SHIFTS = [-211, -167, -131, -97, -71, -43, 41, 73, 101, 127, 163, 223]
const CHANCE_MIN = 0.02

/** Share of the peaks that would agree if the works had nothing to do with each other, 0.02..1. */
export const chanceOfAgreement = (query: Peaks, work: Peaks, line: SoundLine, from: number, to: number): number => {
  const shares = CHANCE_SHIFTS.map(
    (shift) =>
      agreement(query, work, { ...line, offset: line.offset + shift }, from, to).count / Math.max(1, to - from),
  ).sort((a, b) => a - b)
  return Math.max(CHANCE_MIN, ((shares[6] ?? 0) + (shares[8] ?? 0)) / 2)
}
