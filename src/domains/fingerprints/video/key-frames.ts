import { LUMA_BYTES, type PictureFeatures } from '../../../ports/media.ts'
import { extractFeatures } from '../features/extract.ts'

/** One frame of this many seconds is looked at closely, and at least one of each shot. */
const WINDOW_SECONDS = 1.5
const POINTS_MAX = 200
/** Whole frames are kept elsewhere. */
const THUMB_PIXELS = 16
/** Mean difference, luma levels, from one sample to the next at which a new shot begins. */
const CUT_DIFFERENCE_MIN = 22
/** A frame that differs less than this from the last one that was kept tells nothing new. */
const REPEAT_DIFFERENCE_MAX = 1.5
/** Frames that deviate less than this from flat show nothing. */
const TELLING_DEVIATION_MIN = 4
const POINTS_MIN = 8

const difference = (a: Uint8Array, b: Uint8Array): number => {
  let sum = 0
  for (let i = 0; i < LUMA_BYTES; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0))
  return sum / LUMA_BYTES
}

const deviation = (luma: Uint8Array): number => {
  let sum = 0
  let squares = 0
  for (const value of luma) {
    sum += value
    squares += value * value
  }
  return Math.sqrt(Math.max(0, squares / luma.length - (sum / luma.length) ** 2))
}

/**
 * Chooses the frames to be looked at closely: of each WINDOW_SECONDS of a shot the one that moves least, which a copy with
 * other sampling chooses too, and none that looks like the one before.
 */
export const createKeyFrames = (width: number, height: number) => {
  const chosen: PictureFeatures[] = []
  let last: Uint8Array | null = null
  let kept: Uint8Array | null = null
  let windowStart = 0
  let best: { frame: number; change: number; luma: Uint8Array; small: Uint8Array } | null = null

  const settle = (): void => {
    if (best && (!kept || difference(kept, best.small) > REPEAT_DIFFERENCE_MAX)) {
      const features = extractFeatures(best.luma, width, height, POINTS_MAX, THUMB_PIXELS)
      if (features.xs.length >= POINTS_MIN) {
        chosen.push({ ...features, frame: best.frame })
        kept = best.small
      }
    }
    best = null
  }

  /** true when a new shot begins with this frame. */
  const add = (frame: number, seconds: number, luma: Uint8Array, small: Uint8Array): boolean => {
    const change = last ? difference(last, small) : 255
    last = small
    const cut = change >= CUT_DIFFERENCE_MIN
    if (cut || seconds - windowStart >= WINDOW_SECONDS) {
      settle()
      windowStart = seconds
    }
    // The first frame after a cut may be a blend of both shots.
    const worse = best !== null && change >= best.change
    if (!worse && deviation(small) >= TELLING_DEVIATION_MIN) best = { frame, change, luma: luma.slice(), small }
    return cut
  }

  const finish = (): PictureFeatures[] => {
    settle()
    return chosen
  }
  return { add, finish }
}
