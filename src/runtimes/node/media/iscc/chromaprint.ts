import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_CODEC_ID_PCM_S16LE,
  AV_SAMPLE_FMT_S16,
  AVMEDIA_TYPE_AUDIO,
} from 'node-av/constants'
import { Dictionary, FormatContext, IOContext, Packet, Rational } from 'node-av/lib'

/** What Chromaprint works on; other rates would be resampled inside, less well. */
export const CHROMAPRINT_SAMPLE_RATE = 11_025
const BATCH_SAMPLES = CHROMAPRINT_SAMPLE_RATE

/**
 * The raw Chromaprint fingerprint (algorithm 2, as `fpcalc -raw -signed -length 0`) of mono sound, CHROMAPRINT_SAMPLE_RATE samples a
 * second, -1..1, by the library that FFmpeg carries. `add` copies; call `close` in any case.
 */
export const createChromaprint = () => {
  const output = new FormatContext()
  if (output.allocOutputContext2(null, 'chromaprint', null) < 0) throw new Error('this FFmpeg has no Chromaprint')
  const stream = output.newStream(null)
  const { codecpar } = stream
  codecpar.codecType = AVMEDIA_TYPE_AUDIO
  codecpar.codecId = AV_CODEC_ID_PCM_S16LE
  codecpar.format = AV_SAMPLE_FMT_S16
  codecpar.sampleRate = CHROMAPRINT_SAMPLE_RATE
  codecpar.channelLayout = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n }
  stream.timeBase = new Rational(1, CHROMAPRINT_SAMPLE_RATE)
  const written: Buffer[] = []
  const io = new IOContext()
  io.allocContextWithCallbacks(65_536, 1, null, (bytes) => {
    written.push(Buffer.from(bytes))
    return bytes.length
  })
  output.pb = io
  if (output.writeHeaderSync(Dictionary.fromObject({ fp_format: 'raw' })) < 0)
    throw new Error('Chromaprint does not start')
  const batch = new Int16Array(BATCH_SAMPLES)
  let filled = 0
  let sent = 0

  const send = (): void => {
    if (filled === 0) return
    const packet = new Packet()
    packet.alloc()
    packet.data = Buffer.from(batch.slice(0, filled).buffer)
    packet.streamIndex = 0
    packet.pts = BigInt(sent)
    packet.dts = BigInt(sent)
    const state = output.writeFrameSync(packet)
    packet.free()
    if (state < 0) throw new Error('Chromaprint takes no sound')
    sent += filled
    filled = 0
  }
  const add = (samples: Float32Array): void => {
    for (const sample of samples) {
      batch[filled++] = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)))
      if (filled === BATCH_SAMPLES) send()
    }
  }
  /** Empty for less than about three seconds. */
  const finish = (): Int32Array => {
    send()
    if (sent === 0 || output.writeTrailerSync() < 0) return new Int32Array(0)
    const bytes = Buffer.concat(written)
    return Int32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readInt32LE(i * 4))
  }
  const close = (): void => {
    output.pb = null
    io.freeContext()
    output.freeContext()
  }
  return { add, finish, close }
}
