import { invalid } from '../../../kernel/errors.ts'
import { decodeBase32, encodeBase32 } from './base32.ts'

/** In the order of their numbers in the header (ISO 24138:2024, 5.3). */
export const MAIN_TYPES = ['META', 'SEMANTIC', 'CONTENT', 'DATA', 'INSTANCE', 'ISCC', 'ID', 'FLAKE'] as const
export type IsccMainType = (typeof MAIN_TYPES)[number]

/** Subtypes of CONTENT and SEMANTIC in the order of their numbers; all other units have subtype 0. */
export const CONTENT_TYPES = ['TEXT', 'IMAGE', 'AUDIO', 'VIDEO', 'MIXED'] as const
export type IsccContentType = (typeof CONTENT_TYPES)[number]

/** Subtypes that only a composite code has. */
export const SUM = 5
export const NONE = 6
export const WIDE = 7

export interface IsccHeader {
  mainType: IsccMainType
  subType: number
  version: number
  /** As written: what it counts depends on the main type. */
  length: number
}

/** One part of an ISCC: what it is, and its hash. */
export interface IsccUnit {
  mainType: IsccMainType
  subType: number
  version: number
  body: Uint8Array
}

export const malformed = (what: string) => invalid('iscc_malformed', `Not an ISCC: ${what}`)

/** First number that a sequence of 1, 2, 3 and 4 nibbles holds; a sequence of n has n - 1 ones and a zero before its bits. */
const VARNIBBLE_STARTS = [0, 8, 72, 584, 4680]

const varnibble = (value: number): number[] => {
  const count = VARNIBBLE_STARTS.findIndex((start) => value < start)
  if (count < 1) throw malformed(`${value} does not fit in a header`)
  const coded = (value - (VARNIBBLE_STARTS[count - 1] ?? 0)) | (((1 << (count - 1)) - 1) << (3 * count + 1))
  return Array.from({ length: count }, (_, i) => (coded >> (4 * (count - 1 - i))) & 15)
}

/** The header of a code: main type, subtype, version and length as variable sequences of nibbles, filled up to whole bytes. */
export const encodeHeader = ({ mainType, subType, version, length }: IsccHeader): Uint8Array => {
  const nibbles = [MAIN_TYPES.indexOf(mainType), subType, version, length].flatMap(varnibble)
  if (nibbles.length % 2) nibbles.push(0)
  return Uint8Array.from(
    { length: nibbles.length / 2 },
    (_, i) => ((nibbles[2 * i] ?? 0) << 4) | (nibbles[2 * i + 1] ?? 0),
  )
}

/** The inverse of `encodeHeader`, and the number of bytes it took. Throws AppError Invalid `iscc_malformed`. */
export const decodeHeader = (bytes: Uint8Array): { header: IsccHeader; sizeBytes: number } => {
  let at = 0
  const nibble = (): number => {
    const byte = bytes[at >> 1]
    if (byte === undefined) throw malformed('its header is cut off')
    return at++ % 2 ? byte & 15 : byte >> 4
  }
  const field = (): number => {
    const first = nibble()
    const count = first < 8 ? 1 : first < 12 ? 2 : first < 14 ? 3 : 4
    if (first === 15) throw malformed('its header has no such field')
    let value = first & (0xf >> count)
    for (let i = 1; i < count; i++) value = (value << 4) | nibble()
    return value + (VARNIBBLE_STARTS[count - 1] ?? 0)
  }
  const mainType = MAIN_TYPES[field()]
  if (!mainType) throw malformed('its main type is unknown')
  const header = { mainType, subType: field(), version: field(), length: field() }
  return { header, sizeBytes: Math.ceil(at / 2) }
}

/**
 * One unit in its canonical form: `ISCC:` and base32 of header and body. `body` must have at least `bits` bits, which must be a
 * multiple of 32 up to 256; what goes beyond is cut off.
 */
export const encodeUnit = (
  mainType: Exclude<IsccMainType, 'ISCC' | 'ID'>,
  subType: number,
  body: Uint8Array,
  bits: number,
): string => {
  if (bits % 32 || bits < 32 || bits > 256 || body.length * 8 < bits) throw malformed(`${bits} bits`)
  const header = encodeHeader({ mainType, subType, version: 0, length: bits / 32 - 1 })
  const bytes = new Uint8Array(header.length + bits / 8)
  bytes.set(header)
  bytes.set(body.subarray(0, bits / 8), header.length)
  return `ISCC:${encodeBase32(bytes)}`
}

const contentSubType = (type: IsccContentType): number => CONTENT_TYPES.indexOf(type)

/** A content code from its hash, at least `bits` long. */
export const contentUnit = (type: IsccContentType, body: Uint8Array, bits: number): string =>
  encodeUnit('CONTENT', contentSubType(type), body, bits)

/** The bare base32 of a code: without scheme, hyphens and space around it. Throws AppError Invalid `iscc_malformed`. */
export const bareCode = (code: string): string => {
  const match = /^(?:iscc:)?([a-z2-7-]+)$/i.exec(code.trim())
  if (!match?.[1] || code.length > 512) throw malformed('it holds other signs than base32 has')
  return match[1].replaceAll('-', '').toUpperCase()
}

export const bytesOfCode = (code: string): Uint8Array => {
  const bytes = decodeBase32(bareCode(code))
  if (!bytes) throw malformed('its base32 is not whole')
  return bytes
}
