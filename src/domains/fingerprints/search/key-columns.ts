import { sharedWords } from './object-table.ts'

/** Entries: a key, the number of its object, and where in it the key occurs. Shared, so that another thread can sort them. */
export interface KeyColumns {
  keys: Uint32Array
  owners: Uint32Array
  positions: Uint32Array
}

export const keyColumns = (length: number): KeyColumns => ({
  keys: sharedWords(length),
  owners: sharedWords(length),
  positions: sharedWords(length),
})

/** A copy of the first `count` entries. */
export const firstEntries = ({ keys, owners, positions }: KeyColumns, count: number): KeyColumns => {
  const first = keyColumns(count)
  first.keys.set(keys.subarray(0, count))
  first.owners.set(owners.subarray(0, count))
  first.positions.set(positions.subarray(0, count))
  return first
}

/** Stable sort by key, two passes of 16 bits. */
const sortByKey = (source: KeyColumns): KeyColumns => {
  let from = source
  for (const shift of [0, 16]) {
    const to = keyColumns(source.keys.length)
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

/** Entries to be joined; `dead[n]` is 1 where object n has left. */
export interface KeySources {
  parts: readonly KeyColumns[]
  dead: Uint8Array
}

/** The living entries of all parts, by key. */
export const joinKeys = ({ parts, dead }: KeySources): KeyColumns => {
  const joined = keyColumns(parts.reduce((sum, { keys }) => sum + keys.length, 0))
  let at = 0
  for (const { keys, owners, positions } of parts) {
    for (let i = 0; i < keys.length; i++) {
      const owner = owners[i] ?? 0
      if (dead[owner] === 1) continue
      joined.keys[at] = keys[i] ?? 0
      joined.owners[at] = owner
      joined.positions[at] = positions[i] ?? 0
      at++
    }
  }
  return sortByKey({
    keys: joined.keys.subarray(0, at),
    owners: joined.owners.subarray(0, at),
    positions: joined.positions.subarray(0, at),
  })
}

/** The first place whose key is not below `key`. */
export const lowerBound = (keys: Uint32Array, key: number): number => {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? 0) < key) low = middle + 1
    else high = middle
  }
  return low
}
