import type { Context } from '../../ports/context.ts'
import { shortenAddresses } from './audit/tidy.ts'
import { deleteChallengesBefore, deleteSessionsBefore } from './entry/store.ts'
import { deleteAttemptsBefore } from './limits/store.ts'
import { deleteMailLinksBefore, deleteMailsBefore } from './mail/store.ts'

const mailLifeMs = 30 * 86_400_000

/** Run now and then by each home: drops what has ended, and shortens addresses that are older than 180 days. */
export async function tidyAccounts(ctx: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const nowMs = ctx.clock.nowMs()
  await ctx.db.batch([
    deleteSessionsBefore(nowMs),
    deleteChallengesBefore(nowMs),
    deleteMailLinksBefore(nowMs),
    deleteMailsBefore(nowMs - mailLifeMs),
    deleteAttemptsBefore(nowMs),
  ])
  await shortenAddresses(ctx)
}
