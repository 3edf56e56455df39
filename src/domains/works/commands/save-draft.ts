import { conflict } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { SaveDraftInput, type WorkView } from '../contract.ts'
import { draftOf, ownWork } from '../queries/own-work.ts'
import { readWork } from '../queries/read-work.ts'
import { replaceDraft } from '../store.ts'
import { requireOwnFiles } from './own-files.ts'

/** Replaces the draft. Throws Conflict `draft_changed_elsewhere` when someone saved since `revision`, `no_draft`. */
export async function saveDraft(ctx: Context, workId: string, input: unknown): Promise<WorkView> {
  actingFor(ctx, 'work.write')
  const { revision, draft } = parse(SaveDraftInput, input)
  const work = await ownWork(ctx, workId)
  const current = await draftOf(ctx, work)
  if (current.version.revision !== revision) {
    throw conflict('draft_changed_elsewhere', 'This draft was saved from somewhere else since you opened it')
  }
  await requireOwnFiles(ctx, draft)
  await ctx.db.batch([
    ...replaceDraft(workId, current.version.version, revision, draft, ctx.clock.nowMs()),
    ...auditStatements(ctx, { action: 'work.draft_saved', subjectId: workId, details: { revision: revision + 1 } }),
  ])
  return readWork(ctx, workId)
}
