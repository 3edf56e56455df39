import sharp from 'sharp'
import { greyPicture } from '../../../domains/fingerprints/iscc/grey-picture.ts'
import { imageCode } from '../../../domains/fingerprints/iscc/image-code.ts'
import { UNIT_BITS } from '../../../domains/fingerprints/iscc/stored-units.ts'
import { EMPTY_ALGORITHM } from '../../../domains/fingerprints/parts.ts'
import { fingerprintText } from '../../../domains/fingerprints/text/fingerprint-text.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { MediaFacts, MediaFingerprint, MediaLimits, PosterOptions, TextRange } from '../../../ports/media.ts'
import { checkComplete } from './complete.ts'
import { type Container, containerFacts, displayMatrix, openContainer, UPRIGHT } from './container.ts'
import { decodeTracks, type Track } from './decode.ts'
import { byteCodes } from './iscc/byte-codes.ts'
import { createSoundCode } from './iscc/sound-code.ts'
import { createTextCode } from './iscc/text-code.ts'
import { createVideoSignature } from './iscc/video-signature.ts'
import { pictureFacts, pictureFingerprint, picturePoster } from './picture.ts'
import { sniffType } from './sniff.ts'
import { createSoundPart } from './sound.ts'
import { extractText, textRanges } from './text.ts'
import { fingerprintVideo, videoPoster } from './video.ts'

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

/** A fingerprint, and the ISCC content code of the same file. */
interface Taken {
  fingerprint: MediaFingerprint
  content: string | null
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

const pictureWork = async (path: string): Promise<Taken> => {
  let content = ''
  const fingerprint = await pictureFingerprint(path, (picture) => {
    content = imageCode(greyPicture(picture), UNIT_BITS)
  })
  return { fingerprint, content }
}

const textWork = async (path: string, facts: MediaFacts, work: FingerprintWork): Promise<Taken> => {
  const text = await extractText(path, facts, work.onProgress)
  const code = createTextCode()
  code.add(text)
  return { fingerprint: fingerprintText(text), content: code.finish(UNIT_BITS) }
}

const videoWork = (container: Container, facts: MediaFacts, work: FingerprintWork): Taken => {
  const signature = createVideoSignature(container.video ? displayMatrix(container.video) : UPRIGHT)
  const sound = container.audio ? createSoundPart(container.audio, { optional: true }) : null
  try {
    const { threads, onProgress } = work
    const options = { threads, pixelsMax: work.limits.pixelsMax, onProgress, signature, sound }
    const fingerprint = fingerprintVideo(container, facts, options)
    return { fingerprint, content: signature.finish(UNIT_BITS) }
  } finally {
    sound?.close()
    signature.close()
  }
}

const soundWork = (container: Container, facts: MediaFacts, work: FingerprintWork): Taken => {
  const { audio } = container
  if (!audio) throw invalid('media_no_stream', 'The file holds neither a video nor a sound stream')
  const code = createSoundCode()
  const sound = createSoundPart(audio, { optional: false })
  const track: Track = {
    ...sound.track,
    onFrame: (frame, decoder) => {
      code.see(frame)
      return sound.track.onFrame(frame, decoder)
    },
  }
  try {
    decodeTracks(container, [track], {
      pixelsMax: work.limits.pixelsMax,
      onRead: (seconds) => work.onProgress(Math.min(1, seconds / container.durationSeconds) || 0),
    })
    const fingerprint = { ...emptyFingerprint(facts, sound.durationSeconds()), ...sound.finish(Number.NaN) }
    return { fingerprint, content: code.finish(UNIT_BITS) }
  } finally {
    code.close()
    sound.close()
  }
}

const takeFingerprint = async (path: string, facts: MediaFacts, work: FingerprintWork): Promise<Taken> => {
  if (facts.kind === 'image') return pictureWork(path)
  if (facts.kind === 'text') return textWork(path, facts, work)
  const container = await openContainer(path)
  try {
    return (facts.kind === 'video' ? videoWork : soundWork)(container, facts, work)
  } finally {
    container.close()
  }
}

/** `MediaPort.fingerprint`, in this thread. */
export const fingerprint = async (path: string, work: FingerprintWork): Promise<MediaFingerprint> => {
  const facts = await inspect(path, work.limits)
  const { fingerprint, content } = await takeFingerprint(path, facts, work)
  return { ...fingerprint, iscc: { content, ...(await byteCodes(path, UNIT_BITS)) } }
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

/** `MediaPort.passages`, in this thread. */
export const passages = async (path: string, ranges: readonly TextRange[], limits: MediaLimits): Promise<string[]> => {
  const facts = await inspect(path, limits)
  if (facts.kind !== 'text') throw invalid('media_no_text', 'The file is not a text')
  return textRanges(await extractText(path, facts, () => {}), ranges)
}
