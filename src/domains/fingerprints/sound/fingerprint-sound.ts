import type { SoundFingerprint } from '../../../ports/media.ts'
import { createSpectrum } from './spectrum.ts'

export const SOUND_ALGORITHM = 'qianyin-sound-1'
/** Samples a second that the fingerprint is made of: what Chromaprint takes too. */
export const SAMPLE_RATE = 11_025
const WINDOW = 1024
const HOP = 128
/** Times are counted in these. */
export const HOP_SECONDS = HOP / SAMPLE_RATE
export const PITCHES_PER_OCTAVE = 96
const LOWEST_HERTZ = 110
const BANDS_PER_OCTAVE = 24
const BANDS = 130
/** A peak is the highest of its surroundings: this many hops and bands to each side. */
const HOPS_AROUND = 4
const BANDS_AROUND = 3
const ROWS = 2 * HOPS_AROUND + 1
/** How fast the memory of a band's level follows it, a hop. */
const LEVEL_DECAY = HOP_SECONDS / 0.6
/** Octaves of power; full scale is about 2 * log2(WINDOW / 4). */
const SILENCE_LEVEL = -10
const LOUDEST_DECAY = 0.02
const DYNAMIC_RANGE = 17
const RISE_MIN = 1.5
/** Of each second this many peaks are kept, those that stand out most. */
const BLOCK_HOPS = Math.round(1 / HOP_SECONDS)
export const PEAKS_PER_BLOCK = 64

interface Peak {
  hop: number
  pitch: number
  height: number
}

/** For each band the bins that it spans; narrow ones lie between two bins. */
const bandTable = () => {
  const centres = new Float32Array(BANDS)
  for (let b = 0; b < BANDS; b++) centres[b] = ((LOWEST_HERTZ * 2 ** (b / BANDS_PER_OCTAVE)) / SAMPLE_RATE) * WINDOW
  const first = new Uint16Array(BANDS)
  const last = new Uint16Array(BANDS)
  const half = 2 ** (0.5 / BANDS_PER_OCTAVE)
  for (let b = 0; b < BANDS; b++) {
    first[b] = Math.ceil((centres[b] ?? 0) / half)
    last[b] = Math.floor((centres[b] ?? 0) * half)
  }
  return { centres, first, last }
}

/**
 * Finds the points of a sound at which a pitch stands out: in each hop the level of 130 bands, a quarter tone each, over what
 * the band was used to; the points that are highest around. `add` takes mono samples at SAMPLE_RATE, -1..1, and copies
 * what it needs; memory does not grow but for the peaks. `skip` takes a number of samples of silence.
 */
