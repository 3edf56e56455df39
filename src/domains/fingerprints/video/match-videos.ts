import type { ContentBox, MediaFingerprint } from '../../../ports/media.ts'
import { CONFIDENCE_MIN, stretchConfidence } from '../confidence.ts'
import { composeTransforms, type Transform } from '../features/transform.ts'
import type { Finding, FoundSegment, ViewPairing } from '../finding.ts'
import { WHOLE_BOX } from '../hashes/content-box.ts'
import { bestLine, SPEED_MAX, SPEED_MIN } from './align.ts'
import { coveredCells, type FramePair, pairsAlong, uncover } from './covered.ts'
import { piecesWithin } from './pieces.ts'
import { placedTracks } from './placement.ts'
import { placementEdits } from './placement-edits.ts'
import { boxAt, type Placement, placementDistance } from './placements.ts'
import { refinePlacement } from './refine-placement.ts'
import { createTrack, type Track, tellingFrames } from './track.ts'
import { type Stretch, stretchesAlong } from './verify.ts'

const LINES_MAX = 8
const FRAMES_MIN = 3
/** Surer than this, nothing is sought that might cover the copy. */
const CONFIDENCE_SURE = 0.9
/** When less than this is left to be explained, no other placement is tried. */
const OPEN_SHARE_MAX = 0.1
const SPEED_CHANGE_MIN = 0.012
/** Two segments that share more of the query than this are one finding told twice. */
const OVERLAP_MAX = 0.5
/** A placement this near to whole on whole is compared by the stored codes. */
const WHOLE_PLACEMENT_MAX = 0.03
const IDENTITY: Transform = [1, 0, 0, 0, 1, 0, 0, 0, 1]
const MIRROR: Transform = [-1, 0, 1, 0, 1, 0, 0, 0, 1]

/** Both files seen so that their pictures should be the same. */
interface Comparison {
  query: Track
  work: Track
  /** How they lie at `frame` of the query against `workFrame`, and the part of the query that counts. */
  placeAt: (frame: number, workFrame: number) => Pick<Placement, 'transform' | 'within'>
  /** Frames of about the same moments, as far as they are known beforehand. */
  pairs: readonly FramePair[]
}

interface Found {
  stretch: Stretch
  confidence: number
  place: Pick<Placement, 'transform' | 'within'>
  covered: boolean
}

const fromBox = ({ left, top, right, bottom }: ContentBox): Transform => [
  right - left,
  0,
  left,
  0,
  bottom - top,
  top,
  0,
  0,
  1,
]
const toBox = ({ left, top, right, bottom }: ContentBox): Transform => [
  1 / (right - left),
  0,
  -left / (right - left),
  0,
  1 / (bottom - top),
  -top / (bottom - top),
  0,
  0,
  1,
]

const pairedComparison = (
  query: MediaFingerprint,
  work: MediaFingerprint,
  pairing: ViewPairing,
  pairs: readonly FramePair[],
): Comparison | null => {
  const queryView = query.views[pairing.queryView]
  const workView = work.views[pairing.workView]
  if (!queryView || !workView || (pairing.turn !== 'upright' && pairing.turn !== 'mirrored')) return null
  const mirrored = pairing.turn === 'mirrored'
  return {
    pairs,
    query: createTrack(queryView, query.timesSeconds, query.durationSeconds, mirrored),
    work: createTrack(workView, work.timesSeconds, work.durationSeconds, false),
    placeAt: (frame, workFrame) => {
      const within = boxAt(queryView, frame) ?? WHOLE_BOX
      const inside = composeTransforms(mirrored ? MIRROR : IDENTITY, toBox(within))
      return { transform: composeTransforms(fromBox(boxAt(workView, workFrame) ?? WHOLE_BOX), inside), within }
    },
  }
}

const wholePairing = (mirrored: boolean): ViewPairing => ({
  queryView: 0,
  turn: mirrored ? 'mirrored' : 'upright',
  workView: 0,
})

type Tracks = Pick<Comparison, 'query' | 'work'>

