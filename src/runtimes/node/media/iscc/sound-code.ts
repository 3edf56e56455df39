import { AV_CHANNEL_ORDER_NATIVE, AV_SAMPLE_FMT_FLT, type AVSampleFormat } from 'node-av/constants'
import { type ChannelLayout, Frame, SoftwareResampleContext } from 'node-av/lib'
import { audioCode } from '../../../../domains/fingerprints/iscc/audio-code.ts'
import { CHROMAPRINT_SAMPLE_RATE, createChromaprint } from './chromaprint.ts'

const MONO: ChannelLayout = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n }

/**
 * The Audio-Code of the sound frames that are shown to it, of any format; `finish` answers null for less than about three
 * seconds. Call `close` in any case.
 */
export const createSoundCode = () => {
  const chromaprint = createChromaprint()
  const target = new Frame()
  target.alloc()
  let resampler: SoftwareResampleContext | null = null
  let source = ''

  const convert = (frame: Frame | null): void => {
    if (!resampler) return
    target.unref()
    target.format = AV_SAMPLE_FMT_FLT
    target.channelLayout = MONO
    target.sampleRate = CHROMAPRINT_SAMPLE_RATE
    if (resampler.convertFrame(target, frame) < 0) return
    const bytes = target.nbSamples > 0 ? target.data?.[0] : undefined
    if (bytes) chromaprint.add(new Float32Array(bytes.buffer, bytes.byteOffset, target.nbSamples))
  }
  const endSource = (): void => {
    convert(null)
    resampler?.free()
    resampler = null
  }
  const see = (frame: Frame): void => {
    const { channelLayout, sampleRate } = frame
    if (sampleRate <= 0 || frame.nbSamples <= 0) return
    // A frame of sound has a sample format; the type says either.
    const format = frame.format as AVSampleFormat
    const now = `${channelLayout.nbChannels} ${channelLayout.mask} ${format} ${sampleRate}`
    if (now !== source) {
      endSource()
      source = now
      const made = new SoftwareResampleContext()
      const set = made.allocSetOpts2(
        MONO,
        AV_SAMPLE_FMT_FLT,
        CHROMAPRINT_SAMPLE_RATE,
        channelLayout,
        format,
        sampleRate,
      )
      if (set < 0 || made.init() < 0) made.free()
      else resampler = made
    }
    convert(frame)
  }
  const finish = (bits: number): string | null => {
    endSource()
    const print = chromaprint.finish()
    return print.length > 0 ? audioCode(print, bits) : null
  }
  const close = (): void => {
    resampler?.free()
    target.free()
    chromaprint.close()
  }
  return { see, finish, close }
}
