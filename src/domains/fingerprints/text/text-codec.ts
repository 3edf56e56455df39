import { invalid } from '../../../kernel/errors.ts'
import type { TextFingerprint } from '../../../ports/media.ts'

export const TEXT_ALGORITHM = 'qianyin-text-1'

/** "QYT" and the version of this layout. */
const MAGIC = [0x51, 0x59, 0x54, 1]
const HEADER_BYTES = 16
const SCRIPTS: readonly TextFingerprint['script'][] = ['neither', 'traditional', 'simplified']
const ESCAPE = 15

const malformed = (what: string) => invalid('fingerprint_malformed', `Not a fingerprint of a text: ${what}`)

/**
 * Layout, little-endian: magic (4), script (uint32), code points (uint32), tokens (uint32), the tokens (uint16 each), then for each
 * token one byte, in its upper half what lies between it and the one before, in its lower half its length, both in code
 * points; a half of 15 means that the number follows as LEB128, the gap first. About 3 bytes a token.
 */
export const encodeText = (text: TextFingerprint): Uint8Array => {
  const { tokens, starts, ends } = text
  const places: number[] = []
  const varint = (value: number): void => {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) places.push((rest % 128) | 128)
    places.push(rest)
  }
  for (let i = 0, last = 0; i < tokens.length; i++) {
    const start = starts[i] ?? 0
    const end = ends[i] ?? 0
    const gap = start - last
    const length = end - start
    places.push(Math.min(gap, ESCAPE) * 16 + Math.min(length, ESCAPE))
    if (gap >= ESCAPE) varint(gap)
    if (length >= ESCAPE) varint(length)
    last = end
  }
  const bytes = new Uint8Array(HEADER_BYTES + tokens.length * 2 + places.length)
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint32(4, SCRIPTS.indexOf(text.script), true)
  view.setUint32(8, text.characters, true)
  view.setUint32(12, tokens.length, true)
  for (let i = 0; i < tokens.length; i++) view.setUint16(HEADER_BYTES + i * 2, tokens[i] ?? 0, true)
  bytes.set(places, HEADER_BYTES + tokens.length * 2)
  return bytes
}

/** The inverse of `encodeText`. Throws AppError Invalid `fingerprint_malformed` for anything it did not write. */
export const decodeText = (bytes: Uint8Array): TextFingerprint => {
  if (bytes.length < HEADER_BYTES || MAGIC.some((value, i) => bytes[i] !== value)) throw malformed('magic or version')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const script = SCRIPTS[view.getUint32(4, true)]
  const characters = view.getUint32(8, true)
  const count = view.getUint32(12, true)
  if (!script) throw malformed('script')
  if (HEADER_BYTES + count * 3 > bytes.length) throw malformed('length')
  const tokens = new Uint16Array(count)
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  let at = HEADER_BYTES + count * 2
  const varint = (): number => {
    let value = 0
    for (let scale = 1; scale < 2 ** 35; scale *= 128) {
      const byte = bytes[at++]
      if (byte === undefined) throw malformed('places')
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    throw malformed('places')
  }
  for (let i = 0, last = 0; i < count; i++) {
    tokens[i] = view.getUint16(HEADER_BYTES + i * 2, true)
    const both = bytes[at++]
    if (both === undefined) throw malformed('places')
    const gap = both >> 4 === ESCAPE ? varint() : both >> 4
    const length = (both & 15) === ESCAPE ? varint() : both & 15
    if (last + gap + length > characters) throw malformed('places')
    starts[i] = last + gap
    last += gap + length
    ends[i] = last
  }
  if (at !== bytes.length) throw malformed('length')
  return { characters, tokens, starts, ends, script }
}