export const createSoundFingerprint = () => {
  const spectrum = createSpectrum(WINDOW)
  const { centres, first, last } = bandTable()
  const waiting = new Float32Array(4 * WINDOW)
  let waitingCount = 0
  let samples = 0
  let hops = 0
  const used = new Float32Array(BANDS)
  let loudest = SILENCE_LEVEL
  const bins = new Float32Array(WINDOW / 2)
  const rises = new Float32Array(ROWS * BANDS)
  const heights = new Float32Array(ROWS * BANDS)
  const fine = new Float32Array(ROWS * BANDS)
  const kept: Peak[] = []
  let block: Peak[] = []
  let blockEnd = BLOCK_HOPS

  const closeBlock = (): void => {
    block.sort((a, b) => b.height - a.height || a.hop - b.hop || a.pitch - b.pitch)
    block.length = Math.min(block.length, PEAKS_PER_BLOCK)
    block.forEach((peak, rank) => {
      kept.push({ ...peak, height: rank })
    })
    block = []
    blockEnd += BLOCK_HOPS
  }

  const pick = (hop: number): void => {
    if (hop >= blockEnd) closeBlock()
    const row = (hop % ROWS) * BANDS
    for (let b = 1; b < BANDS - 1; b++) {
      const height = heights[row + b] as number
      if (height <= 0) continue
      const low = Math.max(0, b - BANDS_AROUND)
      const high = Math.min(BANDS - 1, b + BANDS_AROUND)
      let highest = true
      for (let r = 0; r < ROWS && highest; r++) {
        for (let near = low; near <= high; near++) {
          const other = heights[r * BANDS + near] as number
          if (other > height || (other === height && r * BANDS + near < row + b)) {
            highest = false
            break
          }
        }
      }
      if (highest) block.push({ hop, pitch: fine[row + b] as number, height })
    }
  }

  /** The pitch at band b, from a parabola through the logarithms of the three bins at the top. */
  const finePitch = (b: number): number => {
    let top = Math.round(centres[b] as number)
    for (let k = first[b] as number; k <= (last[b] as number); k++)
      if ((bins[k] as number) > (bins[top] as number)) top = k
    if ((bins[top + 1] as number) > (bins[top] as number)) top++
    else if ((bins[top - 1] as number) > (bins[top] as number)) top--
    const below = bins[top - 1] as number
    const at = bins[top] as number
    const above = bins[top + 1] as number
    const bend = below - 2 * at + above
    const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (below - above)) / bend)) : 0
    const hertz = ((top + shift) * SAMPLE_RATE) / WINDOW
    return Math.max(0, Math.round(Math.log2(hertz / LOWEST_HERTZ) * PITCHES_PER_OCTAVE))
  }

  const addHop = (at: number): void => {
    const power = spectrum.power(waiting, at)
    const topBin = Math.ceil((centres[BANDS - 1] as number) * 1.03) + 2
    for (let k = 0; k < topBin; k++) bins[k] = Math.log2((power[k] as number) + 1e-9)
    const row = (hops % ROWS) * BANDS
    let loud = SILENCE_LEVEL
    for (let b = 0; b < BANDS; b++) {
      let level: number
      const from = first[b] as number
      const to = last[b] as number
      if (to > from) {
        level = bins[from] as number
        for (let k = from + 1; k <= to; k++) if ((bins[k] as number) > level) level = bins[k] as number
      } else {
        const centre = centres[b] as number
        const whole = Math.floor(centre)
        const share = centre - whole
        level = (bins[whole] as number) * (1 - share) + (bins[whole + 1] as number) * share
      }
      if (level < SILENCE_LEVEL) level = SILENCE_LEVEL
      if (level > loud) loud = level
      if (hops === 0) used[b] = level
      rises[row + b] = level
    }
    loudest = Math.max(loud, loudest - LOUDEST_DECAY)
    const floor = Math.max(SILENCE_LEVEL + 2, loudest - DYNAMIC_RANGE)
    for (let b = 0; b < BANDS; b++) {
      const level = rises[row + b] as number
      const before = used[b] as number
      const rise = level - before
      used[b] = before + LEVEL_DECAY * rise
      const near =
        ((rises[row + Math.max(0, b - 3)] as number) + (rises[row + Math.min(BANDS - 1, b + 3)] as number)) / 2
      const height =
        level > floor && rise > RISE_MIN ? rise + (level - near) + 0.5 * (level - loudest) + DYNAMIC_RANGE : 0
      heights[row + b] = height
      fine[row + b] = height > 0 ? finePitch(b) : 0
    }
    hops++
    if (hops > HOPS_AROUND) pick(hops - 1 - HOPS_AROUND)
  }

  const consume = (): void => {
    let at = 0
    for (; at + WINDOW <= waitingCount; at += HOP) addHop(at)
    waiting.copyWithin(0, at, waitingCount)
    waitingCount -= at
  }

  const add = (given: Float32Array): void => {
    samples += given.length
    for (let from = 0; from < given.length; ) {
      const count = Math.min(given.length - from, waiting.length - waitingCount)
      waiting.set(given.subarray(from, from + count), waitingCount)
      waitingCount += count
      from += count
      consume()
    }
  }

  const skip = (count: number): void => {
    const silence = new Float32Array(WINDOW)
    for (let left = count; left > 0; left -= WINDOW) add(left < WINDOW ? silence.subarray(0, left) : silence)
  }

  const finish = (startSeconds: number): SoundFingerprint => {
    const durationSeconds = samples / SAMPLE_RATE
    const rest = new Float32Array(WINDOW + HOPS_AROUND * HOP)
    add(rest)
    closeBlock()
    kept.sort((a, b) => a.hop - b.hop || a.pitch - b.pitch)
    return {
      algorithm: SOUND_ALGORITHM,
      startSeconds,
      durationSeconds,
      times: Uint32Array.from(kept, ({ hop }) => hop),
      pitches: Uint16Array.from(kept, ({ pitch }) => pitch),
      ranks: Uint8Array.from(kept, ({ height }) => height),
    }
  }
  return { add, skip, finish }
}
