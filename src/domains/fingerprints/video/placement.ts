/** How the picture of a copy lies on that of the work, and both seen through the part that they share. */
import {
  CODE_BYTES,
  type ContentBox,
  LUMA_BYTES,
  LUMA_SIDE,
  type MediaFingerprint,
  THUMB_SIDE,
} from '../../../ports/media.ts'
import { applyTransform, invertTransform, type Transform } from '../features/transform.ts'
import { codeWords } from '../hashes/hamming.ts'
import { type Track, tellingFrames, trackOf } from './track.ts'

/** Less than this of either side is too little to compare. */
const SHARED_SIDE_MIN = 0.15
const SHRINK_STEP = 0.01
const EDGE_SLACK = 0.01
const BANDS_MAX = 16
const BANDS_MIN = 6
/** Bands that a picture of so many pixels can show. */
const BANDS_A_PIXEL = 0.9

/**
 * The largest part of the work found by pushing its sides in, each corner of which the query shows within its own box `within`;
 * null when there is next to nothing. `toQuery` maps the work to the query.
 */
export const sharedBox = (toQuery: Transform, within: ContentBox): ContentBox | null => {
  let box: ContentBox = { left: 0, top: 0, right: 1, bottom: 1 }
  const beyond = (value: number, low: number, high: number): number =>
    Math.max(0, low - EDGE_SLACK - value, value - high - EDGE_SLACK)
  const outside = ({ left, top, right, bottom }: ContentBox): number => {
    let sum = 0
    for (const x of [left, right]) {
      for (const y of [top, bottom]) {
        const [u, v] = applyTransform(toQuery, x, y)
        sum += beyond(u, within.left, within.right) + beyond(v, within.top, within.bottom)
      }
    }
    return sum
  }
  let left = outside(box)
  while (left > 0) {
    const pushed = [
      { ...box, left: box.left + SHRINK_STEP },
      { ...box, right: box.right - SHRINK_STEP },
      { ...box, top: box.top + SHRINK_STEP },
      { ...box, bottom: box.bottom - SHRINK_STEP },
    ].map((candidate) => ({ candidate, left: outside(candidate) }))
    const best = pushed.reduce((a, b) => (b.left < a.left ? b : a))
    if (best.left >= left) return null
    box = best.candidate
    left = best.left
    if (box.right - box.left < SHARED_SIDE_MIN || box.bottom - box.top < SHARED_SIDE_MIN) return null
  }
  return box
}

/** What each cell looks at: pixels `places` of the luma picture with their `weights`, from `starts[cell]` up to the next. */
interface Taps {
  starts: Int32Array
  places: Int32Array
  weights: Float32Array
}

/** How far each cell looks, in shares of the work's width and height. */
export interface Reach {
  across: number
  down: number
}

const SAMPLES = 4
/** A bilinear look sees somewhat more than one pixel. */
const PIXEL_REACH = 1.6

/**
 * What one cell must cover so that both pictures are equally soft: the cell, and as much as one pixel of the other picture
 * covers. `otherToWork` maps the other picture to the work.
 */
export const reachOf = (box: ContentBox, otherToWork: Transform): Reach => {
  const [a = 1, b = 0, , d = 0, e = 1] = otherToWork
  return {
    across: Math.max((box.right - box.left) / THUMB_SIDE, (PIXEL_REACH * Math.hypot(a, b)) / LUMA_SIDE),
    down: Math.max((box.bottom - box.top) / THUMB_SIDE, (PIXEL_REACH * Math.hypot(d, e)) / LUMA_SIDE),
  }
}

