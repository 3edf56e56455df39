import sharp from 'sharp'
import { seeded } from './maths.ts'

/** Premultiplied RGBA pixels covering the world rectangle x,y,(w/k),(h/k); k = bitmap pixels per world unit. */
export interface Bitmap {
  readonly x: number
  readonly y: number
  readonly k: number
  readonly w: number
  readonly h: number
  readonly px: Uint32Array
}

export interface PaintOptions {
  readonly x?: number
  readonly y?: number
  readonly w?: number
  readonly h?: number
  readonly k?: number
  /** Strength of the painterly texture that sticks to the layer. */
  readonly texture?: number
}

const TILE = 512
let tile: Float32Array | undefined

/** Tileable four-octave value noise, about -1..1. Baked into layers so that gradients neither band nor look flat. */
function noiseTile(): Float32Array {
  if (tile) return tile
  const out = new Float32Array(TILE * TILE)
  for (const [cells, gain] of [
    [8, 0.5],
    [32, 0.35],
    [128, 0.35],
    [256, 0.45],
  ] as const) {
    const rng = seeded(cells * 7919)
    const grid = Float32Array.from({ length: cells * cells }, () => rng() * 2 - 1)
    const at = (x: number, y: number): number => grid[(y % cells) * cells + (x % cells)] ?? 0
    for (let y = 0; y < TILE; y++) {
      const gy = (y * cells) / TILE
      const y0 = Math.floor(gy)
      const fy = (gy - y0) ** 2 * (3 - 2 * (gy - y0))
      for (let x = 0; x < TILE; x++) {
        const gx = (x * cells) / TILE
        const x0 = Math.floor(gx)
        const fx = (gx - x0) ** 2 * (3 - 2 * (gx - x0))
        const top = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx
        const low = at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx
        const i = y * TILE + x
        out[i] = (out[i] ?? 0) + gain * (top * (1 - fy) + low * fy)
      }
    }
  }
  tile = out
  return out
}

function premultiply(raw: Uint8Array, w: number, h: number, texture: number): Uint32Array {
  const out = new Uint32Array(w * h)
  const noise = noiseTile()
  for (let y = 0; y < h; y++) {
    const row = (y % TILE) * TILE
    for (let x = 0; x < w; x++) {
      const i = y * w + x
      const a = raw[i * 4 + 3] ?? 0
      if (a === 0) continue
      const n = noise[row + (x % TILE)] ?? 0
      const gain = (1 + n * texture) * (a / 255)
      const lift = n * texture * 14 * (a / 255)
      const r = Math.max(0, Math.min(a, Math.round((raw[i * 4] ?? 0) * gain + lift)))
      const g = Math.max(0, Math.min(a, Math.round((raw[i * 4 + 1] ?? 0) * gain + lift)))
      const b = Math.max(0, Math.min(a, Math.round((raw[i * 4 + 2] ?? 0) * gain + lift)))
      out[i] = ((a << 24) | (b << 16) | (g << 8) | r) >>> 0
    }
  }
  return out
}

export const svgDocument = (x: number, y: number, w: number, h: number, k: number, body: string): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(w * k)}" height="${Math.round(h * k)}" viewBox="${x} ${y} ${w} ${h}">${body}</svg>`,
  )

/** Rasterises SVG markup in world units into a layer. */
export async function paint(body: string, options: PaintOptions = {}): Promise<Bitmap> {
  const { x = -70, y = -90, w = 680, h = 1140, k = 1.1, texture = 0.1 } = options
  const { data, info } = await sharp(svgDocument(x, y, w, h, k, body))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { x, y, k, w: info.width, h: info.height, px: premultiply(data, info.width, info.height, texture) }
}
