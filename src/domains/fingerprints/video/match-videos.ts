import type { MediaFingerprint } from '../../../ports/media.ts'
import { CONFIDENCE_MIN, stretchConfidence } from '../confidence.ts'
import type { Finding, FoundSegment, ViewPairing } from '../finding.ts'
import { bestLine } from './align.ts'
import { createTrack, type Track } from './track.ts'
import { type Stretch, stretchesAlong } from './verify.ts'

const LINES_MAX = 8
const FRAMES_MIN = 3
const SPEED_CHANGE_MIN = 0.012
/** Two segments that share more of the query than this are one finding told twice. */
const OVERLAP_MAX = 0.5

interface Found {
  stretch: Stretch
  confidence: number
  pairing: ViewPairing
}

const findAlong = (query: Track, work: Track, pairing: ViewPairing): Found[] => {
  const excluded = new Uint8Array(query.count)
  const found: Found[] = []
  for (let round = 0; round < LINES_MAX; round++) {
    const line = bestLine(query, work, excluded)
    if (!line) break
    const stretches = stretchesAlong(query, work, line, excluded).filter((stretch) => stretch.sameFrames >= FRAMES_MIN)
    if (stretches.length === 0) break
    for (const stretch of stretches) {
      excluded.fill(1, stretch.firstFrame, stretch.lastFrame + 1)
      const confidence = stretchConfidence(stretch)
      if (confidence >= CONFIDENCE_MIN) found.push({ stretch, confidence, pairing })
    }
  }
  return found
}

const overlap = (a: Stretch, b: Stretch): number => {
  const shared = Math.min(a.queryEnd, b.queryEnd) - Math.max(a.queryStart, b.queryStart)
  return shared / Math.max(0.01, Math.min(a.queryEnd - a.queryStart, b.queryEnd - b.queryStart))
}

const editsOf = ({ stretch, pairing }: Found): string[] => {
  const edits: string[] = []
  if (pairing.turn === 'mirrored') edits.push('mirrored')
  if (pairing.queryView > 0 && pairing.workView === 0) edits.push('padded')
  if (pairing.queryView === 0 && pairing.workView > 0) edits.push('cropped')
  if (Math.abs(stretch.line.speed - 1) > SPEED_CHANGE_MIN) edits.push(`speed:${stretch.line.speed.toFixed(2)}`)
  return edits
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000

const toSegment = (found: Found): FoundSegment => ({
  queryStart: round(found.stretch.queryStart),
  queryEnd: round(found.stretch.queryEnd),
  workStart: round(found.stretch.workStart),
  workEnd: round(found.stretch.workEnd),
  confidence: Math.round(found.confidence * 1000) / 1000,
  edits: editsOf(found),
})

/** Every stretch of the query that shows the work, over the given pairings of views; null when there is none. */
export const matchVideos = (
  query: MediaFingerprint,
  work: MediaFingerprint,
  pairings: readonly ViewPairing[],
): Finding | null => {
  const found: Found[] = []
  for (const pairing of pairings) {
    const queryView = query.views[pairing.queryView]
    const workView = work.views[pairing.workView]
    if (!queryView || !workView || (pairing.turn !== 'upright' && pairing.turn !== 'mirrored')) continue
    const mirrored = pairing.turn === 'mirrored'
    found.push(
      ...findAlong(
        createTrack(queryView, query.timesSeconds, query.durationSeconds, mirrored),
        createTrack(workView, work.timesSeconds, work.durationSeconds, false),
        pairing,
      ),
    )
  }
  const weight = ({ stretch, confidence }: Found): number => confidence * Math.sqrt(stretch.sameFrames)
  found.sort((a, b) => weight(b) - weight(a) || a.stretch.error - b.stretch.error)
  const kept: Found[] = []
  for (const one of found) {
    if (kept.every((other) => overlap(one.stretch, other.stretch) <= OVERLAP_MAX)) kept.push(one)
  }
  const surest = kept.reduce<Found | null>(
    (best, one) => (best && best.confidence >= one.confidence ? best : one),
    null,
  )
  if (!surest) return null
  kept.sort((a, b) => a.stretch.queryStart - b.stretch.queryStart)
  const segments = kept.map(toSegment)
  return {
    confidence: Math.round(surest.confidence * 1000) / 1000,
    error: surest.stretch.error,
    edits: [...new Set(segments.flatMap(({ edits }) => edits))],
    segments,
  }
}
