import { AV_FRAME_FLAG_INTERLACED, AV_NOPTS_VALUE, AVERROR_EOF } from 'node-av/constants'
import { Codec, CodecContext, Frame, Packet, type Stream } from 'node-av/lib'
import { invalid } from '../../../kernel/errors.ts'
import type { Container } from './container.ts'

/** Decoding may end this much before the stated duration; more means that the end of the file is missing. */
const MISSING_SECONDS_MAX = 1
const MISSING_SHARE_MAX = 0.02
/** Their duration is guessed from the bit rate. */
const GUESSED_DURATION = /^(mp3|aac)/

export interface DecodeOptions {
  threads: number
  pixelsMax: number
  /** Seconds of the file that have been read, from its start. */
  onRead?: (seconds: number) => void
  /** Called before each packet is sent, to tune the decoder. */
  onPacket?: (packet: Packet, decoder: CodecContext) => void
  /** Return false to stop. The frame is only valid during the call. */
  onFrame: (frame: Frame, decoder: CodecContext) => boolean
}

const openDecoder = (stream: Stream, options: DecodeOptions): CodecContext => {
  const codec = Codec.findDecoder(stream.codecpar.codecId)
  if (!codec) throw invalid('media_type_unsupported', 'There is no decoder for this stream')
  const decoder = new CodecContext()
  decoder.allocContext3(codec)
  decoder.parametersToContext(stream.codecpar)
  decoder.threadCount = options.threads
  decoder.pktTimebase = stream.timeBase
  // A dictionary given to open2 is freed twice by node-av 6.1.1, so settings go in as options.
  decoder.setOption('max_pixels', options.pixelsMax)
  if (decoder.open2Sync(codec, null) < 0) throw invalid('media_broken', 'The stream cannot be decoded')
  return decoder
}

const secondsOf = (value: bigint, stream: Stream): number => (Number(value) * stream.timeBase.num) / stream.timeBase.den

/**
 * Decodes one stream from the current position to the end and reads every other packet too, so that a file that was cut
 * is noticed. Throws AppError Invalid: `media_broken` when nothing can be decoded, `media_truncated` when reading
 * ends well before the stated duration.
 */
export const decodeStream = (container: Container, stream: Stream, options: DecodeOptions): void => {
  const { format } = container
  const decoder = openDecoder(stream, options)
  const packet = new Packet()
  const frame = new Frame()
  packet.alloc()
  frame.alloc()
  const streams = format.streams
  const startSeconds = format.startTime === AV_NOPTS_VALUE ? 0 : Number(format.startTime) / 1e6
  let frames = 0
  let readSeconds = 0
  let going = true
  let fault = 0

  const drain = (): void => {
    while (going && decoder.receiveFrameSync(frame) >= 0) {
      frames++
      // Both fields are looked at as one picture: the scaler would not make a frame of them.
      frame.clearFlags(AV_FRAME_FLAG_INTERLACED)
      going = options.onFrame(frame, decoder)
      frame.unref()
    }
  }
  try {
    while (going) {
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
      if (packet.streamIndex === stream.index) {
        options.onPacket?.(packet, decoder)
        decoder.sendPacketSync(packet)
        drain()
        options.onRead?.(readSeconds)
      }
      packet.unref()
    }
    if (!going) return
    decoder.sendPacketSync(null)
    drain()
  } finally {
    frame.free()
    packet.free()
    decoder.freeContext()
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
  if (frames === 0 || fault < 0) throw invalid('media_broken', 'The stream cannot be decoded to its end')
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
