/** Makes media for tests: small moving videos from nothing, and edited copies of any video. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_ERROR,
  AV_NOPTS_VALUE,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_SAMPLE_FMT_FLTP,
  AVERROR_EOF,
  AVFMT_GLOBALHEADER,
  AVMEDIA_TYPE_VIDEO,
  type AVPixelFormat,
} from 'node-av/constants'
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  Filter,
  type FilterContext,
  FilterGraph,
  FilterInOut,
  FormatContext,
  Frame,
  Log,
  Packet,
  Rational,
} from 'node-av/lib'

/** An empty directory and the way to remove it. */
export const temporaryDirectory = async (): Promise<{ path: string; remove: () => Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'qianyin-media-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

const ok = (code: number, what: string): number => {
  FFmpegError.throwIfError(code, what)
  return code
}

const need = <T>(value: T | null | undefined, what: string): T => {
  if (value === null || value === undefined) throw new Error(`${what} is missing`)
  return value
}

interface Encoder {
  write(frame: Frame): void
  close(): void
}

interface EncodeOptions {
  width: number
  height: number
  frameRate: Rational
  timeBase: Rational
  crf: number
  pixelFormat?: AVPixelFormat
  /** Settings of libx264 by FFmpeg's names. */
  encoder?: Readonly<Record<string, string>>
  /** Seconds between key frames. */
  keySeconds?: number
  /** Movie box before the media: what web players want. */
  fastStart?: boolean
  turnBack?: boolean
}

const openEncoder = (output: string, options: EncodeOptions): Encoder => {
  Log.setLevel(AV_LOG_ERROR)
  const format = new FormatContext()
  ok(format.allocOutputContext2(null, null, output), 'output')
  const codec = need(Codec.findEncoderByName('libx264' as Parameters<typeof Codec.findEncoderByName>[0]), 'libx264')
  const context = new CodecContext()
  context.allocContext3(codec)
  context.width = options.width
  context.height = options.height
  context.pixelFormat = options.pixelFormat ?? AV_PIX_FMT_YUV420P
  context.timeBase = options.timeBase
  context.framerate = options.frameRate
  context.threadCount = 2
  context.gopSize = Math.max(1, Math.round((options.keySeconds ?? 4) * options.frameRate.toDouble()))
  if (format.oformat && (format.oformat.flags & AVFMT_GLOBALHEADER) !== 0) {
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER)
  }
  context.setOption('preset', 'veryfast')
  context.setOption('crf', String(options.crf))
  for (const [name, value] of Object.entries(options.encoder ?? {})) context.setOption(name, value)
  ok(context.open2Sync(codec, null), 'encoder')
  const stream = format.newStream(codec)
  stream.timeBase = context.timeBase
  ok(stream.codecpar.fromContext(context), 'parameters')
  if (options.turnBack) {
    const matrix = Buffer.alloc(36)
    const one = 65_536
    for (const [place, value] of [
      [1, -one],
      [3, one],
      [8, 2 ** 30],
    ] as const)
      matrix.writeInt32LE(value, place * 4)
    ok(stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrix), 'display matrix')
  }
  ok(format.openOutputSync(), 'open output')
  ok(format.writeHeaderSync(options.fastStart ? Dictionary.fromObject({ movflags: 'faststart' }) : null), 'header')
  const packet = new Packet()
  packet.alloc()
  const drain = (): void => {
    while (context.receivePacketSync(packet) >= 0) {
      packet.streamIndex = stream.index
      packet.rescaleTs(context.timeBase, stream.timeBase)
      ok(format.interleavedWriteFrameSync(packet), 'write')
    }
  }
  return {
    write: (frame) => {
      ok(context.sendFrameSync(frame), 'encode')
      drain()
    },
    close: () => {
      ok(context.sendFrameSync(null), 'flush')
      drain()
      ok(format.writeTrailerSync(), 'trailer')
      format.closeOutputSync()
      context.freeContext()
      packet.free()
    },
  }
}

export interface EditOptions {
  startSeconds?: number
  durationSeconds?: number
  /** FFmpeg filters after the cut, e.g. `hflip` or `setpts=PTS/1.25`. */
  filters?: string
  crf?: number
  fastStart?: boolean
  frameRate?: number
  /** FFmpeg's name; yuv420p needs even sides, and they are made so. */
  pixelFormat?: 'yuv420p' | 'yuv444p' | 'yuv420p10le'
  encoder?: Readonly<Record<string, string>>
  /** Metadata asks the player to turn the picture by 90 degrees counter-clockwise. */
  turnBack?: boolean
}

/** Half the width and height, kept even. */
export const HALF_SIZE = 'scale=trunc(iw/4)*2:trunc(ih/4)*2'

