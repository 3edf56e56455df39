import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { ownWork } from '../../works/index.ts'
import type { Grant, GrantView } from '../contract.ts'
import { dateOf } from '../engine/calendar.ts'
import { lastDayWritten } from '../engine/coverage.ts'
import { type GrantRow, grantsOfWork } from '../store.ts'

const minutesOfChina = 8 * 60

/** The calendar date in China, where the sellers are: what lapses, lapses by it. */
export const todayOf = (nowMs: number): string => new Date(nowMs + minutesOfChina * 60_000).toISOString().slice(0, 10)

/** Everything in force about a work, as the engine takes it, and the number of the last entry. Asks no permission. */
export async function bookOf(
  ctx: Pick<Context, 'db'>,
  workId: string,
): Promise<{ grants: Grant[]; lastEntry: number }> {
  const rows = await grantsOfWork(ctx.db, workId)
  return { grants: rows.map(grantOfRow), lastEntry: rows.at(-1)?.entry ?? 0 }
}

function grantOfRow({ body, terminatedOn, lastDay }: GrantRow): Grant {
  if (terminatedOn === null) return body
  if (body.type === 'out') return { ...body, status: 'terminated', terminatedOn }
  if (body.type === 'in') return { ...body, terminatedOn }
  // A promise has no termination of its own in the file format: it ends with its scope.
  const end = dateOf(lastDay)
  return end !== null && (body.scope.start ?? '') > end
    ? { ...body, scope: { ...body.scope, start: end, end } }
    : { ...body, scope: { ...body.scope, end } }
}

export const viewOf = ({ id, workId, type, lastDay, terminatedOn, body, createdAt }: GrantRow): GrantView => ({
  id,
  workId,
  type,
  lastDay: lastDay >= lastDayWritten ? null : dateOf(lastDay),
  terminatedOn,
  grant: body,
  createdAt: new Date(createdAt).toISOString(),
})

/** What the organisation holds, has licensed and has promised of a work, in the order of entry. Throws NotFound `work_not_found`. */
export async function listGrants(ctx: Pick<Context, 'actor' | 'db'>, workId: string): Promise<{ items: GrantView[] }> {
  actingFor(ctx, 'rights.read')
  await ownWork(ctx, workId)
  return { items: (await grantsOfWork(ctx.db, workId)).map(viewOf) }
}
