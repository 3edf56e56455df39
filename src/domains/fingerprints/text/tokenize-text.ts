import type { TextFingerprint } from '../../../ports/media.ts'
import {
  CHARACTER,
  DIGIT,
  type Folding,
  folding,
  HYPHEN,
  IGNORED,
  LETTER,
  NEWLINE,
  SEPARATOR,
} from './fold-characters.ts'

/** Characters and words so common that their agreement says little. */
const COMMON_HAN =
  '的一是不了在人有我他这个们来到时大地为子中你说生着就那和要她出也得里后以会可下而过天去能对起还都之曰道其者乃'
const COMMON_WORD_LETTERS_MAX = 3
/** Longer words are told apart by their first letters. */
const WORD_LETTERS_MAX = 64

/** Finalizer of MurmurHash3 (Appleby, public domain). */
export const mix = (value: number): number => {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const COMMON_BIT = 1
const WORD_BIT = 2

/** Fourteen bits of what the token is, whether it is a word, and in the lowest bit whether it is common. */
const tokenOf = (hash: number, word: boolean, common: boolean): number =>
  ((mix(hash) >>> 16) & 0xfffc) | (word ? WORD_BIT : 0) | (common ? COMMON_BIT : 0)

export const isCommon = (token: number): boolean => (token & COMMON_BIT) !== 0
export const isWord = (token: number): boolean => (token & WORD_BIT) !== 0

interface Growing {
  tokens: Uint16Array
  starts: Uint32Array
  ends: Uint32Array
  count: number
}

const push = (into: Growing, token: number, start: number, end: number): void => {
  const last = into.count - 1
  // A letter or word printed twice, as scanners and stammers do, counts once.
  if (last >= 0 && into.tokens[last] === token) {
    into.ends[last] = end
    return
  }
  if (into.count === into.tokens.length) {
    for (const name of ['tokens', 'starts', 'ends'] as const) {
      const old = into[name]
      const grown = new (old.constructor as new (length: number) => typeof old)(old.length * 2)
      grown.set(old)
      Object.assign(into, { [name]: grown })
    }
  }
  into.tokens[into.count] = token
  // One character can stand for several: the first of them has its place, the others are empty behind it.
  into.starts[into.count] = Math.max(start, into.ends[last] ?? 0)
  into.ends[into.count] = end
  into.count++
}

/** Letters of the word now read, folded. */
interface Word {
  letters: Uint32Array
  length: number
  start: number
  end: number
  digitsOnly: boolean
}

/** Shapes of two letters that scanners take for one, and letters printed twice: "rn" reads "m", "vv" reads "w". */
const wordHash = (word: Word): { hash: number; letters: number } => {
  let hash = 0x811c9dc5
  let letters = 0
  let last = 0
  const put = (letter: number): void => {
    if (letter === last) return
    hash = Math.imul(hash ^ letter, 0x01000193)
    last = letter
    letters++
  }
  for (let i = 0; i < word.length; i++) {
    const letter = word.letters[i] ?? 0
    const next = word.letters[i + 1] ?? 0
    if (letter === 0x72 && next === 0x6e) {
      put(0x6d)
      i++
    } else if (letter === 0x76 && next === 0x76) {
      put(0x77)
      i++
    } else put(letter)
  }
  return { hash, letters }
}

/** Whether letters stand on the line that holds `at`, from there on. */
const lettersFollow = (text: string, at: number, { kinds }: Folding): boolean => {
  for (let i = at; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const kind = kinds[unit]
    if (kind === NEWLINE) return false
    if (kind === LETTER || kind === CHARACTER || (unit >= 0xd800 && unit <= 0xdbff)) return true
  }
  return false
}

/** A word goes on after a hyphen that ends its line. Gives the place of its next letter, or -1. */
const goesOnAt = (text: string, hyphen: number, { kinds }: Folding): number => {
  let newline = false
  for (let i = hyphen + 1; i < Math.min(text.length, hyphen + 16); i++) {
    const unit = text.charCodeAt(i)
    const kind = unit >= 0xd800 && unit <= 0xdfff ? undefined : kinds[unit]
    if (kind === NEWLINE) newline = true
    else if (kind === LETTER && newline) return i
    else if (kind !== SEPARATOR) return -1
  }
  return -1
}

/**
 * A text as tokens: each Chinese, Japanese, Korean, Thai, Lao, Khmer or Burmese character one, each word of another script
 * one. Punctuation, spaces and lines without letters (page numbers, times of subtitles) are left out. Offsets are in code points of `text`.
 */
export const tokenizeText = (text: string): TextFingerprint => {
  const table = folding()
  const { kinds, folded, longer, scripts } = table
  const common = new Set(
    Array.from(COMMON_HAN, (character) => character.charCodeAt(0)).map((unit) => folded[unit] ?? unit),
  )
  const into: Growing = {
    tokens: new Uint16Array(1024),
    starts: new Uint32Array(1024),
    ends: new Uint32Array(1024),
    count: 0,
  }
  const word: Word = { letters: new Uint32Array(WORD_LETTERS_MAX), length: 0, start: 0, end: 0, digitsOnly: true }
  const seen = [0, 0, 0]
  let characters = 0
  let offset = 0
  let line: 'new' | 'numbers' | 'text' = 'new'

  const endWord = (at: number): void => {
    if (word.length === 0) return
    if (line === 'new') line = word.digitsOnly && !lettersFollow(text, at, table) ? 'numbers' : 'text'
    const { hash, letters } = wordHash(word)
    if (line === 'text') push(into, tokenOf(hash, true, letters <= COMMON_WORD_LETTERS_MAX), word.start, word.end)
    word.length = 0
  }
  const addLetter = (letter: number, kind: number): void => {
    if (word.length === 0) {
      word.start = offset
      word.digitsOnly = true
    }
    if (kind !== DIGIT) word.digitsOnly = false
    if (word.length < WORD_LETTERS_MAX) word.letters[word.length++] = letter
    word.end = offset + 1
  }
  const addCharacter = (character: number, at: number): void => {
    endWord(at)
    push(into, tokenOf(character, false, common.has(character)), offset, offset + 1)
    line = 'text'
    characters++
  }

  for (let i = 0; i < text.length; i++, offset++) {
    const unit = text.charCodeAt(i)
    let kind = kinds[unit] ?? SEPARATOR
    let reading: string | undefined
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const codePoint = text.codePointAt(i) ?? 0
      if (codePoint > 0xffff) {
        const beyond = table.foldBeyond(codePoint)
        kind = beyond.kind
        reading = beyond.folded
        seen[beyond.script] = (seen[beyond.script] ?? 0) + 1
        if (kind !== LETTER && kind !== DIGIT) endWord(i)
        i++
      }
    }
    if (kind === IGNORED) continue
    if (kind === CHARACTER) {
      seen[scripts[unit] ?? 0] = (seen[scripts[unit] ?? 0] ?? 0) + 1
      reading ??= longer.get(unit)
      if (reading === undefined) addCharacter(folded[unit] ?? 0, i)
      else for (const one of reading) addCharacter(one.codePointAt(0) ?? 0, i)
    } else if (kind === LETTER || kind === DIGIT) {
      reading ??= longer.get(unit)
      if (reading === undefined) addLetter(folded[unit] ?? 0, kind)
      else for (const one of reading) addLetter(one.codePointAt(0) ?? 0, kind)
    } else if (kind === HYPHEN && word.length > 0) {
      const next = goesOnAt(text, i, table)
      if (next < 0) endWord(i)
      else {
        offset += next - i - 1
        i = next - 1
      }
    } else {
      endWord(i)
      if (kind === NEWLINE) line = 'new'
    }
  }
  endWord(text.length)
  const [, traditional = 0, simplified = 0] = seen
  const telling = traditional + simplified
  return {
    characters: offset,
    tokens: into.tokens.slice(0, into.count),
    starts: into.starts.slice(0, into.count),
    ends: into.ends.slice(0, into.count),
    script:
      telling < Math.max(4, characters / 100) ? 'neither' : traditional > simplified ? 'traditional' : 'simplified',
  }
}
