import type { Context } from '../../ports/context.ts'

/** Needs a home that prints. */
export const issueCertificateJob = 'evidence.issue-certificate'

/** Takes pictures out of media, so it needs a home with media. */
export const makePackageJob = 'evidence.make-package'

/** The queue knows the making of a package under this name. */
export const packageSubject = (packageId: string): string => `package:${packageId}`

/** The queue knows the making of a work's certificates under this name. */
export const certificateSubject = (workId: string): string => `certificate:${workId}`

export const evidenceJobs: Record<string, (ctx: Context, payload: unknown) => Promise<void>> = {
  'evidence.publish-log': async (ctx) => (await import('./attestations/keep-log.ts')).keepLog(ctx),
  [issueCertificateJob]: async (ctx, payload) =>
    (await import('./certificates/commands/issue-certificate.ts')).issueCertificate(ctx, payload),
  [makePackageJob]: async (ctx, payload) =>
    (await import('./packages/commands/make-package.ts')).makePackage(ctx, payload),
}
