import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { acceptDocument, documentOfUpload } from '../../files/index.ts'
import { ownWork } from '../../works/index.ts'
import { DepositInput, type DepositView } from '../contract.ts'
import { readDeposit } from '../queries/deposits.ts'
import { depositOfDocument, insertDeposit } from '../store.ts'

/**
 * Takes an upload as a deposit of a work, registered or not: it is hashed, kept private, and entered in the log. The same
 * upload twice gives the same deposit. Throws NotFound `work_not_found`, `upload_not_found`; Conflict `upload_incomplete`;
 * Invalid `input_invalid`, `file_empty`, `file_too_large`.
 */
export async function makeDeposit(ctx: Context, workId: string, input: unknown): Promise<DepositView> {
  const acting = actingFor(ctx, 'work.write')
  const { uploadId, kind, note } = parse(DepositInput, input)
  const work = await ownWork(ctx, workId)
  const uploader = { organisationId: work.organisationId, personId: acting.personId }
  const known = await documentOfUpload(ctx, uploadId)
  const made = known && known.organisationId === work.organisationId && (await depositOfDocument(ctx.db, known.id))
  if (made && made.workId === workId) return readDeposit(ctx, made.id)
  const document = await acceptDocument(ctx, uploader, uploadId)
  const nowMs = ctx.clock.nowMs()
  const id = newId('dep', nowMs)
  await ctx.db.batch([
    ...document.statements,
    insertDeposit({
      id,
      workId,
      documentId: document.id,
      kind,
      note,
      createdBy: acting.personId,
      createdAt: nowMs,
    }),
    ...auditStatements(ctx, { action: 'work.deposit_made', subjectId: workId, details: { depositId: id, kind } }),
  ])
  return readDeposit(ctx, id)
}
