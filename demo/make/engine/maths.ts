export const clamp = (v: number, lo = 0, hi = 1): number => Math.min(hi, Math.max(lo, v))
export const mix = (a: number, b: number, t: number): number => a + (b - a) * t
export const smooth = (v: number): number => {
  const t = clamp(v)
  return t * t * (3 - 2 * t)
}
/** 0 before `from`, 1 after `to`, eased between. */
export const ramp = (v: number, from: number, to: number): number => smooth((v - from) / (to - from))
export const wave = (t: number, hertz: number, phase = 0): number => Math.sin((t * hertz + phase) * Math.PI * 2)

export type Rng = () => number

/** mulberry32: the same seed draws the same picture on every machine. */
export function seeded(seed: number): Rng {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
export const pick = <T>(items: readonly [T, ...T[]], rng: Rng): T => items[Math.floor(rng() * items.length)] ?? items[0]
/** Short numbers keep SVG strings small. */
export const n1 = (v: number): string => (Math.round(v * 10) / 10).toString()
