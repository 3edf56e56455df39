import { AppError, RetryAfter } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { anchorLog } from '../anchors/anchor-log.ts'
import { publishLog } from '../commands/publish-log.ts'
import { askWitnesses, type WitnessContext } from './ask-witnesses.ts'
import { stampLog } from './stamp-log.ts'

export type KeepContext = WitnessContext & Pick<Context, 'vault' | 'timestampAuthorities' | 'anchor' | 'limits'>

/**
 * Publishes what was entered, and has others say that they saw it. Each home does so every minute beside the jobs, so nothing waits
 * for a job that was given up. `isUrgent` is for what is handed out at once, such as a certificate.
 */
export async function keepLog(ctx: KeepContext, options: { isUrgent?: boolean } = {}): Promise<void> {
  await publishLog(ctx)
  await askWitnesses(ctx, options)
  await stampLog(ctx, options)
  // A chain answers in its own time, and a certificate does not wait for it.
  if (!options.isUrgent) await anchorLog(ctx)
}

/**
 * What `prove` proves, where the log is published first if it does not cover the entry yet. Throws RetryAfter while it still does
 * not, and what `prove` throws.
 */
export async function provenBy<T>(ctx: KeepContext, prove: () => Promise<T>): Promise<T> {
  const isPending = (error: unknown) => error instanceof AppError && error.code === 'proof_pending'
  try {
    return await prove()
  } catch (error) {
    if (!isPending(error)) throw error
  }
  await keepLog(ctx, { isUrgent: true })
  try {
    return await prove()
  } catch (error) {
    if (!isPending(error)) throw error
    throw new RetryAfter(10, 'The log does not cover the entry yet')
  }
}
