import type { TextFingerprint } from '../../../ports/media.ts'
import { CONFIDENCE_MIN } from '../confidence.ts'
import type { Finding, FoundSegment } from '../finding.ts'
import { AGREES, extend } from './align-tokens.ts'
import type { SeedGroup } from './seeds.ts'
import { isCommon, isWord } from './tokenize-text.ts'

/** An alignment is worth a look from so many agreeing tokens net of differences. */
const SCORE_MIN = 10 * AGREES
const SIMILARITY_MIN = 0.4
/** Passages this close on both sides, in order, are one. */
const JOIN_TOKENS_MAX = 48
/** Pieces shorter than this that were moved about within one stretch of the work are told as one re-ordered passage. */
const MOVED_TOKENS_MAX = 600
const MOVED_REACH_TOKENS = 800
/** Of that stretch this share must be there. */
const MOVED_COVERED_MIN = 0.7
/** Extensions tried of one object. */
const GROUPS_MAX = 20_000
/** An extension that ends at once still reads so many tokens. */
const EXTENSION_TOKENS_MIN = 16
/** Texts that repeat themselves agree along many lines: no more tokens are read than this many times both texts, and a rest. */
const READ_AGAIN_MAX = 2
const READ_TOKENS_FREE = 500_000
/** A character counts one unit, a word one and a half: 60 characters weigh as much as 40 words. */
const WORD_UNITS = 1.5
/** A match under this length that is not half of the work is a quotation. */
const QUOTATION_UNITS_MAX = 60
const QUOTATION_WORK_SHARE_MAX = 0.5
const QUOTATION_CONFIDENCE_MAX = 0.59
const CONFIDENCE_MAX = 0.99
const HALF_SURE_UNITS = 22
/** Under this likeness words were changed, and not only misread. */
const SUBSTITUTED_BELOW = 0.95
const TOKENS_LOOKED_AT_MAX = 4000

/** Tokens [start, end) of both sides that agree. */
export interface Passage {
  queryStart: number
  queryEnd: number
  workStart: number
  workEnd: number
  score: number
  agreeing: number
  /** Pieces of it stand in another order. */
  reordered?: boolean
}

const similarity = ({ queryStart, queryEnd, workStart, workEnd, agreeing }: Passage): number =>
  agreeing / Math.max(1, queryEnd - queryStart, workEnd - workStart)

const passageFrom = (query: Uint16Array, work: Uint16Array, queryAt: number, workAt: number): Passage => {
  const after = extend(query, queryAt, work, workAt, 1)
  const before = extend(query, queryAt - 1, work, workAt - 1, -1)
  return {
    queryStart: queryAt - before.queryTokens,
    queryEnd: queryAt + after.queryTokens,
    workStart: workAt - before.workTokens,
    workEnd: workAt + after.workTokens,
    score: before.score + after.score,
    agreeing: before.agreeing + after.agreeing,
  }
}

const join = (passages: readonly Passage[]): Passage[] => {
  const joined: Passage[] = []
  for (const passage of passages.toSorted((a, b) => a.queryStart - b.queryStart)) {
    const last = joined.at(-1)
    const queryGap = last ? passage.queryStart - last.queryEnd : Number.POSITIVE_INFINITY
    const workGap = last ? passage.workStart - last.workEnd : Number.POSITIVE_INFINITY
    const near = (gap: number): boolean => gap <= JOIN_TOKENS_MAX && gap >= -JOIN_TOKENS_MAX / 2
    if (
      !last ||
      !near(queryGap) ||
      !near(workGap) ||
      passage.workEnd <= last.workEnd ||
      passage.queryEnd <= last.queryEnd
    ) {
      joined.push({ ...passage })
      continue
    }
    last.queryEnd = passage.queryEnd
    last.workEnd = passage.workEnd
    last.score += passage.score
    last.agreeing += passage.agreeing + Math.min(0, queryGap, workGap)
  }
  return joined
}

const length = ({ queryStart, queryEnd }: Passage): number => queryEnd - queryStart

/** Pieces that together are one stretch of the work, in another order, become one passage; else they stay as they are. */
const asOne = (pieces: readonly Passage[]): Passage[] => {
  const workStart = Math.min(...pieces.map((piece) => piece.workStart))
  const workEnd = Math.max(...pieces.map((piece) => piece.workEnd))
  const sum = (of: (piece: Passage) => number): number => pieces.reduce((total, piece) => total + of(piece), 0)
  const covered = sum((piece) => piece.workEnd - piece.workStart)
  if (pieces.length === 1 || covered < MOVED_COVERED_MIN * (workEnd - workStart)) return [...pieces]
  return [
    {
      queryStart: Math.min(...pieces.map(({ queryStart }) => queryStart)),
      queryEnd: Math.max(...pieces.map(({ queryEnd }) => queryEnd)),
      workStart,
      workEnd,
      score: sum(({ score }) => score),
      agreeing: sum(({ agreeing }) => agreeing),
      reordered: true,
    },
  ]
}

/** Neighbours in the query that come from one stretch of the work, but in another order. */
const joinMoved = (passages: readonly Passage[]): Passage[] => {
  const runs: Passage[][] = []
  let [from, to] = [0, 0]
  for (const passage of passages) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const near =
      last !== undefined &&
      passage.queryStart - last.queryEnd <= JOIN_TOKENS_MAX &&
      passage.workStart - to <= MOVED_REACH_TOKENS &&
      from - passage.workEnd <= MOVED_REACH_TOKENS
    if (run && near && length(last) <= MOVED_TOKENS_MAX && length(passage) <= MOVED_TOKENS_MAX) {
      run.push(passage)
      from = Math.min(from, passage.workStart)
      to = Math.max(to, passage.workEnd)
    } else {
      runs.push([passage])
      from = passage.workStart
      to = passage.workEnd
    }
  }
  return runs.flatMap(asOne)
}

