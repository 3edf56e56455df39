import type { TextFingerprint } from '../../../ports/media.ts'
import type { KeyEntries } from '../../../ports/search-index.ts'
import { isCommon, isWord, mix } from './tokenize-text.ts'

/** A shingle is long enough with five characters or three words: of a text with every fifth word changed about half survive. */
const SHINGLE_WEIGHT = 15
const CHARACTER_WEIGHT = 3
const WORD_WEIGHT = 5
/** At most this many tokens of a shingle may be common, or it says nothing. */
const COMMON_MAX = 2
/** Of this many shingles in a row the registry keeps one: one in eight on average. */
const KEPT_WINDOW_CHARACTERS = 15
/** The same number of letters in words. */
const KEPT_WINDOW_WORDS = 7
/** Refrains and tables need no more places than this to be found. */
const PLACES_OF_KEY_MAX = 4

export interface Shingles {
  /** A key for each token that a shingle begins with; 0 where there is none. */
  keys: Uint32Array
  /** Tokens of the shingle. */
  lengths: Uint8Array
}

/** All shingles of a text, one beginning at each token. */
export const shinglesOf = ({ tokens }: Pick<TextFingerprint, 'tokens'>): Shingles => {
  const keys = new Uint32Array(tokens.length)
  const lengths = new Uint8Array(tokens.length)
  for (let first = 0; first < tokens.length; first++) {
    let weight = 0
    let commons = 0
    let hash = 0x9e3779b9
    let at = first
    for (; at < tokens.length && weight < SHINGLE_WEIGHT; at++) {
      const token = tokens[at] ?? 0
      weight += isWord(token) ? WORD_WEIGHT : CHARACTER_WEIGHT
      if (isCommon(token)) commons++
      hash = mix(Math.imul(hash, 31) + token)
    }
    if (weight < SHINGLE_WEIGHT || commons > COMMON_MAX) continue
    keys[first] = hash === 0 ? 1 : hash
    lengths[first] = at - first
  }
  return { keys, lengths }
}

/**
 * Winnowing (Schleimer, Wilkerson, Aiken, 2003): the smallest key of every window, the rightmost of equals. What is kept for
 * a window is also kept for every smaller one.
 */
export const winnow = (keys: Uint32Array, window: (first: number) => number): Uint32Array => {
  const kept: number[] = []
  let last = -1
  let smallest = -1
  for (let end = 0; end < keys.length; end++) {
    const from = Math.max(0, end - window(end) + 1)
    const key = keys[end] ?? 0
    if (smallest < from) {
      smallest = -1
      for (let i = from; i <= end; i++) {
        const one = keys[i] ?? 0
        if (one !== 0 && (smallest < 0 || one <= (keys[smallest] ?? 0))) smallest = i
      }
    } else if (key !== 0 && key <= (keys[smallest] ?? 0)) smallest = end
    if (smallest < 0 || smallest === last || (end - from + 1 < window(end) && end < keys.length - 1)) continue
    kept.push(smallest)
    last = smallest
  }
  return Uint32Array.from(kept)
}

/** What the index keeps of a text: winnowed shingles; a position is the token that the shingle begins with. */
export const textEntries = (objectKey: string, text: TextFingerprint): KeyEntries => {
  const { keys } = shinglesOf(text)
  const window = (at: number): number => (isWord(text.tokens[at] ?? 0) ? KEPT_WINDOW_WORDS : KEPT_WINDOW_CHARACTERS)
  const places = new Map<number, number>()
  const positions = winnow(keys, window).filter((position) => {
    const key = keys[position] ?? 0
    const before = places.get(key) ?? 0
    places.set(key, before + 1)
    return before < PLACES_OF_KEY_MAX
  })
  return { objectKey, keys: positions.map((position) => keys[position] ?? 0), positions }
}
