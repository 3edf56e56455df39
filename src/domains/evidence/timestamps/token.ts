import { ObjectIdentifier, OctetString, Sequence } from 'asn1js'
import {
  type AlgorithmIdentifier,
  ContentInfo,
  IssuerAndSerialNumber,
  SignedData,
  type SignerInfo,
  TSTInfo,
} from 'pkijs'
import { invalid } from '../../../kernel/errors.ts'
import { type Bytes, sameBytes, toHex } from '../log/bytes.ts'
import {
  certificateOf,
  cryptoEngine,
  isForTimestampsAlone,
  pathToRoot,
  type ReadCertificate,
  subjectOf,
} from './certificates.ts'
import { malformed, partsOf, readDer } from './der.ts'
import { sha256Oid } from './request.ts'

const signedDataOid = '1.2.840.113549.1.7.2'
const tstInfoOid = '1.2.840.113549.1.9.16.1.4'
const attributeOids = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
}
const rsaOid = '1.2.840.113549.1.1.1'
const digestNames: Readonly<Record<string, string>> = {
  [sha256Oid]: 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
}

/** What a timestamp says, once it was verified. */
export interface Timestamp {
  /** When the authority had the bytes before it, in milliseconds since 1970. */
  atMs: number
  /** How far that may be off, in seconds; null where the authority does not say. */
  accuracySeconds: number | null
  /** In hex. */
  serial: string
  /** The policy of the authority, an object identifier. */
  policy: string
  /** What the certificate calls the authority. */
  authority: string
  /** When the first certificate of the authority's chain ends, in milliseconds since 1970: to be renewed before. */
  certificateEndsAtMs: number
}

export interface TimestampDemand {
  /** 32 bytes: what was to be stamped. */
  sha256: Uint8Array
  /** What was asked with; left out where the asking is long past. */
  nonce?: Uint8Array
  /** Certificates in DER, each of them trusted by its very bytes. */
  roots: readonly Uint8Array[]
}

/**
 * Verifies a TimeStampToken (RFC 3161 section 2.4.2, RFC 5816, RFC 5652) in DER, by its own bytes and the roots alone: no network, so
 * no revocation either.
 *
 * Throws Invalid `timestamp_malformed`, `timestamp_imprint_differs`, `timestamp_nonce_differs`, `timestamp_signature_wrong`,
 * `timestamp_certificate_unfit` (not for timestamps alone, or not the one that was signed with), `timestamp_not_trusted`,
 * `timestamp_certificate_expired`, `timestamp_algorithm_unknown` (such as SM2, which WebCrypto does not know).
 */
export async function verifyTimestamp(token: Uint8Array, demand: TimestampDemand): Promise<Timestamp> {
  const { info, content, signerInfo, certificates } = readToken(token)
  requireImprint(info, demand)
  const signer = certificates.find((one) => isSigner(one, signerInfo))
  if (!signer) throw unfit('The timestamp does not carry the certificate that it was signed with')
  await requireSignature(signerInfo, content, signer)
  await requireSameCertificate(signerInfo, signer)
  if (!isForTimestampsAlone(signer)) throw unfit('The certificate of the authority is not for timestamps alone')
  const roots = demand.roots.map((root) => readDer(root, certificateOf))
  const path = await pathToRoot(signer, certificates, roots, info.genTime)
  const { accuracy } = info
  return {
    atMs: info.genTime.getTime(),
    accuracySeconds: accuracy
      ? (accuracy.seconds ?? 0) + (accuracy.millis ?? 0) / 1e3 + (accuracy.micros ?? 0) / 1e6
      : null,
    serial: toHex(withoutZeros(info.serialNumber.valueBlock.valueHexView)),
    policy: info.policy,
    authority: subjectOf(signer),
    certificateEndsAtMs: Math.min(...path.map(({ certificate }) => certificate.notAfter.value.getTime())),
  }
}

const unfit = (message: string) => invalid('timestamp_certificate_unfit', message)
const signatureWrong = () => invalid('timestamp_signature_wrong', 'The signature of the timestamp does not fit it')

function readToken(token: Uint8Array) {
  return readDer(token, (value) => {
    const envelope = new ContentInfo({ schema: value })
    if (envelope.contentType !== signedDataOid) throw malformed()
    // Parsed once more by hand: each certificate is hashed and compared by the bytes that it came in.
    const [, wrapped] = partsOf(value)
    const certificates = partsOf(partsOf(wrapped)[0])
      .filter(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === 0)
      .flatMap(partsOf)
      .filter((one) => one instanceof Sequence)
      .map(certificateOf)
    const signed = new SignedData({ schema: envelope.content })
    const [signerInfo, ...more] = signed.signerInfos
    const { eContent, eContentType } = signed.encapContentInfo
    if (!signerInfo || more.length > 0 || !eContent || eContentType !== tstInfoOid) throw malformed()
    const content = new Uint8Array(eContent.getValue())
    const info = TSTInfo.fromBER(content)
    if (Number.isNaN(info.genTime.getTime()) || info.version !== 1) throw malformed()
    return { info, content, signerInfo, certificates }
  })
}

