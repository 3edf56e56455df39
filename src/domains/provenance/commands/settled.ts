import type { Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'

/** Tells that nothing of the search waits for an answer any more, so that a certificate may be issued. */
export const settled = (ctx: Pick<Context, 'queue'>, of: { workId: string; version: number }): Statement[] =>
  ctx.queue.emit({
    name: 'provenance.settled',
    payload: { ...of },
    key: `${of.workId}:${of.version}`,
    subjectId: of.workId,
  })
