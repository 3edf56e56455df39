import { sha256 } from '@noble/hashes/sha2.js'
import { AppError, RetryAfter } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { PrintCertificate, Seal } from '../../../../ports/certificates.ts'
import type { Context } from '../../../../ports/context.ts'
import { auditStatements } from '../../../accounts/index.ts'
import { type VersionInFull, versionInFull } from '../../../works/index.ts'
import { provenBy } from '../../attestations/keep-log.ts'
import { type RequestedTimestamp, requestTimestamp } from '../../commands/request-timestamp.ts'
import { toHex, utf8 } from '../../log/bytes.ts'
import { formatVerifierKey } from '../../log/keys.ts'
import { logKeys } from '../../log-key.ts'
import { proveVersion } from '../../queries/prove-registration.ts'
import { responseOfToken } from '../../timestamps/response.ts'
import { composeCertificate } from '../compose.ts'
import { attachmentNames, type CertificateRecord, type CertificateTimestamp, IssueCertificateJob } from '../contract.ts'
import { credentialOf, issuerDid, signCredential, statusListEntries } from '../credential/credential.ts'
import { credentialSigner, currentSeal } from '../keys.ts'
import { certificateNumber } from '../number.ts'
import { certificateKey } from '../objects.ts'
import { certificateProvenance } from '../queries/provenance.ts'
import { certificateRecord } from '../record.ts'
import { twoClocks } from '../rules.ts'
import { subjectOf } from '../seal/certificate-facts.ts'
import { sealPdf } from '../seal/seal-pdf.ts'
import { certificateCount, certificatesOfWork, insertCertificate, isStatusTaken, putObstacle } from '../store.ts'

/**
 * Job `evidence.issue-certificate`: the certificate of a registered version, once. What cannot be printed is kept as the version's
 * obstacle and ends the job. Throws RetryAfter while the log does not cover the registration.
 */
export async function issueCertificate(ctx: Context, payload: unknown): Promise<void> {
  const { workId, version: number } = parse(IssueCertificateJob, payload)
  const { print } = ctx.office
  if (!print) throw new RetryAfter(60, 'This home prints no certificates')
  const issued = await certificatesOfWork(ctx.db, workId)
  if (issued.some(({ certificate }) => certificate.version === number)) return
  const version = await versionInFull(ctx, workId, number)
  try {
    await issue(ctx, print, version, issued[0]?.certificate ?? null)
  } catch (error) {
    if (!(error instanceof AppError) || !obstacles.has(error.code)) throw error
    const { code, details } = error
    const obstacle = putObstacle({ workId, version: number, code, details: { ...details }, at: ctx.clock.nowMs() })
    await ctx.db.batch([obstacle, ...ctx.completion])
  }
}

/** What trying again does not help. */
const obstacles = new Set(['glyph_missing', 'log_entry_not_found'])

async function issue(
  ctx: Context,
  print: PrintCertificate,
  version: VersionInFull,
  last: { number: string; version: number; serial: number } | null,
): Promise<void> {
  const { workId } = version
  const provenance = await certificateProvenance(ctx, version)
  if (provenance === null) return
  ctx.progress(0.1, 'log')
  const { entry, checkpoint, proof } = await provenBy(ctx, () => proveVersion(ctx, version.workId, version.version))
  const [seal, signer, keys] = await Promise.all([currentSeal(ctx), credentialSigner(ctx), logKeys(ctx)])
  const logKey = keys.find(({ id }) => toHex(id) === checkpoint.keyId)
  if (!logKey) throw new Error('A checkpoint is signed by a key of the log')
  const stamped = await requestTimestamp(ctx, sha256(utf8(proof)))
  const serial = (last?.serial ?? 0) + 1
  const issuedAt = ctx.clock.nowMs()
  const record = certificateRecord({
    number: certificateNumber(version.registrationNumber, serial),
    issuedAtMs: issuedAt,
    address: ctx.office.address,
    former: last && { number: last.number, version: last.version },
    version,
    log: {
      origin: logKey.name,
      key: formatVerifierKey(logKey),
      index: entry.entryIndex,
      size: checkpoint.size,
      root: new Uint8Array(checkpoint.root),
      signedAtMs: checkpoint.signedAt,
    },
    timestamp: timestampFacts(stamped),
    provenance,
    seal: sealFacts(seal),
  })
  ctx.progress(0.3, 'print')
  const attached = {
    proof: utf8(proof),
    timestamp: stamped.state === 'stamped' ? responseOfToken(stamped.token) : null,
  }
  const printed = await print(composeCertificate(record, attached))
  ctx.progress(0.8, 'seal')
  const pdf = await sealPdf(printed, seal, async (signatureSha256) => {
    const asked = await requestTimestamp(ctx, signatureSha256)
    return asked.state === 'stamped' ? asked.token : null
  })
  const pdfSha256 = toHex(sha256(pdf))
  await ctx.blobs.putIfAbsent(certificateKey(pdfSha256), pdf, 'application/pdf')
  const status = await freeStatus(ctx)
  const credential = await signCredential(credentialOf(record, status), issuerDid(ctx.office.address), signer)
  const { certificate, registration } = record
  await ctx.db.batch([
    ...insertCertificate({
      number: certificate.number,
      workId,
      version: registration.version,
      serial,
      issuedAt,
      sha256: pdfSha256,
      sizeBytes: pdf.length,
      record: JSON.stringify(record),
      credential,
      statusList: status.list,
      statusIndex: status.index,
    }),
    ...auditStatements(ctx, {
      action: 'certificate.issued',
      subjectId: workId,
      organisationId: version.organisationId,
      details: { number: certificate.number, version: registration.version, sha256: pdfSha256 },
    }),
    ...ctx.evidence.append({
      type: 'certificate.issued',
      subjectId: certificate.number,
      publicId: certificate.number,
      record: {
        number: certificate.number,
        registrationNumber: registration.number,
        version: registration.version,
        sha256: pdfSha256,
        credentialSha256: toHex(sha256(utf8(credential))),
        former: last?.number ?? null,
      },
    }),
    ...ctx.completion,
  ])
}

const timestampFacts = (asked: RequestedTimestamp): CertificateTimestamp =>
  asked.state === 'stamped'
    ? {
        state: 'granted',
        authority: asked.timestamp.authority,
        isThirdParty: asked.isThirdParty,
        serial: asked.timestamp.serial,
        time: twoClocks(asked.timestamp.atMs),
        covers: attachmentNames.proof,
      }
    : { state: asked.state }

const sealFacts = ({ kind, certificates: [own] }: Seal): CertificateRecord['seal'] => {
  if (!own) throw new Error('A seal has a certificate')
  return { kind, subject: subjectOf(own), certificateSha256: toHex(sha256(own)) }
}

/** A place that is free, at random, so that its neighbours tell nothing; each list is filled to a half. */
async function freeStatus({ db }: Pick<Context, 'db'>): Promise<{ list: number; index: number }> {
  const list = Math.floor((await certificateCount(db)) / (statusListEntries / 2)) + 1
  for (;;) {
    const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
    const index = random % statusListEntries
    if (!(await isStatusTaken(db, list, index))) return { list, index }
  }
}
