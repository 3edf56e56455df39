/**
 * Pieces of one scene in another order: wherever a camera stands still every frame looks like every other, so that one line in time
 * agrees with all of them, and explains what changes in none or in one. Here the line is sought for two seconds at a time and
 * followed as long as it explains what changes.
 */
import { bestLine, SPEED_MAX, SPEED_MIN } from './align.ts'
import { explain, type Line, NOISE_VARIANCE } from './change.ts'
import type { Track } from './track.ts'
import { type Stretch, stretchesAlong } from './verify.ts'

/** Windows, in frames: two seconds say more, and short pieces have no room for them. */
const WINDOWS = [16, 9] as const
const STEPS_A_WINDOW = 3
/** A true copy leaves less of what changes unexplained: see stretchConfidence. */
const UNEXPLAINED_MAX = 0.1
const VARIANCE_MIN = 1.5
/** Whoever puts pieces in another order plays all at one speed; a chance agreement finds another speed each time. */
const SAME_SPEED = 0.03
/** So many frames in a row that are not explained end a piece. */
const END_FRAMES = 2
/** When the pieces do not make up this share of the stretch, a window may have agreed by chance. */
const PIECES_SHARE_MIN = 0.6
const WINDOWS_MAX = 60

interface Seed {
  line: Line
  frames: readonly number[]
  unexplained: number
}

const outside = (count: number, inside: readonly number[], excluded: Uint8Array): Uint8Array => {
  const mask = new Uint8Array(count).fill(1)
  for (const i of inside) mask[i] = excluded[i] ?? 0
  return mask
}

const seedOf = (query: Track, work: Track, frames: readonly number[], excluded: Uint8Array): Seed | null => {
  const line = bestLine(query, work, outside(query.count, frames, excluded))
  if (!line || line.speed < SPEED_MIN || line.speed > SPEED_MAX) return null
  const explained = explain(query, work, frames, line)
  if (!explained || explained.queryVariance < VARIANCE_MIN || explained.frames.length < frames.length) return null
  const missed = frames.reduce((sum, i) => sum + explained.missOf(i), 0) / frames.length
  const unexplained = missed / (explained.queryVariance + NOISE_VARIANCE)
  return unexplained <= UNEXPLAINED_MAX ? { line, frames, unexplained } : null
}

/** The frames of `of` around those of the seed that its line explains, up to where it no longer does. */
const grow = (query: Track, work: Track, { line, frames }: Seed, of: readonly number[], variance: number): number[] => {
  const explained = explain(query, work, frames, line)
  if (!explained) return []
  const { missOf } = explained
  const noise = frames.reduce((sum, i) => sum + missOf(i), 0) / frames.length
  const limit = Math.sqrt((noise + NOISE_VARIANCE / 4) * Math.max(variance, VARIANCE_MIN))
  const reach = (from: number, step: number): number => {
    let last = from
    for (let k = from + step, missed = 0; k >= 0 && k < of.length && missed < END_FRAMES; k += step) {
      if (missOf(of[k] ?? 0) <= limit) {
        last = k
        missed = 0
      } else missed++
    }
    return last
  }
  const first = of.indexOf(frames[0] ?? 0)
  const last = of.indexOf(frames.at(-1) ?? 0)
  return of.slice(reach(first, -1), reach(last, 1) + 1)
}

/** The speed that most seeds have, those that explain most first; null without seeds. */
const usualSpeed = (seeds: readonly Seed[]): number | null => {
  const alike = (speed: number): number => seeds.filter(({ line }) => Math.abs(line.speed - speed) <= SAME_SPEED).length
  const most = Math.max(0, ...seeds.map(({ line }) => alike(line.speed)))
  return seeds.find(({ line }) => alike(line.speed) === most)?.line.speed ?? null
}

/**
 * The pieces that a stretch of agreeing pictures is made of, whose change over time the work explains, each on a line of its own;
 * none when they do not make up most of it. Frames in `excluded` are left out.
 */
export const piecesWithin = (query: Track, work: Track, stretch: Stretch, excluded: Uint8Array): Stretch[] => {
  const open = stretch.frames.filter((i) => excluded[i] === 0 && query.telling[i] === 1)
  const variance = stretch.change.queryVariance
  const taken = excluded.slice()
  const pieces: Stretch[] = []
  let speed: number | null = null
  for (const size of WINDOWS) {
    const step = Math.max(Math.floor(size / STEPS_A_WINDOW), Math.ceil(open.length / WINDOWS_MAX))
    const seeds: Seed[] = []
    for (let from = 0; from + size <= open.length; from += step) {
      const frames = open.slice(from, from + size)
      if (frames.some((i) => taken[i] === 1)) continue
      const seed = seedOf(query, work, frames, taken)
      if (seed) seeds.push(seed)
    }
    seeds.sort((a, b) => a.unexplained - b.unexplained)
    speed ??= usualSpeed(seeds)
    for (const seed of seeds) {
      if (Math.abs(seed.line.speed - (speed ?? 1)) > SAME_SPEED || seed.frames.some((i) => taken[i] === 1)) continue
      const free = open.filter((i) => taken[i] === 0)
      const grown = grow(query, work, seed, free, variance)
      const [piece] = stretchesAlong(query, work, seed.line, outside(query.count, grown, taken)).sort(
        (a, b) => b.sameFrames - a.sameFrames,
      )
      if (!piece) continue
      taken.fill(1, piece.firstFrame, piece.lastFrame + 1)
      pieces.push(piece)
    }
  }
  const frames = pieces.reduce((sum, piece) => sum + piece.sameFrames, 0)
  return frames >= PIECES_SHARE_MIN * open.length ? pieces : []
}
