import type { CodeEntries, CodeIndex } from '../../../ports/code-index.ts'
import { CODE_BYTES, type MediaFingerprint, type PictureFeatures } from '../../../ports/media.ts'
import { mirrorFeatures } from '../features/extract.ts'
import { PICTURE_SLOTS } from '../pictures/feature-candidates.ts'

/** Points of each key frame that the index keeps, and that are looked up. */
const POINTS_INDEXED = 80
const POINTS_ASKED = 140
const FRAMES_ASKED_MAX = 24
const DISTANCE_MAX = 20
/** A point that more objects than this have says nothing. */
const OBJECTS_MAX = 40
const VOTES_MIN = 0.3
const OBJECTS_KEPT = 16
const PAIRS_KEPT = 8
/** Slot numbers: row of `features` × SLOT_POINTS + point. */
const SLOT_POINTS = 256

/** The points of a film's key frames for the index. */
export const featureEntries = (objectKey: string, features: readonly PictureFeatures[]): CodeEntries => {
  const kept = features.map(({ codes }) => codes.subarray(0, POINTS_INDEXED * CODE_BYTES))
  const count = kept.reduce((sum, codes) => sum + codes.length / CODE_BYTES, 0)
  const codes = new Uint8Array(count * CODE_BYTES)
  const slots = new Uint32Array(count)
  let at = 0
  kept.forEach((of, row) => {
    codes.set(of, at * CODE_BYTES)
    for (let i = 0; i < of.length / CODE_BYTES; i++, at++) slots[at] = row * SLOT_POINTS + i
  })
  return { objectKey, codes, slots }
}

export interface FeatureCandidate {
  objectKey: string
  votes: number
  /** Rows of `features` in the query and in the work that share most points. */
  pairs: { query: number; work: number }[]
}

const spread = (count: number, most: number): number[] => {
  const stride = Math.max(1, Math.ceil(count / most))
  return Array.from({ length: Math.ceil(count / stride) }, (_, i) => i * stride)
}

/** Objects with key frames that share points with key frames of the query, likeliest first. */
export const featureCandidates = async (
  query: MediaFingerprint,
  index: Pick<CodeIndex, 'search'>,
): Promise<FeatureCandidate[]> => {
  const features = query.features ?? []
  const objects = new Map<
    string,
    { votes: number; pairs: Map<string, { query: number; work: number; votes: number }> }
  >()
  for (const row of spread(features.length, FRAMES_ASKED_MAX)) {
    const upright = features[row]
    if (!upright) continue
    const asked = upright.codes.subarray(0, POINTS_ASKED * CODE_BYTES)
    const mirrored = mirrorFeatures(upright).codes.subarray(0, POINTS_ASKED * CODE_BYTES)
    for (const codes of [asked, mirrored]) {
      const hits = await index.search(codes, DISTANCE_MAX)
      const points = codes.length / CODE_BYTES
      const owners = Array.from({ length: points }, () => new Set<number>())
      hits.queries.forEach((query, i) => {
        owners[query]?.add(hits.objects[i] ?? 0)
      })
      const tallies = new Map<string, { object: number; work: number; votes: number }>()
      const seen = new Set<string>()
      hits.queries.forEach((point, i) => {
        const shared = owners[point]?.size ?? 0
        const object = hits.objects[i] ?? 0
        const slot = hits.slots[i] ?? 0
        if (slot >= PICTURE_SLOTS) return
        const work = Math.floor(slot / SLOT_POINTS)
        const once = `${point} ${object} ${work}`
        if (shared > OBJECTS_MAX || seen.has(once)) return
        seen.add(once)
        const key = `${object} ${work}`
        const tally = tallies.get(key) ?? { object, work, votes: 0 }
        tallies.set(key, tally)
        tally.votes += (1 - (hits.distances[i] ?? 0) / 36) ** 2 / shared
      })
      const best = new Map<number, number>()
      for (const { object, work, votes } of tallies.values()) {
        if (votes < VOTES_MIN) continue
        best.set(object, Math.max(best.get(object) ?? 0, votes))
        const objectKey = hits.objectKeys[object] ?? ''
        const found = objects.get(objectKey) ?? { votes: 0, pairs: new Map() }
        objects.set(objectKey, found)
        const pairKey = `${row} ${work}`
        const pair = found.pairs.get(pairKey)
        if (!pair || pair.votes < votes) found.pairs.set(pairKey, { query: row, work, votes })
      }
      for (const [object, votes] of best) {
        const found = objects.get(hits.objectKeys[object] ?? '')
        if (found) found.votes += votes
      }
    }
  }
  return [...objects]
    .sort(([keyA, a], [keyB, b]) => b.votes - a.votes || (keyA < keyB ? -1 : 1))
    .slice(0, OBJECTS_KEPT)
    .map(([objectKey, { votes, pairs }]) => {
      const ranked = [...pairs.values()].sort((a, b) => b.votes - a.votes || a.query - b.query || a.work - b.work)
      // each query frame once, then the rest
      const first = ranked.filter((pair, i) => ranked.findIndex(({ query }) => query === pair.query) === i)
      const rest = ranked.filter((pair) => !first.includes(pair))
      return { objectKey, votes, pairs: [...first, ...rest].slice(0, PAIRS_KEPT) }
    })
}
