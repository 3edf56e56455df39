import type { Context } from '../../ports/context.ts'
import type { RemoteJob } from '../../ports/remote-jobs.ts'

type Job = (ctx: Context, payload: unknown) => Promise<void>

export const fingerprintsJobs: Record<string, Job> = {
  'fingerprints.examine': async (ctx, payload) =>
    (await import('./commands/examine-object.ts')).examineObject(ctx, payload),
  'fingerprints.start-checks': async (ctx, payload) =>
    (await import('./commands/start-checks.ts')).startChecks(ctx, payload),
  'fingerprints.index': async (ctx, payload) => (await import('./commands/index-work.ts')).indexWork(ctx, payload),
  'fingerprints.match': async (ctx, payload) => (await import('./commands/match-check.ts')).matchCheck(ctx, payload),
}

export const fingerprintsRemoteJobs: Record<string, () => Promise<RemoteJob>> = {
  'fingerprints.examine': async () => (await import('./commands/examine-remotely.ts')).examineRemotely,
}
