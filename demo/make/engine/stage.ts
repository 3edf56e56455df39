import type { Bitmap } from './bitmap.ts'

export const WIDTH = 540
export const HEIGHT = 960
export const FPS = 24

export interface Stage {
  readonly px: Uint32Array
  readonly width: number
  readonly height: number
}

export const createStage = (): Stage => ({ px: new Uint32Array(WIDTH * HEIGHT), width: WIDTH, height: HEIGHT })

export interface Placement {
  readonly x?: number
  readonly y?: number
  readonly scale?: number
  readonly scaleX?: number
  readonly scaleY?: number
  /** Degrees, clockwise, about the pivot. */
  readonly turn?: number
  readonly pivotX?: number
  readonly pivotY?: number
  readonly alpha?: number
  readonly mode?: 'over' | 'screen' | 'multiply'
  /** Horizontal displacement of a screen row, for water and heat. */
  readonly ripple?: (row: number) => number
}

interface Inverse {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
}

function invert(layer: Bitmap, p: Placement): Inverse {
  const { x: tx = 0, y: ty = 0, scale = 1, scaleX = 1, scaleY = 1, turn = 0, pivotX = 270, pivotY = 480 } = p
  const sx = scale * scaleX
  const sy = scale * scaleY
  const cos = Math.cos((turn * Math.PI) / 180)
  const sin = Math.sin((turn * Math.PI) / 180)
  const place = (u: number, v: number): [number, number] => {
    const wx = (layer.x + u / layer.k - pivotX) * sx
    const wy = (layer.y + v / layer.k - pivotY) * sy
    return [cos * wx - sin * wy + pivotX + tx, sin * wx + cos * wy + pivotY + ty]
  }
  const corners = [place(0, 0), place(layer.w, 0), place(0, layer.h), place(layer.w, layer.h)]
  const xs = corners.map((q) => q[0])
  const ys = corners.map((q) => q[1])
  const k = layer.k
  const ox = pivotX + tx
  const oy = pivotY + ty
  const a = (cos / sx) * k
  const b = (sin / sx) * k
  const d = (-sin / sy) * k
  const e = (cos / sy) * k
  return {
    a,
    b,
    c: -(a * ox + b * oy) + (pivotX - layer.x) * k - 0.5,
    d,
    e,
    f: -(d * ox + e * oy) + (pivotY - layer.y) * k - 0.5,
    x0: Math.max(0, Math.floor(Math.min(...xs))),
    x1: Math.min(WIDTH, Math.ceil(Math.max(...xs))),
    y0: Math.max(0, Math.floor(Math.min(...ys))),
    y1: Math.min(HEIGHT, Math.ceil(Math.max(...ys))),
  }
}

const LANES = 0x00ff00ff

/**
 * Bilinear affine compositing. Two colour lanes are packed per 32-bit integer with 7-bit weights,
 * which keeps the arithmetic in small integers; this is the hot loop of the whole generator.
 */
