/**
 * Finds the straight lines in time along which one video shows another: work time = speed × query time + offset. Coarse
 * by a Hough vote of equal-looking frames, then exact by the correlation of what changes in the two pictures over time,
 * which also finds the time in a scene where every frame looks like every other.
 */

import { CODE_BYTES } from '../../../ports/media.ts'
import { CODE_WORDS, popcount32 } from '../hashes/hamming.ts'
import { changeAgreement, type Line, NOISE_VARIANCE, SUPPORT_SECONDS } from './change.ts'
import { frameBefore, movingFrames, type Track } from './track.ts'

/** Frames further apart than this do not vote. Unrelated frames of quality 50 were never closer than 80 bits. */
export const PAIR_DISTANCE_MAX = 64
const UNRELATED = 255
const MATRIX_CELLS_MAX = 40_000_000
const BIN_SECONDS = 0.5
export const SPEED_MIN = 0.74
export const SPEED_MAX = 1.36
const SPEED_STEP = 1.02
const PAIRS_FOR_ALL_SPEEDS_MAX = 400_000
const CANDIDATES_MAX = 1500
const CANDIDATE_SHARE_MIN = 0.6
const REFINED_MAX = 6
const COARSE_FRAMES_MAX = 40
const FINE_FRAMES_MAX = 160
/** What agreement it is worth when neither side moves. */
const STILL_WORTH = 0.5
/** A changed speed must explain the frames better than the original speed by this much. */
const SPEED_GAIN_MIN = 1.02

const speeds = (): number[] => {
  const grid = [1]
  for (let speed = SPEED_STEP; speed < SPEED_MAX; speed *= SPEED_STEP) grid.push(speed)
  for (let speed = 1 / SPEED_STEP; speed > SPEED_MIN; speed /= SPEED_STEP) grid.push(speed)
  return grid
}

interface Distances {
  /** Query frames that were compared. */
  frames: Int32Array
  /** frames.length × work.count distances; UNRELATED above PAIR_DISTANCE_MAX or where a frame shows nothing. */
  cells: Uint8Array
  pairs: number
}

const compareAll = (query: Track, work: Track, excluded: Uint8Array): Distances => {
  const voters = movingFrames(query)
  const shown = movingFrames(work)
  const stride = Math.max(1, Math.ceil((query.count * work.count) / MATRIX_CELLS_MAX))
  const frames = Int32Array.from({ length: Math.ceil(query.count / stride) }, (_, i) => i * stride).filter(
    (i) => query.telling[i] === 1 && voters[i] === 1 && excluded[i] === 0,
  )
  const cells = new Uint8Array(frames.length * work.count).fill(UNRELATED)
  let pairs = 0
  const scale = (8 * CODE_BYTES) / query.bits
  const bitsMax = PAIR_DISTANCE_MAX / scale
  for (let f = 0; f < frames.length; f++) {
    const q = (frames[f] ?? 0) * CODE_WORDS
    for (let j = 0; j < work.count; j++) {
      if (work.telling[j] === 0 || shown[j] === 0) continue
      let distance = 0
      for (let w = 0; w < CODE_WORDS && distance <= bitsMax; w++) {
        distance += popcount32((query.words[q + w] ?? 0) ^ (work.words[j * CODE_WORDS + w] ?? 0))
      }
      if (distance > bitsMax) continue
      cells[f * work.count + j] = distance * scale
      pairs++
    }
  }
  return { frames, cells, pairs }
}

interface Candidate extends Line {
  votes: number
}

const everyNth = <T>(list: readonly T[], most: number): T[] => {
  const stride = Math.max(1, Math.ceil(list.length / most))
  return list.filter((_, i) => i % stride === 0)
}

/** Lines on which most query frames have a look-alike; each frame has one vote a line, less if it looks like everything. */
const vote = (query: Track, work: Track, distances: Distances): Candidate[] => {
  const { frames, cells } = distances
  const candidates: Candidate[] = []
  const reach = query.durationSeconds * SPEED_MAX
  const binCount = Math.ceil((work.durationSeconds + reach) / BIN_SECONDS) + 4
  const bins = new Float32Array(binCount)
  const best = new Float32Array(binCount)
  const touched: number[] = []
  const grid = distances.pairs > PAIRS_FOR_ALL_SPEEDS_MAX ? speeds().filter((_, i) => i % 4 === 0) : speeds()
  for (const speed of grid) {
    bins.fill(0)
    for (let f = 0; f < frames.length; f++) {
      const from = speed * (query.timesSeconds[frames[f] ?? 0] ?? 0) - reach
      let looks = 0
      touched.length = 0
      for (let j = 0; j < work.count; j++) {
        const distance = cells[f * work.count + j] ?? UNRELATED
        if (distance === UNRELATED) continue
        looks++
        const bin = Math.floor(((work.timesSeconds[j] ?? 0) - from) / BIN_SECONDS)
        const weight = 1 - distance / 128
        if (best[bin] === 0) touched.push(bin)
        if (weight > (best[bin] ?? 0)) best[bin] = weight
      }
      const rarity = 1 / Math.sqrt(looks)
      for (const bin of touched) {
        bins[bin] = (bins[bin] ?? 0) + (best[bin] ?? 0) * rarity
        best[bin] = 0
      }
    }
    for (let bin = 0; bin < binCount; bin++) {
      const votes = (bins[bin] ?? 0) + ((bins[bin - 1] ?? 0) + (bins[bin + 1] ?? 0)) / 2
      if (votes > 0) candidates.push({ speed, offsetSeconds: (bin + 0.5) * BIN_SECONDS - reach, votes })
    }
  }
  const most = candidates.reduce((max, candidate) => Math.max(max, candidate.votes), 0)
  const good = candidates.filter((candidate) => candidate.votes >= CANDIDATE_SHARE_MIN * most)
  // The original speed is by far the likeliest, and in a still scene every line has votes: look there twice as closely.
  const straight = good
    .filter(({ speed }) => speed === 1)
    .flatMap((line) =>
      [-BIN_SECONDS / 4, BIN_SECONDS / 4].map((shift) => ({ ...line, offsetSeconds: line.offsetSeconds + shift })),
    )
  return [
    ...everyNth(straight, CANDIDATES_MAX),
    ...everyNth(
      good.filter(({ speed }) => speed !== 1),
      CANDIDATES_MAX,
    ),
  ]
}

