/** Files that must be refused, made from nothing. Each is small on disk whatever it claims to be. */
import { once } from 'node:events'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, createDeflate, deflateSync } from 'node:zlib'
import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_ID_AAC,
  AV_CODEC_ID_MOV_TEXT,
  AV_SAMPLE_FMT_FLTP,
  AVMEDIA_TYPE_SUBTITLE,
} from 'node-av/constants'
import { Codec, CodecContext, FFmpegError, FormatContext, Frame, Packet, Rational } from 'node-av/lib'
import sharp from 'sharp'
import { makeVideo } from '../kit/media.ts'

export interface BadFile {
  what: string
  name: string
  /** Why it is refused, at the look at its head or later when all of it is read. */
  code: string
}

export const badFiles: readonly BadFile[] = [
  { what: 'a video whose index at the end is missing', name: 'index-missing.mp4', code: 'media_truncated' },
  { what: 'a video with the index first and the media cut', name: 'media-cut.mp4', code: 'media_truncated' },
  { what: 'a text named .mp4', name: 'words.mp4', code: 'name_contradicts_content' },
  { what: 'a picture of one pixel', name: 'one-pixel.png', code: 'picture_too_small' },
  { what: 'a PNG of 30,000 × 30,000', name: 'giant.png', code: 'picture_too_large' },
  { what: 'a GIF of 65,535 × 65,535 in 30 bytes', name: 'giant.gif', code: 'picture_too_large' },
  { what: 'a WebP with a canvas of 16,383 × 16,383', name: 'giant.webp', code: 'picture_too_large' },
  { what: 'a WebP with a canvas larger than there can be', name: 'impossible.webp', code: 'media_broken' },
  { what: 'a PNG whose colour profile is a bomb', name: 'profile-bomb.png', code: 'media_broken' },
  { what: 'a PNG without most of its rows', name: 'cut-off.png', code: 'media_broken' },
  { what: 'a PNG that goes on as a hole', name: 'hole.png', code: 'media_broken' },
  { what: 'an MP4 without any track', name: 'no-track.mp4', code: 'media_no_stream' },
  { what: 'an MP4 with subtitles only', name: 'subtitles-only.mp4', code: 'media_no_stream' },
  { what: 'a zip', name: 'bundle.zip', code: 'media_type_unsupported' },
  { what: 'an SVG with a script', name: 'script.svg', code: 'media_type_unsupported' },
  { what: 'an SVG without its XML line', name: 'bare-script.svg', code: 'media_type_unsupported' },
  { what: 'an HTML page named .jpg', name: 'page.jpg', code: 'media_type_unsupported' },
  { what: 'a file of no bytes', name: 'empty.mp4', code: 'file_empty' },
]

const ok = (code: number, what: string): number => {
  FFmpegError.throwIfError(code, what)
  return code
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length)
  chunk.writeUInt32BE(data.length, 0)
  chunk.write(type, 4, 'latin1')
  chunk.set(data, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length)
  return chunk
}

/** Grey, one bit a pixel. */
function pngHead(width: number, height: number, bitDepth = 1): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = bitDepth
  return pngChunk('IHDR', head)
}

async function deflated(pieces: Iterable<Uint8Array>): Promise<Buffer> {
  const deflate = createDeflate({ level: 1 })
  const out: Buffer[] = []
  deflate.on('data', (piece: Buffer) => out.push(piece))
  for (const piece of pieces) if (!deflate.write(piece)) await once(deflate, 'drain')
  deflate.end()
  await once(deflate, 'end')
  return Buffer.concat(out)
}

/** A whole and valid PNG of one shade, never held unpacked. */
async function writePlainPng(path: string, width: number, height: number): Promise<void> {
  const row = new Uint8Array(1 + Math.ceil(width / 8))
  const rows = function* () {
    for (let y = 0; y < height; y++) yield row
  }
  const data = await deflated(rows())
  const parts = [pngSignature, pngHead(width, height), pngChunk('IDAT', data), pngChunk('IEND', new Uint8Array())]
  await writeFile(path, Buffer.concat(parts))
}

