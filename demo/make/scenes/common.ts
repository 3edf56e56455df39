import { type Bitmap, paint } from '../engine/bitmap.ts'
import { type Camera, sprite } from '../engine/camera.ts'
import { clamp, n1, range, seeded } from '../engine/maths.ts'
import { addLight, draw, type Placement, type Stage } from '../engine/stage.ts'
import { Ink } from '../paint/ink.ts'
import { ring, seal } from '../paint/props.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly k?: number
  readonly texture?: number
}

/** Paints a layer from a drawing function that gets its own ink. */
export const layer = (drawing: (ink: Ink) => string, box: Partial<Box> = {}): Promise<Bitmap> => {
  const ink = new Ink()
  const body = drawing(ink)
  return paint(ink.svg(body), box)
}

/** Out-of-focus lights with the bright rim of a real lens. */
export function bokeh(ink: Ink, count: number, colours: readonly string[], seed: number, area: Box, size = 26): string {
  const rng = seeded(seed)
  return range(count)
    .map(() => {
      const c = colours[Math.floor(rng() * colours.length)] ?? '#fff'
      const r = size * (0.35 + rng())
      const x = n1(area.x + rng() * area.w)
      const y = n1(area.y + rng() * area.h)
      const fill = ink.rad([
        [0, c, 0.35],
        [0.8, c, 0.5],
        [0.92, c, 0.75],
        [1, c, 0],
      ])
      return `<circle cx='${x}' cy='${y}' r='${n1(r)}' fill='${fill}' opacity='${n1(0.35 + rng() * 0.65)}'/>`
    })
    .join('')
}

/** A vertical drama title with its episode line and a seal. */
export const titleLayer = (
  title: string,
  sub: string,
  sealText: string,
  x: number,
  y: number,
  colour = '#fff6e4',
  size = 74,
): Promise<Bitmap> =>
  layer(
    (ink) => {
      const soft = ink.blur(9)
      const column = (fill: string): string =>
        [...title]
          .map((c, i) => `<text x='${x}' y='${n1(y + size * (i * 1.16 + 0.86))}' fill='${fill}'>${c}</text>`)
          .join('')
      const subs = [...sub]
        .map((c, i) => `<text x='${x - size * 0.82}' y='${n1(y + size * 0.5 + i * 27)}' font-size='21'>${c}</text>`)
        .join('')
      const low = y + size * (title.length * 1.16) + 14
      return `<g font-family='Noto Serif CJK SC' text-anchor='middle'><g font-weight='900' font-size='${size}'><g filter='${soft}' opacity='.75'>${column('#000')}</g>${column(colour)}</g>
      <g font-weight='600' fill='${colour}'>${subs}</g></g>${seal(x - 22, low, 44, sealText)}`
    },
    { x: 0, y: 0, w: 540, h: 960, k: 1, texture: 0.05 },
  )

export const ringSprite = (colour: string): Promise<Bitmap> =>
  layer(() => ring(colour), { x: -110, y: -110, w: 220, h: 220, k: 0.8, texture: 0 })

export interface Ripple {
  readonly x: number
  readonly y: number
  readonly at: number
  readonly size: number
}

export const rippleField = (count: number, seconds: number, area: Box, size: number, seed: number): Ripple[] => {
  const rng = seeded(seed)
  return range(count).map(() => {
    const depth = rng()
    return {
      x: area.x + rng() * area.w,
      y: area.y + depth * area.h,
      at: rng() * (seconds + 1) - 0.9,
      size: size * (0.4 + depth * 0.8),
    }
  })
}

/** Rings that open on the ground and die away; squash is the viewing angle. */
export function drawRipples(
  stage: Stage,
  ringBitmap: Bitmap,
  list: readonly Ripple[],
  t: number,
  camera: Camera,
  squash = 0.28,
  life = 0.9,
): void {
  for (const r of list) {
    const age = (t - r.at) / life
    if (age <= 0 || age >= 1) continue
    const grown = (r.size / 100) * (0.15 + age * 0.95)
    const place = sprite(camera, 1, { x: r.x, y: r.y, alpha: (1 - age) ** 1.4 * 0.8 })
    draw(stage, ringBitmap, { ...place, scaleX: grown, scaleY: grown * squash, mode: 'screen' })
  }
}

/** The same sprite, hanging head down from its soles: its image in wet ground. */
export const mirrored = (p: Placement, alpha: number, ripple?: (row: number) => number): Placement => ({
  ...p,
  scaleY: -(p.scaleY ?? 1) * 0.92,
  alpha,
  ...(ripple ? { ripple } : {}),
})

/** Sparkling dashes on moving water between two rows, denser and longer towards the viewer. */
export function glints(
  stage: Stage,
  t: number,
  o: {
    top: number
    bottom: number
    count: number
    colour: readonly [number, number, number]
    centre: number
    spread: number
    seed: number
  },
): void {
  const rng = seeded(o.seed)
  for (let i = 0; i < o.count; i++) {
    const depth = rng()
    const lane = (rng() + rng() - 1) * o.spread * (0.35 + depth)
    const phase = rng()
    const rate = 0.5 + rng()
    const shine = Math.max(0, Math.sin((t * rate + phase) * Math.PI * 2)) ** 4
    if (shine < 0.04) continue
    const y = o.top + depth ** 1.5 * (o.bottom - o.top)
    const x = o.centre + lane + Math.sin(t * 0.7 + phase * 9) * 8
    const length = 5 + depth * 26
    for (let s = 0; s < length; s++) {
      const gain = shine * Math.sin((s / length) * Math.PI) * clamp(0.4 + depth)
      addLight(stage, x + s - length / 2, y, o.colour[0] * gain, o.colour[1] * gain, o.colour[2] * gain)
      if (depth > 0.55)
        addLight(
          stage,
          x + s - length / 2,
          y + 1,
          o.colour[0] * gain * 0.7,
          o.colour[1] * gain * 0.7,
          o.colour[2] * gain * 0.7,
        )
    }
  }
}