/** Re-encodes the video stream of `input` (H.264, no sound) after cutting and filtering it. */
export const editVideo = (input: string, output: string, edit: EditOptions = {}): void => {
  const source = new FormatContext()
  ok(source.openInputSync(input), 'open')
  ok(source.findStreamInfoSync(), 'streams')
  const stream = need(source.streams[source.findBestStream(AVMEDIA_TYPE_VIDEO)], 'video stream')
  const decoder = new CodecContext()
  const codec = need(Codec.findDecoder(stream.codecpar.codecId), 'decoder')
  decoder.allocContext3(codec)
  decoder.parametersToContext(stream.codecpar)
  decoder.threadCount = 2
  decoder.pktTimebase = stream.timeBase
  ok(decoder.open2Sync(codec, null), 'open decoder')

  const { num, den } = stream.timeBase
  const rate = stream.avgFrameRate.num > 0 ? stream.avgFrameRate : new Rational(25, 1)
  const trim =
    edit.startSeconds === undefined && edit.durationSeconds === undefined
      ? ''
      : `trim=start=${edit.startSeconds ?? 0}${edit.durationSeconds === undefined ? '' : `:duration=${edit.durationSeconds}`},`
  const filters = `setpts=PTS-STARTPTS,${trim}setpts=PTS-STARTPTS,${edit.filters ? `${edit.filters},` : ''}${
    edit.frameRate ? `fps=${edit.frameRate},` : ''
  }${edit.pixelFormat === 'yuv444p' ? '' : 'scale=trunc(iw/2)*2:trunc(ih/2)*2,'}format=${edit.pixelFormat ?? 'yuv420p'}`

  let graph: FilterGraph | null = null
  let entry: FilterContext | null = null
  let exit: FilterContext | null = null
  let encoder: Encoder | null = null
  const filtered = new Frame()
  filtered.alloc()

  const openGraph = (frame: Frame): void => {
    const made = new FilterGraph()
    made.alloc()
    const from = need(
      made.createFilter(
        need(Filter.getByName('buffer'), 'buffer'),
        'in',
        `video_size=${frame.width}x${frame.height}:pix_fmt=${frame.format}:time_base=${num}/${den}:pixel_aspect=1/1:frame_rate=${rate.num}/${rate.den}:colorspace=${frame.colorSpace}:range=${frame.colorRange}`,
      ),
      'source',
    )
    const to = need(made.createFilter(need(Filter.getByName('buffersink'), 'sink'), 'out', null), 'sink')
    const outputs = FilterInOut.createList([{ name: 'in', filterCtx: from, padIdx: 0 }])
    const inputs = FilterInOut.createList([{ name: 'out', filterCtx: to, padIdx: 0 }])
    ok(made.parsePtr(filters, inputs, outputs), 'filters')
    ok(made.configSync(), 'configure')
    graph = made
    entry = from
    exit = to
  }
  const collect = (): void => {
    const sink = need(exit, 'sink')
    while (sink.buffersinkGetFrameSync(filtered) >= 0) {
      const sinkRate = sink.buffersinkGetFrameRate()
      encoder ??= openEncoder(output, {
        width: filtered.width,
        height: filtered.height,
        frameRate: sinkRate.num > 0 ? sinkRate : rate,
        timeBase: sink.buffersinkGetTimeBase(),
        crf: edit.crf ?? 23,
        pixelFormat: filtered.format as AVPixelFormat,
        ...(edit.encoder === undefined ? {} : { encoder: edit.encoder }),
        ...(edit.fastStart === undefined ? {} : { fastStart: edit.fastStart }),
        ...(edit.turnBack === undefined ? {} : { turnBack: edit.turnBack }),
      })
      filtered.pictType = 0 as typeof filtered.pictType
      encoder.write(filtered)
      filtered.unref()
    }
  }
  const packet = new Packet()
  packet.alloc()
  const frame = new Frame()
  frame.alloc()
  const drain = (): void => {
    while (decoder.receiveFrameSync(frame) >= 0) {
      if (!graph) openGraph(frame)
      if (frame.bestEffortTimestamp !== AV_NOPTS_VALUE) frame.pts = frame.bestEffortTimestamp
      const added = need(entry, 'source').buffersrcAddFrameSync(frame)
      // trim says so when it has all it wants
      if (added !== AVERROR_EOF) ok(added, 'filter')
      collect()
      frame.unref()
    }
  }
  while (source.readFrameSync(packet) >= 0) {
    if (packet.streamIndex === stream.index) {
      decoder.sendPacketSync(packet)
      drain()
    }
    packet.unref()
  }
  decoder.sendPacketSync(null)
  drain()
  need(entry as FilterContext | null, 'source').buffersrcAddFrameSync(null)
  collect()
  need(encoder as Encoder | null, 'frames').close()
  source.closeInputSync()
  decoder.freeContext()
}