/**
 * Passages of the query that are passages of the work, each token of the query in one at most. Every group of seeds is
 * extended both ways as far as the texts agree.
 */
export const findPassages = (query: Uint16Array, work: Uint16Array, groups: readonly SeedGroup[]): Passage[] => {
  /** By query token: the passage it lies in, counted from 1. */
  const covered = new Uint32Array(query.length)
  const found: Passage[] = []
  let readable = READ_TOKENS_FREE + READ_AGAIN_MAX * (query.length + work.length)
  for (const { seeds } of groups.slice(0, GROUPS_MAX)) {
    for (const seed of seeds) {
      const known = found[(covered[seed.query] ?? 0) - 1]
      if (known && seed.work >= known.workStart && seed.work < known.workEnd) continue
      if (query[seed.query] !== work[seed.work] || query[seed.query + 1] !== work[seed.work + 1]) continue
      if (readable <= 0) break
      const passage = passageFrom(query, work, seed.query, seed.work)
      readable -= EXTENSION_TOKENS_MIN + length(passage)
      if (passage.score < SCORE_MIN) continue
      let free = 0
      for (let i = passage.queryStart; i < passage.queryEnd; i++) if (covered[i] === 0) free++
      if (free < (passage.queryEnd - passage.queryStart) / 2) continue
      found.push(passage)
      for (let i = passage.queryStart; i < passage.queryEnd; i++) if (covered[i] === 0) covered[i] = found.length
    }
  }
  return joinMoved(join(found).filter((passage) => similarity(passage) >= SIMILARITY_MIN))
}

/** How much text agrees. Lists and refrains weigh no more than the different words in them. */
const unitsOf = (query: Uint16Array, { queryStart, queryEnd, agreeing }: Passage): number => {
  const tokens = query.subarray(queryStart, Math.min(queryEnd, queryStart + TOKENS_LOOKED_AT_MAX))
  let words = 0
  const telling = new Set<number>()
  for (const token of tokens) {
    if (isWord(token)) words++
    if (!isCommon(token)) telling.add(token)
  }
  const each = 1 + (WORD_UNITS - 1) * (words / Math.max(1, tokens.length))
  return each * Math.min(agreeing, 3 * telling.size)
}

/**
 * How sure we are that one passage was taken from the other, 0..0.99: how alike they are (nothing at 0.3, full marks at 0.7; of a
 * text with every fifth word changed 0.8 is left) times how long they are, 1 - 2^(-units/22): 22 characters or 15 words give half.
 */
export const passageConfidence = (like: number, units: number): number =>
  Math.min(CONFIDENCE_MAX, Math.max(0, Math.min(1, (like - 0.3) / 0.4)) * (1 - 2 ** (-units / HALF_SURE_UNITS)))

const scriptEdit = (query: TextFingerprint, work: TextFingerprint): string[] =>
  query.script !== work.script && query.script !== 'neither' && work.script !== 'neither' ? [query.script] : []

const isReordered = (passages: readonly Passage[]): boolean =>
  passages.some(({ workStart, reordered }, i) => reordered || workStart < (passages[i - 1]?.workStart ?? 0))

const round = (value: number): number => Math.round(value * 1000) / 1000

/** What of the work is in the query; null when it is nothing worth reporting. */
export const matchTexts = (
  query: TextFingerprint,
  work: TextFingerprint,
  passages: readonly Passage[],
): Finding | null => {
  const telling = passages
    .map((passage) => {
      const units = unitsOf(query.tokens, passage)
      const like = similarity(passage)
      return { passage, units, like, confidence: round(passageConfidence(like, units)) }
    })
    .filter(({ confidence }) => confidence >= CONFIDENCE_MIN)
  if (telling.length === 0) return null
  const units = telling.reduce((sum, one) => sum + one.units, 0)
  const workTokens = telling.reduce((sum, { passage }) => sum + passage.workEnd - passage.workStart, 0)
  const quoted = units < QUOTATION_UNITS_MAX && workTokens < QUOTATION_WORK_SHARE_MAX * work.tokens.length
  const everywhere = [
    ...(quoted ? ['quotation'] : []),
    ...scriptEdit(query, work),
    ...(isReordered(telling.map(({ passage }) => passage)) ? ['reordered'] : []),
  ]
  const segments = telling.map(
    ({ passage, like, confidence }): FoundSegment => ({
      unit: 'characters',
      queryStart: query.starts[passage.queryStart] ?? 0,
      queryEnd: query.ends[passage.queryEnd - 1] ?? 0,
      workStart: work.starts[passage.workStart] ?? 0,
      workEnd: work.ends[passage.workEnd - 1] ?? 0,
      confidence: quoted ? Math.min(QUOTATION_CONFIDENCE_MAX, confidence) : confidence,
      edits: [...everywhere, ...(like < SUBSTITUTED_BELOW ? ['substituted'] : [])],
    }),
  )
  return {
    confidence: Math.max(...segments.map(({ confidence }) => confidence)),
    error: 255 * (1 - Math.max(...telling.map(({ like }) => like))),
    edits: [...new Set(segments.flatMap(({ edits }) => edits))],
    segments,
  }
}
