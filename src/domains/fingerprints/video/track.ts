import { CODE_BYTES, type FingerprintView, THUMB_BYTES, THUMB_SIDE } from '../../../ports/media.ts'
import { codeWords, hammingDistance } from '../hashes/hamming.ts'
import { testPatterns } from '../hashes/test-patterns.ts'

/** Side of the coarse picture used to search in time: thumbnails averaged 2 × 2. */
const COARSE_SIDE = 8
export const COARSE_CELLS = COARSE_SIDE * COARSE_SIDE
/** A frame whose thumbnail deviates less than this (luma levels) shows nothing: black, white, a fade. */
const TELLING_DEVIATION_MIN = 4

/** One view of one file, ready to be compared: row i of every column is frame i. */
export interface Track {
  count: number
  timesSeconds: Float64Array
  durationSeconds: number
  words: Uint32Array
  /** How many bits of each code say something. */
  bits: number
  thumbs: Uint8Array
  qualities: Uint8Array
  /** 1 where the window is there. */
  present: Uint8Array
  /** COARSE_CELLS luma levels a frame. */
  coarse: Float32Array
  /** 1 where the frame shows something. */
  telling: Uint8Array
}

const mirrorThumbs = (thumbs: Uint8Array): Uint8Array => {
  const out = new Uint8Array(thumbs.length)
  for (let at = 0; at < thumbs.length; at += THUMB_SIDE) {
    for (let x = 0; x < THUMB_SIDE; x++) out[at + x] = thumbs[at + THUMB_SIDE - 1 - x] ?? 0
  }
  return out
}

const coarsen = (thumbs: Uint8Array, count: number): Float32Array => {
  const coarse = new Float32Array(count * COARSE_CELLS)
  for (let i = 0; i < count; i++) {
    for (let cell = 0; cell < THUMB_BYTES; cell++) {
      const y = (cell / THUMB_SIDE) >> 1
      const at = i * COARSE_CELLS + y * COARSE_SIDE + ((cell % THUMB_SIDE) >> 1)
      coarse[at] = (coarse[at] ?? 0) + (thumbs[i * THUMB_BYTES + cell] ?? 0) / 4
    }
  }
  return coarse
}

const deviation = (thumbs: Uint8Array, frame: number): number => {
  let sum = 0
  let squares = 0
  for (let k = frame * THUMB_BYTES; k < (frame + 1) * THUMB_BYTES; k++) {
    const value = thumbs[k] ?? 0
    sum += value
    squares += value * value
  }
  return Math.sqrt(Math.max(0, squares / THUMB_BYTES - (sum / THUMB_BYTES) ** 2))
}

/** Which thumbnails show something: 1 a frame, else 0. */
const contrasting = (thumbs: Uint8Array): Uint8Array =>
  Uint8Array.from({ length: thumbs.length / THUMB_BYTES }, (_, i) =>
    deviation(thumbs, i) >= TELLING_DEVIATION_MIN ? 1 : 0,
  )

/** Which frames of a view show something of their own: 1 a frame, else 0. Flat ones do not, nor test patterns. */
export const tellingFrames = (view: Pick<FingerprintView, 'codes' | 'thumbs'>): Uint8Array => {
  const patterns = testPatterns(view.codes)
  return contrasting(view.thumbs).map((telling, i) => (patterns[i] === 1 ? 0 : telling))
}

type TrackSource = Pick<Track, 'timesSeconds' | 'durationSeconds' | 'words' | 'bits' | 'thumbs' | 'qualities'>

export const trackOf = (source: TrackSource): Track => {
  const count = source.timesSeconds.length
  return {
    ...source,
    count,
    present: new Uint8Array(count).fill(1),
    coarse: coarsen(source.thumbs, count),
    telling: contrasting(source.thumbs),
  }
}

/** Prepares a view for alignment, mirrored left to right when asked. */
export const createTrack = (
  view: FingerprintView,
  timesSeconds: Float64Array,
  durationSeconds: number,
  mirrored: boolean,
): Track => {
  const track = trackOf({
    timesSeconds,
    durationSeconds,
    words: codeWords(mirrored ? view.mirroredCodes : view.codes),
    bits: 8 * CODE_BYTES,
    thumbs: mirrored ? mirrorThumbs(view.thumbs) : view.thumbs,
    qualities: view.qualities,
  })
  track.telling.set(tellingFrames(view))
  // A box that is not there has no right side.
  if (view.boxes) for (let i = 0; i < track.count; i++) track.present[i] = view.boxes[i * 4 + 2] === 0 ? 0 : 1
  return track
}

/** Index of the last frame at or before `seconds`; -1 when there is none. */
export const frameBefore = (timesSeconds: Float64Array, seconds: number): number => {
  let low = 0
  let high = timesSeconds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((timesSeconds[middle] ?? 0) <= seconds) low = middle + 1
    else high = middle
  }
  return low - 1
}

const STILL_BITS_MAX = 2
const STILL_LEVEL_MAX = 0.5
const STILL_STEP_SECONDS = 0.75

/** 1 for each frame but those of a picture that stands still, of which one in STILL_STEP_SECONDS stands for all. */
export const movingFrames = (track: Track): Uint8Array => {
  const moving = new Uint8Array(track.count)
  let kept = -1
  for (let i = 0; i < track.count; i++) {
    let change = 0
    for (let c = 0; kept >= 0 && c < COARSE_CELLS; c++) {
      change += Math.abs((track.coarse[i * COARSE_CELLS + c] ?? 0) - (track.coarse[kept * COARSE_CELLS + c] ?? 0))
    }
    const still =
      kept >= 0 &&
      (track.timesSeconds[i] ?? 0) - (track.timesSeconds[kept] ?? 0) < STILL_STEP_SECONDS &&
      change <= STILL_LEVEL_MAX * COARSE_CELLS &&
      trackDistance(track, i, track, kept) <= STILL_BITS_MAX
    if (still) continue
    moving[i] = 1
    kept = i
  }
  return moving
}

/** Differing bits of frame i and frame j, 0..256, as if the codes had 256 bits. */
export const trackDistance = (query: Track, i: number, work: Track, j: number): number =>
  Math.round((hammingDistance(query.words, i, work.words, j) * 8 * CODE_BYTES) / query.bits)
