import type { CodeEntries } from '../../../ports/code-index.ts'
import { CODE_BYTES, type MediaFingerprint } from '../../../ports/media.ts'
import { tellingFrames } from '../video/track.ts'
import { codeWords, hammingDistance } from './hamming.ts'

/** A frame this close to the last indexed one of its view is found through that one. */
const REPEAT_DISTANCE_MAX = 6
/** Slot numbers: view × VIEW_SLOTS + frame. */
export const VIEW_SLOTS = 2 ** 28

/** Frames of one view worth looking up: those that show something, neighbours that look the same only once. */
export const keyFrames = (fingerprint: MediaFingerprint, view: number): number[] => {
  const columns = fingerprint.views[view]
  if (!columns) return []
  const telling = tellingFrames(columns)
  const words = codeWords(columns.codes)
  const kept: number[] = []
  for (let i = 0; i < telling.length; i++) {
    const last = kept.at(-1)
    if (telling[i] === 0) continue
    if (last !== undefined && hammingDistance(words, i, words, last) <= REPEAT_DISTANCE_MAX) continue
    kept.push(i)
  }
  return kept
}

/**
 * What the code index keeps of one object. Retrieval only has to bring up the object; the matcher then compares the
 * whole fingerprint, so that frames that add nothing stay out.
 */
export const frameEntries = (objectKey: string, fingerprint: MediaFingerprint): CodeEntries => {
  const rows: { view: number; frame: number }[] = []
  fingerprint.views.forEach((_, view) => {
    for (const frame of keyFrames(fingerprint, view)) rows.push({ view, frame })
  })
  const codes = new Uint8Array(rows.length * CODE_BYTES)
  rows.forEach(({ view, frame }, i) => {
    const source = fingerprint.views[view]?.codes.subarray(frame * CODE_BYTES, (frame + 1) * CODE_BYTES)
    if (source) codes.set(source, i * CODE_BYTES)
  })
  return { objectKey, codes, slots: Uint32Array.from(rows, ({ view, frame }) => view * VIEW_SLOTS + frame) }
}
