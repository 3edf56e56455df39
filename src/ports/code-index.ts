/** The codes of one object, ready for the index. `slots[i]` is the caller's own number for `codes` row i (32 bytes). */
export interface CodeEntries {
  objectKey: string
  codes: Uint8Array
  slots: Uint32Array
}

/** One row per hit, columns of equal length. `objectKeys[objects[i]]` is the object of hit i. */
export interface CodeHits {
  queries: Uint32Array
  objects: Uint32Array
  slots: Uint32Array
  distances: Uint8Array
  objectKeys: string[]
}

export interface CodeIndexSize {
  objects: number
  codes: number
  memoryBytes: number
}

/**
 * Exact search in Hamming space over 256-bit codes. Answers from memory. Adding and searching may overlap: a search sees every `add` that was resolved before it began.
 */
export interface CodeIndex {
  /** Adding an object again replaces its codes: the same job twice does no harm. Throws Invalid `codes_malformed`. */
  add(entries: readonly CodeEntries[]): Promise<void>
  /** Unknown keys are ignored. */
  remove(objectKeys: readonly string[]): Promise<void>
  /**
   * Every stored code within `distanceMax` bits (0..255) of each query code; none is missed. `codes` holds n × 32 bytes.
   * Cost grows steeply above 31. Throws Invalid `codes_malformed`.
   */
  search(codes: Uint8Array, distanceMax: number): Promise<CodeHits>
  size(): Promise<CodeIndexSize>
}
