import { sha256 } from '@noble/hashes/sha2.js'
import { OctetString, Sequence } from 'asn1js'
import { type Certificate, ContentInfo, IssuerAndSerialNumber, SignedData, type SignerInfo } from 'pkijs'
import { AppError, invalid } from '../../../../kernel/errors.ts'
import type { Seal } from '../../../../ports/certificates.ts'
import { type Bytes, sameBytes, toHex } from '../../log/bytes.ts'
import { nameWords } from '../seal/certificate-facts.ts'
import { signDetached } from '../seal/cms.ts'
import { copied, ecdsaRaw, oid, parseDer } from '../seal/der.ts'
import type { SealedPdf } from './sealed-pdf.ts'

export interface VerifiedSeal {
  /** As the certificate names it. */
  subject: string
  issuer: string
  /** In hex. */
  certificateSha256: string
  validFromMs: number
  validToMs: number
  isSelfSigned: boolean
  /** SHA-256 of the signature, which `timestamp` is over. */
  signatureSha256: Bytes
  /** A TimeStampToken in DER, not looked at here. */
  timestamp: Bytes | null
}

const broken = (why: string) => invalid('seal_broken', `The seal is broken: ${why}`)

/**
 * That the document is as it was signed, by the key of the certificate in the signature. Who that is, the reader must judge: no
 * certification authority is asked. Throws Invalid `seal_broken`.
 */
export async function verifySeal({ signed, signature }: SealedPdf): Promise<VerifiedSeal> {
  try {
    return await verify(signed, signature)
  } catch (error) {
    // Whatever a parser throws on bytes from outside.
    throw error instanceof AppError && error.code === 'seal_broken' ? error : broken('its signature cannot be read')
  }
}

async function verify(signed: Bytes, signature: Bytes): Promise<VerifiedSeal> {
  const envelope = new ContentInfo({ schema: parseDer(signature) })
  const content = new SignedData({ schema: envelope.content })
  const [info, ...more] = content.signerInfos
  const certificates = (content.certificates ?? []) as Certificate[]
  const own = certificates.find((one) => info && isOf(one, info))
  if (!info || more.length > 0 || !own) throw broken('it does not say who signed')
  const ownDer = derOf(own)
  const digest = sha256(signed)
  if (!sameBytes(octetsOf(attributeOf(info, oid.messageDigest)), digest)) {
    throw broken('the document was changed after it was sealed')
  }
  const value = new Uint8Array(info.signature.valueBlock.valueHexView)
  await requireSignature(info, own, value)
  const [token] = info.unsignedAttrs?.attributes.find(({ type }) => type === oid.signatureTimestamp)?.values ?? []
  const timestamp = token ? new Uint8Array(token.toBER()) : null
  // Ours are always built alike, so built once more they must come out the same: nothing beside the signature was changed either.
  const algorithm = info.signatureAlgorithm.algorithmId === oid.rsaWithSha256 ? 'RSA-SHA256' : 'ECDSA-P256-SHA256'
  const seal: Seal = {
    kind: 'configured',
    certificates: [ownDer, ...certificates.filter((one) => one !== own).map(derOf)],
    algorithm,
    sign: async () => value,
  }
  const again = await signDetached(digest, seal, async () => timestamp)
  if (!sameBytes(again, signature)) throw broken('its signature was changed')
  return {
    subject: nameWords(own.subject),
    issuer: nameWords(own.issuer),
    certificateSha256: toHex(sha256(ownDer)),
    validFromMs: own.notBefore.value.getTime(),
    validToMs: own.notAfter.value.getTime(),
    isSelfSigned: own.issuer.isEqual(own.subject),
    signatureSha256: new Uint8Array(sha256(value)),
    timestamp,
  }
}

const derOf = (certificate: Certificate) => new Uint8Array(certificate.toSchema(false).toBER())

const isOf = (certificate: Certificate, { sid }: SignerInfo): boolean =>
  sid instanceof IssuerAndSerialNumber &&
  certificate.issuer.isEqual(sid.issuer) &&
  certificate.serialNumber.isEqual(sid.serialNumber)

const attributeOf = ({ signedAttrs }: SignerInfo, type: string) =>
  signedAttrs?.attributes.find((attribute) => attribute.type === type)?.values[0]

const octetsOf = (value: unknown): Uint8Array =>
  value instanceof OctetString ? new Uint8Array(value.valueBlock.valueHexView) : new Uint8Array(0)

async function requireSignature(info: SignerInfo, own: Certificate, value: Bytes): Promise<void> {
  const { signedAttrs, signatureAlgorithm } = info
  if (!signedAttrs) throw broken('it signs nothing')
  const isRsa = signatureAlgorithm.algorithmId === oid.rsaWithSha256
  const algorithm = isRsa
    ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    : { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const spki = own.subjectPublicKeyInfo.toSchema().toBER()
  const key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify'])
  const raw = isRsa ? value : ecdsaRaw(value)
  const isSigned = await crypto.subtle.verify(algorithm, key, raw, copied(new Uint8Array(signedAttrs.encodedValue)))
  if (!isSigned) throw broken('the signature does not fit the key of its certificate')
  // SigningCertificateV2: SEQUENCE OF ESSCertIDv2, each with the hash first, as SHA-256 is the default.
  const [certificateIds] = partsOf(attributeOf(info, oid.signingCertificateV2))
  const [certificateId] = partsOf(certificateIds)
  const [hash] = partsOf(certificateId)
  if (!sameBytes(octetsOf(hash), sha256(derOf(own))))
    throw broken('it was signed with another certificate than it says')
}

const partsOf = (value: unknown): unknown[] => (value instanceof Sequence ? value.valueBlock.value : [])
