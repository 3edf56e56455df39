import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { JobRequest } from '../../../ports/queue.ts'
import { FingerprintJob } from '../contract.ts'
import { waitingChecksOn } from '../store.ts'

export const matchJob = (checkId: string): JobRequest => ({
  name: 'fingerprints.match',
  payload: { checkId },
  key: `fingerprints.match:${checkId}`,
  lane: 'media',
  subjectId: checkId,
})

/** Job `fingerprints.start-checks`: an object was examined, so the checks that wait for it can go on. */
export async function startChecks(ctx: Context, payload: unknown): Promise<void> {
  const { sha256 } = parse(FingerprintJob, payload)
  const waiting = await waitingChecksOn(ctx.db, sha256)
  await ctx.db.batch([...waiting.flatMap(({ id }) => ctx.queue.enqueue(matchJob(id))), ...ctx.completion])
}
