import type { FingerprintView, MediaFingerprint } from '../../../ports/media.ts'
import { detectContentBox, WHOLE_BOX } from '../hashes/content-box.ts'
import { createViewBuilder } from '../hashes/view.ts'

export const VIDEO_ALGORITHM = 'qianyin-video-1'
/** Frames reach us squashed to a square of this side; aspect ratio is not part of a picture's identity. */
export const FRAME_SIDE = 256
export const SAMPLES_PER_SECOND = 8
/** Bars are looked for in the first eight seconds. */
const BOX_SAMPLES = 8 * SAMPLES_PER_SECOND

/**
 * Builds the fingerprint of a video from sampled frames. `add` takes ascending seconds from the first frame of the file
 * and FRAME_SIDE × FRAME_SIDE luma values, which it copies.
 */
export const createVideoFingerprint = () => {
  const whole = createViewBuilder(WHOLE_BOX, FRAME_SIDE, FRAME_SIDE, false)
  const times: number[] = []
  let waiting: Uint8Array[] | null = []
  let boxed: ReturnType<typeof createViewBuilder> | null = null

  const settleBox = (): void => {
    if (!waiting) return
    const box = detectContentBox(waiting, FRAME_SIDE, FRAME_SIDE)
    if (box) {
      boxed = createViewBuilder(box, FRAME_SIDE, FRAME_SIDE, false)
      for (const luma of waiting) boxed.add(luma)
    }
    waiting = null
  }

  const add = (timeSeconds: number, luma: Uint8Array): void => {
    times.push(timeSeconds)
    whole.add(luma)
    if (waiting) {
      waiting.push(luma.slice())
      if (waiting.length === BOX_SAMPLES) settleBox()
    } else boxed?.add(luma)
  }

  const finish = (size: { durationSeconds: number; widthPixels: number; heightPixels: number }): MediaFingerprint => {
    settleBox()
    const views: FingerprintView[] = [whole.finish()]
    if (boxed) views.push(boxed.finish())
    return { algorithm: VIDEO_ALGORITHM, kind: 'video', ...size, timesSeconds: Float64Array.from(times), views }
  }
  return { add, finish }
}