/** Both files without what differs throughout the pairs of frames; null when nothing does. */
const withoutCover = ({ query, work }: Tracks, pairs: readonly FramePair[]): Tracks | null => {
  const covered = coveredCells(query, work, pairs)
  return covered && { query: uncover(query, covered), work: uncover(work, covered) }
}

/** A placement made exact on frames of one moment; null when there is no line in time on which it holds. */
const placedComparison = (query: MediaFingerprint, work: MediaFingerprint, placement: Placement): Comparison | null => {
  const placed = placedTracks(query, work, placement.transform, placement.within)
  if (!placed) return null
  const none = new Uint8Array(placed.query.count)
  const open = bestLine(placed.query, placed.work, none) ? null : withoutCover(placed, placement.pairs)
  const rough = open ?? placed
  const line = bestLine(rough.query, rough.work, none)
  if (!line) return null
  const longest = stretchesAlong(rough.query, rough.work, line, none).reduce<Stretch | null>(
    (most, stretch) => (most && most.sameFrames >= stretch.sameFrames ? most : stretch),
    null,
  )
  if (!longest || longest.sameFrames < FRAMES_MIN) return null
  const exact = refinePlacement(query, work, placement, line, longest.frames)
  const near = [IDENTITY, MIRROR].find((one) => placementDistance(one, exact) <= WHOLE_PLACEMENT_MAX)
  if (near) return pairedComparison(query, work, wholePairing(near === MIRROR), placement.pairs)
  const tracks = placedTracks(query, work, exact, placement.within)
  return (
    tracks && {
      pairs: placement.pairs,
      query: tracks.query,
      work: tracks.work,
      placeAt: () => ({ transform: exact, within: placement.within }),
    }
  )
}

/** The stretch again without what was laid over the copy, where that makes it surer. */
const uncovered = (tracks: Tracks, stretch: Stretch, excluded: Uint8Array): Stretch | null => {
  const open = withoutCover(tracks, pairsAlong(tracks.query, tracks.work, stretch.frames, stretch.line))
  if (!open) return null
  const again = stretchesAlong(open.query, open.work, stretch.line, excluded)
  return (
    again.find(({ firstFrame, lastFrame }) => firstFrame <= stretch.middleFrame && lastFrame >= stretch.middleFrame) ??
    null
  )
}

/** What is sure enough to be told among the frames that are not `excluded`. */
const findAmong = ({ query, work }: Tracks, excluded: Uint8Array): Omit<Found, 'place'>[] => {
  const found: Omit<Found, 'place'>[] = []
  for (let round = 0; round < LINES_MAX; round++) {
    const line = bestLine(query, work, excluded)
    if (!line) break
    const stretches = stretchesAlong(query, work, line, excluded).filter((stretch) => stretch.sameFrames >= FRAMES_MIN)
    if (stretches.length === 0) break
    // Nobody plays a film at such a speed, and one thing that moves can be made to fit another at some speed.
    const isPlayable = line.speed >= SPEED_MIN && line.speed <= SPEED_MAX
    for (const whole of stretches) {
      const open = stretchConfidence(whole) < CONFIDENCE_SURE ? uncovered({ query, work }, whole, excluded) : null
      const covered = open !== null && stretchConfidence(open) > stretchConfidence(whole)
      const stretch = covered ? open : whole
      const isTold = isPlayable && stretchConfidence(stretch) >= CONFIDENCE_MIN
      for (const piece of isTold ? [stretch] : piecesWithin(query, work, whole, excluded)) {
        const confidence = stretchConfidence(piece)
        if (confidence >= CONFIDENCE_MIN) found.push({ stretch: piece, confidence, covered: isTold && covered })
      }
      excluded.fill(1, whole.firstFrame, whole.lastFrame + 1)
      excluded.fill(1, stretch.firstFrame, stretch.lastFrame + 1)
    }
  }
  return found
}

