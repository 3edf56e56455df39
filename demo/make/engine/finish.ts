import { seeded } from './maths.ts'
import { HEIGHT, type Stage, WIDTH } from './stage.ts'

export interface Grade {
  /** Bloom strength and the brightness where it starts. */
  readonly bloom?: number
  readonly threshold?: number
  readonly vignette?: number
  readonly grain?: number
  /** Added to shadows / highlights per channel: split toning. */
  readonly shadows?: readonly [number, number, number]
  readonly lights?: readonly [number, number, number]
}

const BW = WIDTH / 4
const BH = HEIGHT / 4

function blurRows(src: Float32Array, dst: Float32Array, w: number, h: number, radius: number): void {
  const size = radius * 2 + 1
  for (let y = 0; y < h; y++) {
    let sum = 0
    for (let x = -radius; x <= radius; x++) sum += src[y * w + Math.min(w - 1, Math.max(0, x))] as number
    for (let x = 0; x < w; x++) {
      // Written transposed, so that two calls blur both directions.
      dst[x * h + y] = sum / size
      sum += (src[y * w + Math.min(w - 1, x + radius + 1)] as number) - (src[y * w + Math.max(0, x - radius)] as number)
    }
  }
}

const small = [0, 1, 2].map(() => new Float32Array(BW * BH))
const scratch = new Float32Array(BW * BH)

function bloomPlanes(stage: Stage, threshold: number): Float32Array[] {
  for (let y = 0; y < BH; y++) {
    for (let x = 0; x < BW; x++) {
      const v = stage.px[(y * 4 + 2) * WIDTH + x * 4 + 2] as number
      const r = v & 255
      const g = (v >>> 8) & 255
      const b = (v >>> 16) & 255
      const over = Math.max(0, Math.max(r, g, b) - threshold) / (256 - threshold)
      const i = y * BW + x
      for (const [c, plane] of small.entries()) plane[i] = over * ([r, g, b][c] as number)
    }
  }
  for (const plane of small) {
    for (let pass = 0; pass < 2; pass++) {
      blurRows(plane, scratch, BW, BH, 6)
      blurRows(scratch, plane, BH, BW, 6)
    }
  }
  return small
}

const vignetteMap = ((): Float32Array => {
  const map = new Float32Array(WIDTH * HEIGHT)
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const dx = (x / WIDTH - 0.5) * 1.5
      const dy = (y / HEIGHT - 0.48) * 1.35
      map[y * WIDTH + x] = Math.min(1, (dx * dx + dy * dy) ** 1.5 * 1.3)
    }
  }
  return map
})()

const GRAIN = 1 << 16
const grainTable = ((): Float32Array => {
  const rng = seeded(99)
  return Float32Array.from({ length: GRAIN }, () => rng() + rng() - 1)
})()

/** Bloom, split toning, vignette and grain in one pass over the frame, in place. */
export function finish(stage: Stage, frame: number, grade: Grade): void {
  const { bloom = 0.5, threshold = 150, vignette = 0.5, grain = 3, shadows = [0, 0, 0], lights = [0, 0, 0] } = grade
  const [pr, pg, pb] = bloomPlanes(stage, threshold) as [Float32Array, Float32Array, Float32Array]
  let seed = (frame * 40503) & (GRAIN - 1)
  for (let y = 0; y < HEIGHT; y++) {
    const sy = Math.min(BH - 1.001, Math.max(0, y / 4 - 0.5))
    const y0 = Math.floor(sy)
    const fy = sy - y0
    for (let x = 0; x < WIDTH; x++) {
      const i = y * WIDTH + x
      const sx = Math.min(BW - 1.001, Math.max(0, x / 4 - 0.5))
      const x0 = Math.floor(sx)
      const fx = sx - x0
      const j = y0 * BW + x0
      const w0 = (1 - fx) * (1 - fy) * bloom
      const w1 = fx * (1 - fy) * bloom
      const w2 = (1 - fx) * fy * bloom
      const w3 = fx * fy * bloom
      const v = stage.px[i] as number
      const tap = (p: Float32Array): number =>
        (p[j] as number) * w0 + (p[j + 1] as number) * w1 + (p[j + BW] as number) * w2 + (p[j + BW + 1] as number) * w3
      let r = (v & 255) + tap(pr)
      let g = ((v >>> 8) & 255) + tap(pg)
      let b = ((v >>> 16) & 255) + tap(pb)
      const luma = Math.min(1, (r * 0.3 + g * 0.6 + b * 0.1) / 255)
      const dark = (1 - luma) * (1 - luma)
      const shade = 1 - vignette * (vignetteMap[i] as number)
      seed = (seed + 7919) & (GRAIN - 1)
      const noise = (grainTable[(seed ^ (i & 0xffff)) & (GRAIN - 1)] as number) * grain
      r = (r + shadows[0] * dark + lights[0] * luma) * shade + noise
      g = (g + shadows[1] * dark + lights[1] * luma) * shade + noise
      b = (b + shadows[2] * dark + lights[2] * luma) * shade + noise
      r = r < 0 ? 0 : Math.min(r, 255)
      g = g < 0 ? 0 : Math.min(g, 255)
      b = b < 0 ? 0 : Math.min(b, 255)
      stage.px[i] = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
    }
  }
}

/** Cross-fades the whole frame towards black. */
export function dim(stage: Stage, light: number): void {
  if (light >= 1) return
  const gain = Math.round(Math.max(0, light) * 256)
  for (let i = 0; i < stage.px.length; i++) {
    const v = stage.px[i] as number
    const r = ((v & 255) * gain) >> 8
    const g = (((v >>> 8) & 255) * gain) >> 8
    const b = (((v >>> 16) & 255) * gain) >> 8
    stage.px[i] = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
  }
}
