import type { CodeHits, CodeIndex } from '../../../ports/code-index.ts'
import { CODE_BYTES, type FingerprintView, type MediaFingerprint, TURNS } from '../../../ports/media.ts'
import type { ViewPairing } from '../finding.ts'
import { keyFrames, VIEW_SLOTS } from './frame-entries.ts'

const NEAR_DISTANCE_MAX = 31
const WIDE_DISTANCE_MAX = 47
const NEAR_FRAMES_MAX = 300
const WIDE_FRAMES_MAX = 40
const CANDIDATES_MAX = 24
const PAIRING_SHARE_MIN = 0.2
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

export interface FrameCandidate {
  objectKey: string
  /** The pairings of views on which most frames agree. */
  pairings: ViewPairing[]
}

/**
 * Objects whose frames look like those of the query, likeliest first. Most frames are looked up within 31 bits, some within
 * 47. A frame that many objects have counts less for each.
 */
export const frameCandidates = async (
  query: MediaFingerprint,
  index: Pick<CodeIndex, 'search'>,
): Promise<FrameCandidate[]> => {
  const candidates = new Map<string, Candidate>()
  for (const [framesMax, distanceMax] of [
    [NEAR_FRAMES_MAX, NEAR_DISTANCE_MAX],
    [WIDE_FRAMES_MAX, WIDE_DISTANCE_MAX],
  ] as const) {
    const probes = query.views.flatMap((view, number) =>
      spread(keyFrames(query, number), framesMax).flatMap((frame) => probesOf(view, number, frame)),
    )
    if (probes.length > 0) gather(candidates, probes, await index.search(concatenate(probes), distanceMax))
  }
  return [...candidates]
    .sort(([keyA, a], [keyB, b]) => b.votes - a.votes || (keyA < keyB ? -1 : 1))
    .slice(0, CANDIDATES_MAX)
    .map(([objectKey, { pairings }]) => {
      const tallies = [...pairings.values()]
      const most = Math.max(...tallies.map(({ votes }) => votes))
      const agreed = tallies.filter(({ votes }) => votes >= PAIRING_SHARE_MIN * most)
      return { objectKey, pairings: agreed.map(({ pairing }) => pairing) }
    })
}
