import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { fileViews } from '../../files/index.ts'
import { organisationsOfWorks } from '../../works/index.ts'
import type { CheckView } from '../contract.ts'
import { checkState } from '../rules.ts'
import { ownCheck } from './own-check.ts'

/** Of the whole way to an answer, reading the file takes most. */
const readingShare = 0.9

/** A check with its matches. Throws NotFound `check_not_found`, also for another organisation's. */
export async function readCheck(ctx: Pick<Context, 'actor' | 'db' | 'queue'>, id: string): Promise<CheckView> {
  const check = await ownCheck(ctx, id)
  const [file] = await fileViews(ctx, [check.fileId])
  if (!file) throw notFound('file')
  const job = (await ctx.queue.standings([id])).get(id) ?? null
  const owners = await organisationsOfWorks(ctx, check.result?.map(({ workId }) => workId) ?? [])
  const matching = (1 - readingShare) * (job?.fraction ?? 0)
  return {
    id,
    state: checkState(check.state, file.state, job?.dead === true),
    progress: check.state === 'done' ? 1 : readingShare * file.progress + matching,
    step: file.state === 'ready' ? 'matching' : file.state,
    file,
    createdAt: new Date(check.createdAt).toISOString(),
    finishedAt: check.finishedAt === null ? null : new Date(check.finishedAt).toISOString(),
    matches:
      check.result?.map((match) => ({ ...match, ownWork: owners.get(match.workId) === check.organisationId })) ?? null,
  }
}
