import { type MediaFingerprint, THUMB_BYTES, THUMB_SIDE, TURNS } from '../../../ports/media.ts'
import { CONFIDENCE_MIN, pictureConfidence } from '../confidence.ts'
import type { Finding, ViewPairing } from '../finding.ts'
import { codeWords, hammingDistance } from '../hashes/hamming.ts'
import { likeness, thumbError } from '../video/verify.ts'

/** Where cell (x, y) of the turned thumbnail comes from; degrees are clockwise. */
const SOURCES: Record<string, (x: number, y: number, last: number) => readonly [number, number]> = {
  upright: (x, y) => [x, y],
  mirrored: (x, y, last) => [last - x, y],
  flipped: (x, y, last) => [x, last - y],
  'rotated:180': (x, y, last) => [last - x, last - y],
  transposed: (x, y) => [y, x],
  'rotated:90': (x, y, last) => [y, last - x],
  'rotated:270': (x, y, last) => [last - y, x],
  transversed: (x, y, last) => [last - y, last - x],
}

/** A square thumbnail after a turn. */
export const turnThumb = (thumb: Uint8Array, turn: string): Uint8Array => {
  const source = SOURCES[turn]
  if (!source) return thumb
  return Uint8Array.from({ length: THUMB_BYTES }, (_, cell) => {
    const [x, y] = source(cell % THUMB_SIDE, Math.floor(cell / THUMB_SIDE), THUMB_SIDE - 1)
    return thumb[y * THUMB_SIDE + x] ?? 0
  })
}

const turnedCode = (query: MediaFingerprint, pairing: ViewPairing): Uint8Array | null => {
  const view = query.views[pairing.queryView]
  if (!view) return null
  if (pairing.turn === 'upright') return view.codes
  if (pairing.turn === 'mirrored') return view.mirroredCodes
  const row = (TURNS as readonly string[]).indexOf(pairing.turn)
  return row < 0 ? null : view.turnedCodes.slice(row * 32, (row + 1) * 32)
}

/** Whole against whole says most about what was done, so a part must agree clearly better to be told instead. */
const PART_GAIN_MIN = 0.05

const parts = (pairing: ViewPairing): number => Number(pairing.queryView > 0) + Number(pairing.workView > 0)

/** What turns the query back undoes what was done to the copy. */
const UNDONE: Record<string, string> = { 'rotated:90': 'rotated:270', 'rotated:270': 'rotated:90' }

const editsOf = (pairing: ViewPairing): string[] => {
  const edits = pairing.turn === 'upright' ? [] : [UNDONE[pairing.turn] ?? pairing.turn]
  if (pairing.queryView > 0 && pairing.workView > 0) return [...edits, 'covered']
  if (pairing.queryView > 0) return [...edits, 'padded']
  return pairing.workView > 0 ? [...edits, 'cropped'] : edits
}

/** The best agreement of two pictures over the given views and turns, also one too weak to report; null when nothing was compared. */
export const matchPictures = (
  query: MediaFingerprint,
  work: MediaFingerprint,
  pairings: readonly ViewPairing[],
): Finding | null => {
  let best: (Finding & { parts: number }) | null = null
  for (const pairing of pairings.toSorted((a, b) => parts(a) - parts(b))) {
    const code = turnedCode(query, pairing)
    const queryView = query.views[pairing.queryView]
    const workView = work.views[pairing.workView]
    if (!code || !queryView || !workView) continue
    const distance = hammingDistance(codeWords(code), 0, codeWords(workView.codes), 0)
    const thumb = turnThumb(queryView.thumbs, pairing.turn)
    const like = likeness(thumb, 0, workView.thumbs, 0)
    const confidence = Math.round(pictureConfidence(distance, like, parts(pairing) > 0) * 1000) / 1000
    const error = thumbError(thumb, 0, workView.thumbs, 0)
    if (best) {
      const mustGain = best.confidence >= CONFIDENCE_MIN && parts(pairing) > best.parts
      const gain = confidence - best.confidence - (mustGain ? PART_GAIN_MIN : 0)
      if (gain < 0 || (gain === 0 && error >= best.error)) continue
    }
    best = { confidence, error, edits: editsOf(pairing), segments: [], parts: parts(pairing) }
  }
  if (!best) return null
  const { confidence, error, edits, segments } = best
  return { confidence, error, edits, segments }
}
