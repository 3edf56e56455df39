import { readFile, stat } from 'node:fs/promises'
import { attachmentNames } from '../../../domains/evidence/certificates/contract.ts'
import {
  type CheckedTimestamp,
  type VerifiedCertificate,
  verifyCertificate,
} from '../../../domains/evidence/certificates/verify/verify-certificate.ts'
import { verifyCredential } from '../../../domains/evidence/certificates/verify/verify-credential.ts'
import type { Policy } from '../../../domains/evidence/log/policy.ts'
import { certificatesOfPem } from '../../../domains/evidence/timestamps/certificates.ts'
import { AppError, invalid } from '../../../kernel/errors.ts'
import { oneLine, printJson, printLine } from './options.ts'

export const verifyCertificateUsages = [
  'qianyin verify CERTIFICATE.pdf [--key KEY | --policy FILE] [--authority PEM] [--file WORK]',
  'qianyin verify CERTIFICATE.vc.jwt --issuer did.json [--status LIST.vc.jwt]',
]

const documentBytesMax = 64 * 2 ** 20

/** What was checked and found wrong, as against what cannot be read. */
const verdicts = new Set([
  'seal_not_whole',
  'seal_broken',
  'attachment_missing',
  'attachments_differ',
  'signature_wrong',
  'signature_missing',
  'origin_unknown',
  'origin_differs',
  'quorum_missing',
  'not_in_tree',
  'record_differs',
  'record_missing',
  'file_differs',
  'timestamp_malformed',
  'timestamp_imprint_differs',
  'timestamp_signature_wrong',
  'timestamp_certificate_unfit',
  'timestamp_not_trusted',
  'timestamp_certificate_expired',
  'timestamp_algorithm_unknown',
  'credential_signature_wrong',
  'credential_revoked',
  'issuer_unknown',
  'status_list_differs',
  'package_file_missing',
  'package_file_differs',
  'package_file_unlisted',
  'package_differs',
  'custody_broken',
])

/** Says on one line what is wrong, and sets exit code 1. Throws what is no verdict. */
export function failed(error: unknown, json: boolean): void {
  if (!(error instanceof AppError) || !verdicts.has(error.code)) throw error
  process.exitCode = 1
  if (json) printJson({ verified: false, code: error.code, reason: error.message })
  else printLine(`NOT VERIFIED  ${error.message} (${error.code})`)
}

export async function verifyPdf(
  path: string,
  asked: { policy: Policy | null; authorities: readonly string[]; sha256: string | null; json: boolean },
): Promise<void> {
  const pdf = await readBytes(path)
  const pems = await Promise.all(asked.authorities.map((name) => readBytes(name)))
  const roots = pems.flatMap((pem) => certificatesOfPem(new TextDecoder().decode(pem)))
  try {
    const found = await verifyCertificate(pdf, { policy: asked.policy, roots })
    const file = asked.sha256 === null ? null : fileOf(found, asked.sha256)
    if (asked.json) {
      const { record, seal, act, proofTimestamp, sealTimestamp } = found
      printJson({
        verified: true,
        number: record.certificate.number,
        registrationNumber: record.registration.number,
        title: record.work.title,
        level: record.assurance.level,
        logKeyGiven: asked.policy !== null,
        log: { origin: act.checkpoint.origin, index: act.index, size: act.checkpoint.size },
        seal: {
          kind: record.seal.kind,
          subject: seal.subject,
          issuer: seal.issuer,
          certificateSha256: seal.certificateSha256,
        },
        proofTimestamp: timestampJson(proofTimestamp),
        sealTimestamp: timestampJson(sealTimestamp),
        file,
        record,
      })
    } else report(found, file, asked.policy !== null)
  } catch (error) {
    failed(error, asked.json)
  }
}

function fileOf({ record }: VerifiedCertificate, sha256: string) {
  const at = record.files.findIndex((file) => file.sha256 === sha256)
  if (at < 0) throw invalid('file_differs', 'The file is none of those on this certificate: its bytes are others')
  return { sha256, place: at + 1, of: record.files.length }
}

export const timestampJson = (checked: CheckedTimestamp) =>
  checked.state === 'verified'
    ? {
        state: checked.state,
        authority: checked.timestamp.authority,
        at: new Date(checked.timestamp.atMs).toISOString(),
      }
    : { state: checked.state }

