import type { AsnType } from 'asn1js'
import { BasicConstraints, Certificate, CryptoEngine, ExtKeyUsage, type ICryptoEngine } from 'pkijs'
import { invalid } from '../../../kernel/errors.ts'
import { type Bytes, fromBase64, sameBytes, toBase64 } from '../log/bytes.ts'
import { bytesOf, readDer } from './der.ts'

/** A certificate of X.509 (RFC 5280) with the bytes that it came in. */
export interface ReadCertificate {
  der: Bytes
  certificate: Certificate
}

// The types of Workers give SubtleCrypto a method more than any engine of pkijs has.
export const cryptoEngine = () =>
  new CryptoEngine({ name: 'webcrypto', crypto, subtle: crypto.subtle }) as unknown as ICryptoEngine

export const certificateOf = (value: AsnType): ReadCertificate => {
  const der = bytesOf(value)
  return { der, certificate: new Certificate({ schema: value }) }
}

/**
 * The certificates of a PEM file, in their order, as DER. Throws Invalid `certificate_malformed` where there is none, or one that
 * cannot be read.
 */
export function certificatesOfPem(pem: string): Bytes[] {
  const blocks = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g)]
  if (blocks.length === 0) throw notCertificates()
  return blocks.map(([, body = '']) => {
    try {
      const der = fromBase64(body.replace(/\s/g, ''))
      return readDer(der, certificateOf).der
    } catch {
      throw notCertificates()
    }
  })
}

/** A certificate as PEM. */
export const pemOf = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${(toBase64(der).match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`

const notCertificates = () => invalid('certificate_malformed', 'Not certificates as PEM has them')

const attributeOids = { commonName: '2.5.4.3', organisation: '2.5.4.10' }

/** What a certificate calls its subject: the common name, or else the organisation. */
export function subjectOf({ certificate }: ReadCertificate): string {
  const named = (oid: string) =>
    certificate.subject.typesAndValues.find(({ type }) => type === oid)?.value.valueBlock.value
  return String(named(attributeOids.commonName) ?? named(attributeOids.organisation) ?? 'without a name')
}

const oids = {
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
}
/** Critical extensions that are looked at here; constraints on names and policies are not, so a chain with such is refused. */
const understood = new Set([oids.keyUsage, oids.basicConstraints, oids.extendedKeyUsage])

const extension = ({ certificate }: ReadCertificate, oid: string) =>
  certificate.extensions?.find(({ extnID }) => extnID === oid)

/** Whether the key may stamp times and nothing else, and says so in a critical extension (RFC 3161 section 2.3). */
export function isForTimestampsAlone(one: ReadCertificate): boolean {
  const found = extension(one, oids.extendedKeyUsage)
  const purposes = found?.parsedValue instanceof ExtKeyUsage ? found.parsedValue.keyPurposes : []
  return found?.critical === true && purposes.length === 1 && purposes[0] === oids.timeStamping
}

const isValidAt = ({ certificate }: ReadCertificate, at: Date): boolean =>
  certificate.notBefore.value <= at && at <= certificate.notAfter.value

function maySign(one: ReadCertificate, below: number): boolean {
  const basic = extension(one, oids.basicConstraints)?.parsedValue
  if (!(basic instanceof BasicConstraints) || !basic.cA) return false
  const length = basic.pathLenConstraint
  if (length !== undefined && (typeof length !== 'number' || length < below)) return false
  const usage = extension(one, oids.keyUsage)?.parsedValue
  // Bit 5 is keyCertSign.
  return usage === undefined || ((usage.valueBlock?.valueHexView?.[0] ?? 0) & 0x04) !== 0
}

const isUnderstood = ({ certificate }: ReadCertificate): boolean =>
  (certificate.extensions ?? []).every(({ critical, extnID }) => !critical || understood.has(extnID))

const pathMax = 8

/**
 * The path from a signer up to, and with, a certificate that is trusted by its very bytes, each valid at the time (RFC 5280
 * section 6, without names, policies and revocation). Throws Invalid `timestamp_not_trusted`, `timestamp_certificate_expired`.
 */
export async function pathToRoot(
  signer: ReadCertificate,
  others: readonly ReadCertificate[],
  roots: readonly ReadCertificate[],
  at: Date,
): Promise<ReadCertificate[]> {
  const engine = cryptoEngine()
  let isExpired = false
  const isRoot = (one: ReadCertificate) => roots.some(({ der }) => sameBytes(der, one.der))

  async function search(path: readonly ReadCertificate[]): Promise<ReadCertificate[] | null> {
    const last = path.at(-1)
    if (!last || !isUnderstood(last)) return null
    if (!isValidAt(last, at)) {
      isExpired = true
      return null
    }
    if (isRoot(last)) return [...path]
    if (path.length >= pathMax) return null
    for (const issuer of [...roots, ...others]) {
      const isNew = !path.some(({ der }) => sameBytes(der, issuer.der))
      const isNamed = issuer.certificate.subject.isEqual(last.certificate.issuer)
      if (!isNew || !isNamed || !maySign(issuer, path.length - 1)) continue
      const hasSigned = await last.certificate.verify(issuer.certificate, engine).catch(() => false)
      const found = hasSigned ? await search([...path, issuer]) : null
      if (found) return found
    }
    return null
  }

  const found = await search([signer])
  if (found) return found
  throw isExpired
    ? invalid(
        'timestamp_certificate_expired',
        'A certificate of the authority was not valid at the time of the timestamp',
      )
    : invalid('timestamp_not_trusted', 'The certificate of the authority does not lead to one that is trusted here')
}
