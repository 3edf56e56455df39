import { Encoder, Muxer } from 'node-av/api'
import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
} from 'node-av/constants'
import { Frame } from 'node-av/lib'
import { FPS } from './stage.ts'

export interface Recording {
  readonly file: string
  readonly width: number
  readonly height: number
  readonly crf: number
  readonly preset: string
  readonly audioBitRate: number
}

export interface Picture {
  /** RGBA, one little-endian integer per pixel. */
  readonly px: Uint32Array
  readonly width: number
  readonly height: number
}

const RATE = 48000
const AUDIO_FRAME = 1024

/** BT.709 limited range; chroma is the mean of each 2x2 block. */
export function toYuv(px: Uint32Array, w: number, h: number): Buffer {
  const out = Buffer.allocUnsafe((w * h * 3) / 2)
  const u0 = w * h
  const v0 = u0 + u0 / 4
  const luma = (v: number): number =>
    16 + ((v & 255) * 0.18259 + ((v >>> 8) & 255) * 0.61423 + ((v >>> 16) & 255) * 0.06201)
  for (let y = 0; y < h; y += 2) {
    for (let x = 0; x < w; x += 2) {
      const i = y * w + x
      const a = px[i] as number
      const b = px[i + 1] as number
      const c = px[i + w] as number
      const d = px[i + w + 1] as number
      out[i] = luma(a) + 0.5
      out[i + 1] = luma(b) + 0.5
      out[i + w] = luma(c) + 0.5
      out[i + w + 1] = luma(d) + 0.5
      const r = ((a & 255) + (b & 255) + (c & 255) + (d & 255)) / 4
      const g = (((a >>> 8) & 255) + ((b >>> 8) & 255) + ((c >>> 8) & 255) + ((d >>> 8) & 255)) / 4
      const l = (((a >>> 16) & 255) + ((b >>> 16) & 255) + ((c >>> 16) & 255) + ((d >>> 16) & 255)) / 4
      const j = (y / 2) * (w / 2) + x / 2
      out[u0 + j] = 128.5 - 0.10064 * r - 0.33857 * g + 0.43922 * l
      out[v0 + j] = 128.5 + 0.43922 * r - 0.39894 * g - 0.04027 * l
    }
  }
  return out
}

/** Bilinear reduction; drawing larger than the file is what keeps thin lines calm in motion. */
export function shrink(source: Picture, width: number, height: number): Uint32Array {
  if (source.width === width && source.height === height) return source.px
  const out = new Uint32Array(width * height)
  const { px, width: w } = source
  const sx = w / width
  const sy = source.height / height
  for (let y = 0; y < height; y++) {
    const v = Math.max(0, Math.min(source.height - 1.01, (y + 0.5) * sy - 0.5))
    const y0 = Math.floor(v)
    const fy = v - y0
    for (let x = 0; x < width; x++) {
      const u = Math.max(0, Math.min(w - 1.01, (x + 0.5) * sx - 0.5))
      const x0 = Math.floor(u)
      const fx = u - x0
      const i = y0 * w + x0
      const a = px[i] as number
      const b = px[i + 1] as number
      const c = px[i + w] as number
      const d = px[i + w + 1] as number
      const lane = (shift: number): number => {
        const top = ((a >>> shift) & 255) * (1 - fx) + ((b >>> shift) & 255) * fx
        const low = ((c >>> shift) & 255) * (1 - fx) + ((d >>> shift) & 255) * fx
        return (top * (1 - fy) + low * fy + 0.5) | 0
      }
      out[y * width + x] = (0xff000000 | (lane(16) << 16) | (lane(8) << 8) | lane(0)) >>> 0
    }
  }
  return out
}

/** Writes an H.264 + AAC MP4 with its index in front; `pictures` must come at 24 a second. */
export async function record(
  o: Recording,
  pictures: AsyncIterable<Picture>,
  sound: readonly Float32Array[],
): Promise<number> {
  const video = await Encoder.create(FF_ENCODER_LIBX264, {
    context: { gopSize: FPS * 5, maxBFrames: 5 },
    options: {
      crf: o.crf,
      preset: o.preset,
      'x264-params':
        'aq-mode=3:aq-strength=0.8:psy-rd=0.5,0.0:deblock=1,1:ref=6:colorprim=bt709:transfer=bt709:colormatrix=bt709:log-level=1',
    },
  })
  const audio = await Encoder.create(FF_ENCODER_AAC, { context: { bitRate: o.audioBitRate } })
  await using muxer = await Muxer.open(o.file, { format: 'mp4', options: { movflags: '+faststart' } })
  const videoStream = muxer.addStream(video)
  const audioStream = muxer.addStream(audio)
  const left = sound[0] ?? new Float32Array(0)
  const right = sound[1] ?? left

  const write = async (encoder: Encoder, frame: Frame | null, stream: number): Promise<void> => {
    for (const packet of await encoder.encodeAll(frame)) {
      await muxer.writePacket(packet, stream)
      packet.free()
    }
  }
  let heard = 0
  const listen = async (until: number): Promise<void> => {
    for (; heard + AUDIO_FRAME <= Math.min(until, left.length); heard += AUDIO_FRAME) {
      const planes = Buffer.concat(
        [left, right].map((side) => Buffer.from(side.slice(heard, heard + AUDIO_FRAME).buffer)),
      )
      using frame = Frame.fromAudioBuffer(planes, {
        nbSamples: AUDIO_FRAME,
        format: AV_SAMPLE_FMT_FLTP,
        sampleRate: RATE,
        channelLayout: AV_CHANNEL_LAYOUT_STEREO,
        timeBase: { num: 1, den: RATE },
        pts: BigInt(heard),
      })
      await write(audio, frame, audioStream)
    }
  }
  let count = 0
  for await (const picture of pictures) {
    using frame = Frame.fromVideoBuffer(toYuv(shrink(picture, o.width, o.height), o.width, o.height), {
      width: o.width,
      height: o.height,
      format: AV_PIX_FMT_YUV420P,
      timeBase: { num: 1, den: FPS },
      pts: BigInt(count),
    })
    await write(video, frame, videoStream)
    count += 1
    await listen((count / FPS) * RATE)
  }
  await listen(Number.POSITIVE_INFINITY)
  await write(video, null, videoStream)
  await write(audio, null, audioStream)
  return count
}
