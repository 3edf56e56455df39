import type { Context } from '../../ports/context.ts'

/** Needs a home that prints. */
export const issueCertificateJob = 'evidence.issue-certificate'

/** The queue knows the making of a work's certificates under this name. */
export const certificateSubject = (workId: string): string => `certificate:${workId}`

export const evidenceJobs: Record<string, (ctx: Context, payload: unknown) => Promise<void>> = {
  'evidence.publish-log': async (ctx) => (await import('./attestations/keep-log.ts')).keepLog(ctx),
  [issueCertificateJob]: async (ctx, payload) =>
    (await import('./certificates/commands/issue-certificate.ts')).issueCertificate(ctx, payload),
}