export function draw(stage: Stage, layer: Bitmap, p: Placement = {}): void {
  const alpha = Math.round((p.alpha ?? 1) * 128)
  if (alpha <= 0) return
  const m = invert(layer, p)
  const mode = p.mode ?? 'over'
  const { px, w, h } = layer
  const dst = stage.px
  const ripple = p.ripple
  const spill = ripple ? 40 : 0
  const fromX = Math.max(0, m.x0 - spill)
  const toX = Math.min(WIDTH, m.x1 + spill)
  for (let y = m.y0; y < m.y1; y++) {
    const shift = ripple ? ripple(y) : 0
    let u = m.a * (fromX + 0.5 - shift) + m.b * (y + 0.5) + m.c
    let v = m.d * (fromX + 0.5 - shift) + m.e * (y + 0.5) + m.f
    for (let x = fromX; x < toX; x++, u += m.a, v += m.d) {
      const iu = Math.floor(u)
      const iv = Math.floor(v)
      if (iu < 0 || iv < 0 || iu >= w - 1 || iv >= h - 1) continue
      const i = iv * w + iu
      const p0 = px[i] as number
      const p1 = px[i + 1] as number
      const p2 = px[i + w] as number
      const p3 = px[i + w + 1] as number
      if ((p0 | p1 | p2 | p3) >>> 24 === 0) continue
      const fu = ((u - iu) * 128) | 0
      const fv = ((v - iv) * 128) | 0
      const gu = 128 - fu
      const gv = 128 - fv
      const rbTop = ((Math.imul(p0 & LANES, gu) + Math.imul(p1 & LANES, fu)) >>> 7) & LANES
      const rbLow = ((Math.imul(p2 & LANES, gu) + Math.imul(p3 & LANES, fu)) >>> 7) & LANES
      const gaTop = ((Math.imul((p0 >>> 8) & LANES, gu) + Math.imul((p1 >>> 8) & LANES, fu)) >>> 7) & LANES
      const gaLow = ((Math.imul((p2 >>> 8) & LANES, gu) + Math.imul((p3 >>> 8) & LANES, fu)) >>> 7) & LANES
      let rb = ((Math.imul(rbTop, gv) + Math.imul(rbLow, fv)) >>> 7) & LANES
      let ga = ((Math.imul(gaTop, gv) + Math.imul(gaLow, fv)) >>> 7) & LANES
      if (alpha < 128) {
        rb = (Math.imul(rb, alpha) >>> 7) & LANES
        ga = (Math.imul(ga, alpha) >>> 7) & LANES
      }
      const at = y * WIDTH + x
      const under = dst[at] as number
      if (mode === 'over') {
        const keep = (256 - (ga >>> 16)) >> 1
        const rbUnder = (Math.imul(under & LANES, keep) >>> 7) & LANES
        const gaUnder = (Math.imul((under >>> 8) & LANES, keep) >>> 7) & LANES
        dst[at] = ((rb + rbUnder) | ((ga + gaUnder) << 8)) >>> 0
      } else {
        dst[at] = mode === 'screen' ? screen(rb, ga, under) : multiply(rb, ga, under)
      }
    }
  }
}

function screen(rb: number, ga: number, under: number): number {
  const r = under & 255
  const g = (under >>> 8) & 255
  const b = (under >>> 16) & 255
  const sr = rb & 255
  const sg = ga & 255
  const sb = rb >>> 16
  const or = r + sr - ((r * sr) >> 8)
  const og = g + sg - ((g * sg) >> 8)
  const ob = b + sb - ((b * sb) >> 8)
  return (0xff000000 | (Math.min(255, ob) << 16) | (Math.min(255, og) << 8) | Math.min(255, or)) >>> 0
}

function multiply(rb: number, ga: number, under: number): number {
  const rest = 255 - (ga >>> 16)
  const r = ((under & 255) * ((rb & 255) + rest)) >> 8
  const g = (((under >>> 8) & 255) * ((ga & 255) + rest)) >> 8
  const b = (((under >>> 16) & 255) * ((rb >>> 16) + rest)) >> 8
  return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
}

/** Adds light to one pixel; fractions of x are shared by two neighbours. */
export function addLight(stage: Stage, x: number, y: number, r: number, g: number, b: number): void {
  const row = Math.round(y)
  const ix = Math.floor(x)
  if (row < 0 || row >= HEIGHT || ix < 0 || ix >= WIDTH - 1) return
  const share = x - ix
  for (const [at, part] of [
    [row * WIDTH + ix, 1 - share],
    [row * WIDTH + ix + 1, share],
  ] as const) {
    const v = stage.px[at] as number
    const nr = Math.min(255, (v & 255) + r * part)
    const ng = Math.min(255, ((v >>> 8) & 255) + g * part)
    const nb = Math.min(255, ((v >>> 16) & 255) + b * part)
    stage.px[at] = (0xff000000 | (nb << 16) | (ng << 8) | nr) >>> 0
  }
}