const supporters = (
  query: Track,
  work: Track,
  distances: Distances,
  line: Line,
): { frames: number[]; weight: number } => {
  const found: number[] = []
  let weight = 0
  distances.frames.forEach((i, f) => {
    const seconds = line.speed * (query.timesSeconds[i] ?? 0) + line.offsetSeconds
    const last = frameBefore(work.timesSeconds, seconds + SUPPORT_SECONDS)
    let best = UNRELATED
    for (let j = last; j >= 0 && (work.timesSeconds[j] ?? 0) >= seconds - SUPPORT_SECONDS; j--) {
      best = Math.min(best, distances.cells[f * work.count + j] ?? UNRELATED)
    }
    if (best === UNRELATED) return
    found.push(i)
    weight += 1 - best / 128
  })
  return { frames: found, weight }
}

/** How good a line is: frames that look alike, each worth more when the changes agree too. */
const worth = (query: Track, work: Track, distances: Distances, line: Line, framesMax: number): number => {
  const { frames, weight } = supporters(query, work, distances, line)
  if (frames.length < 2) return weight * 0.25
  const change = changeAgreement(query, work, everyNth(frames, framesMax), line)
  const energy = Math.max(change.queryVariance, change.workVariance)
  const moving = energy / (energy + NOISE_VARIANCE)
  // Concordance, unlike correlation, falls when one side moves and the other hardly does.
  const concordance =
    (2 * change.correlation * Math.sqrt(change.queryVariance * change.workVariance)) /
    (change.queryVariance + change.workVariance + 1e-9)
  return weight * (0.25 + 0.75 * (moving * Math.max(0, concordance) + (1 - moving) * STILL_WORTH))
}

const refine = (
  start: Line,
  value: (line: Line) => number,
  withSpeed: boolean,
  pivotSeconds: number,
): { line: Line; worth: number } => {
  let line: Line = { speed: start.speed, offsetSeconds: start.offsetSeconds }
  let best = value(start)
  for (const [offsetStep, speedStep] of [
    [0.25, 0.01],
    [0.12, 0.005],
    [0.06, 0.0025],
    [0.03, 0.0012],
  ] as const) {
    for (let improved = true, rounds = 0; improved && rounds < 12; rounds++) {
      improved = false
      const moves: Line[] = [-offsetStep, offsetStep].map((step) => ({
        ...line,
        offsetSeconds: line.offsetSeconds + step,
      }))
      if (withSpeed) {
        for (const step of [-speedStep, speedStep]) {
          moves.push({ ...line, speed: line.speed + step })
          // turning about the middle of the query keeps what fits there
          moves.push({ speed: line.speed + step, offsetSeconds: line.offsetSeconds - step * pivotSeconds })
        }
      }
      for (const move of moves) {
        const found = value(move)
        if (found > best + 1e-9) {
          best = found
          line = move
          improved = true
        }
      }
    }
  }
  return { line, worth: best }
}

/**
 * The best line between two tracks, looking only at query frames that are not `excluded` (1 a frame); null when no two
 * frames look alike. Both tracks need ascending times. Cost grows with query.count × work.count.
 */
export const bestLine = (query: Track, work: Track, excluded: Uint8Array): Line | null => {
  const distances = compareAll(query, work, excluded)
  if (distances.pairs === 0) return null
  const scored = vote(query, work, distances)
    .map((line) => ({ line, worth: worth(query, work, distances, line, COARSE_FRAMES_MAX) }))
    .sort((a, b) => b.worth - a.worth)
  const value = (line: Line): number => worth(query, work, distances, line, FINE_FRAMES_MAX)
  const straight = scored.filter(({ line }) => line.speed === 1).slice(0, REFINED_MAX)
  const changed = scored.filter(({ line }) => line.speed !== 1).slice(0, REFINED_MAX)
  const pick = (list: typeof scored, withSpeed: boolean) =>
    list
      .map(({ line }) => refine(line, value, withSpeed, query.durationSeconds / 2))
      .sort((a, b) => b.worth - a.worth)
      .at(0)
  const atOriginalSpeed = pick(straight, false)
  const atOtherSpeed = pick(changed, true)
  if (!atOtherSpeed) return atOriginalSpeed?.line ?? null
  if (atOriginalSpeed && atOriginalSpeed.worth * SPEED_GAIN_MIN >= atOtherSpeed.worth) return atOriginalSpeed.line
  return atOtherSpeed.line
}
