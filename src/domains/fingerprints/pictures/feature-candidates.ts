import type { CodeEntries, CodeIndex } from '../../../ports/code-index.ts'
import { CODE_BYTES, type PictureFeatures } from '../../../ports/media.ts'
import type { FeaturePairs } from '../features/align-features.ts'
import { mirrorFeatures } from '../features/extract.ts'

/** Points of each picture that the index keeps, and how many of a query are looked up. */
const POINTS_INDEXED = 200
const POINTS_ASKED = 300
/**
 * A true point is often nearer and chance points get more with each bit: from 28 bits down to 20 no picture was lost and twelve times fewer
 * points came up.
 */
const DISTANCE_MAX = 20
/** A point that this many pictures have is looked past: it is a letter, a grid, a corner of a table. */
const SHARERS_MAX = 64
const CANDIDATES_MAX = 80
/** Films keep points of their frames in the same index, with smaller slots. */
export const PICTURE_SLOTS = 2 ** 30

/** What the index keeps of one picture: its most useful points. The slot is PICTURE_SLOTS and the number of the point. */
export const pictureFeatureEntries = (objectKey: string, features: PictureFeatures): CodeEntries => {
  const codes = features.codes.subarray(0, POINTS_INDEXED * CODE_BYTES)
  return {
    objectKey,
    codes,
    slots: Uint32Array.from({ length: codes.length / CODE_BYTES }, (_, i) => PICTURE_SLOTS + i),
  }
}

export interface FeatureCandidate {
  objectKey: string
  mirrored: boolean
  /** Shared points, each weighed by how few other pictures have it. */
  votes: number
  pairs: FeaturePairs
}

interface Tally {
  votes: number
  /** By query point: the nearest point of the picture. */
  nearest: Map<number, { slot: number; distance: number }>
}

/** Pictures that share points with the query as it is or mirrored, most votes first. */
export const featureCandidates = async (
  query: PictureFeatures,
  index: Pick<CodeIndex, 'search'>,
): Promise<FeatureCandidate[]> => {
  const asked = Math.min(POINTS_ASKED, query.xs.length)
  if (asked === 0) return []
  const codes = new Uint8Array(2 * asked * CODE_BYTES)
  codes.set(query.codes.subarray(0, asked * CODE_BYTES))
  codes.set(mirrorFeatures(query).codes.subarray(0, asked * CODE_BYTES), asked * CODE_BYTES)
  const hits = await index.search(codes, DISTANCE_MAX)
  const tallies = new Map<number, Tally>()
  const owners = new Map<number, Set<number>>()
  hits.queries.forEach((row, i) => {
    const slot = (hits.slots[i] ?? 0) - PICTURE_SLOTS
    if (slot < 0) return
    const object = hits.objects[i] ?? 0
    const way = object * 2 + (row >= asked ? 1 : 0)
    const tally = tallies.get(way) ?? { votes: 0, nearest: new Map() }
    tallies.set(way, tally)
    const distance = hits.distances[i] ?? 0
    const known = tally.nearest.get(row)
    if (!known || distance < known.distance) tally.nearest.set(row, { slot, distance })
    const of = owners.get(row) ?? new Set()
    owners.set(row, of.add(object))
  })
  for (const tally of tallies.values()) {
    for (const [row, { distance }] of tally.nearest) {
      const sharers = owners.get(row)?.size ?? 1
      if (sharers <= SHARERS_MAX) tally.votes += (1 - distance / 64) / Math.sqrt(sharers)
    }
  }
  return [...tallies]
    .sort(([, a], [, b]) => b.votes - a.votes)
    .slice(0, CANDIDATES_MAX)
    .map(([way, { votes, nearest }]) => {
      const rows = [...nearest]
      return {
        objectKey: hits.objectKeys[way >> 1] ?? '',
        mirrored: way % 2 === 1,
        votes,
        pairs: {
          query: Uint32Array.from(rows, ([row]) => row % asked),
          work: Uint32Array.from(rows, ([, { slot }]) => slot),
          distances: Uint8Array.from(rows, ([, { distance }]) => distance),
        },
      }
    })
}
