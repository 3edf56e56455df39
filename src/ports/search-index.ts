import type { CodeIndex } from './code-index.ts'

/** What one object is found by: `keys[i]` occurs at `positions[i]` of it, in the caller's own count. */
export interface KeyEntries {
  objectKey: string
  keys: Uint32Array
  positions: Uint32Array
}

/** One row per hit, columns of equal length. `objectKeys[objects[i]]` is the object of hit i. */
export interface KeyHits {
  /** Row of the query key. */
  queries: Uint32Array
  objects: Uint32Array
  positions: Uint32Array
  objectKeys: string[]
  /** How many entries there are of each query key, whether told or not: what is common tells little. */
  frequencies: Uint32Array
}

export interface KeyIndexSize {
  objects: number
  entries: number
  memoryBytes: number
}

/** Search for equal 32-bit keys. Adding and searching may overlap: a search sees every `add` that was resolved before it. */
export interface KeyIndex {
  /** Adding an object again replaces its keys. Throws Invalid `keys_malformed`. */
  add(entries: readonly KeyEntries[]): Promise<void>
  /** Unknown objects are ignored. */
  remove(objectKeys: readonly string[]): Promise<void>
  /** Every entry of each query key; of keys with more than `entriesMax` entries none, only their number. */
  search(keys: Uint32Array, entriesMax: number): Promise<KeyHits>
  size(): Promise<KeyIndexSize>
}

/** Everything that was registered up to here is in the index: the number of its last entry in the database, and its object. */
export interface Covered {
  seq: number
  objectKey: string
}

/**
 * All indexes of registered objects. They answer from memory; a home may keep copies of them, which are worth no more than the
 * time that it takes to make them again from the database.
 */
export interface SearchIndex {
  /** Codes of pictures and of the frames of films. */
  frames: CodeIndex
  /** Codes of the surroundings of points in pictures and frames. */
  features: CodeIndex
  sound: KeyIndex
  text: KeyIndex
  /** What the index holds from an earlier run; null when it is empty. To be asked before anything is added. */
  covered(): Promise<Covered | null>
  /** Tells that everything up to here has been added. It may be kept from now on. */
  cover(upTo: Covered): Promise<void>
  /** Forgets everything. */
  clear(): Promise<void>
  close(): Promise<void>
}
