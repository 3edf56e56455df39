import { clamp, type Rng, seeded } from '../engine/maths.ts'

export const RATE = 48000

/** A stereo recording in progress. */
export class Tape {
  readonly left: Float32Array
  readonly right: Float32Array
  readonly seconds: number

  constructor(seconds: number) {
    this.seconds = seconds
    this.left = new Float32Array(Math.ceil(seconds * RATE))
    this.right = new Float32Array(Math.ceil(seconds * RATE))
  }

  /** Lays a mono sound at `at` seconds; pan -1 left .. 1 right. */
  lay(sound: Float32Array, at: number, gain: number, pan = 0): void {
    const start = Math.round(at * RATE)
    const l = gain * Math.cos(((pan + 1) * Math.PI) / 4)
    const r = gain * Math.sin(((pan + 1) * Math.PI) / 4)
    for (let i = Math.max(0, -start); i < sound.length && start + i < this.left.length; i++) {
      const v = sound[i] as number
      this.left[start + i] = (this.left[start + i] as number) + v * l
      this.right[start + i] = (this.right[start + i] as number) + v * r
    }
  }
}

/** MIDI note to hertz. */
export const pitch = (note: number): number => 440 * 2 ** ((note - 69) / 12)

/** Karplus-Strong string. Bright and quick for pipa, softer and bending for guzheng. */
export function pluck(
  note: number,
  seconds: number,
  o: { bright?: number; decay?: number; bend?: number; seed?: number } = {},
): Float32Array {
  const { bright = 0.6, decay = 0.996, bend = 0, seed = note } = o
  const rng: Rng = seeded(seed * 131 + 7)
  const period = RATE / pitch(note)
  const size = Math.ceil(period) + 2
  const string = Float32Array.from({ length: size }, () => rng() * 2 - 1)
  for (let pass = 0; pass < Math.round((1 - bright) * 6); pass++) {
    for (let i = 0; i < size; i++) string[i] = ((string[i] as number) + (string[(i + 1) % size] as number)) / 2
  }
  const out = new Float32Array(Math.round(seconds * RATE))
  let write = 0
  let last = 0
  for (let i = 0; i < out.length; i++) {
    const slide = bend ? 1 + bend * 0.0595 * clamp(i / RATE / 0.18) * Math.exp((-i / RATE) * 0.6) : 1
    const read = (write - period / slide + size * 4) % size
    const i0 = Math.floor(read)
    const f = read - i0
    const v = (string[i0 % size] as number) * (1 - f) + (string[(i0 + 1) % size] as number) * f
    const damped = decay * (0.5 * v + 0.5 * last)
    last = v
    string[write] = i < size ? (string[write] as number) : damped
    out[i] = v * Math.min(1, (out.length - i) / (RATE * 0.15))
    write = (write + 1) % size
  }
  return out
}

/** A breathing chord of detuned partials. */
export function pad(notes: readonly number[], seconds: number, warmth = 3): Float32Array {
  const out = new Float32Array(Math.round(seconds * RATE))
  for (const [n, note] of notes.entries()) {
    for (const detune of [-0.06, 0, 0.07]) {
      for (let h = 1; h <= warmth; h++) {
        const step = (pitch(note + detune) * h * Math.PI * 2) / RATE
        const gain = 0.3 / (h * h) / notes.length
        for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + Math.sin(i * step + n + h) * gain
      }
    }
  }
  for (let i = 0; i < out.length; i++) {
    const t = i / RATE
    out[i] = (out[i] as number) * clamp(t / 0.9) * clamp((seconds - t) / 1.1) * (0.85 + 0.15 * Math.sin(t * 2.4))
  }
  return out
}

