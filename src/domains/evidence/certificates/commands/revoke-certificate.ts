import { AppError, conflict } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { actingFor, auditStatements } from '../../../accounts/index.ts'
import { type CertificateStatus, RevokeCertificateInput } from '../contract.ts'
import { reachedCertificate, readCertificateStatus } from '../queries/read-certificates.ts'
import { insertRevocation } from '../store.ts'

/**
 * Says of a certificate that the registry does not stand by it any more; the deposit and its proof stay. Throws NotFound
 * `certificate_not_found`, Conflict `certificate_revoked`.
 */
export async function revokeCertificate(ctx: Context, number: string, input: unknown): Promise<CertificateStatus> {
  const acting = actingFor(ctx, 'certificate.revoke')
  const { reason, note } = parse(RevokeCertificateInput, input)
  const { certificate, organisationId } = await reachedCertificate(ctx, acting, number)
  const nowMs = ctx.clock.nowMs()
  try {
    await ctx.db.batch([
      insertRevocation({ number, at: nowMs, reason, note }),
      ...auditStatements(ctx, {
        action: 'certificate.revoked',
        subjectId: certificate.workId,
        organisationId,
        details: { number, reason },
      }),
      ...ctx.evidence.append({
        type: 'certificate.revoked',
        subjectId: number,
        publicId: number,
        record: { number, sha256: certificate.sha256, reason, at: new Date(nowMs).toISOString() },
      }),
    ])
  } catch (error) {
    const isTwice = error instanceof AppError && error.code === 'taken:certificate_revocations.number'
    throw isTwice ? conflict('certificate_revoked', 'This certificate was revoked already') : error
  }
  return readCertificateStatus(ctx, number)
}
