import type { Context } from '../../../ports/context.ts'
import { publishLog } from '../commands/publish-log.ts'
import { askWitnesses, type WitnessContext } from './ask-witnesses.ts'
import { stampLog } from './stamp-log.ts'

export type KeepContext = WitnessContext & Pick<Context, 'vault' | 'timestampAuthorities' | 'limits'>

/**
 * Publishes what was entered, and has others say that they saw it. Each home does so every minute beside the jobs, so nothing waits
 * for a job that was given up. `isUrgent` is for what is handed out at once, such as a certificate.
 */
export async function keepLog(ctx: KeepContext, options: { isUrgent?: boolean } = {}): Promise<void> {
  await publishLog(ctx)
  await askWitnesses(ctx, options)
  await stampLog(ctx, options)
}
