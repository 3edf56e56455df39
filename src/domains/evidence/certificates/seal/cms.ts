import { sha256 } from '@noble/hashes/sha2.js'
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs'
import type { Seal } from '../../../../ports/certificates.ts'
import type { Bytes } from '../../log/bytes.ts'
import { identifier, inSetOrder, octets, oid, parseDer, sequence, setOf } from './der.ts'

const derOf = (attribute: Attribute): Uint8Array => new Uint8Array(attribute.toSchema().toBER())

/** The attributes that are signed (ETSI EN 319 122-1, section 5): of PDF signatures the time is none of them. */
function signedAttributes(digest: Uint8Array, certificate: Uint8Array): Attribute[] {
  const essCertId = sequence(octets(sha256(certificate)))
  const attributes = [
    new Attribute({ type: oid.contentType, values: [identifier(oid.data)] }),
    new Attribute({ type: oid.messageDigest, values: [octets(digest)] }),
    // SigningCertificateV2 (RFC 5035); SHA-256 is its default.
    new Attribute({ type: oid.signingCertificateV2, values: [sequence(sequence(essCertId))] }),
  ]
  return inSetOrder(attributes, derOf)
}

/**
 * A detached CMS signature (RFC 5652) over what has this SHA-256, as PAdES baseline B-B has it; B-T where `timestamp` gives a token
 * over the signature's own SHA-256. Resolves to DER.
 */
export async function signDetached(
  digest: Uint8Array,
  seal: Seal,
  timestamp: (signatureSha256: Uint8Array) => Promise<Uint8Array | null>,
): Promise<Bytes> {
  const own = seal.certificates[0]
  if (!own) throw new Error('A seal has a certificate')
  const attributes = signedAttributes(digest, own)
  const toSign = new Uint8Array(setOf(...attributes.map((attribute) => attribute.toSchema())).toBER())
  const signature = await seal.sign(toSign)
  const token = await timestamp(sha256(signature))
  const certificates = seal.certificates.map((der) => new Certificate({ schema: parseDer(der) }))
  const [signer] = certificates
  if (!signer) throw new Error('A seal has a certificate')
  const algorithm = seal.algorithm === 'RSA-SHA256' ? oid.rsaWithSha256 : oid.ecdsaWithSha256
  const info = new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({ issuer: signer.issuer, serialNumber: signer.serialNumber }),
    digestAlgorithm: new AlgorithmIdentifier({ algorithmId: oid.sha256 }),
    signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }),
    signatureAlgorithm: new AlgorithmIdentifier({ algorithmId: algorithm }),
    signature: octets(signature),
    ...(token
      ? {
          unsignedAttrs: new SignedAndUnsignedAttributes({
            type: 1,
            attributes: [new Attribute({ type: oid.signatureTimestamp, values: [parseDer(token)] })],
          }),
        }
      : {}),
  })
  const signed = new SignedData({
    version: 1,
    digestAlgorithms: [new AlgorithmIdentifier({ algorithmId: oid.sha256 })],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: oid.data }),
    certificates,
    signerInfos: [info],
  })
  const content = new ContentInfo({ contentType: oid.signedData, content: signed.toSchema(true) })
  return new Uint8Array(content.toSchema().toBER())
}