/** The middle `seconds` of a video at half size, re-encoded: the everyday pirate copy. */
export const halfSizeMiddle = (input: string, output: string, durationSeconds: number, seconds = 10) => {
  const startSeconds = Math.max(0, (durationSeconds - seconds) / 2)
  const lengthSeconds = Math.min(seconds, durationSeconds)
  editVideo(input, output, { startSeconds, durationSeconds: lengthSeconds, filters: HALF_SIZE })
  return { startSeconds, lengthSeconds }
}

export interface SceneOptions {
  width?: number
  height?: number
  frameRate?: number
  durationSeconds?: number
  /** Different seeds give videos with nothing in common. */
  seed: number
  /** Seconds of each shot; all of the video is one shot when absent. */
  shotSeconds?: number
  /** Seconds of black in front. */
  blackSeconds?: number
  fastStart?: boolean
  crf?: number
}

/** Small generator of pseudo-random numbers 0..1 (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Blob {
  x: number
  y: number
  vx: number
  vy: number
  size: number
  colour: [number, number, number]
}

const makeShot = (random: () => number) => {
  const waves = Array.from({ length: 5 }, () => ({
    kx: (random() - 0.5) * 20,
    ky: (random() - 0.5) * 20,
    phase: random() * 6.28,
    colour: [random() * 60, random() * 60, random() * 60] as [number, number, number],
  }))
  const blobs: Blob[] = Array.from({ length: 7 }, () => ({
    x: random(),
    y: random(),
    vx: (random() - 0.5) * 0.4,
    vy: (random() - 0.5) * 0.4,
    size: 0.05 + random() * 0.15,
    colour: [random() * 255, random() * 255, random() * 255],
  }))
  return { waves, blobs }
}

/** Draws one frame of a seeded scene: waves behind, discs that bounce in front. RGB, width × height × 3 bytes. */
const drawScene = (
  shot: ReturnType<typeof makeShot>,
  time: number,
  width: number,
  height: number,
  out: Buffer,
): void => {
  const bounce = (value: number): number => {
    const wrapped = ((value % 2) + 2) % 2
    return wrapped > 1 ? 2 - wrapped : wrapped
  }
  const discs = shot.blobs.map((blob) => ({
    x: bounce(blob.x + blob.vx * time) * width,
    y: bounce(blob.y + blob.vy * time) * height,
    r: blob.size * height,
    colour: blob.colour,
  }))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [r, g, b] = [110, 110, 110]
      for (const wave of shot.waves) {
        const level = Math.sin((wave.kx * x) / width + (wave.ky * y) / height + wave.phase)
        r += level * wave.colour[0]
        g += level * wave.colour[1]
        b += level * wave.colour[2]
      }
      for (const disc of discs) {
        if ((x - disc.x) ** 2 + (y - disc.y) ** 2 < disc.r ** 2) [r, g, b] = disc.colour
      }
      const at = (y * width + x) * 3
      out[at] = Math.max(0, Math.min(255, r))
      out[at + 1] = Math.max(0, Math.min(255, g))
      out[at + 2] = Math.max(0, Math.min(255, b))
    }
  }
}

/** Writes a small synthetic moving video; its container follows the extension of `output`. */
export const makeVideo = (output: string, options: SceneOptions): void => {
  const { width = 192, height = 108, frameRate = 12, durationSeconds = 12, shotSeconds, blackSeconds = 0 } = options
  const random = seeded(options.seed)
  const graph = new FilterGraph()
  graph.alloc()
  const from = need(
    graph.createFilter(
      need(Filter.getByName('buffer'), 'buffer'),
      'in',
      `video_size=${width}x${height}:pix_fmt=${AV_PIX_FMT_RGB24}:time_base=1/${frameRate}:pixel_aspect=1/1:frame_rate=${frameRate}/1`,
    ),
    'source',
  )
  const to = need(graph.createFilter(need(Filter.getByName('buffersink'), 'sink'), 'out', null), 'sink')
  ok(
    graph.parsePtr(
      'format=yuv420p',
      FilterInOut.createList([{ name: 'out', filterCtx: to, padIdx: 0 }]),
      FilterInOut.createList([{ name: 'in', filterCtx: from, padIdx: 0 }]),
    ),
    'filters',
  )
  ok(graph.configSync(), 'configure')
  const encoder = openEncoder(output, {
    width,
    height,
    frameRate: new Rational(frameRate, 1),
    timeBase: new Rational(1, frameRate),
    crf: options.crf ?? 18,
    ...(options.fastStart === undefined ? {} : { fastStart: options.fastStart }),
  })
  const pixels = Buffer.alloc(width * height * 3)
  const filtered = new Frame()
  filtered.alloc()
  let shot = makeShot(random)
  let shotEnd = shotSeconds ?? Number.POSITIVE_INFINITY
  for (let n = 0; n < durationSeconds * frameRate; n++) {
    const time = n / frameRate
    if (time >= shotEnd) {
      shot = makeShot(random)
      shotEnd += shotSeconds ?? 0
    }
    if (time < blackSeconds) pixels.fill(0)
    else drawScene(shot, time, width, height, pixels)
    const frame = Frame.fromVideoBuffer(pixels, { width, height, format: AV_PIX_FMT_RGB24, pts: BigInt(n) })
    ok(from.buffersrcAddFrameSync(frame), 'filter')
    frame.free()
    while (to.buffersinkGetFrameSync(filtered) >= 0) {
      encoder.write(filtered)
      filtered.unref()
    }
  }
  encoder.close()
  filtered.free()
}

