import type { SoundFingerprint } from '../../../ports/media.ts'
import type { KeyEntries } from '../../../ports/search-index.ts'

/** Pitches in a key are quarter tones. */
export const PITCHES_PER_STEP = 4
const PITCH_STEPS_MAX = 48
/** Two peaks make a landmark when they are so many hops apart, a quarter of a second to just under two. */
const APART_MIN = 20
const APART_MAX = 160
/** Times in a key are logarithms, so that a change of tempo adds to them: one step is five percent. */
export const TEMPO_STEP = 0.05
const APART_STEPS = 64
/** Partners of each peak. The query has more, as what is mixed over a sound comes between its peaks. */
const PARTNERS_STORED = 5
const PARTNERS_SOUGHT = 12
/** Peaks of each second that the index knows. */
const RANKS_STORED = 24

/** Pairs of peaks, in columns of equal length. */
export interface Landmarks {
  /** Hop of the first peak. */
  times: Uint32Array
  /** Natural logarithm of the hops between the two. */
  aparts: Float32Array
  /** Pitch of the first and how much higher the second is, in eighths of a semitone. */
  pitches: Uint16Array
  rises: Int16Array
}

const landmarksOf = (sound: SoundFingerprint, partners: number, ranks: number, from: number, to: number): Landmarks => {
  const { times } = sound
  const of: { times: number[]; aparts: number[]; pitches: number[]; rises: number[] } = {
    times: [],
    aparts: [],
    pitches: [],
    rises: [],
  }
  for (let a = from; a < to; a++) {
    if ((sound.ranks[a] as number) >= ranks) continue
    const time = times[a] as number
    const pitch = sound.pitches[a] as number
    let count = 0
    for (let b = a + 1; b < to && count < partners; b++) {
      const apart = (times[b] as number) - time
      if (apart > APART_MAX) break
      const rise = (sound.pitches[b] as number) - pitch
      if (apart < APART_MIN || (sound.ranks[b] as number) >= ranks) continue
      if (Math.abs(rise) > PITCH_STEPS_MAX * PITCHES_PER_STEP) continue
      of.times.push(time)
      of.aparts.push(Math.log(apart))
      of.pitches.push(pitch)
      of.rises.push(rise)
      count++
    }
  }
  return {
    times: Uint32Array.from(of.times),
    aparts: Float32Array.from(of.aparts),
    pitches: Uint16Array.from(of.pitches),
    rises: Int16Array.from(of.rises),
  }
}

/**
 * Keys of landmarks (pairs of peaks: Wang, An Industrial-Strength Audio Search Algorithm, 2003) as they would be in a sound that
 * plays `tempoSteps` times five percent slower and so many quarter tones higher: 8 bits of pitch, 7 of its rise, 6 of the
 * time between.
 */
export const landmarkKeys = (landmarks: Landmarks, tempoSteps: number, pitchSteps: number): Uint32Array => {
  const keys = new Uint32Array(landmarks.times.length)
  for (let i = 0; i < keys.length; i++) {
    const pitch = Math.max(0, Math.round((landmarks.pitches[i] as number) / PITCHES_PER_STEP) + pitchSteps)
    const rise = Math.round((landmarks.rises[i] as number) / PITCHES_PER_STEP) + PITCH_STEPS_MAX
    const apart = Math.round((landmarks.aparts[i] as number) / TEMPO_STEP) + tempoSteps
    keys[i] = (pitch * 128 + rise) * 2 * APART_STEPS + apart
  }
  return keys
}

/** Landmarks of the peaks from..to - 1 of a query: `all`, or only as many as the index keeps. */
export const soughtLandmarks = (sound: SoundFingerprint, from: number, to: number, all: boolean): Landmarks =>
  landmarksOf(sound, all ? PARTNERS_SOUGHT : PARTNERS_STORED, all ? 256 : RANKS_STORED, from, to)

/** What the index keeps of a sound; a position is the hop of the landmark's first peak. */
export const soundEntries = (objectKey: string, sound: SoundFingerprint): KeyEntries => {
  const landmarks = landmarksOf(sound, PARTNERS_STORED, RANKS_STORED, 0, sound.times.length)
  return { objectKey, keys: landmarkKeys(landmarks, 0, 0), positions: landmarks.times }
}