/** Bamboo flute: a sine with breath noise and late vibrato. */
export function flute(note: number, seconds: number, seed = 3): Float32Array {
  const rng = seeded(seed)
  const out = new Float32Array(Math.round(seconds * RATE))
  let phase = 0
  let breath = 0
  for (let i = 0; i < out.length; i++) {
    const t = i / RATE
    const vibrato = 1 + 0.006 * Math.sin(t * 33) * clamp(t - 0.25)
    phase += (pitch(note) * vibrato * Math.PI * 2) / RATE
    breath = breath * 0.86 + (rng() * 2 - 1) * 0.14
    const tone = Math.sin(phase) + 0.32 * Math.sin(phase * 2) + 0.1 * Math.sin(phase * 3)
    out[i] = (tone * 0.4 + breath * 0.35) * clamp(t / 0.09) * clamp((seconds - t) / 0.2)
  }
  return out
}

/** Filtered noise: rain, river, wind or a crowd, by colour. */
export function noise(seconds: number, low: number, high: number, seed: number, swell = 0, rate = 0.2): Float32Array {
  const rng = seeded(seed)
  const out = new Float32Array(Math.round(seconds * RATE))
  const a = 1 - Math.exp((-2 * Math.PI * high) / RATE)
  const b = 1 - Math.exp((-2 * Math.PI * low) / RATE)
  let fast = 0
  let slow = 0
  for (let i = 0; i < out.length; i++) {
    fast += a * (rng() * 2 - 1 - fast)
    slow += b * (fast - slow)
    out[i] = (fast - slow) * (1 - swell + swell * Math.sin((i / RATE) * rate * Math.PI * 2))
  }
  return out
}

/** A skin drum: falling sine and a slap. */
export function drum(hertz: number, seconds: number, slap = 0.3, seed = 1): Float32Array {
  const rng = seeded(seed)
  const out = new Float32Array(Math.round(seconds * RATE))
  let phase = 0
  for (let i = 0; i < out.length; i++) {
    const t = i / RATE
    phase += ((hertz * (1 + 1.4 * Math.exp(-t * 34))) / RATE) * Math.PI * 2
    out[i] = Math.sin(phase) * Math.exp((-t * 7) / seconds) + (rng() * 2 - 1) * slap * Math.exp(-t * 90)
  }
  return out
}

/** Metal: inharmonic partials for bells, gongs and cymbals. */
export function metal(hertz: number, seconds: number, partials: readonly number[]): Float32Array {
  const out = new Float32Array(Math.round(seconds * RATE))
  for (const [n, ratio] of partials.entries()) {
    const step = (hertz * ratio * Math.PI * 2) / RATE
    for (let i = 0; i < out.length; i++) {
      out[i] = (out[i] as number) + (Math.sin(i * step) * Math.exp((-(i / RATE) * (3 + n)) / seconds)) / partials.length
    }
  }
  return out
}

/** Small-hall reverb: four combs and two all-passes per side. */
function reverb(input: Float32Array, spread: number): Float32Array {
  const sum = new Float32Array(input.length)
  for (const delay of [1687, 1601, 2053, 2251]) {
    const size = delay + spread
    const line = new Float32Array(size)
    let tone = 0
    for (let i = 0; i < input.length; i++) {
      const v = line[i % size] as number
      tone = tone * 0.35 + v * 0.65
      line[i % size] = (input[i] as number) + tone * 0.8
      sum[i] = (sum[i] as number) + v * 0.25
    }
  }
  for (const delay of [347, 113]) {
    const line = new Float32Array(delay)
    for (let i = 0; i < sum.length; i++) {
      const held = line[i % delay] as number
      const v = (sum[i] as number) + held * 0.5
      line[i % delay] = v
      sum[i] = held - v * 0.5
    }
  }
  return sum
}

/** Adds the hall, evens the level to -1 dBFS with soft saturation and fades the ends. */
export function master(tape: Tape, wet = 0.28): Float32Array[] {
  const sides = [tape.left, tape.right].map((dry, c) => {
    const hall = reverb(dry, c * 23)
    return dry.map((v, i) => v + wet * (hall[i] as number))
  })
  let peak = 0
  for (const side of sides) for (const v of side) peak = Math.max(peak, Math.abs(v))
  const gain = 1.35 / Math.max(0.001, peak)
  return sides.map((side) =>
    side.map((v, i) => Math.tanh(v * gain) * 0.9 * clamp(i / RATE / 0.05) * clamp((side.length - i) / RATE / 0.7)),
  )
}
