import { type Rng, seeded } from './maths.ts'
import { addLight, HEIGHT, type Stage, WIDTH } from './stage.ts'

export interface RainOptions {
  readonly drops: number
  readonly length: number
  readonly speed: number
  readonly slant: number
  readonly light: readonly [number, number, number]
  readonly seed?: number
}

/** Streaks at several depths: far ones short and dim, near ones long, bright and quick. */
export function rain(stage: Stage, t: number, o: RainOptions): void {
  const rng: Rng = seeded(o.seed ?? 5)
  for (let i = 0; i < o.drops; i++) {
    const depth = rng() ** 2
    const x0 = rng() * (WIDTH + 200) - 100
    const y0 = rng() * (HEIGHT + 200)
    const speed = o.speed * (0.55 + depth)
    const fall = y0 + t * speed
    const turn = Math.floor(fall / (HEIGHT + 200))
    const y = (fall % (HEIGHT + 200)) - 100
    const x = (x0 + turn * 137 + o.slant * y) % (WIDTH + 100)
    const length = o.length * (0.4 + depth * 1.3)
    const gain = 0.25 + depth * 0.75
    for (let s = 0; s < length; s++) {
      const fade = gain * Math.sin((s / length) * Math.PI)
      addLight(stage, x + o.slant * s, y + s, o.light[0] * fade, o.light[1] * fade, o.light[2] * fade)
    }
  }
}

export interface Mote {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly phase: number
}

/** Seeded points for petals, lights, drones and dust. */
export function motes(count: number, seed: number): Mote[] {
  const rng = seeded(seed)
  return Array.from({ length: count }, () => ({
    x: rng() * WIDTH,
    y: rng() * HEIGHT,
    z: rng(),
    phase: rng(),
  }))
}

export const wrap = (v: number, lo: number, hi: number): number => {
  const span = hi - lo
  return lo + ((((v - lo) % span) + span) % span)
}
