import { AV_PIX_FMT_GRAY8, AV_PIX_FMT_RGB24, AVFMT_TS_DISCONT, type AVPixelFormat } from 'node-av/constants'
import { Frame, SoftwareScaleContext, type Stream } from 'node-av/lib'
import sharp, { type Sharp } from 'sharp'
import {
  createVideoFingerprint,
  frameSize,
  SAMPLES_PER_SECOND,
} from '../../../domains/fingerprints/video/fingerprint-video.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { MediaFacts, MediaFingerprint } from '../../../ports/media.ts'
import { type Container, type DisplayMatrix, displayMatrix, UPRIGHT } from './container.ts'
import { decodeTracks, frameDurationSeconds, frameSeconds, type Track } from './decode.ts'
import { SIGNATURE_FRAMES_PER_SECOND, type VideoSignature } from './iscc/video-signature.ts'
import { skipNeedlessFrames } from './needless-frames.ts'
import type { SoundPart } from './sound.ts'

const TICK_SECONDS = 0.001
/** A stamp this far before or after the one that was due is a new clock: recordings joined without new stamps. */
const CLOCK_BACK_SECONDS = 1
const CLOCK_AHEAD_SECONDS = 10

/** Shrinks frames of any format and size to one format and size; `scale` answers memory that the next call overwrites. */
const createScaler = (width: number, height: number, format: AVPixelFormat, channels: number, flags: string) => {
  const scaler = new SoftwareScaleContext()
  scaler.allocContext()
  scaler.setOption('sws_flags', flags)
  const target = new Frame()
  target.alloc()
  target.width = width
  target.height = height
  target.format = format
  if (target.getBuffer() < 0) throw new Error('no memory for a scaled frame')
  const packed = new Uint8Array(width * height * channels)
  const scale = (frame: Frame): Uint8Array => {
    if (scaler.scaleFrameSync(target, frame) < 0) throw invalid('media_broken', 'A frame cannot be converted')
    const plane = target.data?.[0]
    const stride = target.linesize[0] ?? 0
    if (!plane) throw new Error('a scaled frame has no data')
    const rowBytes = width * channels
    for (let y = 0; y < height; y++) packed.set(plane.subarray(y * stride, y * stride + rowBytes), y * rowBytes)
    return packed
  }
  const close = (): void => {
    target.free()
    scaler.freeContext()
  }
  return { scale, close }
}

/** Where each pixel of the frame as it is shown comes from; null when it is shown as it is stored. */
const turnPermutation = (matrix: DisplayMatrix, width: number, height: number): Uint32Array | null => {
  if (matrix.xx === UPRIGHT.xx && matrix.yy === UPRIGHT.yy && matrix.xy === 0) return null
  const [shownWidth, shownHeight] = matrix.xx === 0 ? [height, width] : [width, height]
  const permutation = new Uint32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const centredX = 2 * x - (width - 1)
      const centredY = 2 * y - (height - 1)
      const outX = (matrix.xx * centredX + matrix.xy * centredY + shownWidth - 1) / 2
      const outY = (matrix.yx * centredX + matrix.yy * centredY + shownHeight - 1) / 2
      permutation[outY * shownWidth + outX] = y * width + x
    }
  }
  return permutation
}

/** Width over height of what a player shows, before it is turned. */
const storedAspect = (stream: Stream): { width: number; height: number } => {
  const { width, height } = stream.codecpar
  const { num, den } = stream.sampleAspectRatio
  return { width: num > 0 && den > 0 ? (width * num) / den : width, height }
}

/**
 * Seconds of each frame on one clock that goes on: a frame without a stamp comes when the one before it ends, and so does one whose
 * stamp jumps back, or ahead in a kind of file whose clock may begin anew (as FFmpeg's `dts_delta_threshold`).
 */
