import { conflict } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import type { WorkView } from '../contract.ts'
import { ownWork } from '../queries/own-work.ts'
import { readWork } from '../queries/read-work.ts'
import { insertDraft, versionsOf } from '../store.ts'

/** Opens a draft that starts as a copy of the newest version. Throws Conflict `draft_exists`. */
export async function amendWork(ctx: Context, workId: string): Promise<WorkView> {
  actingFor(ctx, 'work.write')
  await ownWork(ctx, workId)
  const [newest] = await versionsOf(ctx.db, workId)
  if (!newest || newest.version.state === 'draft')
    throw conflict('draft_exists', 'There is a draft of this work already')
  const version = newest.version.version + 1
  await ctx.db.batch([
    ...insertDraft(workId, version, newest.draft, ctx.clock.nowMs()),
    ...auditStatements(ctx, { action: 'work.amendment_opened', subjectId: workId, details: { version } }),
  ])
  return readWork(ctx, workId)
}
