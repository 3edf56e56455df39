/** Arrays that may be handed to another thread without a copy. */
export const sharedBytes = (length: number) => new Uint8Array(new SharedArrayBuffer(length))
export const sharedWords = (length: number) => new Uint32Array(new SharedArrayBuffer(4 * length))

const HEX_KEY = /^[0-9a-f]{64}$/
const HEX = 0
const TEXT = 1

/** SHA-256 names, which is what objects are called by, take 33 bytes; any other text its UTF-8 and one. */
const packKey = (key: string): Uint8Array => {
  if (!HEX_KEY.test(key)) {
    const text = new TextEncoder().encode(key)
    const packed = new Uint8Array(1 + text.length)
    packed[0] = TEXT
    packed.set(text, 1)
    return packed
  }
  const packed = new Uint8Array(33)
  packed[0] = HEX
  for (let i = 0; i < 32; i++) packed[i + 1] = Number.parseInt(key.slice(2 * i, 2 * i + 2), 16)
  return packed
}

const unpackKey = (packed: Uint8Array): string =>
  packed[0] === HEX
    ? Array.from(packed.subarray(1), (byte) => byte.toString(16).padStart(2, '0')).join('')
    : new TextDecoder('utf-8', { ignoreBOM: true }).decode(packed.slice(1))

/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
const hashOf = (packed: Uint8Array): number => {
  let hash = 0x811c9dc5
  for (const byte of packed) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** The objects of a part, numbered in the order in which they came; entries of one object follow each other. */
export interface ObjectTable {
  /** Object n has the entries starts[n] .. starts[n + 1] - 1. */
  starts: Uint32Array
  keyOffsets: Uint32Array
  keyBytes: Uint8Array
  /** Open addressing: number of the object + 1, 0 where none is. */
  places: Uint32Array
}

export const objectCount = (table: ObjectTable): number => table.starts.length - 1

export const objectKeyAt = (table: ObjectTable, object: number): string =>
  unpackKey(table.keyBytes.subarray(table.keyOffsets[object] ?? 0, table.keyOffsets[object + 1] ?? 0))

/** The objects in order with the number of entries of each. Of objects with the same key, the last is the one found. */
export const packObjects = (keys: readonly string[], counts: readonly number[]): ObjectTable => {
  const packed = keys.map(packKey)
  const starts = sharedWords(keys.length + 1)
  const keyOffsets = sharedWords(keys.length + 1)
  packed.forEach((key, object) => {
    starts[object + 1] = (starts[object] ?? 0) + (counts[object] ?? 0)
    keyOffsets[object + 1] = (keyOffsets[object] ?? 0) + key.length
  })
  const keyBytes = sharedBytes(keyOffsets[keys.length] ?? 0)
  let size = 8
  while (size < 1.5 * keys.length) size *= 2
  const table = { starts, keyOffsets, keyBytes, places: sharedWords(size) }
  packed.forEach((key, object) => {
    keyBytes.set(key, keyOffsets[object] ?? 0)
    table.places[placeOf(table, key)] = object + 1
  })
  return table
}

/** Where the key stands, or the free place where it would. */
const placeOf = (table: ObjectTable, key: Uint8Array): number => {
  const { places, keyOffsets, keyBytes } = table
  let place = hashOf(key) & (places.length - 1)
  for (let object = places[place]; object; object = places[place]) {
    const at = keyOffsets[object - 1] ?? 0
    const same = (keyOffsets[object] ?? 0) - at === key.length && key.every((byte, i) => keyBytes[at + i] === byte)
    if (same) return place
    place = (place + 1) & (places.length - 1)
  }
  return place
}

/** Number of the object with this key, or -1. */
export const findObject = (table: ObjectTable, key: string): number =>
  (table.places[placeOf(table, packKey(key))] ?? 0) - 1

/** Number of the object that entry `entry` belongs to. */
export const objectOfEntry = (starts: Uint32Array, objects: number, entry: number): number => {
  let low = 0
  let high = objects
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) <= entry) low = middle
    else high = middle
  }
  return low
}