const createClock = (container: Container, stream: Stream) => {
  const jumps = ((container.format.iformat?.flags ?? 0) & AVFMT_TS_DISCONT) !== 0
  let shift = 0
  let due = Number.NaN
  return (frame: Frame): number => {
    const stamp = frameSeconds(frame, stream)
    // One wrong stamp is no new clock.
    if (Math.abs(stamp - due) <= CLOCK_BACK_SECONDS) shift = 0
    let seconds = Number.isNaN(stamp) ? due || 0 : stamp + shift
    if (seconds < due - CLOCK_BACK_SECONDS || (jumps && seconds > due + CLOCK_AHEAD_SECONDS)) {
      shift += due - seconds
      seconds = due
    }
    due = Math.max(seconds + frameDurationSeconds(frame, stream), Number.isNaN(due) ? 0 : due)
    return seconds
  }
}

/** Decodes the whole video stream and fingerprints SAMPLES_PER_SECOND frames of each second, at their true times. */
export const fingerprintVideo = (
  container: Container,
  facts: MediaFacts,
  options: {
    threads: number
    pixelsMax: number
    onProgress: (fraction: number) => void
    /** Sees every frame that it needs at its seconds from the start of the file, and then when the last one ended. */
    signature: VideoSignature
    /** Decoded in the same pass. */
    sound: SoundPart | null
  },
): MediaFingerprint => {
  const stream = container.video
  if (!stream) throw invalid('media_no_stream', 'The file holds no video stream')
  const aspect = storedAspect(stream)
  const { width, height } = frameSize(aspect.width, aspect.height)
  const scaler = createScaler(width, height, AV_PIX_FMT_GRAY8, 1, 'area')
  const matrix = displayMatrix(stream)
  const permutation = turnPermutation(matrix, width, height)
  const turned = new Uint8Array(width * height)
  const builder = matrix.xx === 0 ? createVideoFingerprint(height, width) : createVideoFingerprint(width, height)
  const startSeconds = Math.max(0, Number(container.format.startTime)) / 1e6
  const clock = createClock(container, stream)
  let firstSeconds = Number.NaN
  let lastSeconds = Number.NEGATIVE_INFINITY
  let endSeconds = 0
  let nextSample = 0
  try {
    const pictures: Track = {
      stream,
      threads: options.threads,
      onPacket: skipNeedlessFrames(container, stream, [
        { originSeconds: () => firstSeconds, perSecond: SAMPLES_PER_SECOND, phase: 0, looksAt: 'after' },
        {
          originSeconds: () => startSeconds,
          perSecond: SIGNATURE_FRAMES_PER_SECOND,
          phase: 0.5,
          looksAt: 'before',
        },
      ]),
      onFrame: (frame) => {
        const absolute = clock(frame)
        if (Number.isNaN(firstSeconds)) firstSeconds = absolute
        const time = absolute - firstSeconds
        const end = time + frameDurationSeconds(frame, stream)
        if (end > endSeconds) endSeconds = end
        options.signature.see(frame, absolute - startSeconds)
        if (time < nextSample - TICK_SECONDS || time <= lastSeconds) return true
        lastSeconds = time
        nextSample = (Math.floor((time + TICK_SECONDS) * SAMPLES_PER_SECOND) + 1) / SAMPLES_PER_SECOND
        const luma = scaler.scale(frame)
        if (permutation) for (let i = 0; i < luma.length; i++) turned[i] = luma[permutation[i] ?? 0] ?? 0
        builder.add(time, permutation ? turned : luma)
        return true
      },
    }
    decodeTracks(container, options.sound ? [pictures, options.sound.track] : [pictures], {
      pixelsMax: options.pixelsMax,
      onRead: (seconds) => options.onProgress(Math.min(1, seconds / container.durationSeconds) || 0),
    })
  } finally {
    scaler.close()
  }
  options.signature.end(endSeconds + firstSeconds - startSeconds)
  const fingerprint = builder.finish({
    durationSeconds: endSeconds,
    widthPixels: facts.widthPixels ?? 0,
    heightPixels: facts.heightPixels ?? 0,
  })
  return { ...fingerprint, ...options.sound?.finish(firstSeconds) }
}

