import type { Context } from '../../ports/context.ts'
import { enterDeposit } from './commands/enter-deposit.ts'

export const provenanceJobs: Record<string, (ctx: Context, payload: unknown) => Promise<void>> = {
  'provenance.enter-deposit': enterDeposit,
  'provenance.search-prior': async (ctx, payload) =>
    (await import('./commands/search-prior.ts')).searchPrior(ctx, payload),
}
