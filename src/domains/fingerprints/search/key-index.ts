import { invalid } from '../../../kernel/errors.ts'
import type { KeyEntries, KeyHits, KeyIndexSize } from '../../../ports/search-index.ts'
import { bytesUnder, type Segment, type SegmentedIndex, wordsIn } from './segments.ts'

/** Fewer new entries than this are looked through one by one; then they are sorted into a segment. */
const TAIL_MAX = 65_536

interface Columns {
  keys: Uint32Array<ArrayBuffer>
  owners: Uint32Array<ArrayBuffer>
  positions: Uint32Array<ArrayBuffer>
}

/** So many objects are named together in a segment of their own; the names that do not fill one go with the newest entries. */
const NAMES_TOGETHER = 65_536

/** Sorted entries, a block of names, or the newest entries with the last names. */
export interface KeyImage extends Columns {
  names?: Uint8Array<ArrayBuffer>
  counts?: Uint32Array<ArrayBuffer>
  /** Told with the newest entries. */
  deadEntries?: number
}

const columns = (length: number): Columns => ({
  keys: new Uint32Array(length),
  owners: new Uint32Array(length),
  positions: new Uint32Array(length),
})

/** Stable sort by key, two passes of 16 bits. */
const sortByKey = (source: Columns): Columns => {
  let from = source
  for (const shift of [0, 16]) {
    const to = columns(source.keys.length)
    const next = new Uint32Array(65_537)
    for (const key of from.keys) {
      const digit = ((key >>> shift) & 0xffff) + 1
      next[digit] = (next[digit] ?? 0) + 1
    }
    for (let d = 1; d < next.length; d++) next[d] = (next[d] ?? 0) + (next[d - 1] ?? 0)
    for (let i = 0; i < from.keys.length; i++) {
      const key = from.keys[i] ?? 0
      const digit = (key >>> shift) & 0xffff
      const place = next[digit] ?? 0
      next[digit] = place + 1
      to.keys[place] = key
      to.owners[place] = from.owners[i] ?? 0
      to.positions[place] = from.positions[i] ?? 0
    }
    from = to
  }
  return from
}

/** The first place whose key is not below `key`. */
const lowerBound = (keys: Uint32Array, key: number): number => {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? 0) < key) low = middle + 1
    else high = middle
  }
  return low
}

const entrySections = ({ keys, owners, positions }: Columns) =>
  [
    ['keys', bytesUnder(keys)],
    ['owners', bytesUnder(owners)],
    ['positions', bytesUnder(positions)],
  ] as const

const draftKeys: SegmentedIndex<KeyImage>['draft'] = (facts) => {
  const image: KeyImage = { ...columns(0), ...facts }
  return {
    image,
    allocate: (name, sizeBytes) => {
      if (name === 'names') {
        image.names = new Uint8Array(sizeBytes)
        return image.names
      }
      if (name !== 'counts' && name !== 'keys' && name !== 'owners' && name !== 'positions') {
        throw new RangeError(`Section ${name} has no place among keys`)
      }
      const words = new Uint32Array(wordsIn(name, sizeBytes))
      image[name] = words
      return bytesUnder(words)
    },
  }
}

/**
 * Equal-key search over entries (key, object, position) in sorted segments that double in size, newest entries unsorted:
 * a log-structured merge tree (O'Neil et al., 1996) in memory. Twelve bytes an entry.
 */
