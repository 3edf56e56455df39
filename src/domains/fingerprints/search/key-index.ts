import { invalid } from '../../../kernel/errors.ts'
import type { KeyEntries, KeyHits, KeyIndexSize } from '../../../ports/search-index.ts'
import { firstEntries, joinKeys, type KeyColumns, type KeySources, keyColumns, lowerBound } from './key-columns.ts'
import type { Join } from './log-structured.ts'
import { sharedWords } from './object-table.ts'
import { bytesUnder, flagged, type Segment, type SegmentedIndex, wordsIn } from './segments.ts'

/** Fewer new entries than this are looked through one by one; then they are sorted into a segment. */
const TAIL_MAX = 65_536

/** So many objects are named together in a segment of their own; the names that do not fill one go with the newest entries. */
const NAMES_TOGETHER = 65_536

/** Sorted entries, a block of names, or the newest entries with the last names. */
export interface KeyImage extends KeyColumns {
  names?: Uint8Array<ArrayBuffer>
  counts?: Uint32Array
  /** 1 when its entries are not sorted yet. */
  waiting?: number
  /** Told with the newest entries. */
  deadEntries?: number
}

const entrySections = ({ keys, owners, positions }: KeyColumns) =>
  [
    ['keys', bytesUnder(keys)],
    ['owners', bytesUnder(owners)],
    ['positions', bytesUnder(positions)],
  ] as const

const draftKeys: SegmentedIndex<KeyImage>['draft'] = (facts) => {
  const image: KeyImage = { ...keyColumns(0), ...facts }
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
      const words = sharedWords(wordsIn(name, sizeBytes))
      image[name] = words
      return bytesUnder(words)
    },
  }
}

const joinHere: Join<KeySources, KeyColumns> = (sources, done) => done(joinKeys(sources))

/**
 * Equal-key search over entries (key, object, position) in sorted segments that double in size, newest entries unsorted:
 * a log-structured merge tree (O'Neil et al., 1996) in memory. Twelve bytes an entry.
 */
