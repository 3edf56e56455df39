import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements, countAttempt } from '../../accounts/index.ts'
import { ownFile } from '../../files/index.ts'
import { type CheckView, CreateCheckInput } from '../contract.ts'
import { readCheck } from '../queries/read-check.ts'
import { fileIsExamined, insertCheck } from '../store.ts'
import { matchJob } from './start-checks.ts'

/** Asks which registered works a file shows. The answer comes when the file is examined. Throws NotFound `file_not_found`, LimitReached. */
export async function createCheck(ctx: Context, input: unknown): Promise<CheckView> {
  const { organisationId, personId } = actingFor(ctx, 'check.create')
  const { fileId } = parse(CreateCheckInput, input)
  await ownFile(ctx, fileId)
  await countAttempt(ctx, 'check.organisation', organisationId)
  const nowMs = ctx.clock.nowMs()
  const id = newId('chk', nowMs)
  await ctx.db.batch([
    insertCheck({ id, organisationId, fileId, createdBy: personId, createdAt: nowMs }),
    ...auditStatements(ctx, { action: 'check.created', subjectId: id, details: { fileId } }),
    // Either the file is examined by now, or its `object.examined` comes after this row and finds it.
    ...ctx.queue.enqueue({ ...matchJob(id), onlyIf: fileIsExamined(fileId) }),
  ])
  return readCheck(ctx, id)
}
