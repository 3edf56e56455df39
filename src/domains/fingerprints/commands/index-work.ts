import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { objectsOfVersion } from '../../works/index.ts'
import { IndexWorkJob } from '../contract.ts'
import { insertIndexEntry } from '../store.ts'

/** Job `fingerprints.index`: what was registered can be matched from now on. */
export async function indexWork(ctx: Context, payload: unknown): Promise<void> {
  const { workId, version } = parse(IndexWorkJob, payload)
  const objects = await objectsOfVersion(ctx, workId, version)
  await ctx.db.batch([
    ...objects.map(insertIndexEntry),
    ...ctx.queue.emit({
      name: 'work.indexed',
      payload: { workId, version },
      key: `${workId}:${version}`,
      subjectId: workId,
    }),
    ...ctx.completion,
  ])
}
