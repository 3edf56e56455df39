import { Integer, Null, OctetString } from 'asn1js'
import { AlgorithmIdentifier, MessageImprint, TimeStampReq } from 'pkijs'
import { invalid } from '../../../kernel/errors.ts'
import type { Bytes } from '../log/bytes.ts'

export const sha256Oid = '2.16.840.1.101.3.4.2.1'
export const timestampQueryType = 'application/timestamp-query'
export const timestampReplyType = 'application/timestamp-reply'

/** 64 random bits, positive as DER has it. */
export function newNonce(): Bytes {
  const nonce = crypto.getRandomValues(new Uint8Array(8))
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40
  return nonce
}

/**
 * A TimeStampReq of RFC 3161 section 2.4.1, in DER: over 32 bytes of SHA-256, with the certificates of the authority asked for.
 * Throws Invalid `sha256_malformed`.
 */
export function timestampRequest(sha256: Uint8Array, nonce: Uint8Array): Bytes {
  if (sha256.length !== 32) throw invalid('sha256_malformed', 'A SHA-256 has 32 bytes')
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: sha256Oid, algorithmParams: new Null() }),
      hashedMessage: new OctetString({ valueHex: new Uint8Array(sha256).buffer }),
    }),
    nonce: new Integer({ valueHex: new Uint8Array(nonce).buffer }),
    certReq: true,
  })
  return new Uint8Array(request.toSchema().toBER())
}
