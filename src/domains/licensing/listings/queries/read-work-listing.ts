import type { Context } from '../../../../ports/context.ts'
import { actingFor } from '../../../accounts/index.ts'
import { ownWork } from '../../../works/index.ts'
import { dayOf } from '../../engine/calendar.ts'
import { todayOf } from '../../queries/book.ts'
import type { WorkListing } from '../contract.ts'
import { listedRow } from '../store.ts'
import { chainOf, listingView } from './views.ts'

/** The listing of a work of one's own. Throws NotFound `work_not_found`. */
export async function readWorkListing(
  ctx: Pick<Context, 'actor' | 'db' | 'clock'>,
  workId: string,
): Promise<WorkListing> {
  actingFor(ctx, 'rights.read')
  const work = await ownWork(ctx, workId)
  const row = await listedRow(ctx.db, { workId }, dayOf(todayOf(ctx.clock.nowMs())))
  return {
    listing: row ? listingView(row.listing) : null,
    chain: row ? chainOf(row) : null,
    obstacle: work.registrationNumber === null ? 'work_not_registered' : null,
  }
}