/** As they are; then, where nothing was found, without what seems to cover the copy: it may have changed every code. */
const findAlong = (comparison: Comparison | null): Found[] => {
  if (!comparison) return []
  const { query, pairs, placeAt } = comparison
  const found = findAmong(comparison, new Uint8Array(query.count))
  const open = found.length === 0 ? withoutCover(comparison, pairs) : null
  if (open) {
    const further = findAmong(open, new Uint8Array(query.count))
    found.push(...further.map((one) => ({ ...one, covered: true })))
  }
  return found.map((one) => ({ ...one, place: placeAt(one.stretch.middleFrame, one.stretch.middleWorkFrame) }))
}

/** Share 0..1 of the telling frames that no sure finding covers yet. */
const openShare = (telling: Uint8Array, found: readonly Found[]): number => {
  const open = telling.slice()
  for (const { stretch, confidence } of found) {
    if (confidence >= CONFIDENCE_SURE) open.fill(0, stretch.firstFrame, stretch.lastFrame + 1)
  }
  const count = (frames: Uint8Array): number => frames.reduce((sum, one) => sum + one, 0)
  return count(open) / Math.max(1, count(telling))
}

const overlap = (a: Stretch, b: Stretch): number => {
  const shared = Math.min(a.queryEnd, b.queryEnd) - Math.max(a.queryStart, b.queryStart)
  return shared / Math.max(0.01, Math.min(a.queryEnd - a.queryStart, b.queryEnd - b.queryStart))
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000

/** What was done to the copy: how its picture lies on the work's, then its speed. */
const editsOf = ({ stretch, place, covered }: Found, query: MediaFingerprint): string[] => {
  const edits = placementEdits(place.transform, place.within, query.widthPixels / Math.max(1, query.heightPixels))
  if (covered) edits.push('covered')
  if (Math.abs(stretch.line.speed - 1) > SPEED_CHANGE_MIN) edits.push(`speed:${stretch.line.speed.toFixed(2)}`)
  return edits
}

/**
 * Every stretch of the query that shows the work, over the given pairings of views and placements; null when there is none.
 * `moments` are frames that belong together by what is heard: with these, whole is laid on whole where nothing else was found.
 */
export const matchVideos = (
  query: MediaFingerprint,
  work: MediaFingerprint,
  pairings: readonly ViewPairing[],
  placements: readonly Placement[],
  moments: readonly FramePair[] = [],
): Finding | null => {
  const keyOf = ({ queryView, turn, workView }: ViewPairing): string => `${queryView} ${turn} ${workView}`
  const views = new Map(pairings.map((pairing) => [keyOf(pairing), { pairing, pairs: [] as FramePair[] }]))
  const placed: Placement[] = []
  for (const placement of placements) {
    const near = [IDENTITY, MIRROR].find((one) => placementDistance(one, placement.transform) <= WHOLE_PLACEMENT_MAX)
    const pairing = wholePairing(near === MIRROR)
    if (near) views.set(keyOf(pairing), { pairing, pairs: placement.pairs })
    else placed.push(placement)
  }
  const found = [...views.values()].flatMap(({ pairing, pairs }) =>
    findAlong(pairedComparison(query, work, pairing, pairs)),
  )
  const told = query.views[0] ? tellingFrames(query.views[0]) : new Uint8Array(0)
  for (const placement of placed) {
    if (openShare(told, found) <= OPEN_SHARE_MAX) break
    found.push(...findAlong(placedComparison(query, work, placement)))
  }
  if (found.length === 0 && moments.length > 0) {
    for (const mirrored of [false, true])
      found.push(...findAlong(pairedComparison(query, work, wholePairing(mirrored), moments)))
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
  const segments = kept.map(
    (one): FoundSegment => ({
      queryStart: round(one.stretch.queryStart),
      queryEnd: round(one.stretch.queryEnd),
      workStart: round(one.stretch.workStart),
      workEnd: round(one.stretch.workEnd),
      confidence: round(one.confidence),
      edits: editsOf(one, query),
      transform: one.place.transform.slice(0, 8).map((value) => Math.round(value * 1e5) / 1e5),
    }),
  )
  return {
    confidence: round(surest.confidence),
    error: surest.stretch.error,
    edits: [...new Set(segments.flatMap(({ edits }) => edits))],
    segments,
  }
}
