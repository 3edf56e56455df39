import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_CHANNEL_ORDER_UNSPEC,
  AV_SAMPLE_FMT_FLT,
  type AVSampleFormat,
} from 'node-av/constants'
import { type ChannelLayout, Frame, SoftwareResampleContext, type Stream } from 'node-av/lib'
import { createSoundFingerprint, SAMPLE_RATE } from '../../../domains/fingerprints/sound/fingerprint-sound.ts'
import type { SoundFingerprint } from '../../../ports/media.ts'
import { frameSeconds, type Track } from './decode.ts'

const MONO: ChannelLayout = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n }
/** Front, surround and low-frequency speakers that FFmpeg takes for so many channels when the file does not say. */
const USUAL_SPEAKERS = [0n, 0x4n, 0x3n, 0xbn, 0x107n, 0x37n, 0x3fn, 0x13fn, 0x63fn]

/** Simple WAVE files do not say which speaker a channel is for, and the resampler wants to know. */
const layoutOf = ({ channelLayout }: Frame): ChannelLayout => {
  const { nbChannels, order } = channelLayout
  if (order !== AV_CHANNEL_ORDER_UNSPEC) return channelLayout
  const mask = USUAL_SPEAKERS[nbChannels] ?? (1n << BigInt(nbChannels)) - 1n
  return { nbChannels, order: AV_CHANNEL_ORDER_NATIVE, mask }
}

/** Shorter holes in the time stamps are rounding; longer ones than the second are a broken clock. */
const GAP_SECONDS_MIN = 0.2
const GAP_SECONDS_MAX = 600

/** Takes the sound as it is decoded: mono, SAMPLE_RATE samples a second, -1..1, only valid during the call. */
export interface SoundSink {
  add(samples: Float32Array): void
  /** Nothing is heard for this long. */
  skip(samples: number): void
}

/** Resamples frames of any format; a change of rate, format or channels midway begins anew. */
const createResampler = (deliver: (samples: Float32Array) => void) => {
  const target = new Frame()
  target.alloc()
  let resampler: SoftwareResampleContext | null = null
  let source = ''

  const convert = (frame: Frame | null): void => {
    if (!resampler) return
    target.unref()
    target.format = AV_SAMPLE_FMT_FLT
    target.channelLayout = MONO
    target.sampleRate = SAMPLE_RATE
    if (resampler.convertFrame(target, frame) < 0) return
    const count = target.nbSamples
    const bytes = count > 0 ? target.data?.[0] : undefined
    if (bytes) deliver(new Float32Array(bytes.buffer, bytes.byteOffset, count))
  }
  const drain = (): void => {
    convert(null)
    resampler?.free()
    resampler = null
    source = ''
  }
  const add = (frame: Frame): void => {
    const { sampleRate } = frame
    const layout = layoutOf(frame)
    // A frame of sound has a sample format; the type says either.
    const format = frame.format as AVSampleFormat
    const now = `${layout.nbChannels} ${layout.mask} ${format} ${sampleRate}`
    if (now !== source) {
      drain()
      source = now
      const made = new SoftwareResampleContext()
      const set = made.allocSetOpts2(MONO, AV_SAMPLE_FMT_FLT, SAMPLE_RATE, layout, format, sampleRate)
      if (set < 0 || made.init() < 0) made.free()
      else resampler = made
    }
    // The resampler refuses a frame whose own word differs from what it was set up for.
    frame.channelLayout = layout
    convert(frame)
  }
  const close = (): void => {
    resampler?.free()
    target.free()
  }
  return { add, drain, close }
}

/**
 * The sound of a stream for any number of sinks: resampled, holes in its clock told. Broken stamps are passed over, the
 * samples then follow each other. Call `finish` after decoding and `close` in any case.
 */
const createSoundReader = (stream: Stream, sinks: readonly SoundSink[], options: { optional: boolean }) => {
  let firstSeconds = Number.NaN
  let heardSeconds = 0
  const resampler = createResampler((samples) => {
    for (const sink of sinks) sink.add(samples)
  })
  const track: Track = {
    stream,
    threads: 1,
    optional: options.optional,
    onFrame: (frame) => {
      if (frame.sampleRate <= 0 || frame.nbSamples <= 0) return true
      const stamp = frameSeconds(frame, stream)
      if (Number.isNaN(firstSeconds)) firstSeconds = stamp
      const gap = stamp - firstSeconds - heardSeconds
      if (gap > GAP_SECONDS_MIN && gap < GAP_SECONDS_MAX) {
        resampler.drain()
        for (const sink of sinks) sink.skip(Math.round(gap * SAMPLE_RATE))
        heardSeconds += gap
      }
      resampler.add(frame)
      heardSeconds += frame.nbSamples / frame.sampleRate
      return true
    },
  }
  return {
    track,
    /** Seconds of the first sample on the file's clock, NaN when it has none. */
    firstSeconds: () => firstSeconds,
    durationSeconds: () => heardSeconds,
    finish: () => resampler.drain(),
    close: () => resampler.close(),
  }
}

export interface SoundPart {
  track: Track
  /** Measured by decoding. */
  durationSeconds: () => number
  /** `zeroSeconds` on the file's clock is the zero of the fingerprint's times; NaN for the first sample. null without samples. */
  finish: (zeroSeconds: number) => { sound: SoundFingerprint } | null
  close: () => void
}

/** Fingerprints a sound stream while it is decoded beside others. */
export const createSoundPart = (stream: Stream, options: { optional: boolean }): SoundPart => {
  const builder = createSoundFingerprint()
  const reader = createSoundReader(stream, [builder], options)
  return {
    track: reader.track,
    durationSeconds: reader.durationSeconds,
    finish: (zeroSeconds) => {
      reader.finish()
      if (reader.durationSeconds() === 0) return null
      const start = reader.firstSeconds() - zeroSeconds
      return { sound: builder.finish(Number.isNaN(start) ? 0 : start) }
    },
    close: reader.close,
  }
}
