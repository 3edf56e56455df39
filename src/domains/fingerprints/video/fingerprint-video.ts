import {
  CODE_BYTES,
  type FingerprintView,
  LUMA_BYTES,
  LUMA_SIDE,
  type MediaFingerprint,
  THUMB_BYTES,
  THUMB_SIDE,
} from '../../../ports/media.ts'
import { detectPaddedBox, WHOLE_BOX } from '../hashes/content-box.ts'
import { createViewBuilder } from '../hashes/view.ts'
import { createKeyFrames } from './key-frames.ts'

export const VIDEO_ALGORITHM = 'qianyin-video-2'
export const SAMPLES_PER_SECOND = 8
/** Bars come and go in compilations: they are looked for in this many samples at a time. */
const WINDOW_SAMPLES = 2 * SAMPLES_PER_SECOND
/** Frames reach us with about this many pixels, whatever their shape. */
const FRAME_PIXELS = 65_536
const SIDE_MIN = 64
const SIDES_RATIO_MAX = 4
/** A box that moves less than this has not moved. */
const BOX_DRIFT_MAX = 0.02
const BOX_STEPS = 255

/** The size at which frames of a display size are looked at; both sides even. */
export const frameSize = (width: number, height: number): { width: number; height: number } => {
  const ratio = Math.min(SIDES_RATIO_MAX, Math.max(1 / SIDES_RATIO_MAX, width / Math.max(1, height)))
  const even = (side: number): number => Math.max(SIDE_MIN, 2 * Math.round(side / 2))
  return { width: even(Math.sqrt(FRAME_PIXELS * ratio)), height: even(Math.sqrt(FRAME_PIXELS / ratio)) }
}

/** The picture shrunk to LUMA_SIDE × LUMA_SIDE by averaging. */
const createShrink = (width: number, height: number) => {
  const bounds = (length: number): Int32Array =>
    Int32Array.from({ length: LUMA_SIDE + 1 }, (_, i) => Math.floor((i * length) / LUMA_SIDE))
  const columns = bounds(width)
  const rows = bounds(height)
  return (luma: Uint8Array): Uint8Array => {
    const out = new Uint8Array(LUMA_BYTES)
    for (let i = 0; i < LUMA_SIDE; i++) {
      const [top, bottom] = [rows[i] ?? 0, rows[i + 1] ?? 0]
      for (let j = 0; j < LUMA_SIDE; j++) {
        const [left, right] = [columns[j] ?? 0, columns[j + 1] ?? 0]
        let sum = 0
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += luma[y * width + x] ?? 0
        out[i * LUMA_SIDE + j] = Math.round(sum / ((right - left) * (bottom - top)))
      }
    }
    return out
  }
}

/** Thumbnails of whole frames follow from their larger pictures. */
export const thumbsOfLumas = (lumas: Uint8Array): Uint8Array => {
  const frames = lumas.length / LUMA_BYTES
  const step = LUMA_SIDE / THUMB_SIDE
  const thumbs = new Uint8Array(frames * THUMB_BYTES)
  for (let out = 0; out < thumbs.length; out++) {
    const frame = Math.floor(out / THUMB_BYTES)
    const cell = out % THUMB_BYTES
    const at = frame * LUMA_BYTES + Math.floor(cell / THUMB_SIDE) * step * LUMA_SIDE + (cell % THUMB_SIDE) * step
    const [a = 0, b = 0, c = 0, d = 0] = [lumas[at], lumas[at + 1], lumas[at + LUMA_SIDE], lumas[at + LUMA_SIDE + 1]]
    thumbs[out] = (a + b + c + d + 2) >> 2
  }
  return thumbs
}

const join = (pieces: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

interface BoxedWindow {
  frames: number
  view: FingerprintView | null
}

/** One view out of the windows in which there was a box; null when there was none. */
const joinWindows = (windows: readonly BoxedWindow[]): FingerprintView | null => {
  const boxes = windows.flatMap(({ view }) => (view ? [view.box] : []))
  if (boxes.length === 0) return null
  const column = (of: (view: FingerprintView) => Uint8Array, size: number): Uint8Array =>
    join(windows.map(({ frames, view }) => (view ? of(view) : new Uint8Array(frames * size))))
  const steps = (share: number): number => Math.round(share * BOX_STEPS)
  return {
    box: {
      left: Math.min(...boxes.map(({ left }) => left)),
      top: Math.min(...boxes.map(({ top }) => top)),
      right: Math.max(...boxes.map(({ right }) => right)),
      bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
    },
    boxes: join(
      windows.map(({ frames, view }) => {
        const rows = new Uint8Array(frames * 4)
        if (!view) return rows
        const { left, top, right, bottom } = view.box
        for (let i = 0; i < frames; i++) rows.set([steps(left), steps(top), steps(right), steps(bottom)], i * 4)
        return rows
      }),
    ),
    codes: column(({ codes }) => codes, CODE_BYTES),
    mirroredCodes: column(({ mirroredCodes }) => mirroredCodes, CODE_BYTES),
    turnedCodes: new Uint8Array(0),
    qualities: column(({ qualities }) => qualities, 1),
    thumbs: column(({ thumbs }) => thumbs, THUMB_BYTES),
  }
}

/**
 * Builds the fingerprint of a video from sampled frames. `add` takes ascending seconds from the first frame of the file
 * and width × height luma values, which it copies. The sides are those of `frameSize`, or any from 64 pixels.
 */
export const createVideoFingerprint = (width: number, height: number) => {
  const whole = createViewBuilder(WHOLE_BOX, width, height, false)
  const shrink = createShrink(width, height)
  const keyFrames = createKeyFrames(width, height)
  const times: number[] = []
  const lumas: Uint8Array[] = []
  let waiting: Uint8Array[] = []
  const windows: BoxedWindow[] = []
  let lastBox = WHOLE_BOX

  const settleWindow = (): void => {
    if (waiting.length === 0) return
    let box = detectPaddedBox(waiting, width, height)
    if (box) {
      const { left, top, right, bottom } = lastBox
      const drift = Math.max(
        Math.abs(left - box.left),
        Math.abs(top - box.top),
        Math.abs(right - box.right),
        Math.abs(bottom - box.bottom),
      )
      if (drift <= BOX_DRIFT_MAX) box = lastBox
      lastBox = box
      const builder = createViewBuilder(box, width, height, false)
      for (const luma of waiting) builder.add(luma)
      windows.push({ frames: waiting.length, view: builder.finish() })
    } else {
      windows.push({ frames: waiting.length, view: null })
    }
    waiting = []
  }

  const add = (timeSeconds: number, luma: Uint8Array): void => {
    times.push(timeSeconds)
    whole.add(luma)
    const small = shrink(luma)
    lumas.push(small)
    if (keyFrames.add(times.length - 1, timeSeconds, luma, small)) settleWindow()
    waiting.push(luma.slice())
    if (waiting.length === WINDOW_SAMPLES) settleWindow()
  }

  const finish = (size: { durationSeconds: number; widthPixels: number; heightPixels: number }): MediaFingerprint => {
    settleWindow()
    const joined = join(lumas)
    const boxed = joinWindows(windows)
    return {
      algorithm: VIDEO_ALGORITHM,
      kind: 'video',
      ...size,
      timesSeconds: Float64Array.from(times),
      lumas: joined,
      views: [{ ...whole.finish(), thumbs: thumbsOfLumas(joined) }, ...(boxed ? [boxed] : [])],
      features: keyFrames.finish(),
    }
  }
  return { add, finish }
}
