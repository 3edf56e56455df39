import type { SoundFingerprint } from '../../../ports/media.ts'
import { agreement, chanceOfAgreement, refineLine, type SoundLine } from './sound-line.ts'

/** A stretch of the query that agrees with the work, in hops and in peaks of the query. */
export interface SoundStretch {
  line: SoundLine
  /** Peaks from..to - 1. */
  from: number
  to: number
  /** Log-likelihood ratio (nats) of "a copy" against "chance". */
  evidence: number
  /** Share of the query's peaks that agree, and what chance would give. */
  share: number
  chance: number
  /** Different quarter tones and times among the peaks that agree. */
  pitchesAgreeing: number
  timesAgreeing: number
}

/** A stretch ends where so much evidence has been lost again. */
const LOST_MAX = 12
/** What a copy is taken to agree in, at most: more would end it where somebody talks over it. */
const SHARE_EXPECTED_MAX = 0.4
const GAIN_MIN = 1.8
const ROUNDS = 6
const PITCH_STEP = 4

/** Evidence of each peak, that agrees or that does not. */
const weights = (share: number, chance: number) => {
  const expected = Math.min(0.9, Math.max(Math.min(SHARE_EXPECTED_MAX, share), GAIN_MIN * chance))
  const by = Math.min(0.8, chance)
  return { same: Math.log(expected / by), other: Math.log((1 - expected) / (1 - by)) }
}

/** The heaviest run of `same` (0 or 1) within low..high - 1 (Kadane). */
const heaviestRun = (same: Uint8Array, w: { same: number; other: number }, low: number, high: number) => {
  let best = { from: low, to: low, evidence: 0 }
  let from = low
  let sum = 0
  for (let i = low; i < high; i++) {
    sum += (same[i] as number) === 1 ? w.same : w.other
    if (sum <= 0) {
      sum = 0
      from = i + 1
    } else if (sum > best.evidence) best = { from, to: i + 1, evidence: sum }
  }
  return best
}

/** How far the run goes on beyond its ends. */
const extend = (same: Uint8Array, w: { same: number; other: number }, run: { from: number; to: number }) => {
  let { from, to } = run
  let gain = 0
  for (let i = to, sum = 0; i < same.length && sum > gain - LOST_MAX; i++) {
    sum += (same[i] as number) === 1 ? w.same : w.other
    if (sum > gain) {
      gain = sum
      to = i + 1
    }
  }
  gain = 0
  for (let i = from - 1, sum = 0; i >= 0 && sum > gain - LOST_MAX; i--) {
    sum += (same[i] as number) === 1 ? w.same : w.other
    if (sum > gain) {
      gain = sum
      from = i
    }
  }
  return { from, to }
}

/** Whether so many agree by chance less than about once in a thousand times: most seeds are given up here. */
const isUnlikely = (count: number, of: number, chance: number): boolean =>
  count - chance * of > 3 * Math.sqrt(of * chance * (1 - chance))

/** The stretch that a seed belongs to, as long as the evidence goes; null when there is none. */
export const growStretch = (
  query: SoundFingerprint,
  work: SoundFingerprint,
  seed: { line: SoundLine; from: number; to: number },
): SoundStretch | null => {
  let line = refineLine(query, work, seed.line, seed.from, seed.to)
  let span = { from: seed.from, to: seed.to }
  let evidence = 0
  let share = 0
  let chance = 1
  let same: Uint8Array = new Uint8Array(0)
  for (let round = 0; round < ROUNDS; round++) {
    const before = span
    chance = chanceOfAgreement(query, work, line, span.from, span.to)
    let { count } = agreement(query, work, line, span.from, span.to)
    if (round === 0 && !isUnlikely(count, span.to - span.from, chance)) return null
    const w = weights(count / (span.to - span.from), chance)
    if (w.same <= 0) return null
    ;({ same } = agreement(query, work, line, 0, query.times.length))
    const core = heaviestRun(same, w, span.from, span.to)
    if (core.to === core.from) return null
    span = extend(same, w, core)
    evidence = 0
    count = 0
    for (let i = span.from; i < span.to; i++) {
      evidence += (same[i] as number) === 1 ? w.same : w.other
      count += same[i] as number
    }
    share = count / (span.to - span.from)
    line = refineLine(query, work, line, span.from, span.to)
    if (round > 0 && span.from === before.from && span.to === before.to) break
  }
  const pitches = new Set<number>()
  const times = new Set<number>()
  for (let i = span.from; i < span.to; i++) {
    if (same[i] === 0) continue
    pitches.add(Math.round((query.pitches[i] as number) / PITCH_STEP))
    times.add(query.times[i] as number)
  }
  return { line, ...span, evidence, share, chance, pitchesAgreeing: pitches.size, timesAgreeing: times.size }
}
