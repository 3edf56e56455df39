import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { requestTimestamp } from '../commands/request-timestamp.ts'
import { publishedCheckpoint } from '../store.ts'
import {
  deleteRefusal,
  endingTimestamps,
  insertRefusal,
  insertTimestamp,
  newestTimestamp,
  refusalOf,
  type TimestampRow,
} from './store.ts'
import { stampedBy } from './timestamp-chain.ts'

export type StampContext = Pick<Context, 'db' | 'clock' | 'timestampAuthorities' | 'limits'>

const askAgainMs = 60_000
const monthMs = 30 * 86_400_000
/** An authority whose certificate is about to end gives nothing better today. */
const renewAgainMs = 86_400_000
const renewalsMax = 20

/**
 * Has the newest published checkpoint stamped, and what was stamped before renewed while its certificate lasts. Does nothing where no
 * authority is set up, where the last timestamp is newer than `limits.timestampEveryMs`, or within a minute of an attempt in vain;
 * `isUrgent` asks at once. Never throws for what an authority does.
 */
export async function stampLog(ctx: StampContext, { isUrgent = false } = {}): Promise<void> {
  if (ctx.timestampAuthorities.length === 0) return
  await stampNewest(ctx, isUrgent)
  await renewEnding(ctx)
}

async function stampNewest(ctx: StampContext, isUrgent: boolean): Promise<void> {
  const { db, clock, limits } = ctx
  const [published, newest] = await Promise.all([publishedCheckpoint(db), newestTimestamp(db)])
  if (!published || (newest && newest.number >= published.number)) return
  const isDue = !newest || clock.nowMs() - newest.receivedAt >= limits.timestampEveryMs
  if (!isUrgent && (!isDue || (await isResting(ctx, 'authority', askAgainMs)))) return
  await stamp(ctx, 'authority', { number: published.number, renewal: 0 }, stampedBy(published.note, null), 0)
}

async function renewEnding(ctx: StampContext): Promise<void> {
  const { db, clock } = ctx
  const ending = await endingTimestamps(db, clock.nowMs(), monthMs, renewalsMax)
  if (ending.length === 0 || (await isResting(ctx, 'renewal', renewAgainMs))) return
  for (const { timestamp, note } of ending) {
    const { number, renewal, token, endsAt } = timestamp
    const over = stampedBy(note, new Uint8Array(token))
    if (!(await stamp(ctx, 'renewal', { number, renewal: renewal + 1 }, over, endsAt))) return
  }
}

const isResting = async ({ db, clock }: StampContext, party: string, forMs: number): Promise<boolean> => {
  const refusal = await refusalOf(db, party)
  return refusal !== undefined && clock.nowMs() - refusal.at < forMs
}

/** Resolves to whether there is a timestamp now. One that lasts no longer than `beyond` is none. */
async function stamp(
  ctx: StampContext,
  party: 'authority' | 'renewal',
  place: Pick<TimestampRow, 'number' | 'renewal'>,
  sha256: Uint8Array,
  beyond: number,
): Promise<boolean> {
  const { db, clock } = ctx
  const found = await requestTimestamp(ctx, sha256)
  if (found.state !== 'stamped' || found.timestamp.certificateEndsAtMs <= beyond) {
    const reason =
      found.state === 'stamped' ? 'its certificate lasts no longer than the one before' : 'no authority answered'
    await db.batch([insertRefusal(party, clock.nowMs(), reason)])
    return false
  }
  const { atMs, authority, certificateEndsAtMs } = found.timestamp
  const row = {
    ...place,
    token: found.token,
    at: atMs,
    authority,
    endsAt: certificateEndsAtMs,
    receivedAt: clock.nowMs(),
  }
  try {
    await db.batch([insertTimestamp(row), deleteRefusal(party)])
  } catch (error) {
    // Another process has had it stamped meanwhile.
    if (!(error instanceof AppError) || error.code !== 'log_timestamp_late') throw error
  }
  return true
}
