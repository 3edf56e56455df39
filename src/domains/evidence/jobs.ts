import type { Context } from '../../ports/context.ts'

export const evidenceJobs: Record<string, (ctx: Context) => Promise<void>> = {
  'evidence.publish-log': async (ctx) => (await import('./commands/publish-log.ts')).publishLog(ctx),
}