const POSTER_SEARCH_SECONDS = 10
const POSTER_STEP_SECONDS = 0.5

const contrast = (luma: Uint8Array): number => {
  let sum = 0
  let squares = 0
  for (const value of luma) {
    sum += value
    squares += value * value
  }
  return squares / luma.length - (sum / luma.length) ** 2
}

const uprightPicture = (picture: Sharp, matrix: DisplayMatrix): Sharp => {
  const turned = matrix.xx === 0
  if (turned) return matrix.xy < 0 ? picture.rotate(90) : picture.rotate(270)
  const upsideDown = matrix.yy < 0 ? picture.flip() : picture
  return matrix.xx < 0 ? upsideDown.flop() : upsideDown
}

/** A WebP of the frame at `atSeconds`, or of the one with most contrast in the first seconds. */
export const videoPoster = async (
  container: Container,
  options: { atSeconds?: number; sidePixelsMax: number; threads: number; pixelsMax: number },
): Promise<Uint8Array> => {
  const stream = container.video
  if (!stream) throw invalid('media_no_stream', 'The file holds no picture')
  const { atSeconds } = options
  if (atSeconds !== undefined) {
    const start = Number(container.format.startTime > 0n ? container.format.startTime : 0n) / 1e6
    const target = BigInt(Math.round(((atSeconds + start) * stream.timeBase.den) / stream.timeBase.num))
    container.format.seekFrameSync(stream.index, target, 1 as Parameters<typeof container.format.seekFrameSync>[2])
  }
  const scaler = createScaler(64, 64, AV_PIX_FMT_GRAY8, 1, 'area')
  const streamStart = stream.startTime > 0n ? stream.startTime : 0n
  const origin = (Number(streamStart) * stream.timeBase.num) / stream.timeBase.den
  let best: Frame | null = null
  let bestContrast = -1
  let lastLooked = Number.NEGATIVE_INFINITY
  const keep = (frame: Frame): void => {
    best?.free()
    best = frame.clone()
  }
  try {
    const pictures: Track = {
      stream,
      threads: options.threads,
      onFrame: (frame) => {
        const time = frameSeconds(frame, stream) - origin
        if (atSeconds !== undefined) {
          keep(frame)
          return time + frameDurationSeconds(frame, stream) <= atSeconds
        }
        if (best && time - lastLooked < POSTER_STEP_SECONDS) return true
        lastLooked = time
        const found = contrast(scaler.scale(frame))
        if (found > bestContrast) {
          bestContrast = found
          keep(frame)
        }
        return time < POSTER_SEARCH_SECONDS
      },
    }
    decodeTracks(container, [pictures], { pixelsMax: options.pixelsMax })
  } catch (cause) {
    if (!best) throw cause
  } finally {
    scaler.close()
  }
  const frame = best as Frame | null
  if (!frame) throw invalid('media_broken', 'No frame can be decoded')
  const aspect = stream.sampleAspectRatio.num > 0 ? stream.sampleAspectRatio.num / stream.sampleAspectRatio.den : 1
  const shrink = Math.min(1, options.sidePixelsMax / Math.max(frame.width * aspect, frame.height))
  const width = Math.max(2, Math.round(frame.width * aspect * shrink))
  const height = Math.max(2, Math.round(frame.height * shrink))
  const colour = createScaler(width, height, AV_PIX_FMT_RGB24, 3, 'bicubic')
  try {
    const raw = sharp(colour.scale(frame), { raw: { width, height, channels: 3 } })
    return await uprightPicture(raw, displayMatrix(stream)).webp({ quality: 80 }).toBuffer()
  } finally {
    colour.close()
    frame.free()
  }
}