function report(
  found: VerifiedCertificate,
  file: { place: number; of: number; sha256: string } | null,
  isKeyGiven: boolean,
) {
  const { record, seal, act, proofTimestamp, sealTimestamp } = found
  const { registration, work, log } = record
  printLine(`VERIFIED  ${record.certificate.number}`)
  printLine(
    `Proven: ${registration.number}, version ${registration.version}, is entry ${act.index} of the log ${log.origin}, in the tree of ${log.size} entries that it has signed.`,
  )
  printLine(`  What was entered: ${work.title}, ${record.files.length} file(s), as the certificate says.`)
  printLine(
    `  The document is whole and as it was sealed by ${seal.subject} (certificate SHA-256 ${seal.certificateSha256}).`,
  )
  if (proofTimestamp.state === 'verified')
    printLine(
      `  ${proofTimestamp.timestamp.authority} saw the entry before ${new Date(proofTimestamp.timestamp.atMs).toISOString()}.`,
    )
  if (sealTimestamp.state === 'verified')
    printLine(
      `  ${sealTimestamp.timestamp.authority} saw the seal before ${new Date(sealTimestamp.timestamp.atMs).toISOString()}.`,
    )
  if (file) printLine(`  The file is file ${file.place} of ${file.of} of it, unchanged (SHA-256 ${file.sha256}).`)
  else printLine('  No file was held against it: say --file WORK.')
  printLine(
    `Not proven: who made the work or owns it; what the registrant stated; whether the certificate was revoked since (${record.certificate.address}).`,
  )
  if (!isKeyGiven)
    printLine(
      `  The log’s key is the one that the certificate itself names: compare ${log.key} with one from elsewhere, or say --key.`,
    )
  if (record.seal.kind === 'development')
    printLine('  The seal is a development seal: no authority vouches for whose it is.')
  if (proofTimestamp.state === 'unjudged')
    printLine(
      `  The timestamp ${attachmentNames.timestamp} was not judged: say --authority PEM with a certificate of its authority.`,
    )
  if (proofTimestamp.state === 'none') printLine('  The time is the word of the log alone: there is no timestamp.')
}

export async function verifyVc(
  path: string,
  asked: { issuer?: string | undefined; status?: string | undefined; json: boolean },
): Promise<void> {
  if (asked.issuer === undefined) {
    throw invalid('usage', 'A credential is verified by the document of its issuer that you trust: --issuer did.json')
  }
  const jwt = await readText(path)
  const issuer = jsonOf(await readText(asked.issuer))
  const status = asked.status === undefined ? null : await readText(asked.status)
  try {
    const found = await verifyCredential(jwt, issuer, status)
    const { record } = found
    if (found.status?.isRevoked)
      throw invalid('credential_revoked', `Revoked, as the list of ${found.status.asOf} says`)
    if (asked.json)
      return printJson({
        verified: true,
        number: record.certificate.number,
        issuer: found.issuer,
        kid: found.kid,
        status: found.status,
        record,
      })
    printLine(`VERIFIED  ${record.certificate.number}`)
    printLine(`Proven: ${found.issuer} has issued this by its key ${found.kid}, and nothing in it was changed.`)
    printLine(
      `  ${record.registration.number}, version ${record.registration.version}: ${record.work.title}, ${record.files.length} file(s), registered ${record.registration.registeredAt.utc}.`,
    )
    printLine(
      found.status
        ? `  Not revoked, as the list of ${found.status.asOf} says.`
        : '  Whether it was revoked was not looked at: say --status LIST.vc.jwt.',
    )
    printLine('Not proven: who made the work or owns it; what the registrant stated.')
  } catch (error) {
    failed(error, asked.json)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('issuer_malformed', 'The document of the issuer is no JSON')
  }
}

const readText = async (path: string) => new TextDecoder().decode(await readBytes(path))

/** Throws Invalid `file_unreadable`, `file_too_large`. */
export async function readBytes(path: string, bytesMax = documentBytesMax): Promise<Uint8Array> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw invalid('file_unreadable', `There is no file ${oneLine(path)}, or it cannot be read`)
  if (found.size > bytesMax) throw invalid('file_too_large', `${oneLine(path)} is too large for what it should be`)
  return new Uint8Array(await readFile(path))
}
