import { AV_FRAME_FLAG_INTERLACED, AV_NOPTS_VALUE, AVERROR_EOF } from 'node-av/constants'
import { Codec, CodecContext, Frame, Packet, type Stream } from 'node-av/lib'
import { invalid } from '../../../kernel/errors.ts'
import type { Container } from './container.ts'

/** Decoding may end this much before the stated duration; more means that the end of the file is missing. */
const MISSING_SECONDS_MAX = 1
const MISSING_SHARE_MAX = 0.02
/** Their duration is guessed from the bit rate. */
const GUESSED_DURATION = /^(mp3|aac)/

/** One stream of the file and what becomes of its frames. */
export interface Track {
  stream: Stream
  threads: number
  /** A fault in it is passed over when other tracks can be decoded. */
  optional?: boolean
  /** Called before each packet is sent, to tune the decoder. */
  onPacket?: (packet: Packet, decoder: CodecContext) => void
  /** Return false to stop. The frame is only valid during the call. */
  onFrame: (frame: Frame, decoder: CodecContext) => boolean
}

export interface DecodeOptions {
  pixelsMax: number
  /** Seconds of the file that have been read, from its start. */
  onRead?: (seconds: number) => void
}

interface OpenTrack {
  track: Track
  decoder: CodecContext
  frames: number
  going: boolean
}

const openDecoder = ({ stream, threads }: Track, pixelsMax: number): CodecContext => {
  const codec = Codec.findDecoder(stream.codecpar.codecId)
  if (!codec) throw invalid('media_type_unsupported', 'There is no decoder for this stream')
  const decoder = new CodecContext()
  decoder.allocContext3(codec)
  decoder.parametersToContext(stream.codecpar)
  decoder.threadCount = threads
  decoder.pktTimebase = stream.timeBase
  // A dictionary given to open2 is freed twice by node-av 6.1.1, so settings go in as options.
  decoder.setOption('max_pixels', pixelsMax)
  if (decoder.open2Sync(codec, null) < 0) {
    decoder.freeContext()
    throw invalid('media_broken', 'The stream cannot be decoded')
  }
  return decoder
}

const openTracks = (tracks: readonly Track[], pixelsMax: number): OpenTrack[] => {
  const open: OpenTrack[] = []
  for (const track of tracks) {
    try {
      open.push({ track, decoder: openDecoder(track, pixelsMax), frames: 0, going: true })
    } catch (cause) {
      if (track.optional) continue
      for (const { decoder } of open) decoder.freeContext()
      throw cause
    }
  }
  return open
}

const secondsOf = (value: bigint, stream: Stream): number => (Number(value) * stream.timeBase.num) / stream.timeBase.den

/**
 * Decodes streams from the current position to the end in one pass, and reads every other packet too, so that a file that
 * was cut is noticed. Ends early when each track that is not optional has stopped. Throws AppError Invalid:
 * `media_type_unsupported` without a decoder, `media_broken` when nothing can be decoded, `media_truncated` when reading
 * ends well before the stated duration.
 */
export const decodeTracks = (container: Container, tracks: readonly Track[], options: DecodeOptions): void => {
  const { format } = container
  const open = openTracks(tracks, options.pixelsMax)
  const byIndex = new Map(open.map((one) => [one.track.stream.index, one]))
  const needed = open.filter(({ track }) => !track.optional)
  const packet = new Packet()
  const frame = new Frame()
  packet.alloc()
  frame.alloc()
  const streams = format.streams
  const startSeconds = format.startTime === AV_NOPTS_VALUE ? 0 : Number(format.startTime) / 1e6
  let readSeconds = 0
  let fault = 0

  const drain = (one: OpenTrack): void => {
    while (one.going && one.decoder.receiveFrameSync(frame) >= 0) {
      one.frames++
      // Both fields are looked at as one picture: the scaler would not make a frame of them.
      frame.clearFlags(AV_FRAME_FLAG_INTERLACED)
      one.going = one.track.onFrame(frame, one.decoder)
      frame.unref()
    }
  }
  const going = (): boolean => needed.some((one) => one.going)
  try {
    while (going()) {
      const read = format.readFrameSync(packet)
      if (read < 0) {
        fault = read === AVERROR_EOF ? 0 : read
        break
      }
      const owner = streams[packet.streamIndex]
      // AVI has no presentation times
      const stamp = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts
      if (owner && stamp !== AV_NOPTS_VALUE) {
        const end = secondsOf(stamp + packet.duration, owner) - startSeconds
        if (end > readSeconds) readSeconds = end
      }
      const one = byIndex.get(packet.streamIndex)
      if (one?.going) {
        one.track.onPacket?.(packet, one.decoder)
        one.decoder.sendPacketSync(packet)
        drain(one)
        options.onRead?.(readSeconds)
      }
      packet.unref()
    }
    if (!going()) return
    for (const one of open) {
      one.decoder.sendPacketSync(null)
      drain(one)
    }
  } finally {
    frame.free()
    packet.free()
    for (const { decoder } of open) decoder.freeContext()
  }
  const stated = container.durationSeconds
  const missing = stated - readSeconds
  const guessed = GUESSED_DURATION.test(format.iformat?.name ?? '')
  if (!guessed && missing > Math.max(MISSING_SECONDS_MAX, MISSING_SHARE_MAX * stated)) {
    throw invalid('media_truncated', 'The file ends before its stated duration: its end is missing', {
      statedSeconds: Math.round(stated * 100) / 100,
      readSeconds: Math.round(readSeconds * 100) / 100,
    })
  }
  if (needed.some(({ frames }) => frames === 0) || fault < 0) {
    throw invalid('media_broken', 'The stream cannot be decoded to its end')
  }
}

/** Seconds of a frame on its stream's clock; NaN when the stream does not say. */
export const frameSeconds = (frame: Frame, stream: Stream): number => {
  const stamp = frame.bestEffortTimestamp
  return stamp === AV_NOPTS_VALUE ? Number.NaN : secondsOf(stamp, stream)
}

/** How long a frame is shown, by its own word or the stream's frame rate. */
export const frameDurationSeconds = (frame: Frame, stream: Stream): number => {
  if (frame.duration > 0n) return secondsOf(frame.duration, stream)
  const { num, den } = stream.avgFrameRate
  return num > 0 && den > 0 ? den / num : 0.04
}
