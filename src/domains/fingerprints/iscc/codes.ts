import { popcount32 } from '../hashes/hamming.ts'
import { encodeBase32 } from './base32.ts'
import { simhash } from './simhash.ts'
import {
  bytesOfCode,
  contentUnit,
  decodeHeader,
  encodeHeader,
  encodeUnit,
  type IsccHeader,
  type IsccMainType,
  type IsccUnit,
  MAIN_TYPES,
  malformed,
  NONE,
  SUM,
  WIDE,
} from './units.ts'

/** Bytes of each unit in a composite code. */
const PART_BYTES = 8
const WIDE_BYTES = 16

/** Optional units of a composite, first those of the smallest main type, by the bits of the header's length field. */
const optionalUnits = (length: number): IsccMainType[] => {
  if (length > 7) throw malformed('its parts are unknown')
  return [
    ...(length & 4 ? ['META' as const] : []),
    ...(length & 2 ? ['SEMANTIC' as const] : []),
    ...(length & 1 ? ['CONTENT' as const] : []),
  ]
}

const partsOfComposite = ({ subType, version, length }: IsccHeader, body: Uint8Array): IsccUnit[] => {
  const wide = subType === WIDE
  const size = wide ? WIDE_BYTES : PART_BYTES
  const types: IsccMainType[] = [...(wide ? [] : optionalUnits(length)), 'DATA', 'INSTANCE']
  if (body.length !== types.length * size) throw malformed('its length is not that of its parts')
  return types.map((mainType, i) => ({
    mainType,
    subType: mainType === 'CONTENT' || mainType === 'SEMANTIC' ? subType : 0,
    version,
    body: body.slice(i * size, (i + 1) * size),
  }))
}

/**
 * The units of a code: of a single unit, of units written one after another, or of a composite. Upper or lower case, with or without
 * scheme and hyphens. Throws AppError Invalid `iscc_malformed`.
 */
export const decodeIscc = (code: string): IsccUnit[] => {
  let rest = bytesOfCode(code)
  const units: IsccUnit[] = []
  while (rest.length > 0) {
    const { header, sizeBytes } = decodeHeader(rest)
    const body = rest.subarray(sizeBytes)
    if (header.version !== 0) throw malformed('its version is unknown')
    if (header.mainType === 'ISCC') return [...units, ...partsOfComposite(header, body)]
    if (header.mainType === 'ID' || header.mainType === 'FLAKE') throw malformed('it names a record, not content')
    const bytes = (header.length + 1) * 4
    if (header.length > 7 || body.length < bytes) throw malformed('its hash is cut off')
    units.push({
      mainType: header.mainType,
      subType: header.subType,
      version: header.version,
      body: body.slice(0, bytes),
    })
    rest = body.subarray(bytes)
  }
  if (units.length === 0) throw malformed('it is empty')
  return units
}

const order = (a: IsccUnit, b: IsccUnit): number => MAIN_TYPES.indexOf(a.mainType) - MAIN_TYPES.indexOf(b.mainType)

/**
 * The composite ISCC-CODE of at least a data and an instance unit, in any order, each of 64 bits or more: one header, then 64
 * bits of each; `wide` keeps 128 bits of data and instance when there is nothing else. Throws AppError Invalid `iscc_malformed`.
 */
export const composeIscc = (codes: readonly string[], options: { wide?: boolean } = {}): string => {
  const units = codes.flatMap(decodeIscc).sort(order)
  const types = units.map(({ mainType }) => mainType)
  if (types.at(-2) !== 'DATA' || types.at(-1) !== 'INSTANCE') throw malformed('a data and an instance code are needed')
  if (new Set(types).size !== types.length) throw malformed('two parts of one kind')
  const about = units.filter(({ mainType }) => mainType === 'CONTENT' || mainType === 'SEMANTIC')
  if (new Set(about.map(({ subType }) => subType)).size > 1) throw malformed('its parts speak of different media')
  const wide = options.wide === true && units.length === 2 && units.every(({ body }) => body.length >= WIDE_BYTES)
  const size = wide ? WIDE_BYTES : PART_BYTES
  if (units.some(({ body }) => body.length < size)) throw malformed('a part is shorter than 64 bits')
  const length = (['META', 'SEMANTIC', 'CONTENT'] as const).reduce(
    (sum, type) => sum * 2 + Number(types.includes(type)),
    0,
  )
  const header = encodeHeader({
    mainType: 'ISCC',
    subType: wide ? WIDE : (about[0]?.subType ?? (units.length === 2 ? SUM : NONE)),
    version: 0,
    length,
  })
  const bytes = new Uint8Array(header.length + units.length * size)
  bytes.set(header)
  units.forEach(({ body }, i) => {
    bytes.set(body.subarray(0, size), header.length + i * size)
  })
  return `ISCC:${encodeBase32(bytes)}`
}

const isWide = (code: string): boolean => {
  const { header } = decodeHeader(bytesOfCode(code))
  return header.mainType === 'ISCC' && header.subType === WIDE
}

/** The canonical form: one unit, or the composite of several. Throws AppError Invalid `iscc_malformed`. */
export const normaliseIscc = (code: string): string => {
  const units = decodeIscc(code)
  const codes = units.map(({ mainType, subType, body }) =>
    encodeUnit(mainType as Exclude<IsccMainType, 'ISCC' | 'ID'>, subType, body, body.length * 8),
  )
  return codes.length === 1 && codes[0] !== undefined ? codes[0] : composeIscc(codes, { wide: isWide(code) })
}

export interface IsccComparison {
  mainType: IsccMainType
  subType: number
  /** Bits that both have and that were compared. */
  bits: number
  differingBits: number
  /** 1 for equal; two unrelated codes lie near 0.5. Instance codes are equal, 1, or not, 0. */
  similarity: number
}

/** Compares each unit of one code with that of the same kind of the other, over as many bits as both have. */
export const compareIsccs = (a: string, b: string): IsccComparison[] => {
  const others = decodeIscc(b)
  return decodeIscc(a).flatMap(({ mainType, subType, version, body }) => {
    const other = others.find(
      (unit) => unit.mainType === mainType && unit.subType === subType && unit.version === version,
    )
    if (!other) return []
    const bytes = Math.min(body.length, other.body.length)
    let differingBits = 0
    for (let i = 0; i < bytes; i++) differingBits += popcount32((body[i] ?? 0) ^ (other.body[i] ?? 0))
    const similarity = mainType === 'INSTANCE' ? Number(differingBits === 0) : 1 - differingBits / (bytes * 8)
    return [{ mainType, subType, bits: bytes * 8, differingBits, similarity }]
  })
}

/**
 * The Mixed-Code of a file that holds several media: the similarity hash of two or more content codes of at least `bits` bits.
 * Throws AppError Invalid `iscc_malformed`.
 */
export const mixedCode = (contentCodes: readonly string[], bits: number): string => {
  if (contentCodes.length < 2) throw malformed('a Mixed-Code needs two content codes')
  const parts = contentCodes.map((code) => {
    const bytes = bytesOfCode(code)
    const { header, sizeBytes } = decodeHeader(bytes)
    if (header.mainType !== 'CONTENT') throw malformed('not a content code')
    if ((header.length + 1) * 32 < bits || bytes.length < sizeBytes + bits / 8)
      throw malformed(`shorter than ${bits} bits`)
    const part = new Uint8Array(bits / 8)
    part.set(bytes.subarray(0, 1))
    part.set(bytes.subarray(sizeBytes, sizeBytes + bits / 8 - 1), 1)
    return part
  })
  return contentUnit('MIXED', simhash(parts), bits)
}
