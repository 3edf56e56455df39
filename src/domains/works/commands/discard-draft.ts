import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { draftOf, ownWork } from '../queries/own-work.ts'
import { deleteDraft, deleteWork } from '../store.ts'

/** Drops the draft; a work that was never registered goes with it. Throws Conflict `no_draft`. */
export async function discardDraft(ctx: Context, workId: string): Promise<void> {
  actingFor(ctx, 'work.write')
  const work = await ownWork(ctx, workId)
  const { version } = await draftOf(ctx, work)
  await ctx.db.batch([
    ...deleteDraft(workId, version.version),
    ...(work.registrationNumber === null ? deleteWork(workId) : []),
    ...auditStatements(ctx, {
      action: 'work.draft_discarded',
      subjectId: workId,
      details: { version: version.version },
    }),
  ])
}