/** Bilinear looks into the luma picture for each cell of a THUMB_SIDE square over `box` of the work, seen through `map`. */
export const cellTaps = (box: ContentBox, map: Transform, reach: Reach): Taps => {
  const [m0 = 1, m1 = 0, m2 = 0, m3 = 0, m4 = 1, m5 = 0, m6 = 0, m7 = 0, m8 = 1] = map
  const cells = THUMB_SIDE * THUMB_SIDE
  const looks = SAMPLES * SAMPLES
  const starts = new Int32Array(cells + 1)
  const places = new Int32Array(cells * looks * 4)
  const weights = new Float32Array(cells * looks * 4)
  const last = LUMA_SIDE - 1
  let end = 0
  // The looks of one cell meet the same few pixels again and again: each is kept once, with the sum of its weights.
  const sums = new Float64Array(LUMA_BYTES)
  const met = new Uint8Array(LUMA_BYTES)
  const add = (place: number, weight: number): void => {
    sums[place] = (sums[place] ?? 0) + weight
    if (met[place] === 1) return
    met[place] = 1
    places[end++] = place
  }
  for (let cell = 0; cell < cells; cell++) {
    const start = end
    const centreX = box.left + (((cell % THUMB_SIDE) + 0.5) / THUMB_SIDE) * (box.right - box.left)
    const centreY = box.top + ((Math.floor(cell / THUMB_SIDE) + 0.5) / THUMB_SIDE) * (box.bottom - box.top)
    for (let look = 0; look < looks; look++) {
      const px = centreX + (((look % SAMPLES) + 0.5) / SAMPLES - 0.5) * reach.across
      const py = centreY + ((Math.floor(look / SAMPLES) + 0.5) / SAMPLES - 0.5) * reach.down
      const w = m6 * px + m7 * py + m8
      const x = Math.max(0, Math.min(last, ((m0 * px + m1 * py + m2) / w) * LUMA_SIDE - 0.5))
      const y = Math.max(0, Math.min(last, ((m3 * px + m4 * py + m5) / w) * LUMA_SIDE - 0.5))
      const x0 = Math.floor(x)
      const y0 = Math.floor(y)
      const right = x0 < last ? 1 : 0
      const below = y0 < last ? LUMA_SIDE : 0
      const fx = (x - x0) / looks
      const fy = y - y0
      const rest = 1 / looks - fx
      const place = y0 * LUMA_SIDE + x0
      add(place, rest * (1 - fy))
      add(place + right, fx * (1 - fy))
      add(place + below, rest * fy)
      add(place + below + right, fx * fy)
    }
    for (let at = start; at < end; at++) {
      const place = places[at] ?? 0
      weights[at] = sums[place] ?? 0
      sums[place] = 0
      met[place] = 0
    }
    starts[cell + 1] = end
  }
  return { starts, places: places.slice(0, end), weights: weights.slice(0, end) }
}

export const resample = (lumas: Uint8Array, { starts, places, weights }: Taps): Uint8Array => {
  const frames = lumas.length / LUMA_BYTES
  const cells = THUMB_SIDE * THUMB_SIDE
  const thumbs = new Uint8Array(frames * cells)
  for (let f = 0; f < frames; f++) {
    const base = f * LUMA_BYTES
    let k = 0
    for (let c = 0; c < cells; c++) {
      const end = starts[c + 1] ?? 0
      let sum = 0.5
      for (; k < end; k++) sum += (weights[k] ?? 0) * (lumas[base + (places[k] ?? 0)] ?? 0)
      thumbs[f * cells + c] = sum
    }
  }
  return thumbs
}

const cosines = (): Float32Array => {
  const rows = new Float32Array(THUMB_SIDE * THUMB_SIDE)
  for (let k = 0; k < THUMB_SIDE; k++) {
    for (let i = 0; i < THUMB_SIDE; i++) rows[k * THUMB_SIDE + i] = Math.cos((Math.PI / THUMB_SIDE) * k * (i + 0.5))
  }
  return rows
}

/**
 * Signs of the first `bands` × `bands` DCT-II coefficients of each thumbnail but the mean, as PDQ has them of a larger picture; bits
 * beyond are zero.
 */
