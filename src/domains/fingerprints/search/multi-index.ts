import { invalid } from '../../../kernel/errors.ts'
import type { CodeEntries, CodeHits, CodeIndexSize } from '../../../ports/code-index.ts'
import { CODE_BYTES } from '../../../ports/media.ts'
import { CODE_WORDS, codeWords, popcount32 } from '../hashes/hamming.ts'

const TABLES = 16
const BUCKETS = 65536
/** Fewer new codes than this are compared one by one; then they get tables of their own. */
const TAIL_MAX = 16384
/** Above two flipped bits a word, probing visits more codes than comparing all of them. */
const FLIPS_MAX = 2

/** Codes first..last-1, sorted by each of their sixteen 16-bit words. */
interface Segment {
  first: number
  last: number
  /** TABLES × (BUCKETS + 1): where each bucket starts in `members`. */
  starts: Uint32Array
  /** TABLES × (last - first) code numbers. */
  members: Uint32Array
}

const halfWord = (words: Uint32Array, code: number, table: number): number =>
  ((words[code * CODE_WORDS + (table >> 1)] ?? 0) >>> ((table & 1) << 4)) & 0xffff

const buildSegment = (words: Uint32Array, first: number, last: number): Segment => {
  const count = last - first
  const starts = new Uint32Array(TABLES * (BUCKETS + 1))
  const members = new Uint32Array(TABLES * count)
  const next = new Uint32Array(BUCKETS)
  for (let table = 0; table < TABLES; table++) {
    const base = table * (BUCKETS + 1)
    next.fill(0)
    for (let code = first; code < last; code++) {
      const bucket = halfWord(words, code, table)
      next[bucket] = (next[bucket] ?? 0) + 1
    }
    let sum = table * count
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      starts[base + bucket] = sum
      const size = next[bucket] ?? 0
      next[bucket] = sum
      sum += size
    }
    starts[base + BUCKETS] = sum
    for (let code = first; code < last; code++) {
      const bucket = halfWord(words, code, table)
      const place = next[bucket] ?? 0
      members[place] = code
      next[bucket] = place + 1
    }
  }
  return { first, last, starts, members }
}

/** All 16-bit masks with at most `flips` bits set. */
const flipMasks = (flips: number): Uint32Array => {
  const masks: number[] = []
  for (let mask = 0; mask < BUCKETS; mask++) if (popcount32(mask) <= flips) masks.push(mask)
  return Uint32Array.from(masks)
}

const checkCodes = (codes: Uint8Array): number => {
  if (codes.length % CODE_BYTES !== 0) throw invalid('codes_malformed', 'Codes must be 32 bytes each')
  return codes.length / CODE_BYTES
}

/**
 * Exact Hamming search by multi-index hashing (Norouzi, Punjani, Fleet: Fast Exact Search in Hamming Space with
 * Multi-Index Hashing, 2014): two codes within r bits agree within floor(r / 16) bits on at least one of sixteen words.
 * Nothing but typed arrays, so that one million codes take about 110 MB.
 */
