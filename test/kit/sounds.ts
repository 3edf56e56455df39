import { seeded } from './media.ts'

export interface Song {
  seed: number
  seconds: number
  sampleRate: number
  /** Plays so many times faster, at the same pitch unless `semitones` says otherwise. */
  tempo?: number
  semitones?: number
}

const NOTES_PER_SECOND = 6

/** Plucked notes of a seeded tune, -1..1. Different seeds have nothing in common; cut one with `subarray`. */
export const makeSong = ({ seed, seconds, sampleRate, tempo = 1, semitones = 0 }: Song): Float32Array => {
  const random = seeded(seed)
  const samples = new Float32Array(Math.round((seconds / tempo) * sampleRate))
  for (let n = 0; n < seconds * NOTES_PER_SECOND; n++) {
    const start = (n + random() * 0.8) / NOTES_PER_SECOND / tempo
    const hertz = 150 * 2 ** (Math.floor(random() * 40) / 12) * 2 ** (semitones / 12)
    const decay = 0.1 + random() * 0.25
    const loud = 0.05 + random() * 0.12
    const from = Math.round(start * sampleRate)
    const to = Math.min(samples.length, from + Math.round(5 * decay * sampleRate))
    for (let i = from; i < to; i++) {
      const time = (i - from) / sampleRate
      const fall = Math.exp(-time / decay) * loud
      const wave = 2 * Math.PI * hertz * time
      samples[i] = (samples[i] ?? 0) + fall * (Math.sin(wave) + 0.5 * Math.sin(2 * wave) + 0.3 * Math.sin(3 * wave))
    }
  }
  return samples
}