export const thumbCodes = (thumbs: Uint8Array, bands: number): Uint8Array => {
  const side = THUMB_SIDE
  const cells = side * side
  const frames = thumbs.length / cells
  const codes = new Uint8Array(frames * CODE_BYTES)
  const table = cosines()
  const half = new Float32Array(bands * side)
  for (let f = 0; f < frames; f++) {
    for (let k = 0; k < bands; k++) {
      for (let x = 0; x < side; x++) {
        let sum = 0
        for (let y = 0; y < side; y++) sum += (table[k * side + y] ?? 0) * (thumbs[f * cells + y * side + x] ?? 0)
        half[k * side + x] = sum
      }
    }
    for (let bit = 1; bit < bands * bands; bit++) {
      const row = Math.floor(bit / bands) * side
      const column = (bit % bands) * side
      let sum = 0
      for (let x = 0; x < side; x++) sum += (half[row + x] ?? 0) * (table[column + x] ?? 0)
      const at = f * CODE_BYTES + (bit >> 3)
      if (sum > 0) codes[at] = (codes[at] ?? 0) | (1 << (bit & 7))
    }
  }
  return codes
}

export interface PlacedTracks {
  query: Track
  work: Track
  /** The part of the work that both show. */
  shared: ContentBox
}

/** Query pixels on the edge of a smaller picture belong to both: the box without them. */
const EDGE_PIXELS = 0.6
const inside = (box: ContentBox, toQuery: Transform, toWork: Transform): ContentBox => {
  const reach = reachOf(box, toWork)
  const across = (EDGE_PIXELS / PIXEL_REACH) * reach.across
  const down = (EDGE_PIXELS / PIXEL_REACH) * reach.down
  const free = (x: number, y: number): boolean =>
    applyTransform(toQuery, x, y).every((value) => value > 1 / LUMA_SIDE && value < 1 - 1 / LUMA_SIDE)
  const [middleX, middleY] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
  return {
    left: free(box.left, middleY) ? box.left + across : box.left,
    right: free(box.right, middleY) ? box.right - across : box.right,
    top: free(middleX, box.top) ? box.top + down : box.top,
    bottom: free(middleX, box.bottom) ? box.bottom - down : box.bottom,
  }
}

/**
 * Both films through the part they share, the query as if it had been laid straight; null when they share too little.
 * `transform` maps the query to the work; nothing of the query outside `within` counts.
 */
export const placedTracks = (
  query: MediaFingerprint,
  work: MediaFingerprint,
  transform: Transform,
  within: ContentBox,
): PlacedTracks | null => {
  const toQuery = invertTransform(transform)
  const outer = toQuery && sharedBox(toQuery, within)
  const shared = outer && inside(outer, toQuery, transform)
  if (!shared || !query.lumas || !work.lumas) return null
  const corner = (x: number, y: number) => applyTransform(toQuery, x, y)
  const [[ax, ay], [bx, by], [cx, cy]] = [
    corner(shared.left, shared.top),
    corner(shared.right, shared.top),
    corner(shared.left, shared.bottom),
  ]
  const sides = [
    shared.right - shared.left,
    shared.bottom - shared.top,
    Math.hypot(bx - ax, by - ay),
    Math.hypot(cx - ax, cy - ay),
  ]
  const pixels = Math.min(...sides) * LUMA_SIDE
  const bands = Math.max(BANDS_MIN, Math.min(BANDS_MAX, Math.floor(pixels * BANDS_A_PIXEL)))
  const identity: Transform = [1, 0, 0, 0, 1, 0, 0, 0, 1]
  const track = (file: MediaFingerprint, lumas: Uint8Array, map: Transform, otherToWork: Transform): Track => {
    const thumbs = resample(lumas, cellTaps(shared, map, reachOf(shared, otherToWork)))
    const track = trackOf({
      timesSeconds: file.timesSeconds,
      durationSeconds: file.durationSeconds,
      words: codeWords(thumbCodes(thumbs, bands)),
      bits: bands * bands - 1,
      thumbs,
      qualities: file.views[0]?.qualities ?? new Uint8Array(file.timesSeconds.length),
    })
    const [whole] = file.views
    return whole
      ? { ...track, telling: tellingFrames(whole).map((telling, i) => telling & (track.telling[i] ?? 0)) }
      : track
  }
  return {
    query: track(query, query.lumas, toQuery, identity),
    work: track(work, work.lumas, identity, transform),
    shared,
  }
}
