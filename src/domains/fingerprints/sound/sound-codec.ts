import { invalid } from '../../../kernel/errors.ts'
import type { SoundFingerprint } from '../../../ports/media.ts'
import { PEAKS_PER_BLOCK, SOUND_ALGORITHM } from './fingerprint-sound.ts'

/** "QYS" and the version of this layout and of what it holds. */
const MAGIC = [0x51, 0x59, 0x53, 1]
const HEADER_BYTES = 24
const PEAKS_MAX = 8_000_000
const PITCH_BITS = 10
const STEP_BITS = 7
const HOPS_MAX = 2 ** 24

const malformed = (what: string) => invalid('fingerprint_malformed', `Not a sound fingerprint: ${what}`)

/**
 * Layout, little-endian: magic (4), number of peaks (uint32), start and duration in seconds (float64 each), then for each peak
 * pitch and rank (uint16: pitch in the low 10 bits), then for each peak the hops since the one before (LEB128). About three
 * bytes a peak, eleven kilobytes a minute.
 */
export const encodeSound = (sound: SoundFingerprint): Uint8Array => {
  const count = sound.times.length
  const bytes = new Uint8Array(HEADER_BYTES + 6 * count)
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint32(4, count, true)
  view.setFloat64(8, sound.startSeconds, true)
  view.setFloat64(16, sound.durationSeconds, true)
  let at = HEADER_BYTES
  for (let i = 0; i < count; i++, at += 2) {
    view.setUint16(at, (sound.pitches[i] ?? 0) | ((sound.ranks[i] ?? 0) << PITCH_BITS), true)
  }
  let before = 0
  for (const time of sound.times) {
    let step = time - before
    before = time
    for (; step >= 1 << STEP_BITS; step >>>= STEP_BITS) bytes[at++] = (step & 0x7f) | 0x80
    bytes[at++] = step
  }
  return bytes.slice(0, at)
}

/** The inverse of `encodeSound`. Throws AppError Invalid `fingerprint_malformed` for anything it did not write. */
export const decodeSound = (bytes: Uint8Array): SoundFingerprint => {
  if (bytes.length < HEADER_BYTES || MAGIC.some((value, i) => bytes[i] !== value)) throw malformed('magic or version')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(4, true)
  const startSeconds = view.getFloat64(8, true)
  const durationSeconds = view.getFloat64(16, true)
  if (count > PEAKS_MAX || bytes.length < HEADER_BYTES + 3 * count) throw malformed('length')
  if (!Number.isFinite(startSeconds) || !(durationSeconds >= 0)) throw malformed('duration')
  const times = new Uint32Array(count)
  const pitches = new Uint16Array(count)
  const ranks = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const packed = view.getUint16(HEADER_BYTES + 2 * i, true)
    pitches[i] = packed & ((1 << PITCH_BITS) - 1)
    ranks[i] = packed >>> PITCH_BITS
    if (packed >>> PITCH_BITS >= PEAKS_PER_BLOCK) throw malformed('rank')
  }
  let at = HEADER_BYTES + 2 * count
  let time = 0
  for (let i = 0; i < count; i++) {
    let step = 0
    let byte = 0x80
    for (let shift = 0; byte >= 0x80; shift += STEP_BITS) {
      const next = bytes[at++]
      if (next === undefined || shift > 3 * STEP_BITS) throw malformed('times')
      byte = next
      step |= (byte & 0x7f) << shift
    }
    time += step
    if (time > HOPS_MAX) throw malformed('times')
    times[i] = time
  }
  if (at !== bytes.length) throw malformed('length')
  return { algorithm: SOUND_ALGORITHM, startSeconds, durationSeconds, times, pitches, ranks }
}
