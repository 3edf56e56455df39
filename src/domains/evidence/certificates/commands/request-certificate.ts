import { conflict } from '../../../../kernel/errors.ts'
import type { Context } from '../../../../ports/context.ts'
import { actingFor } from '../../../accounts/index.ts'
import { certificateSubject, issueCertificateJob } from '../../jobs.ts'
import type { WorkCertificates } from '../contract.ts'
import { reachedWork, readWorkCertificates } from '../queries/read-certificates.ts'

/**
 * Has the certificate of the newest registered version made, where it has none: for works that were registered before there were
 * any, and after what hindered it is gone. Throws NotFound `work_not_found`, Conflict
 * `prior_unanswered`.
 */
export async function requestCertificate(ctx: Context, workId: string): Promise<WorkCertificates> {
  const { version } = await reachedWork(ctx, actingFor(ctx, 'work.register'), workId)
  const { state, obstacle } = await readWorkCertificates(ctx, workId)
  if (obstacle?.code === 'prior_unanswered') {
    throw conflict('prior_unanswered', 'An earlier registration shows the same, and waits for an answer')
  }
  if (['none', 'failed', 'hindered'].includes(state)) {
    await ctx.db.batch(
      ctx.queue.enqueue({
        name: issueCertificateJob,
        payload: { workId, version },
        key: `${issueCertificateJob}:${crypto.randomUUID()}`,
        lane: 'media',
        subjectId: certificateSubject(workId),
      }),
    )
  }
  return readWorkCertificates(ctx, workId)
}
