import { fromBER, ObjectIdentifier, OctetString, Sequence, Set as SetOf } from 'asn1js'
import { invalid } from '../../../../kernel/errors.ts'
import type { Bytes } from '../../log/bytes.ts'

export const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  signatureTimestamp: '1.2.840.113549.1.9.16.2.14',
  sha256: '2.16.840.1.101.3.4.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  rsaWithSha256: '1.2.840.113549.1.1.11',
} as const

type AsnValue = ConstructorParameters<typeof Sequence>[0] extends infer P
  ? P extends { value?: (infer V)[] }
    ? V
    : never
  : never

export const sequence = (...value: AsnValue[]) => new Sequence({ value })
export const setOf = (...value: AsnValue[]) => new SetOf({ value })
export const octets = (bytes: Uint8Array) => new OctetString({ valueHex: copied(bytes) })
export const identifier = (value: string) => new ObjectIdentifier({ value })

/** Bytes in a buffer of their own. */
export const copied = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

/** Throws Invalid `signature_malformed` for what is no DER. */
export function parseDer(bytes: Uint8Array) {
  const { result, offset } = fromBER(copied(bytes))
  if (offset === -1) throw invalid('signature_malformed', 'The signature cannot be read')
  return result
}

/** In the order that DER wants of a SET OF (X.690, 11.6): by their bytes. */
export function inSetOrder<T>(items: readonly T[], der: (item: T) => Uint8Array): T[] {
  const compare = (a: Uint8Array, b: Uint8Array) => {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const difference = (a[i] ?? 0) - (b[i] ?? 0)
      if (difference !== 0) return difference
    }
    return a.length - b.length
  }
  return [...items].sort((a, b) => compare(der(a), der(b)))
}

/** ECDSA's two numbers as WebCrypto gives them (32 bytes each) in the DER of RFC 3279, section 2.2.3. */
export function ecdsaDer(raw: Uint8Array): Bytes {
  const half = raw.length / 2
  const parts = [raw.subarray(0, half), raw.subarray(half)].map(derInteger)
  const body = parts.reduce((sum, part) => sum + part.length, 0)
  return Uint8Array.from([0x30, body, ...parts.flatMap((part) => [...part])])
}

function derInteger(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const digits = bytes.subarray(start)
  const sign = (digits[0] ?? 0) > 0x7f ? [0] : []
  return Uint8Array.from([0x02, digits.length + sign.length, ...sign, ...digits])
}

/** The other way: 32 bytes each. Throws Invalid `signature_malformed`. */
export function ecdsaRaw(der: Uint8Array): Bytes {
  const malformed = () => invalid('signature_malformed', 'The signature cannot be read')
  const raw = new Uint8Array(64)
  let at = 2
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw malformed()
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0
    if (der[at] !== 0x02 || length === 0 || at + 2 + length > der.length) throw malformed()
    let digits = der.subarray(at + 2, at + 2 + length)
    while (digits.length > 32 && digits[0] === 0) digits = digits.subarray(1)
    if (digits.length > 32) throw malformed()
    raw.set(digits, end - digits.length)
    at += 2 + length
  }
  if (at !== der.length) throw malformed()
  return raw
}
