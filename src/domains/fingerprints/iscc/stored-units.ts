import { z } from 'zod'
import { invalid } from '../../../kernel/errors.ts'
import type { IsccUnits } from '../../../ports/media.ts'
import { decodeIscc } from './codes.ts'
import type { IsccMainType } from './units.ts'

/** All units that ISO 24138:2024 defines have version 0 of their algorithm. */
export const ISCC_ALGORITHM = 'iscc-v0'
/** Hash bits of each unit as we state it; a composite code holds the first 64 of each. */
export const UNIT_BITS = 256

const isUnit = (mainType: IsccMainType) =>
  z.string().refine((code) => {
    try {
      const units = decodeIscc(code)
      return units.length === 1 && units[0]?.mainType === mainType
    } catch {
      return false
    }
  })

const StoredUnits = z.strictObject({
  content: isUnit('CONTENT').nullable(),
  data: isUnit('DATA'),
  instance: isUnit('INSTANCE'),
})

/** UTF-8 JSON. */
export const encodeUnits = ({ content, data, instance }: IsccUnits): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ content, data, instance }))

/** The inverse of `encodeUnits`. Throws AppError Invalid `fingerprint_malformed`. */
export const decodeUnits = (bytes: Uint8Array): IsccUnits => {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    value = null
  }
  const units = StoredUnits.safeParse(value)
  if (!units.success) throw invalid('fingerprint_malformed', 'Not a fingerprint: ISCC units')
  return units.data
}
