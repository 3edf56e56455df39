import type { TextFingerprint } from '../../../ports/media.ts'
import type { Passage } from './match-texts.ts'
import { shinglesOf } from './shingles.ts'

/** A passage that so many works share, which share little else, belongs to nobody. */
const UNLIKE_WORKS_MIN = 5
/** Works are alike when this share of their sketches is the same: versions and editions of one work are. */
const ALIKE_SHARE_MIN = 0.2
const SKETCH_KEYS = 128
const COVERED_SHARE_MIN = 0.6

interface Compared {
  work: TextFingerprint
  passages: Passage[]
}

/** The smallest keys of a text (bottom-k sketch: Broder, 1997). */
const sketchOf = (work: TextFingerprint): Set<number> => {
  const distinct = new Set(shinglesOf(work).keys)
  distinct.delete(0)
  return new Set(Uint32Array.from(distinct).sort().subarray(0, SKETCH_KEYS))
}

/** How many works are left of these when those that are alike count as one. */
const countUnlike = (sketches: readonly Set<number>[]): number => {
  const kept: Set<number>[] = []
  for (const sketch of sketches) {
    const alike = kept.some((other) => {
      let shared = 0
      for (const key of sketch) if (other.has(key)) shared++
      return shared >= ALIKE_SHARE_MIN * Math.min(sketch.size, other.size)
    })
    if (!alike) kept.push(sketch)
  }
  return kept.length
}

const overlap = (a: Passage, b: Passage): number =>
  Math.max(0, Math.min(a.queryEnd, b.queryEnd) - Math.max(a.queryStart, b.queryStart))

/** The comparisons without passages that many unlike works have, such as licences and mottos. `queryTokens` is the query's length. */
export const dropCommonPassages = <T extends Compared>(queryTokens: number, compared: readonly T[]): T[] => {
  if (compared.length < UNLIKE_WORKS_MIN) return [...compared]
  const depth = new Uint16Array(queryTokens)
  for (const { passages } of compared) {
    for (const { queryStart, queryEnd } of passages)
      for (let i = queryStart; i < queryEnd; i++) depth[i] = (depth[i] ?? 0) + 1
  }
  const sketches = new Map<T, Set<number>>()
  const sketched = (one: T): Set<number> => {
    const sketch = sketches.get(one) ?? sketchOf(one.work)
    sketches.set(one, sketch)
    return sketch
  }
  const isCommonPassage = (passage: Passage): boolean => {
    const length = passage.queryEnd - passage.queryStart
    let shared = 0
    for (let i = passage.queryStart; i < passage.queryEnd; i++) if ((depth[i] ?? 0) >= UNLIKE_WORKS_MIN) shared++
    if (shared < COVERED_SHARE_MIN * length) return false
    const sharers = compared.filter(({ passages }) =>
      passages.some((other) => overlap(passage, other) >= COVERED_SHARE_MIN * length),
    )
    return sharers.length >= UNLIKE_WORKS_MIN && countUnlike(sharers.map(sketched)) >= UNLIKE_WORKS_MIN
  }
  return compared
    .map((one) => ({ ...one, passages: one.passages.filter((passage) => !isCommonPassage(passage)) }))
    .filter(({ passages }) => passages.length > 0)
}