function requireImprint({ messageImprint, nonce }: TSTInfo, demand: TimestampDemand): void {
  const { hashAlgorithm, hashedMessage } = messageImprint
  const isSame =
    hashAlgorithm.algorithmId === sha256Oid && sameBytes(hashedMessage.valueBlock.valueHexView, demand.sha256)
  if (!isSame) throw invalid('timestamp_imprint_differs', 'The timestamp is of other bytes than these')
  if (!demand.nonce) return
  const [said, asked] = [nonce?.valueBlock.valueHexView ?? new Uint8Array(0), demand.nonce].map(withoutZeros)
  if (!said || !asked || !sameBytes(said, asked)) {
    throw invalid('timestamp_nonce_differs', 'The timestamp answers another request than this')
  }
}

const withoutZeros = (bytes: Uint8Array): Uint8Array => {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first < 0 ? new Uint8Array(0) : bytes.subarray(first)
}

function isSigner({ certificate }: ReadCertificate, { sid }: SignerInfo): boolean {
  if (sid instanceof IssuerAndSerialNumber) {
    return certificate.issuer.isEqual(sid.issuer) && certificate.serialNumber.isEqual(sid.serialNumber)
  }
  const keyId = certificate.extensions?.find(({ extnID }) => extnID === '2.5.29.14')?.parsedValue
  return (
    keyId instanceof OctetString &&
    sid instanceof OctetString &&
    sameBytes(keyId.valueBlock.valueHexView, sid.valueBlock.valueHexView)
  )
}

/** The one value of a signed attribute. Throws Invalid `timestamp_malformed` where there is none or several. */
function attributeOf({ signedAttrs }: SignerInfo, oid: string) {
  const found = signedAttrs?.attributes.filter(({ type }) => type === oid) ?? []
  const [value, ...more] = found.flatMap(({ values }) => values)
  if (found.length > 1 || more.length > 0) throw malformed()
  return value
}

async function requireSignature(signerInfo: SignerInfo, content: Bytes, { certificate }: ReadCertificate) {
  const digestName = digestNameOf(signerInfo.digestAlgorithm)
  const [type, digest] = [
    attributeOf(signerInfo, attributeOids.contentType),
    attributeOf(signerInfo, attributeOids.messageDigest),
  ]
  if (!(type instanceof ObjectIdentifier) || type.getValue() !== tstInfoOid) throw malformed()
  if (!(digest instanceof OctetString) || !signerInfo.signedAttrs) throw malformed()
  const computed = new Uint8Array(await crypto.subtle.digest(digestName, content))
  if (!sameBytes(computed, digest.valueBlock.valueHexView)) throw signatureWrong()
  const { signature, signatureAlgorithm, signedAttrs } = signerInfo
  // PKCS #1 names its hash only in the digest algorithm.
  const hash = signatureAlgorithm.algorithmId === rsaOid ? [digestName] : []
  const isSigned = await cryptoEngine()
    .verifyWithPublicKey(
      signedAttrs.encodedValue,
      signature,
      certificate.subjectPublicKeyInfo,
      signatureAlgorithm,
      ...hash,
    )
    .catch((error: unknown) => {
      throw invalid('timestamp_algorithm_unknown', `The signature of the timestamp cannot be checked here: ${error}`)
    })
  if (!isSigned) throw signatureWrong()
}

function digestNameOf({ algorithmId }: AlgorithmIdentifier): string {
  const name = digestNames[algorithmId]
  if (!name) throw invalid('timestamp_algorithm_unknown', `The hash ${algorithmId} of the timestamp is not taken here`)
  return name
}

/** The first ESSCertID (RFC 5035 section 4) names the certificate of the signer by its hash. */
async function requireSameCertificate(signerInfo: SignerInfo, signer: ReadCertificate): Promise<void> {
  const v2 = attributeOf(signerInfo, attributeOids.signingCertificateV2)
  const v1 = attributeOf(signerInfo, attributeOids.signingCertificate)
  if (!v1 && !v2) throw unfit('The timestamp does not say which certificate it was signed with')
  for (const [attribute, fallback] of [
    [v2, 'SHA-256'],
    [v1, 'SHA-1'],
  ] as const) {
    if (!attribute) continue
    const [first, second] = partsOf(partsOf(partsOf(attribute)[0])[0])
    const isNamed = first instanceof Sequence
    const algorithm = isNamed ? partsOf(first)[0] : null
    const name = algorithm instanceof ObjectIdentifier ? digestNames[algorithm.getValue()] : fallback
    const hash = isNamed ? second : first
    if (!name || !(hash instanceof OctetString)) throw malformed()
    const computed = new Uint8Array(await crypto.subtle.digest(name, signer.der))
    if (!sameBytes(computed, hash.valueBlock.valueHexView)) {
      throw unfit('The timestamp was signed with another certificate than it says')
    }
  }
}
