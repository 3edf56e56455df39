import { AppError, notFound } from '../../../../kernel/errors.ts'
import type { BlobBody } from '../../../../ports/blobs.ts'
import type { Context } from '../../../../ports/context.ts'
import { type Acting, actingFor, reaches } from '../../../accounts/index.ts'
import { priorSearchOf } from '../../../provenance/index.ts'
import { registeredVersion } from '../../../works/index.ts'
import { certificateSubject } from '../../jobs.ts'
import {
  CertificateRecord,
  type CertificateStatus,
  type CertificateView,
  RevocationReason,
  type WorkCertificates,
} from '../contract.ts'
import { certificateKey } from '../objects.ts'
import {
  certificateByNumber,
  certificateBySha256,
  certificatesOfWork,
  type KnownCertificate,
  obstacleOf,
} from '../store.ts'

type ReadContext = Pick<Context, 'actor' | 'db'>

const instant = (ms: number) => new Date(ms).toISOString()
export const recordOf = ({ certificate }: KnownCertificate): CertificateRecord =>
  CertificateRecord.parse(JSON.parse(certificate.record))

function viewOf(known: KnownCertificate, successor: string | null): CertificateView {
  const { certificate, revocation } = known
  const { registration, work, assurance, timestamp, seal } = recordOf(known)
  return {
    number: certificate.number,
    state: revocation ? 'revoked' : 'valid',
    issuedAt: instant(certificate.issuedAt),
    sha256: certificate.sha256,
    registrationNumber: registration.number,
    version: registration.version,
    title: work.title,
    level: assurance.level,
    timestamp: timestamp.state,
    seal,
    revocation: revocation && {
      at: instant(revocation.at),
      reason: RevocationReason.parse(revocation.reason),
      note: revocation.note,
    },
    successor,
  }
}

/** The certificates of a work of the asker's reach, and how far the next one is. Throws NotFound `work_not_found`. */
export async function readWorkCertificates(
  ctx: ReadContext & Pick<Context, 'queue' | 'office'>,
  workId: string,
): Promise<WorkCertificates> {
  const work = await reachedWork(ctx, actingFor(ctx, 'certificate.read'), workId)
  const currentVersion = work.version
  const [known, stored, prior, standings] = await Promise.all([
    certificatesOfWork(ctx.db, workId),
    obstacleOf(ctx.db, workId, currentVersion),
    priorSearchOf(ctx, workId),
    ctx.queue.standings([certificateSubject(workId)]),
  ])
  const job = standings.get(certificateSubject(workId))
  const isIssued = known.some(({ certificate }) => certificate.version === currentVersion)
  const isUnanswered = prior.state === 'unanswered'
  const isAwaited = prior.state === 'searching' || (job !== undefined && !job.done && !job.dead)
  const waits = ctx.office.print ? 'waiting' : 'elsewhere'
  const isHindered = isUnanswered || (stored !== undefined && !isAwaited)
  const state = isIssued ? 'issued' : isHindered ? 'hindered' : isAwaited ? waits : job?.dead ? 'failed' : 'none'
  const obstacle = isUnanswered ? { code: 'prior_unanswered', details: {} } : (stored ?? null)
  return {
    state,
    version: currentVersion,
    obstacle: state === 'hindered' && obstacle ? { code: obstacle.code, details: obstacle.details } : null,
    items: known.map((one, i) => viewOf(one, known[i - 1]?.certificate.number ?? null)),
  }
}

/** Throws NotFound `work_not_found`, also for what is out of reach. */
export async function reachedWork(ctx: Pick<Context, 'db'>, acting: Acting, workId: string) {
  const work = await registeredVersion(ctx, workId)
  if (!work || !reaches(acting, work.organisationId)) throw notFound('work')
  return work
}

/** Throws NotFound `certificate_not_found`, also for what is out of reach. */
export async function reachedCertificate(
  ctx: Pick<Context, 'db'>,
  acting: Acting,
  number: string,
): Promise<KnownCertificate & { organisationId: string }> {
  const known = await certificateByNumber(ctx.db, number)
  const work = known && (await registeredVersion(ctx, known.certificate.workId))
  if (!known || !work || !reaches(acting, work.organisationId)) throw notFound('certificate')
  return { ...known, organisationId: work.organisationId }
}

/** The PDF as it was sealed. Throws NotFound `certificate_not_found`; Unavailable `storage_unavailable`. */
export async function certificatePdf(ctx: ReadContext & Pick<Context, 'blobs'>, number: string): Promise<BlobBody> {
  const { certificate } = await reachedCertificate(ctx, actingFor(ctx, 'certificate.read'), number)
  const body = await ctx.blobs.get(certificateKey(certificate.sha256))
  if (!body) throw new AppError('Unavailable', 'storage_unavailable', 'The certificate is missing from the store')
  return body
}

/** The same as a credential (vc+jwt). Throws NotFound `certificate_not_found`. */
export async function certificateCredential(ctx: ReadContext, number: string): Promise<string> {
  const { certificate } = await reachedCertificate(ctx, actingFor(ctx, 'certificate.read'), number)
  return certificate.credential
}

/** What anyone may know, by the number or by the SHA-256 of the PDF that they hold. Throws NotFound `certificate_not_found`. */
export async function readCertificateStatus(ctx: Pick<Context, 'db'>, name: string): Promise<CertificateStatus> {
  const isHash = /^[0-9a-f]{64}$/.test(name)
  const known = await (isHash ? certificateBySha256(ctx.db, name) : certificateByNumber(ctx.db, name))
  if (!known) throw notFound('certificate')
  const all = await certificatesOfWork(ctx.db, known.certificate.workId)
  const next = all.find(({ certificate }) => certificate.serial === known.certificate.serial + 1)
  const { revocation, ...view } = viewOf(known, next?.certificate.number ?? null)
  return { ...view, revocation: revocation && { at: revocation.at, reason: revocation.reason } }
}
