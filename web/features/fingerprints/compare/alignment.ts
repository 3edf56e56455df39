import type { MatchSegment } from '../../../../src/domains/fingerprints/contract.ts'
import type { CheckMatch } from '../check-match.ts'

/** One stretch of the copy and the stretch of the work it shows, in seconds; time runs evenly inside. */
export interface AlignedSegment {
  queryStart: number
  queryEnd: number
  workStart: number
  workEnd: number
}

export const frameSeconds = 1 / 25

/** Work seconds that pass in one second of the copy: 1.25 when the copy runs faster by a quarter. */
export const speedOf = (segment: AlignedSegment): number => {
  const querySpan = segment.queryEnd - segment.queryStart
  return querySpan > 0 ? (segment.workEnd - segment.workStart) / querySpan : 1
}

export const workTimeAt = (segment: AlignedSegment, queryTime: number): number =>
  segment.workStart + (queryTime - segment.queryStart) * speedOf(segment)

export const queryTimeAt = (segment: AlignedSegment, workTime: number): number => {
  const speed = speedOf(segment)
  return segment.queryStart + (speed === 0 ? 0 : (workTime - segment.workStart) / speed)
}

const covers = (segment: AlignedSegment, queryTime: number) =>
  queryTime >= segment.queryStart - 1e-6 && queryTime <= segment.queryEnd + 1e-6

/** The segment at a moment of the copy; where several overlap the preferred one. `null` between segments. */
export function segmentAt(
  segments: readonly AlignedSegment[],
  queryTime: number,
  preferred: number | null,
): number | null {
  const wanted = preferred === null ? undefined : segments[preferred]
  if (wanted && covers(wanted, queryTime)) return preferred
  const index = segments.findIndex((segment) => covers(segment, queryTime))
  return index === -1 ? null : index
}

/** The segment that shows a moment of the work; the preferred one first. */
export function segmentShowing(
  segments: readonly AlignedSegment[],
  workTime: number,
  preferred: number | null,
): number | null {
  const shows = (segment: AlignedSegment) => workTime >= segment.workStart && workTime <= segment.workEnd
  const wanted = preferred === null ? undefined : segments[preferred]
  if (wanted && shows(wanted)) return preferred
  const index = segments.findIndex(shows)
  return index === -1 ? null : index
}

/** Where to look first: a little inside, since the first frames of a segment are the ones it is least sure of. */
export const entryOf = ({ queryStart, queryEnd }: AlignedSegment): number =>
  queryStart + Math.min(0.5, (queryEnd - queryStart) * 0.1)

/** Seconds or characters of the copy that are matched, counting overlaps once. */
export function matchedLength(segments: readonly AlignedSegment[]): number {
  let end = Number.NEGATIVE_INFINITY
  let sum = 0
  for (const segment of [...segments].sort((a, b) => a.queryStart - b.queryStart)) {
    sum += Math.max(0, segment.queryEnd - Math.max(segment.queryStart, end))
    end = Math.max(end, segment.queryEnd)
  }
  return sum
}

/** The neighbour in the copy's order; stays at the ends. */
export function neighbour(
  segments: readonly AlignedSegment[],
  from: number | null,
  queryTime: number,
  step: 1 | -1,
): number | null {
  if (segments.length === 0) return null
  const order = segments
    .map((_, i) => i)
    .sort((a, b) => (segments[a]?.queryStart ?? 0) - (segments[b]?.queryStart ?? 0))
  if (from !== null) return order[order.indexOf(from) + step] ?? from
  const next = order.find((i) => (segments[i]?.queryStart ?? 0) > queryTime)
  const previous = order.findLast((i) => (segments[i]?.queryEnd ?? 0) < queryTime)
  return (step === 1 ? next : previous) ?? null
}

/** The very same bytes match from end to end, also when the matcher had no need to align them. */
export function segmentsOf(match: CheckMatch, copyDuration: number): MatchSegment[] {
  if (match.segments.length > 0) return match.segments
  const whole = { queryStart: 0, queryEnd: copyDuration, workStart: 0, workEnd: match.durationSeconds ?? copyDuration }
  const { episode, confidence } = match
  return [{ ...whole, unit: 'seconds', episode, confidence, edits: [], transform: null }]
}
