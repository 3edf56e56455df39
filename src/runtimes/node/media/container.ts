import { stat } from 'node:fs/promises'
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_LOG_QUIET,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants'
import { Codec, Dictionary, FormatContext, Log, type Stream } from 'node-av/lib'
import { invalid } from '../../../kernel/errors.ts'
import type { MediaFacts } from '../../../ports/media.ts'

const FORMATS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,flv,mp3,aac,wav,w64,flac,ogg'

export interface Container {
  format: FormatContext
  video: Stream | null
  audio: Stream | null
  /** Stated by the header; NaN when it does not say. */
  durationSeconds: number
  close(): void
}

/** Quarter turns and mirrorings that metadata asks of a player: output (x, y) = matrix · input (x, y), entries -1, 0, 1. */
export interface DisplayMatrix {
  xx: number
  xy: number
  yx: number
  yy: number
}

export const UPRIGHT: DisplayMatrix = { xx: 1, xy: 0, yx: 0, yy: 1 }

/** From the nine 16.16 fixed-point numbers of ISO/IEC 14496-12, 8.3.2; anything but quarter turns is taken as upright. */
export const displayMatrix = (stream: Stream): DisplayMatrix => {
  const data = stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)
  if (!data || data.length < 36) return UPRIGHT
  const at = (i: number): number => Math.sign(Math.round(data.readInt32LE(i * 4) / 65536))
  const matrix = { xx: at(0), yx: at(1), xy: at(3), yy: at(4) }
  const determinant = matrix.xx * matrix.yy - matrix.xy * matrix.yx
  return Math.abs(determinant) === 1 && matrix.xx * matrix.xy === 0 ? matrix : UPRIGHT
}

const isPicture = (stream: Stream): boolean => (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) !== 0

/**
 * Opens a video or audio file with FFmpeg: local files and known formats only, so that a playlist inside cannot make
 * it fetch anything. Throws AppError Invalid `media_broken`, `media_no_stream`.
 */
export const openContainer = async (path: string): Promise<Container> => {
  Log.setLevel(AV_LOG_QUIET)
  await stat(path)
  const format = new FormatContext()
  const options = Dictionary.fromObject({ protocol_whitelist: 'file', format_whitelist: FORMATS })
  const opened = format.openInputSync(`file:${path}`, null, options)
  if (opened < 0) throw invalid('media_broken', 'The file cannot be read as video or sound')
  const close = (): void => format.closeInputSync()
  if (format.findStreamInfoSync() < 0) {
    close()
    throw invalid('media_broken', 'The file holds no readable stream')
  }
  const streams = format.streams
  const video = streams.find((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && !isPicture(stream)) ?? null
  const audio = streams.find((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO) ?? null
  if (!video && !audio) {
    close()
    throw invalid('media_no_stream', 'The file holds neither a video nor a sound stream')
  }
  const duration = format.duration
  return {
    format,
    video,
    audio,
    durationSeconds: duration === AV_NOPTS_VALUE || duration <= 0n ? Number.NaN : Number(duration) / 1e6,
    close,
  }
}

const codecName = (stream: Stream): string => Codec.findDecoder(stream.codecpar.codecId)?.name ?? 'unknown'

/** What the header of an opened container says, without the type fields. */
export const containerFacts = (container: Container): Partial<MediaFacts> & Pick<MediaFacts, 'kind'> => {
  const { video, audio, durationSeconds } = container
  const facts: Partial<MediaFacts> & Pick<MediaFacts, 'kind'> = {
    kind: video ? 'video' : 'audio',
    hasAudio: audio !== null,
  }
  if (Number.isFinite(durationSeconds)) facts.durationSeconds = durationSeconds
  if (audio) facts.audioCodec = codecName(audio)
  if (video) {
    const { width, height } = video.codecpar
    const turned = displayMatrix(video).xx === 0
    facts.widthPixels = turned ? height : width
    facts.heightPixels = turned ? width : height
    facts.videoCodec = codecName(video)
    const { num, den } = video.avgFrameRate
    if (num > 0 && den > 0) facts.frameRate = num / den
  }
  return facts
}