export const createKeyIndex = (join: Join<KeySources, KeyColumns> = joinHere) => {
  let segments: KeyImage[] = []
  let tail = keyColumns(1024)
  let joining = false
  let tailCount = 0
  /** Of every object that ever was, by its number; those that left are `dead`. */
  let names: string[] = []
  let counts: number[] = []
  let dead = new Uint8Array(1024)
  /** One for each full block of names: what it holds changes no more. */
  let nameImages: KeyImage[] = []
  let objectOf = new Map<string, number>()
  let deadEntries = 0

  const total = (): number => segments.reduce((sum, { keys }) => sum + keys.length, tailCount)

  const cutTail = (): void => {
    segments.push({ ...firstEntries(tail, tailCount), waiting: 1 })
    tailCount = 0
    if (tail.keys.length > 2 * TAIL_MAX) tail = keyColumns(1024)
  }

  /** Segments to be joined next: where most entries are dead all, else those that wait and those before that are not much larger. */
  const nextJoin = (): KeyImage[] => {
    if (deadEntries > TAIL_MAX && deadEntries > total() / 2) {
      if (tailCount > 0) cutTail()
      return segments
    }
    let from = segments.findIndex(({ waiting }) => waiting === 1)
    if (from < 0) return []
    let size = segments.slice(from).reduce((sum, { keys }) => sum + keys.length, 0)
    for (let before = segments[from - 1]; before; before = segments[from - 1]) {
      if (before.keys.length > 2 * size) break
      size += before.keys.length
      from--
    }
    return segments.slice(from)
  }

  const settle = (): void => {
    if (tailCount >= TAIL_MAX) cutTail()
    if (joining) return
    const parts = nextJoin()
    const [first] = parts
    if (!first) return
    joining = true
    join(
      { parts, dead: dead.slice(0, names.length) },
      (joined) => {
        joining = false
        const at = segments.indexOf(first)
        // Everything was replaced meanwhile.
        if (at < 0) return settle()
        segments = [...segments.slice(0, at), joined, ...segments.slice(at + parts.length)]
        deadEntries += joined.keys.length - parts.reduce((sum, { keys }) => sum + keys.length, 0)
        settle()
      },
      () => {
        joining = false
      },
    )
  }

  const reserve = (needed: number): void => {
    if (needed <= tail.keys.length) return
    const grown = keyColumns(Math.max(needed, 2 * tail.keys.length))
    grown.keys.set(tail.keys)
    grown.owners.set(tail.owners)
    grown.positions.set(tail.positions)
    tail = grown
  }

  const reserveDead = (objects: number): void => {
    if (objects <= dead.length) return
    const grown = new Uint8Array(Math.max(objects, 2 * dead.length))
    grown.set(dead)
    dead = grown
  }

  const drop = (objectKey: string): void => {
    const object = objectOf.get(objectKey)
    if (object === undefined) return
    objectOf.delete(objectKey)
    dead[object] = 1
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
      reserveDead(object + 1)
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
      if (dead[owner] === 1) return
      const of = found.get(key) ?? { owners: [], positions: [] }
      found.set(key, of)
      of.owners.push(owner)
      of.positions.push(position)
    }
    for (const [key] of rows) {
      for (const segment of segments) {
        if (segment.waiting === 1) continue
        for (let i = lowerBound(segment.keys, key); segment.keys[i] === key; i++) {
          note(key, segment.owners[i] ?? 0, segment.positions[i] ?? 0)
        }
      }
    }
    const unsorted = segments.filter(({ waiting }) => waiting === 1)
    // Most entries are passed over by the lower half of their key.
    const asked = new Uint8Array(65_536)
    for (const key of keys) asked[key & 0xffff] = 1
    const lookThrough = (part: KeyColumns, count: number): void => {
      for (let i = 0; i < count; i++) {
        const key = part.keys[i] ?? 0
        if (asked[key & 0xffff] === 1 && rows.has(key)) note(key, part.owners[i] ?? 0, part.positions[i] ?? 0)
      }
    }
    for (const part of unsorted) lookThrough(part, part.keys.length)
    lookThrough(tail, tailCount)
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

  const entriesSegment = (image: KeyImage): Segment<KeyImage> => ({
    image,
    facts: image.waiting === 1 ? { waiting: 1 } : {},
    sections: entrySections(image),
    dead: [],
  })

  const deadBetween = (first: number, last: number): number[] => flagged(dead.subarray(first, last))

  /** What is written of the objects from `first` on. */
  const nameSections = (first: number, last: number) =>
    [
      ['names', new TextEncoder().encode(JSON.stringify(names.slice(first, last)))],
      ['counts', bytesUnder(Uint32Array.from(counts.slice(first, last)))],
    ] as const

  const nameSegment = (block: number): Segment<KeyImage> => {
    const [first, last] = [block * NAMES_TOGETHER, (block + 1) * NAMES_TOGETHER]
    const image = nameImages[block] ?? keyColumns(0)
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
    const newest = firstEntries(tail, tailCount)
    const first = blocks * NAMES_TOGETHER
    return [
      ...segments.map(entriesSegment),
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
    dead = new Uint8Array(1024)
    nameImages = []
    objectOf = new Map()
    for (const { image, dead: gone } of images) {
      if (!image.names) continue
      const first = names.length
      for (const name of JSON.parse(new TextDecoder().decode(image.names)) as string[]) {
        objectOf.set(name, names.push(name) - 1)
      }
      reserveDead(names.length)
      for (const count of image.counts ?? []) counts.push(count)
      for (const place of gone) dead[first + place] = 1
      if (image === newest) continue
      // What it was read from is in `names` and `counts` now.
      delete image.names
      delete image.counts
      nameImages.push(image)
    }
    for (const object of flagged(dead)) {
      const name = names[object] ?? ''
      if (objectOf.get(name) === object) objectOf.delete(name)
    }
    deadEntries = newest?.deadEntries ?? 0
    tail = keyColumns(1024)
    tailCount = 0
    if (!newest) return
    reserve(newest.keys.length)
    tail.keys.set(newest.keys)
    tail.owners.set(newest.owners)
    tail.positions.set(newest.positions)
    tailCount = newest.keys.length
    settle()
  }

  const segmented: SegmentedIndex<KeyImage> = { save, load, draft: draftKeys }

  return { add, remove, search, size, ...segmented }
}
