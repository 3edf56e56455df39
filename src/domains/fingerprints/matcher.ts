import type { CodeHits } from '../../ports/code-index.ts'
import { CODE_BYTES, type FingerprintView, type MediaFingerprint, TURNS } from '../../ports/media.ts'
import type { Finding, ObjectMatch, ViewPairing } from './finding.ts'
import { keyFrames, VIEW_SLOTS } from './index-entries.ts'
import { matchPictures } from './pictures/match-pictures.ts'
import { matchVideos } from './video/match-videos.ts'

export type { ObjectMatch } from './finding.ts'

export interface MatcherDeps {
  /** `CodeIndex.search`. */
  search: (codes: Uint8Array, distanceMax: number) => Promise<CodeHits>
  /** null when the object has gone since it was indexed. */
  load: (objectKey: string) => Promise<MediaFingerprint | null>
}

const NEAR_DISTANCE_MAX = 31
const WIDE_DISTANCE_MAX = 47
const NEAR_FRAMES_MAX = 300
const WIDE_FRAMES_MAX = 40
const CANDIDATES_MAX = 24
const PAIRING_SHARE_MIN = 0.2
/** Confidences this close are told apart by how small the difference of the pictures is. */
const CONFIDENCE_STEP = 0.05

/** One code to look up and where in the query it comes from. */
interface Probe {
  frame: number
  view: number
  /** upright, mirrored, or one of TURNS. */
  turn: string
  code: Uint8Array
}

const codeAt = (codes: Uint8Array, row: number): Uint8Array => codes.subarray(row * CODE_BYTES, (row + 1) * CODE_BYTES)

const probesOf = (view: FingerprintView, number: number, frame: number): Probe[] => [
  { frame, view: number, turn: 'upright', code: codeAt(view.codes, frame) },
  { frame, view: number, turn: 'mirrored', code: codeAt(view.mirroredCodes, frame) },
  ...(view.turnedCodes.length === 0
    ? []
    : TURNS.map((turn, i) => ({
        frame,
        view: number,
        turn,
        code: codeAt(view.turnedCodes, frame * TURNS.length + i),
      }))),
]

const spread = (frames: readonly number[], most: number): number[] => {
  const stride = Math.max(1, Math.ceil(frames.length / most))
  return frames.filter((_, i) => i % stride === 0)
}

interface Candidate {
  votes: number
  pairings: Map<string, { pairing: ViewPairing; votes: number }>
}

const gather = (candidates: Map<string, Candidate>, probes: readonly Probe[], hits: CodeHits): void => {
  const objectsOfFrame = new Map<number, Set<number>>()
  hits.queries.forEach((query, i) => {
    const frame = probes[query]?.frame ?? 0
    const objects = objectsOfFrame.get(frame) ?? new Set()
    objectsOfFrame.set(frame, objects.add(hits.objects[i] ?? 0))
  })
  const seen = new Set<string>()
  hits.queries.forEach((query, i) => {
    const probe = probes[query]
    const objectKey = hits.objectKeys[hits.objects[i] ?? 0]
    if (!probe || objectKey === undefined) return
    const workView = Math.floor((hits.slots[i] ?? 0) / VIEW_SLOTS)
    const pairingKey = `${probe.view} ${probe.turn} ${workView}`
    const once = `${objectKey} ${pairingKey} ${probe.frame}`
    if (seen.has(once)) return
    seen.add(once)
    const candidate = candidates.get(objectKey) ?? { votes: 0, pairings: new Map() }
    candidates.set(objectKey, candidate)
    const pairing = { queryView: probe.view, turn: probe.turn, workView }
    const tally = candidate.pairings.get(pairingKey) ?? { pairing, votes: 0 }
    candidate.pairings.set(pairingKey, tally)
    tally.votes++
    candidate.votes += 1 / (objectsOfFrame.get(probe.frame)?.size ?? 1)
  })
}

const concatenate = (probes: readonly Probe[]): Uint8Array => {
  const codes = new Uint8Array(probes.length * CODE_BYTES)
  probes.forEach(({ code }, i) => {
    codes.set(code, i * CODE_BYTES)
  })
  return codes
}

const compare = (query: MediaFingerprint, work: MediaFingerprint, candidate: Candidate): Finding | null => {
  if (query.kind !== work.kind) return null
  const most = Math.max(...[...candidate.pairings.values()].map(({ votes }) => votes))
  const pairings = [...candidate.pairings.values()]
    .filter(({ votes }) => votes >= PAIRING_SHARE_MIN * most)
    .map(({ pairing }) => pairing)
  return query.kind === 'image' ? matchPictures(query, work, pairings) : matchVideos(query, work, pairings)
}

/**
 * Every registered object that the query shows, surest first. The index brings up candidates (31 bits for most frames, 47
 * bits for some), then each is compared as a whole and reported only when pictures and their change over time agree.
 * A work is only found by files of its own kind. Audio and text give no matches.
 */
export const matchFingerprint = async (query: MediaFingerprint, deps: MatcherDeps): Promise<ObjectMatch[]> => {
  const candidates = new Map<string, Candidate>()
  for (const [framesMax, distanceMax] of [
    [NEAR_FRAMES_MAX, NEAR_DISTANCE_MAX],
    [WIDE_FRAMES_MAX, WIDE_DISTANCE_MAX],
  ] as const) {
    const probes = query.views.flatMap((view, number) =>
      spread(keyFrames(query, number), framesMax).flatMap((frame) => probesOf(view, number, frame)),
    )
    if (probes.length > 0) gather(candidates, probes, await deps.search(concatenate(probes), distanceMax))
  }
  const likely = [...candidates].sort(([, a], [, b]) => b.votes - a.votes).slice(0, CANDIDATES_MAX)
  const matches: { match: ObjectMatch; error: number }[] = []
  for (const [objectKey, candidate] of likely) {
    const work = await deps.load(objectKey)
    const finding = work && work.algorithm === query.algorithm ? compare(query, work, candidate) : null
    if (!work || !finding) continue
    const { error, ...rest } = finding
    matches.push({ match: { objectKey, kind: work.kind, ...rest }, error })
  }
  const step = (confidence: number): number => Math.round(confidence / CONFIDENCE_STEP)
  return matches
    .sort((a, b) => step(b.match.confidence) - step(a.match.confidence) || a.error - b.error)
    .map(({ match }) => match)
}
