/** Numbers and flags that stand in front of a segment, so that room can be made before it is read. */
export type SegmentFacts = Readonly<Record<string, number>>

/** One immutable piece of an index as bytes. The same `image` has the same bytes for as long as it lives. */
export interface Segment<I extends object> {
  image: I
  facts: SegmentFacts
  sections: readonly (readonly [name: string, bytes: Uint8Array])[]
  /** Numbers of objects that have left the segment since. */
  dead: readonly number[]
}

/** A segment that is being read: its sections are written into the room that `allocate` gives. */
export interface SegmentDraft<I extends object> {
  image: I
  /** Throws RangeError when a section has no place of this size. */
  allocate(name: string, sizeBytes: number): Uint8Array
}

/** An index that can be written down in pieces and read again without work. Words are little-endian. */
export interface SegmentedIndex<I extends object> {
  /** Everything as it stands; what is added later does not change it. */
  save(): Segment<I>[]
  draft(facts: SegmentFacts): SegmentDraft<I>
  /** Replaces everything by these segments, in the order in which `save` told them. */
  load(segments: readonly { image: I; dead: readonly number[] }[]): void
}

/** The numbers that are marked. */
export const flagged = (flags: Uint8Array): number[] => {
  const numbers: number[] = []
  for (let at = flags.indexOf(1); at >= 0; at = flags.indexOf(1, at + 1)) numbers.push(at)
  return numbers
}

/** The bytes under an array of words. */
export const bytesUnder = (words: Uint32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength)

/** How many 32-bit words a section of this size holds. Throws RangeError when it is no whole number. */
export const wordsIn = (name: string, sizeBytes: number): number => {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || sizeBytes % 4 !== 0) {
    throw new RangeError(`Section ${name} has ${sizeBytes} bytes`)
  }
  return sizeBytes / 4
}
