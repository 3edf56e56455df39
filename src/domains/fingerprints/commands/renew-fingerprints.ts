import type { Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'
import { indexContents } from '../index-object.ts'
import { ISCC_ALGORITHM } from '../iscc/stored-units.ts'
import { outdatedObjects } from '../store.ts'

/** So many wait at a time, so that what is uploaded meanwhile need not wait for all of them. */
const waitingMax = 20

/** Queues the next objects behind `after` whose fingerprint an earlier version made; each once for every change of algorithms. */
export async function renewalsAfter(
  { db, queue }: Pick<Context, 'db' | 'queue'>,
  after: string,
  limit: number,
): Promise<Statement[]> {
  const outdated = await outdatedObjects(db, after, limit)
  return outdated.flatMap((sha256) =>
    queue.enqueue({
      name: 'fingerprints.examine',
      lane: 'media',
      payload: { sha256 },
      key: `fingerprints.renew:${indexContents} ${ISCC_ALGORITHM}:${sha256}`,
      subjectId: sha256,
    }),
  )
}

/**
 * After an upgrade: begins to examine again the objects whose fingerprint earlier algorithms made. Each that is done queues the next;
 * to be called from time to time, so that one that cannot be read does not end it. Returns how many objects were queued.
 */
export async function renewFingerprints(ctx: Pick<Context, 'db' | 'queue'>): Promise<number> {
  const jobs = await renewalsAfter(ctx, '', waitingMax)
  return jobs.length === 0 ? 0 : (await ctx.db.batch(jobs)).reduce((sum, changed) => sum + changed, 0)
}