/** A small and whole picture whose colour profile unpacks to `megabytes` of nothing. */
async function writeProfileBomb(path: string, megabytes: number): Promise<void> {
  const zeros = new Uint8Array(1 << 20)
  const packed = await deflated(
    (function* () {
      for (let i = 0; i < megabytes; i++) yield zeros
    })(),
  )
  const profile = pngChunk('iCCP', Buffer.concat([Buffer.from('bomb\0\0', 'latin1'), packed]))
  const rows = pngChunk('IDAT', deflateSync(Buffer.alloc(64 * 9, 0x5a)))
  await writeFile(
    path,
    Buffer.concat([pngSignature, pngHead(64, 64), profile, rows, pngChunk('IEND', new Uint8Array())]),
  )
}

/** A GIF of 65,535 × 65,535 pixels in a few bytes. */
function giantGif(): Buffer {
  const side = Buffer.from([0xff, 0xff])
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    side,
    side,
    Buffer.from([0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff]),
    Buffer.from([0x2c, 0, 0, 0, 0]),
    side,
    side,
    Buffer.from([0, 2, 2, 0x4c, 0x01, 0, 0x3b]),
  ])
}

/** An animated WebP of 32 × 32 whose canvas claims to be `side` × `side`. */
async function giantWebp(side: number): Promise<Buffer> {
  const page = (background: string) =>
    sharp({ create: { width: 32, height: 32, channels: 3, background } })
      .png()
      .toBuffer()
  const pages = await Promise.all([page('red'), page('blue')])
  const bytes = await sharp(pages, { join: { animated: true } })
    .webp()
    .toBuffer()
  const canvas = bytes.indexOf('VP8X') + 12
  bytes.writeUIntLE(side - 1, canvas, 3)
  bytes.writeUIntLE(side - 1, canvas + 3, 3)
  return bytes
}

function storedZip(name: string, data: Buffer): Buffer {
  const local = Buffer.alloc(30)
  local.write('PK\x03\x04', 0, 'latin1')
  local.writeUInt16LE(20, 4)
  local.writeUInt32LE(crc32(data), 14)
  local.writeUInt32LE(data.length, 18)
  local.writeUInt32LE(data.length, 22)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.write('PK\x01\x02', 0, 'latin1')
  local.copy(central, 6, 4, 30)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(46 + name.length, 12)
  end.writeUInt32LE(30 + name.length + data.length, 16)
  const title = Buffer.from(name, 'latin1')
  return Buffer.concat([local, title, data, central, title, end])
}

function box(type: string, ...contents: Buffer[]): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + contents.reduce((sum, { length }) => sum + length, 0), 0)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, ...contents])
}

/** An MP4 with a movie in which there is no track at all (ISO/IEC 14496-12, 8.2). */
function emptyMp4(): Buffer {
  const brand = Buffer.concat([Buffer.from('isom', 'latin1'), Buffer.alloc(4), Buffer.from('isomiso2mp41', 'latin1')])
  const header = Buffer.alloc(100)
  header.writeUInt32BE(1000, 12)
  header.writeUInt32BE(10_000, 16)
  header.writeUInt32BE(0x00010000, 20)
  header.writeUInt32BE(1, 96)
  return Buffer.concat([box('ftyp', brand), box('moov', box('mvhd', header)), box('mdat', Buffer.alloc(4096))])
}

/** An MP4 that holds nothing but subtitles. */
function writeSubtitlesOnly(path: string): void {
  const format = new FormatContext()
  ok(format.allocOutputContext2(null, 'mp4', path), 'output')
  const stream = format.newStream(null)
  stream.codecpar.codecType = AVMEDIA_TYPE_SUBTITLE
  stream.codecpar.codecId = AV_CODEC_ID_MOV_TEXT
  stream.timeBase = new Rational(1, 1000)
  ok(format.openOutputSync(), 'open output')
  ok(format.writeHeaderSync(null), 'header')
  for (let n = 0; n < 8; n++) {
    const packet = new Packet()
    packet.alloc()
    const text = Buffer.from(`line ${n}`)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(text.length)
    packet.data = Buffer.concat([length, text])
    packet.streamIndex = stream.index
    packet.pts = BigInt(n * 1000)
    packet.dts = packet.pts
    packet.duration = 1000n
    ok(format.interleavedWriteFrameSync(packet), 'write')
  }
  ok(format.writeTrailerSync(), 'trailer')
  format.closeOutputSync()
}

