import { Decoder, Demuxer } from 'node-av/api'
import type { Bitmap } from './bitmap.ts'

export interface Played {
  readonly pictures: readonly Bitmap[]
  readonly sound: readonly Float32Array[]
}

/** Limited-range BT.709 planes to a layer that covers `worldWidth` units. */
function toBitmap(planes: Buffer, w: number, h: number, worldWidth: number): Bitmap {
  const px = new Uint32Array(w * h)
  const u0 = w * h
  const v0 = u0 + u0 / 4
  const byte = (v: number): number => (v < 0 ? 0 : v > 255 ? 255 : v | 0)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const j = (y >> 1) * (w / 2) + (x >> 1)
      const l = ((planes[y * w + x] ?? 16) - 16) * 1.1644
      const u = (planes[u0 + j] ?? 128) - 128
      const v = (planes[v0 + j] ?? 128) - 128
      const r = byte(l + 1.7927 * v + 0.5)
      const g = byte(l - 0.2132 * u - 0.5329 * v + 0.5)
      const b = byte(l + 2.1124 * u + 0.5)
      px[y * w + x] = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
    }
  }
  return { x: 0, y: 0, k: w / worldWidth, w, h, px }
}

/** Plays the seconds from..to of one of our own files, as a copier's editor would. */
export async function play(file: string, from: number, to: number, worldWidth: number): Promise<Played> {
  const pictures: Bitmap[] = []
  {
    await using input = await Demuxer.open(file)
    const stream = input.video()
    if (!stream) throw new Error(`${file} has no picture`)
    using decoder = await Decoder.create(stream)
    for await (const frame of decoder.frames(input.packets(stream.index))) {
      if (!frame) continue
      const at = Number(frame.pts) * (stream.timeBase.num / stream.timeBase.den)
      if (at >= from - 0.001 && at < to + 0.05)
        pictures.push(toBitmap(frame.toBuffer(), frame.width, frame.height, worldWidth))
      frame.free()
    }
  }
  const chunks: Float32Array[][] = [[], []]
  await using input = await Demuxer.open(file)
  const stream = input.audio()
  if (!stream) throw new Error(`${file} has no sound`)
  using decoder = await Decoder.create(stream)
  for await (const frame of decoder.frames(input.packets(stream.index))) {
    if (!frame) continue
    for (const [side, list] of chunks.entries()) {
      const plane = frame.data?.[side]
      if (plane)
        list.push(new Float32Array(plane.buffer.slice(plane.byteOffset, plane.byteOffset + frame.nbSamples * 4)))
    }
    frame.free()
  }
  const sound = chunks.map((list) => {
    const whole = new Float32Array(list.reduce((n, c) => n + c.length, 0))
    let at = 0
    for (const c of list) {
      whole.set(c, at)
      at += c.length
    }
    return whole.slice(Math.round(from * 48000), Math.round(to * 48000))
  })
  return { pictures, sound }
}
