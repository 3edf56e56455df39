import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AV_PIX_FMT_GRAY8, AVCOL_RANGE_JPEG, AVERROR_EOF } from 'node-av/constants'
import { Filter, FilterGraph, Frame, SoftwareScaleContext } from 'node-av/lib'
import { readFrameSignatures } from '../../../../domains/fingerprints/iscc/frame-signatures.ts'
import { createVideoCode } from '../../../../domains/fingerprints/iscc/video-code.ts'

/** The signature asks for means of the cells of a 32 × 32 grid; eight pixels a cell each way keep them exact enough. */
const SIDE = 256
export const SIGNATURE_FRAMES_PER_SECOND = 5
/** Tells 0.1 × 5 from a half though the product is a little below. */
const ROUNDING = 1e-6

/** How the frame is turned when it is shown: the signs of its display matrix. */
export interface Turn {
  xx: number
  xy: number
  yx: number
  yy: number
}

const escaped = (path: string): string => path.replace(/[\\':,;[\]=]/g, '\\$&')

/** FFmpeg's `signature` filter over grey frames; it writes its findings to a file when it is told that the end has come. */
const createSignatureFilter = () => {
  const file = join(tmpdir(), `qianyin-signature-${randomBytes(12).toString('hex')}.bin`)
  const graph = new FilterGraph()
  graph.alloc()
  const add = (name: string, args: string | null) => {
    const filter = Filter.getByName(name)
    const context = filter && graph.createFilter(filter, name, args)
    if (!context) throw new Error(`FFmpeg's filter ${name} does not start`)
    return context
  }
  const size = `video_size=${SIDE}x${SIDE}:pix_fmt=gray:time_base=1/${SIGNATURE_FRAMES_PER_SECOND}`
  const source = add('buffer', size)
  const signature = add('signature', `format=binary:filename=${escaped(file)}`)
  const sink = add('buffersink', null)
  const linked = source.link(0, signature, 0) >= 0 && signature.link(0, sink, 0) >= 0
  if (!linked || graph.configSync() < 0) throw new Error("FFmpeg's signature filter does not start")
  const passed = new Frame()
  passed.alloc()

  const drain = (): number => {
    let state = sink.buffersinkGetFrameSync(passed)
    while (state >= 0) {
      passed.unref()
      state = sink.buffersinkGetFrameSync(passed)
    }
    return state
  }
  const push = (frame: Frame): void => {
    if (source.buffersrcAddFrameSync(frame) < 0) throw new Error("FFmpeg's signature filter takes no frame")
    drain()
  }
  const finish = (): Uint8Array[] => {
    source.buffersrcAddFrameSync(null)
    if (drain() !== AVERROR_EOF) throw new Error("FFmpeg's signature filter does not end")
    const signatures = readFrameSignatures(readFileSync(file))
    if (!signatures) throw new Error("FFmpeg's signature filter wrote half a file")
    return signatures
  }
  const close = (): void => {
    passed.free()
    graph.free()
    rmSync(file, { force: true })
  }
  return { push, finish, close }
}

/** Of each pixel of the frame as it is stored, its place in the frame as it is shown. */
const shownPlaces = (turn: Turn): Uint32Array =>
  Uint32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = 2 * (i % SIDE) - (SIDE - 1)
    const y = 2 * Math.floor(i / SIDE) - (SIDE - 1)
    const shownX = (turn.xx * x + turn.xy * y + SIDE - 1) / 2
    const shownY = (turn.yx * x + turn.yy * y + SIDE - 1) / 2
    return shownY * SIDE + shownX
  })

/** The scaler stretches limited-range luma (16..235) to 0..255; the signature is defined on the values as they are stored. */
const storedLuma = (frame: Frame): Uint8Array => {
  const full = frame.colorRange === AVCOL_RANGE_JPEG || frame.format === AV_PIX_FMT_GRAY8
  return Uint8Array.from({ length: 256 }, (_, value) => (full ? value : Math.round(16 + (value * 219) / 255)))
}

export interface VideoSignature {
  /** Copies what it needs of a frame; `seconds` are those of the file's clock. */
  see(frame: Frame, seconds: number): void
  /** The last frame is shown until then. */
  end(endSeconds: number): void
  /** The Video-Code; null when there was no frame. */
  finish(bits: number): string | null
  /** In any case. */
  close(): void
}

/**
 * The Video-Code of the frames that are shown to it as they are decoded. It takes those that FFmpeg's filter `fps=5` would: of each
 * fifth of a second, centred on its multiple, the last.
 */
export const createVideoSignature = (turn: Turn): VideoSignature => {
  const filter = createSignatureFilter()
  const scaler = new SoftwareScaleContext()
  scaler.allocContext()
  scaler.setOption('sws_flags', 'area')
  const places = shownPlaces(turn)
  const scaled = new Frame()
  scaled.alloc()
  scaled.width = SIDE
  scaled.height = SIDE
  scaled.format = AV_PIX_FMT_GRAY8
  if (scaled.getBuffer() < 0) throw new Error('no memory for a scaled frame')
  const held = new Frame()
  held.alloc()
  let heldSlot = Number.NaN
  let pushed = 0

  const pushHeld = (): void => {
    const grey = new Frame()
    try {
      if (scaler.scaleFrameSync(scaled, held) < 0) return
      grey.alloc()
      grey.width = SIDE
      grey.height = SIDE
      grey.format = AV_PIX_FMT_GRAY8
      if (grey.getBuffer() < 0) throw new Error('no memory for a grey frame')
      const from = scaled.data?.[0]
      const to = grey.data?.[0]
      if (!from || !to) throw new Error('a grey frame has no data')
      const fromStride = scaled.linesize[0] ?? 0
      const toStride = grey.linesize[0] ?? 0
      const luma = storedLuma(held)
      for (let y = 0, i = 0; y < SIDE; y++) {
        for (let x = 0; x < SIDE; x++, i++) {
          const place = places[i] ?? 0
          to[(place >> 8) * toStride + (place & 255)] = luma[from[y * fromStride + x] ?? 0] ?? 0
        }
      }
      grey.pts = BigInt(pushed)
      filter.push(grey)
      pushed++
    } finally {
      grey.free()
      held.unref()
    }
  }
  const see = (frame: Frame, seconds: number): void => {
    const slot = Math.floor(seconds * SIGNATURE_FRAMES_PER_SECOND + 0.5 + ROUNDING)
    if (slot > heldSlot) pushHeld()
    held.unref()
    held.ref(frame)
    if (!(slot <= heldSlot)) heldSlot = slot
  }
  const end = (endSeconds: number): void => {
    const endSlot = Math.floor(endSeconds * SIGNATURE_FRAMES_PER_SECOND + 0.5 + ROUNDING)
    if (!Number.isNaN(heldSlot) && (endSlot > heldSlot || pushed === 0)) pushHeld()
  }
  const finish = (bits: number): string | null => {
    if (pushed === 0) return null
    const video = createVideoCode()
    for (const signature of filter.finish()) video.add(signature)
    return video.code(bits)
  }
  const close = (): void => {
    held.free()
    scaled.free()
    scaler.freeContext()
    filter.close()
  }
  return { see, end, finish, close }
}