export const createKeyIndex = () => {
  let segments: Columns[] = []
  let tail = columns(1024)
  let tailCount = 0
  /** Of every object that ever was, by its number; those that left are `dead`. */
  let names: string[] = []
  let counts: number[] = []
  let dead: boolean[] = []
  /** One for each full block of names: what it holds changes no more. */
  let nameImages: KeyImage[] = []
  let objectOf = new Map<string, number>()
  let deadEntries = 0

  const total = (): number => segments.reduce((sum, { keys }) => sum + keys.length, tailCount)

  /** The living entries of the segments and the first `count` of the tail. */
  const join = (parts: readonly Columns[]): Columns => {
    const length = parts.reduce((sum, { keys }) => sum + keys.length, 0)
    const joined = columns(length)
    let at = 0
    for (const part of parts) {
      for (let i = 0; i < part.keys.length; i++) {
        const owner = part.owners[i] ?? 0
        if (dead[owner]) {
          deadEntries--
          continue
        }
        joined.keys[at] = part.keys[i] ?? 0
        joined.owners[at] = owner
        joined.positions[at] = part.positions[i] ?? 0
        at++
      }
    }
    return {
      keys: joined.keys.slice(0, at),
      owners: joined.owners.slice(0, at),
      positions: joined.positions.slice(0, at),
    }
  }

  const cutTail = (): Columns => {
    const cut = {
      keys: tail.keys.slice(0, tailCount),
      owners: tail.owners.slice(0, tailCount),
      positions: tail.positions.slice(0, tailCount),
    }
    tailCount = 0
    return cut
  }

  const settle = (): void => {
    if (deadEntries > TAIL_MAX && deadEntries > total() / 2) {
      segments = [sortByKey(join([...segments, cutTail()]))]
      return
    }
    if (tailCount < TAIL_MAX) return
    const parts = [cutTail()]
    let size = parts[0]?.keys.length ?? 0
    for (let top = segments.at(-1); top && top.keys.length <= 2 * size; top = segments.at(-1)) {
      parts.unshift(top)
      size += top.keys.length
      segments.pop()
    }
    segments.push(sortByKey(join(parts)))
  }

  const reserve = (needed: number): void => {
    if (needed <= tail.keys.length) return
    const grown = columns(Math.max(needed, 2 * tail.keys.length))
    grown.keys.set(tail.keys)
    grown.owners.set(tail.owners)
    grown.positions.set(tail.positions)
    tail = grown
  }

  const drop = (objectKey: string): void => {
    const object = objectOf.get(objectKey)
    if (object === undefined) return
    objectOf.delete(objectKey)
    dead[object] = true
    deadEntries += counts[object] ?? 0
  }

  const add = (entries: readonly KeyEntries[]): void => {
    for (const { keys, positions } of entries) {
      if (keys.length !== positions.length) throw invalid('keys_malformed', 'There must be one position for each key')
    }
    for (const { objectKey, keys, positions } of entries) {
      drop(objectKey)
      const object = names.push(objectKey) - 1
      counts.push(keys.length)
      dead.push(false)
      objectOf.set(objectKey, object)
      reserve(tailCount + keys.length)
      tail.keys.set(keys, tailCount)
      tail.owners.fill(object, tailCount, tailCount + keys.length)
      tail.positions.set(positions, tailCount)
      tailCount += keys.length
    }
    settle()
  }

  const remove = (objectKeys: readonly string[]): void => {
    for (const objectKey of objectKeys) drop(objectKey)
    settle()
  }

  const search = (keys: Uint32Array, entriesMax: number): KeyHits => {
    const rows = new Map<number, number[]>()
    keys.forEach((key, row) => {
      const same = rows.get(key)
      if (same) same.push(row)
      else rows.set(key, [row])
    })
    const frequencies = new Uint32Array(keys.length)
    const found = new Map<number, { owners: number[]; positions: number[] }>()
    const note = (key: number, owner: number, position: number): void => {
      if (dead[owner]) return
      const of = found.get(key) ?? { owners: [], positions: [] }
      found.set(key, of)
      of.owners.push(owner)
      of.positions.push(position)
    }
    for (const [key] of rows) {
      for (const segment of segments) {
        for (let i = lowerBound(segment.keys, key); segment.keys[i] === key; i++) {
          note(key, segment.owners[i] ?? 0, segment.positions[i] ?? 0)
        }
      }
    }
    for (let i = 0; i < tailCount; i++) {
      const key = tail.keys[i] ?? 0
      if (rows.has(key)) note(key, tail.owners[i] ?? 0, tail.positions[i] ?? 0)
    }
    const queries: number[] = []
    const objects: number[] = []
    const positions: number[] = []
    const numbers = new Map<number, number>()
    const objectKeys: string[] = []
    for (const [key, of] of found) {
      for (const row of rows.get(key) ?? []) {
        frequencies[row] = of.owners.length
        if (of.owners.length > entriesMax) continue
        of.owners.forEach((owner, i) => {
          let object = numbers.get(owner)
          if (object === undefined) {
            object = objectKeys.push(names[owner] ?? '') - 1
            numbers.set(owner, object)
          }
          queries.push(row)
          objects.push(object)
          positions.push(of.positions[i] ?? 0)
        })
      }
    }
    return {
      queries: Uint32Array.from(queries),
      objects: Uint32Array.from(objects),
      positions: Uint32Array.from(positions),
      objectKeys,
      frequencies,
    }
  }

  const size = (): KeyIndexSize => ({
    objects: objectOf.size,
    entries: total() - deadEntries,
    memoryBytes: segments.reduce((sum, { keys }) => sum + 12 * keys.length, 12 * tail.keys.length),
  })

  const sortedSegment = (image: Columns): Segment<KeyImage> => ({
    image,
    facts: {},
    sections: entrySections(image),
    dead: [],
  })

  const deadBetween = (first: number, last: number): number[] =>
    dead.slice(first, last).flatMap((gone, place) => (gone ? [place] : []))

  /** What is written of the objects from `first` on. */
  const nameSections = (first: number, last: number) =>
    [
      ['names', new TextEncoder().encode(JSON.stringify(names.slice(first, last)))],
      ['counts', bytesUnder(Uint32Array.from(counts.slice(first, last)))],
    ] as const

  const nameSegment = (block: number): Segment<KeyImage> => {
    const [first, last] = [block * NAMES_TOGETHER, (block + 1) * NAMES_TOGETHER]
    const image = nameImages[block] ?? columns(0)
    nameImages[block] = image
    return {
      image,
      facts: {},
      // Made only where it is written: a file that is there already needs no second copy in memory.
      get sections() {
        return nameSections(first, last)
      },
      dead: deadBetween(first, last),
    }
  }

  const save = (): Segment<KeyImage>[] => {
    const blocks = Math.floor(names.length / NAMES_TOGETHER)
    const newest: Columns = {
      keys: tail.keys.slice(0, tailCount),
      owners: tail.owners.slice(0, tailCount),
      positions: tail.positions.slice(0, tailCount),
    }
    const first = blocks * NAMES_TOGETHER
    return [
      ...segments.map(sortedSegment),
      ...Array.from({ length: blocks }, (_, block) => nameSegment(block)),
      {
        image: newest,
        facts: { deadEntries },
        sections: [...nameSections(first, names.length), ...entrySections(newest)],
        dead: deadBetween(first, names.length),
      },
    ]
  }

  const load: SegmentedIndex<KeyImage>['load'] = (images) => {
    const newest = images.at(-1)?.image
    segments = images.slice(0, -1).flatMap(({ image }) => (image.names ? [] : [image]))
    names = []
    counts = []
    dead = []
    nameImages = []
    objectOf = new Map()
    for (const { image, dead: gone } of images) {
      if (!image.names) continue
      const first = names.length
      for (const name of JSON.parse(new TextDecoder().decode(image.names)) as string[]) {
        objectOf.set(name, names.push(name) - 1)
        dead.push(false)
      }
      for (const count of image.counts ?? []) counts.push(count)
      for (const place of gone) dead[first + place] = true
      if (image === newest) continue
      // What it was read from is in `names` and `counts` now.
      delete image.names
      delete image.counts
      nameImages.push(image)
    }
    dead.forEach((gone, object) => {
      const name = names[object] ?? ''
      if (gone && objectOf.get(name) === object) objectOf.delete(name)
    })
    deadEntries = newest?.deadEntries ?? 0
    tail = columns(1024)
    tailCount = 0
    if (!newest) return
    reserve(newest.keys.length)
    tail.keys.set(newest.keys)
    tail.owners.set(newest.owners)
    tail.positions.set(newest.positions)
    tailCount = newest.keys.length
  }

  const segmented: SegmentedIndex<KeyImage> = { save, load, draft: draftKeys }

  return { add, remove, search, size, ...segmented }
}