/** An MP4 with two seconds of a tone and no picture: a fine sound file. */
export function writeSoundOnly(path: string): void {
  const sampleRate = 44_100
  const format = new FormatContext()
  ok(format.allocOutputContext2(null, 'mp4', path), 'output')
  const codec = Codec.findEncoder(AV_CODEC_ID_AAC)
  if (!codec) throw new Error('There is no AAC encoder')
  const context = new CodecContext()
  context.allocContext3(codec)
  context.sampleRate = sampleRate
  context.sampleFormat = AV_SAMPLE_FMT_FLTP
  context.channelLayout = AV_CHANNEL_LAYOUT_MONO
  context.bitRate = 64_000n
  context.timeBase = new Rational(1, sampleRate)
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER)
  ok(context.open2Sync(codec, null), 'encoder')
  const stream = format.newStream(codec)
  stream.timeBase = context.timeBase
  ok(stream.codecpar.fromContext(context), 'parameters')
  ok(format.openOutputSync(), 'open output')
  ok(format.writeHeaderSync(null), 'header')
  const packet = new Packet()
  packet.alloc()
  const drain = () => {
    while (context.receivePacketSync(packet) >= 0) {
      packet.streamIndex = stream.index
      packet.rescaleTs(context.timeBase, stream.timeBase)
      ok(format.interleavedWriteFrameSync(packet), 'write')
    }
  }
  const nbSamples = 1024
  for (let start = 0; start < 2 * sampleRate; start += nbSamples) {
    const samples = Buffer.alloc(nbSamples * 4)
    for (let i = 0; i < nbSamples; i++) {
      samples.writeFloatLE(0.4 * Math.sin((2 * Math.PI * 440 * (start + i)) / sampleRate), i * 4)
    }
    const frame = Frame.fromAudioBuffer(samples, {
      nbSamples,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate,
      channelLayout: AV_CHANNEL_LAYOUT_MONO,
      timeBase: new Rational(1, sampleRate),
      pts: BigInt(start),
    })
    ok(context.sendFrameSync(frame), 'encode')
    frame.free()
    drain()
  }
  ok(context.sendFrameSync(null), 'flush')
  drain()
  ok(format.writeTrailerSync(), 'trailer')
  format.closeOutputSync()
}

async function writeHalf(from: string, to: string): Promise<void> {
  const bytes = await readFile(from)
  await writeFile(to, bytes.subarray(0, Math.floor(bytes.length / 2)))
}

/** Large by its size, next to nothing on disk. */
async function writeHole(path: string, head: Buffer, sizeBytes: number): Promise<void> {
  const file = await open(path, 'w')
  await file.write(head)
  await file.truncate(sizeBytes)
  await file.close()
}

/** Writes all `badFiles` to `dir`. */
export async function makeBadFiles(dir: string): Promise<void> {
  const at = (name: string) => join(dir, name)
  makeVideo(at('moov-last.mp4'), { seed: 1, durationSeconds: 10, shotSeconds: 2 })
  makeVideo(at('moov-first.mp4'), { seed: 2, durationSeconds: 10, shotSeconds: 2, fastStart: true })
  await writeHalf(at('moov-last.mp4'), at('index-missing.mp4'))
  await writeHalf(at('moov-first.mp4'), at('media-cut.mp4'))
  await writeFile(at('words.mp4'), 'This is not a film.\n'.repeat(50))
  await writePlainPng(at('one-pixel.png'), 1, 1)
  await writePlainPng(at('giant.png'), 30_000, 30_000)
  await writeProfileBomb(at('profile-bomb.png'), 512)
  await writeFile(at('giant.gif'), giantGif())
  await writeFile(at('giant.webp'), await giantWebp(16_383))
  await writeFile(at('impossible.webp'), await giantWebp(30_000))
  await writeFile(at('no-track.mp4'), emptyMp4())
  writeSubtitlesOnly(at('subtitles-only.mp4'))
  await writeFile(at('bundle.zip'), storedZip('poster.png', Buffer.from('not a picture')))
  await writeFile(
    at('script.svg'),
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><script>alert(1)</script></svg>',
  )
  await writeFile(
    at('bare-script.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" onload="alert(1)"><rect/></svg>',
  )
  await writeFile(at('page.jpg'), '<!doctype html><html><body><script>alert(1)</script></body></html>')
  await writeFile(at('empty.mp4'), '')
  const head = Buffer.concat([pngSignature, pngHead(640, 480, 8), pngChunk('IDAT', deflateSync(Buffer.alloc(641)))])
  await writeFile(at('cut-off.png'), head)
  await writeHole(at('hole.png'), head, 8 << 20)
}
