import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { CreateWorkInput, type WorkView } from '../contract.ts'
import { readWork } from '../queries/read-work.ts'
import { insertDraft, insertWork } from '../store.ts'
import { requireOwnFiles } from './own-files.ts'

/** Opens a work with its first draft. Throws Invalid `input_invalid`, NotFound `file_not_found`. */
export async function createWork(ctx: Context, input: unknown): Promise<WorkView> {
  const { organisationId, personId } = actingFor(ctx, 'work.write')
  const { kind, draft } = parse(CreateWorkInput, input)
  await requireOwnFiles(ctx, draft)
  const nowMs = ctx.clock.nowMs()
  const id = newId('wrk', nowMs)
  await ctx.db.batch([
    ...insertWork({ id, organisationId, kind, createdBy: personId, createdAt: nowMs }),
    ...insertDraft(id, 1, draft, nowMs),
    ...auditStatements(ctx, { action: 'work.created', subjectId: id }),
  ])
  return readWork(ctx, id)
}
