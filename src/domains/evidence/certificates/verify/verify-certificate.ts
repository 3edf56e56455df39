import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../../../../kernel/canonical-json.ts'
import { AppError, invalid } from '../../../../kernel/errors.ts'
import { sameBytes, toBase64 } from '../../log/bytes.ts'
import { parseVerifierKey } from '../../log/keys.ts'
import { type Policy, policyOf } from '../../log/policy.ts'
import { tokenOf } from '../../timestamps/response.ts'
import { type Timestamp, verifyTimestamp } from '../../timestamps/token.ts'
import { type ProvenAct, verifyProofFile } from '../../verify-proof.ts'
import { recordBytes } from '../compose.ts'
import { attachmentNames, CertificateRecord } from '../contract.ts'
import { isCertificateNumber } from '../number.ts'
import { notACertificate, readSealedPdf } from './sealed-pdf.ts'
import { type VerifiedSeal, verifySeal } from './verify-seal.ts'

export interface Trust {
  /** Which logs are believed; null takes the key that the certificate itself names. */
  policy: Policy | null
  /** Certificates of timestamp authorities in DER; none where no timestamp is to be believed. */
  roots: readonly Uint8Array[]
}

/** `unjudged`: there is one, and no certificate of its authority was given. */
export type CheckedTimestamp = { state: 'verified'; timestamp: Timestamp } | { state: 'unjudged' | 'none' }

export interface VerifiedCertificate {
  record: CertificateRecord
  seal: VerifiedSeal
  act: ProvenAct
  /** Of the proof: that the entry was there. */
  proofTimestamp: CheckedTimestamp
  /** Of the seal: that it was sealed. */
  sealTimestamp: CheckedTimestamp
}

/**
 * What a certificate in PDF proves, by itself and the keys that are given: no server, no data. Throws Invalid with what is broken:
 * `certificate_malformed`, `seal_not_whole`, `seal_broken`, `attachment_missing`, `attachments_differ`, and what verifying a proof
 * and a timestamp throws.
 */
export async function verifyCertificate(pdf: Uint8Array, { policy, roots }: Trust): Promise<VerifiedCertificate> {
  const sealed = readSealedPdf(pdf)
  const seal = await verifySeal(sealed)
  const attached = (name: string) => {
    const bytes = sealed.attachments.get(name)
    if (!bytes) throw invalid('attachment_missing', `The attachment ${name} is missing`)
    return bytes
  }
  const record = readRecord(attached(attachmentNames.record))
  const proof = attached(attachmentNames.proof)
  const act = await verifyProofFile(textOf(proof), policy ?? policyOf(parseVerifierKey(record.log.key)))
  requireAgreement(record, act, seal)
  const hasToken = sealed.attachments.has(attachmentNames.timestamp)
  if (hasToken !== (record.timestamp.state === 'granted')) throw differ('the timestamp')
  const token = hasToken ? tokenOf(attached(attachmentNames.timestamp)) : null
  const proofTimestamp = await check(token, sha256(proof), roots)
  if (proofTimestamp.state === 'verified') requireSameTime(record, proofTimestamp.timestamp)
  return { record, seal, act, proofTimestamp, sealTimestamp: await check(seal.timestamp, seal.signatureSha256, roots) }
}

const differ = (what: string) =>
  invalid('attachments_differ', `The parts of this certificate do not agree with each other: ${what}`)

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw notACertificate('an attachment is no text')
  }
}

function readRecord(bytes: Uint8Array): CertificateRecord {
  let json: unknown
  try {
    json = JSON.parse(textOf(bytes))
  } catch (error) {
    throw error instanceof AppError ? error : notACertificate(`${attachmentNames.record} is no JSON`)
  }
  const record = CertificateRecord.safeParse(json)
  if (!record.success) throw notACertificate(`${attachmentNames.record} is not as it must be`)
  if (!sameBytes(recordBytes(record.data), bytes))
    throw differ(`${attachmentNames.record} says more than is known here`)
  return record.data
}

/** What the log committed to is what the certificate says. */
function requireAgreement(record: CertificateRecord, act: ProvenAct, seal: VerifiedSeal): void {
  const { registration, work, files, log } = record
  const { checkpoint } = act
  const same = (what: string, said: unknown, proven: unknown) => {
    if (plain(said) !== plain(proven)) throw differ(what)
  }
  if (!isCertificateNumber(record.certificate.number)) throw differ('its number')
  same('the seal', record.seal.certificateSha256, seal.certificateSha256)
  same('the registration number', registration.number, act.leaf.id)
  same(
    'the place in the log',
    [log.index, log.size, log.root, log.origin],
    [act.index, checkpoint.size, toBase64(checkpoint.root), checkpoint.origin],
  )
  if (act.record === null) throw invalid('record_missing', 'The proof does not carry what was registered')
  const entered = act.record
  same('the version', registration.version, entered.version)
  for (const [name, value] of Object.entries(work)) same(name, value, entered[name])
  const hashes = (list: unknown) =>
    Array.isArray(list) ? list.map(({ sha256: a, sm3, episode, sizeBytes }) => ({ a, sm3, episode, sizeBytes })) : null
  same('the files', hashes(files), hashes(entered.files))
}

const plain = (value: unknown): string => canonicalJson(JSON.parse(JSON.stringify(value ?? null)))

function requireSameTime({ timestamp }: CertificateRecord, { atMs, serial, authority }: Timestamp): void {
  const isSame =
    timestamp.state === 'granted' &&
    Date.parse(timestamp.time.utc) === Math.floor(atMs / 1000) * 1000 &&
    timestamp.serial === serial &&
    timestamp.authority === authority
  if (!isSame) throw differ('the timestamp')
}

async function check(
  token: Uint8Array | null,
  imprint: Uint8Array,
  roots: readonly Uint8Array[],
): Promise<CheckedTimestamp> {
  if (!token) return { state: 'none' }
  if (roots.length === 0) return { state: 'unjudged' }
  return { state: 'verified', timestamp: await verifyTimestamp(token, { sha256: imprint, roots }) }
}
