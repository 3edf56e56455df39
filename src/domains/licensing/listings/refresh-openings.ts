import { z } from 'zod'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'
import { dayOf } from '../engine/calendar.ts'
import { vocabularyOf } from '../engine/vocabulary.ts'
import { bookOf, todayOf } from '../queries/book.ts'
import { openingsOf } from './openings.ts'
import { lapsedListings, listingOfWork, replaceOpenings } from './store.ts'

export const refreshOpeningsJob = 'licensing.refresh-openings'
const Payload = z.object({ workId: z.string() })

/** For the batch that changes a work's rights. Until it has run the engine is asked for the work's title itself. */
export const refreshLater = (ctx: Pick<Context, 'queue'>, workId: string): Statement[] =>
  ctx.queue.enqueue({
    name: refreshOpeningsJob,
    payload: { workId },
    key: `${refreshOpeningsJob}:${crypto.randomUUID()}`,
    lane: 'light',
    subjectId: `openings:${workId}`,
  })

/** Job `licensing.refresh-openings`: what of a listed work is free, for searches. */
export async function refreshOpenings(
  ctx: Pick<Context, 'db' | 'clock' | 'completion'>,
  payload: unknown,
): Promise<void> {
  const { workId } = parse(Payload, payload)
  // In this order: rights that come in between leave it marked as not of them.
  const listing = await listingOfWork(ctx.db, workId)
  if (!listing) return void (await ctx.db.batch([...ctx.completion]))
  const { grants } = await bookOf(ctx, workId)
  const work = { id: workId, organisationId: listing.organisationId }
  const openings = openingsOf(work, grants, vocabularyOf(), todayOf(ctx.clock.nowMs()))
  await ctx.db.batch([...replaceOpenings(listing.serial, listing.rightsRevision, openings), ...ctx.completion])
}

const lapsedMax = 500

/** Has the openings looked at anew where a promise has lapsed by the calendar. */
export async function refreshLapsed(ctx: Pick<Context, 'db' | 'clock' | 'queue'>): Promise<void> {
  const lapsed = await lapsedListings(ctx.db, dayOf(todayOf(ctx.clock.nowMs())), lapsedMax)
  for (const { workId } of lapsed) await ctx.db.batch(refreshLater(ctx, workId))
}
