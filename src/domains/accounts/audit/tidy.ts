import type { Context } from '../../../ports/context.ts'
import { shortenAddress } from '../addresses.ts'
import { shortenAddressRow, wholeAddresses } from './store.ts'

const wholeForMs = 180 * 86_400_000
const batchSize = 500

/** Leaves of every address that is older than 180 days only its network. Broken off, it goes on where it stopped. */
export async function shortenAddresses(ctx: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const beforeMs = ctx.clock.nowMs() - wholeForMs
  for (;;) {
    const rows = await wholeAddresses(ctx.db, beforeMs, batchSize)
    if (rows.length === 0) return
    await ctx.db.batch(rows.map(({ entryId, address }) => shortenAddressRow(entryId, networkOf(address))))
  }
}

/** Without the length of its prefix: the database takes only what says no more than before. */
const networkOf = (address: string): string => shortenAddress(address).split('/')[0] ?? ''