export const createMultiIndex = () => {
  let words = new Uint32Array(1024 * CODE_WORDS)
  let owners = new Uint32Array(1024)
  let slots = new Uint32Array(1024)
  let count = 0
  let deadCodes = 0
  let segments: Segment[] = []
  const keys: (string | null)[] = []
  const codeCounts: number[] = []
  const objectOf = new Map<string, number>()
  const masksOf = Array.from({ length: FLIPS_MAX + 1 }, (_, flips) => flipMasks(flips))

  const reserve = (needed: number): void => {
    if (needed <= owners.length) return
    const capacity = Math.max(needed, owners.length * 2)
    const grow = (old: Uint32Array<ArrayBuffer>, size: number): Uint32Array<ArrayBuffer> => {
      const grown = new Uint32Array(size)
      grown.set(old)
      return grown
    }
    words = grow(words, capacity * CODE_WORDS)
    owners = grow(owners, capacity)
    slots = grow(slots, capacity)
  }

  const settleTail = (): void => {
    let first = segments.at(-1)?.last ?? 0
    if (count - first < TAIL_MAX) return
    for (let top = segments.at(-1); top && top.last - top.first <= count - top.last; top = segments.at(-1)) {
      first = top.first
      segments.pop()
    }
    for (let top = segments.at(-1); top && top.last - top.first <= count - first; top = segments.at(-1)) {
      first = top.first
      segments.pop()
    }
    segments.push(buildSegment(words, first, count))
  }

  const compact = (): void => {
    let kept = 0
    for (let code = 0; code < count; code++) {
      const owner = owners[code] ?? 0
      if (keys[owner] === null) continue
      words.copyWithin(kept * CODE_WORDS, code * CODE_WORDS, (code + 1) * CODE_WORDS)
      owners[kept] = owner
      slots[kept] = slots[code] ?? 0
      kept++
    }
    count = kept
    deadCodes = 0
    segments = []
    settleTail()
  }

  const drop = (objectKey: string): void => {
    const object = objectOf.get(objectKey)
    if (object === undefined) return
    objectOf.delete(objectKey)
    keys[object] = null
    deadCodes += codeCounts[object] ?? 0
  }

  const add = (entries: readonly CodeEntries[]): void => {
    for (const entry of entries) {
      if (checkCodes(entry.codes) !== entry.slots.length) {
        throw invalid('codes_malformed', 'There must be one slot for each code')
      }
    }
    for (const entry of entries) {
      drop(entry.objectKey)
      const added = entry.slots.length
      const object = keys.push(entry.objectKey) - 1
      codeCounts.push(added)
      objectOf.set(entry.objectKey, object)
      reserve(count + added)
      words.set(codeWords(entry.codes), count * CODE_WORDS)
      owners.fill(object, count, count + added)
      slots.set(entry.slots, count)
      count += added
    }
    if (deadCodes > TAIL_MAX && deadCodes > count / 2) compact()
    settleTail()
  }

  const remove = (objectKeys: readonly string[]): void => {
    for (const objectKey of objectKeys) drop(objectKey)
    if (deadCodes > TAIL_MAX && deadCodes > count / 2) compact()
  }

  const search = (codes: Uint8Array, distanceMax: number): CodeHits => {
    const queryCount = checkCodes(codes)
    const queryWords = codeWords(codes)
    const queries: number[] = []
    const found: number[] = []
    const distances: number[] = []
    const query = new Uint32Array(CODE_WORDS)
    const flips = Math.floor(distanceMax / 16)
    const masks = masksOf[flips]

    const distanceTo = (code: number): number => {
      let sum = 0
      const base = code * CODE_WORDS
      for (let w = 0; w < CODE_WORDS; w++) {
        sum += popcount32((words[base + w] ?? 0) ^ (query[w] ?? 0))
        if (sum > distanceMax) return sum
      }
      return sum
    }
    const accept = (q: number, code: number, distance: number): void => {
      if (keys[owners[code] ?? 0] === null) return
      queries.push(q)
      found.push(code)
      distances.push(distance)
    }
    const scan = (q: number, first: number, last: number): void => {
      for (let code = first; code < last; code++) {
        const distance = distanceTo(code)
        if (distance <= distanceMax) accept(q, code, distance)
      }
    }
    /** Whether a table before `table` has led to this code already. */
    const seenBefore = (code: number, table: number): boolean => {
      for (let t = 0; t < table; t++) {
        if (popcount32(halfWord(words, code, t) ^ halfWord(query, 0, t)) <= flips) return true
      }
      return false
    }
    const probe = (q: number, segment: Segment, probes: Uint32Array): void => {
      const { starts, members } = segment
      for (let table = 0; table < TABLES; table++) {
        const base = table * (BUCKETS + 1)
        const value = halfWord(query, 0, table)
        for (let m = 0; m < probes.length; m++) {
          const bucket = base + (value ^ (probes[m] ?? 0))
          const end = starts[bucket + 1] ?? 0
          for (let place = starts[bucket] ?? 0; place < end; place++) {
            const code = members[place] ?? 0
            const distance = distanceTo(code)
            if (distance <= distanceMax && !seenBefore(code, table)) accept(q, code, distance)
          }
        }
      }
    }

    const tail = segments.at(-1)?.last ?? 0
    for (let q = 0; q < queryCount; q++) {
      query.set(queryWords.subarray(q * CODE_WORDS, (q + 1) * CODE_WORDS))
      for (const segment of segments) {
        if (masks) probe(q, segment, masks)
        else scan(q, segment.first, segment.last)
      }
      scan(q, tail, count)
    }
    const objectNumbers = new Map<number, number>()
    const objectKeys: string[] = []
    const objects = Uint32Array.from(found, (code) => {
      const owner = owners[code] ?? 0
      let object = objectNumbers.get(owner)
      if (object === undefined) {
        object = objectKeys.push(keys[owner] ?? '') - 1
        objectNumbers.set(owner, object)
      }
      return object
    })
    return {
      queries: Uint32Array.from(queries),
      objects,
      slots: Uint32Array.from(found, (code) => slots[code] ?? 0),
      distances: Uint8Array.from(distances),
      objectKeys,
    }
  }

  const size = (): CodeIndexSize => ({
    objects: objectOf.size,
    codes: count - deadCodes,
    memoryBytes: segments.reduce(
      (sum, segment) => sum + segment.starts.byteLength + segment.members.byteLength,
      words.byteLength + owners.byteLength + slots.byteLength,
    ),
  })

  return { add, remove, search, size }
}
