import type { SoundFingerprint } from '../../../ports/media.ts'
import { HOP_SECONDS } from './fingerprint-sound.ts'
import { agreement, chanceOfAgreement, firstFrom } from './sound-line.ts'
import type { SoundStretch } from './sound-stretch.ts'

/** A passage that so many works share, which share nothing around it, is licensed to many and tells nothing. */
const UNLIKE_WORKS_MIN = 5
const COVERED_SHARE_MIN = 0.6
/** How far around the passage two works are compared, and how much there must be to compare. */
const AROUND_HOPS = Math.round(20 / HOP_SECONDS)
const AROUND_PEAKS_MIN = 40
const ALIKE_SHARE_MIN = 0.15

interface Heard {
  work: SoundFingerprint
  registrant: string
  stretches: SoundStretch[]
}

interface Place {
  work: SoundFingerprint
  registrant: string
  stretch: SoundStretch
}

/**
 * Two recordings of the same passage are alike when they also agree before or after it, or when there is nothing of either
 * around it; then they are versions of one work and no sign that many unlike works use it.
 */
const isAlike = (query: SoundFingerprint, a: Place, b: Place): boolean => {
  const hopIn = ({ stretch }: Place, peak: number): number =>
    stretch.line.speed * (query.times[peak] ?? 0) + stretch.line.offset
  const speed = a.stretch.line.speed / b.stretch.line.speed
  const line = {
    speed,
    offset: a.stretch.line.offset - speed * b.stretch.line.offset,
    pitch: a.stretch.line.pitch - b.stretch.line.pitch,
  }
  let roomOfOne = false
  let compared = 0
  let agreeing = 0
  const start = { a: hopIn(a, a.stretch.from), b: hopIn(b, b.stretch.from) }
  const end = { a: hopIn(a, a.stretch.to - 1), b: hopIn(b, b.stretch.to - 1) }
  const last = (work: SoundFingerprint): number => work.times.at(-1) ?? 0
  const sides = [
    { at: start.b, a: start.a, b: start.b, sign: -1 },
    { at: end.b, a: last(a.work) - end.a, b: last(b.work) - end.b, sign: 1 },
  ]
  for (const side of sides) {
    if (Math.max(side.a, side.b) > AROUND_HOPS / 4) roomOfOne = true
    const reach = Math.min(AROUND_HOPS, side.a, side.b)
    if (reach <= 0) continue
    const from = firstFrom(b.work.times, side.sign < 0 ? Math.max(0, side.at - reach) : side.at + 1)
    const to = firstFrom(b.work.times, side.sign < 0 ? side.at : side.at + reach)
    if (to - from < AROUND_PEAKS_MIN) continue
    const { count } = agreement(b.work, a.work, line, from, to)
    const chance = chanceOfAgreement(b.work, a.work, line, from, to)
    compared += to - from
    agreeing += count - chance * (to - from)
  }
  return compared > 0 ? agreeing > ALIKE_SHARE_MIN * compared : !roomOfOne
}

const overlap = (a: SoundStretch, b: SoundStretch): number =>
  Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))

/**
 * What was heard without the passages that many unlike works of different registrants have, such as library music and stings.
 * The theme of a series, which all its episodes have, stays its registrant's.
 */
export const dropCommonSounds = <T extends Heard>(query: SoundFingerprint, heard: readonly T[]): T[] => {
  if (heard.length < UNLIKE_WORKS_MIN) return [...heard]
  const isCommon = (stretch: SoundStretch): boolean => {
    const length = stretch.to - stretch.from
    const sharers: Place[] = []
    for (const { work, registrant, stretches } of heard) {
      const other = stretches.find((one) => overlap(one, stretch) >= COVERED_SHARE_MIN * length)
      if (other) sharers.push({ work, registrant, stretch: other })
    }
    const unlike: Place[] = []
    for (const place of sharers) {
      if (unlike.length === UNLIKE_WORKS_MIN) break
      const isOwn = unlike.some(({ registrant }) => registrant === place.registrant)
      if (!isOwn && !unlike.some((other) => isAlike(query, other, place))) unlike.push(place)
    }
    return unlike.length >= UNLIKE_WORKS_MIN
  }
  return heard
    .map((one) => ({ ...one, stretches: one.stretches.filter((stretch) => !isCommon(stretch)) }))
    .filter(({ stretches }) => stretches.length > 0)
}
