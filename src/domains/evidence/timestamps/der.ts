import { type AsnType, Constructed, fromBER } from 'asn1js'
import { AppError, invalid } from '../../../kernel/errors.ts'
import type { Bytes } from '../log/bytes.ts'

/** A token with its chain has less than 10,000 bytes. */
const bytesMax = 200_000

export const malformed = () => invalid('timestamp_malformed', 'This is no timestamp as RFC 3161 has it')

/**
 * Reads what came from outside: whatever a parser throws on it, and also bytes behind its end, is Invalid `timestamp_malformed`.
 * AppErrors pass.
 */
export function readDer<T>(bytes: Uint8Array, read: (value: AsnType) => T): T {
  if (bytes.length === 0 || bytes.length > bytesMax) throw malformed()
  try {
    const { offset, result } = fromBER(new Uint8Array(bytes))
    if (offset !== bytes.length) throw malformed()
    return read(result)
  } catch (error) {
    throw error instanceof AppError ? error : malformed()
  }
}

/** The bytes of a value as they came, with tag and length. */
export const bytesOf = (value: AsnType): Bytes => new Uint8Array(value.valueBeforeDecodeView)

/** What a constructed value holds. Throws Invalid `timestamp_malformed` for any other. */
export function partsOf(value: AsnType | undefined): AsnType[] {
  if (!(value instanceof Constructed)) throw malformed()
  return value.valueBlock.value
}