const MONO = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n }

const TWO_TONES = (at: number): number => 0.2 * Math.sin((at * 2 * Math.PI * 440) / 44_100) + 0.1 * Math.sin(at / 13)

/** Writes seconds of a sound as AAC, a two-tone one unless `sampleAt` gives sample n of `sampleRate` a second. */
export const makeSound = (output: string, durationSeconds: number, sampleAt = TWO_TONES, sampleRate = 44_100): void => {
  Log.setLevel(AV_LOG_ERROR)
  const format = new FormatContext()
  ok(format.allocOutputContext2(null, null, output), 'output')
  const codec = need(Codec.findEncoderByName('aac' as Parameters<typeof Codec.findEncoderByName>[0]), 'aac')
  const context = new CodecContext()
  context.allocContext3(codec)
  context.sampleRate = sampleRate
  context.sampleFormat = AV_SAMPLE_FMT_FLTP
  context.channelLayout = MONO
  context.timeBase = new Rational(1, sampleRate)
  context.bitRate = 64_000n
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER)
  ok(context.open2Sync(codec, null), 'encoder')
  const stream = format.newStream(codec)
  stream.timeBase = context.timeBase
  ok(stream.codecpar.fromContext(context), 'parameters')
  ok(format.openOutputSync(), 'open output')
  ok(format.writeHeaderSync(null), 'header')
  const packet = new Packet()
  packet.alloc()
  const drain = (): void => {
    while (context.receivePacketSync(packet) >= 0) {
      packet.streamIndex = stream.index
      packet.rescaleTs(context.timeBase, stream.timeBase)
      ok(format.interleavedWriteFrameSync(packet), 'write')
    }
  }
  const size = context.frameSize
  for (let at = 0; at < durationSeconds * sampleRate; at += size) {
    const samples = Float32Array.from({ length: size }, (_, i) => sampleAt(at + i))
    const frame = Frame.fromAudioBuffer(Buffer.from(samples.buffer), {
      nbSamples: size,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate,
      channelLayout: MONO,
      pts: BigInt(at),
    })
    ok(context.sendFrameSync(frame), 'encode')
    frame.free()
    drain()
  }
  ok(context.sendFrameSync(null), 'flush')
  drain()
  ok(format.writeTrailerSync(), 'trailer')
  format.closeOutputSync()
  context.freeContext()
  packet.free()
}

/** One file with the streams of several, which are not encoded again. */
export const joinStreams = (inputs: readonly string[], output: string): void => {
  Log.setLevel(AV_LOG_ERROR)
  const format = new FormatContext()
  ok(format.allocOutputContext2(null, null, output), 'output')
  const sources = inputs.map((path) => {
    const source = new FormatContext()
    ok(source.openInputSync(path), 'open')
    ok(source.findStreamInfoSync(), 'streams')
    const from = need(source.streams[0], 'stream')
    const to = format.newStream()
    ok(from.codecpar.copy(to.codecpar), 'parameters')
    to.codecpar.codecTag = 0
    to.timeBase = from.timeBase
    return { source, from, to }
  })
  ok(format.openOutputSync(), 'open output')
  ok(format.writeHeaderSync(null), 'header')
  const packet = new Packet()
  packet.alloc()
  for (const { source, from, to } of sources) {
    while (source.readFrameSync(packet) >= 0) {
      packet.streamIndex = to.index
      packet.rescaleTs(from.timeBase, to.timeBase)
      ok(format.interleavedWriteFrameSync(packet), 'write')
      packet.unref()
    }
    source.closeInputSync()
  }
  ok(format.writeTrailerSync(), 'trailer')
  format.closeOutputSync()
  packet.free()
}

/** A path that does not exist yet. */
export const freshPath = (directory: string, extension: string): string =>
  join(directory, `${randomUUID()}.${extension}`)
