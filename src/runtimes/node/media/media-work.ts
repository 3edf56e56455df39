import sharp from 'sharp'
import { invalid } from '../../../kernel/errors.ts'
import type { MediaFacts, MediaFingerprint, MediaLimits, PosterOptions } from '../../../ports/media.ts'
import { checkComplete } from './complete.ts'
import { containerFacts, openContainer } from './container.ts'
import { decodeStream } from './decode.ts'
import { pictureFacts, pictureFingerprint, picturePoster } from './picture.ts'
import { sniffType, validateText } from './sniff.ts'
import { fingerprintVideo, videoPoster } from './video.ts'

const EMPTY_ALGORITHM = 'qianyin-none-1'

const checkLimits = (facts: MediaFacts, limits: MediaLimits): void => {
  const { widthPixels: width, heightPixels: height, durationSeconds } = facts
  if (width !== undefined && height !== undefined) {
    const size = { widthPixels: width, heightPixels: height }
    if (Math.min(width, height) < limits.sidePixelsMin) {
      throw invalid('picture_too_small', `The picture is too small (${width} × ${height} pixels)`, size)
    }
    if (width * height > limits.pixelsMax) {
      throw invalid('picture_too_large', `The picture is too large (${width} × ${height} pixels)`, size)
    }
  }
  if (durationSeconds !== undefined && durationSeconds > limits.durationSecondsMax) {
    throw invalid('media_too_long', 'The recording is too long', { durationSeconds: Math.round(durationSeconds) })
  }
}

/** `MediaPort.inspect`, in this thread. */
export const inspect = async (path: string, limits: MediaLimits): Promise<MediaFacts> => {
  const { encoding, ...type } = await sniffType(path)
  if (type.sizeBytes > limits.sizeBytesMax) {
    throw invalid('file_too_large', 'The file is too large', { sizeBytes: type.sizeBytes })
  }
  if (type.kind === 'text') return encoding ? { ...type, encoding } : type
  let facts: MediaFacts
  if (type.kind === 'image') {
    facts = { ...type, ...(await pictureFacts(path)) }
  } else {
    await checkComplete(path, type.extension)
    const container = await openContainer(path)
    facts = { ...type, ...containerFacts(container) }
    container.close()
    if (facts.kind === 'audio') facts.mimeType = facts.mimeType.replace(/^video\//, 'audio/')
  }
  checkLimits(facts, limits)
  return facts
}

export interface FingerprintWork {
  limits: MediaLimits
  threads: number
  onProgress: (fraction: number) => void
}

const emptyFingerprint = (facts: MediaFacts, durationSeconds: number): MediaFingerprint => ({
  algorithm: EMPTY_ALGORITHM,
  kind: facts.kind,
  durationSeconds,
  widthPixels: 0,
  heightPixels: 0,
  timesSeconds: new Float64Array(0),
  views: [],
})

/** `MediaPort.fingerprint`, in this thread. */
export const fingerprint = async (path: string, work: FingerprintWork): Promise<MediaFingerprint> => {
  const facts = await inspect(path, work.limits)
  if (facts.kind === 'image') return pictureFingerprint(path)
  if (facts.kind === 'text') {
    if (facts.encoding) await validateText(path, facts.encoding)
    return emptyFingerprint(facts, 0)
  }
  const container = await openContainer(path)
  try {
    const options = { threads: work.threads, pixelsMax: work.limits.pixelsMax, onProgress: work.onProgress }
    if (facts.kind === 'video') return fingerprintVideo(container, facts, options)
    const { audio } = container
    if (!audio) throw invalid('media_no_stream', 'The file holds neither a video nor a sound stream')
    let samples = 0
    decodeStream(container, audio, {
      threads: work.threads,
      pixelsMax: work.limits.pixelsMax,
      onRead: (seconds) => work.onProgress(Math.min(1, seconds / container.durationSeconds) || 0),
      onFrame: (frame) => {
        samples += frame.nbSamples / Math.max(1, frame.sampleRate)
        return true
      },
    })
    return emptyFingerprint(facts, samples)
  } finally {
    container.close()
  }
}

/** `MediaPort.poster`, in this thread. */
export const poster = async (
  path: string,
  options: PosterOptions & { limits: MediaLimits; threads: number },
): Promise<Uint8Array> => {
  sharp.concurrency(1)
  const facts = await inspect(path, options.limits)
  if (facts.kind === 'image') return picturePoster(path, options.sidePixelsMax)
  if (facts.kind !== 'video') throw invalid('media_no_stream', 'The file holds no picture')
  const container = await openContainer(path)
  try {
    return await videoPoster(container, {
      sidePixelsMax: options.sidePixelsMax,
      threads: options.threads,
      pixelsMax: options.limits.pixelsMax,
      ...(options.atSeconds === undefined ? {} : { atSeconds: options.atSeconds }),
    })
  } finally {
    container.close()
  }
}
