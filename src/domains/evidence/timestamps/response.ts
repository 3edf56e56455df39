import { BitString, Integer, Sequence } from 'asn1js'
import { invalid } from '../../../kernel/errors.ts'
import { type Bytes, joined } from '../log/bytes.ts'
import { bytesOf, malformed, partsOf, readDer } from './der.ts'

/** PKIFailureInfo of RFC 3161 section 2.4.2, by its bit. */
const failures: Readonly<Record<number, string>> = {
  0: 'the algorithm is not known',
  2: 'the request is not allowed',
  5: 'the request cannot be read',
  14: 'its clock does not run',
  15: 'the policy is not its own',
  16: 'the extension is not its own',
  17: 'more is not told',
  25: 'it has failed itself',
}

/**
 * The token of a TimeStampResp (RFC 3161 section 2.4.2) in DER. Throws Invalid `timestamp_refused` where the authority gave none,
 * `timestamp_malformed`.
 */
export function tokenOfResponse(response: Uint8Array): Bytes {
  return readDer(response, (value) => {
    const [info, token] = partsOf(value)
    const [status, ...rest] = partsOf(info)
    if (!(status instanceof Integer) || status.valueBlock.isHexOnly) throw malformed()
    const code = status.valueBlock.valueDec
    if (code !== 0 && code !== 1) {
      const bits = rest.find((part) => part instanceof BitString)?.valueBlock.valueHexView ?? new Uint8Array(0)
      const reasons = Object.entries(failures).flatMap(([bit, words]) =>
        (bits[Number(bit) >> 3] ?? 0) & (0x80 >> (Number(bit) & 7)) ? [words] : [],
      )
      const said = reasons.length > 0 ? `: ${reasons.join(', ')}` : ''
      throw invalid('timestamp_refused', `The authority gave no timestamp (status ${code})${said}`)
    }
    if (!(token instanceof Sequence)) throw malformed()
    return bytesOf(token)
  })
}

/** A TimeStampResp that grants this token: what `openssl ts -verify -in` reads. */
export function responseOfToken(token: Uint8Array): Bytes {
  // SEQUENCE { SEQUENCE { INTEGER 0 }, token }
  const body = joined(Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x00), token)
  return joined(Uint8Array.of(0x30), lengthOf(body.length), body)
}

/** The length of X.690 section 8.1.3. */
function lengthOf(length: number): Uint8Array {
  if (length < 128) return Uint8Array.of(length)
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.of(0x80 | bytes.length, ...bytes)
}

/** The token, whether it comes alone or in its response. Throws as `tokenOfResponse`. */
export function tokenOf(file: Uint8Array): Bytes {
  const isToken = readDer(file, (value) => partsOf(value)[0]?.idBlock.tagNumber === 6)
  return isToken ? new Uint8Array(file) : tokenOfResponse(file)
}
