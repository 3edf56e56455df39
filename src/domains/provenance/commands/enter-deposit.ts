import { notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { documentViews } from '../../files/index.ts'
import { organisationsOfWorks } from '../../works/index.ts'
import { EnterDepositJob } from '../contract.ts'
import { depositOfDocument, markEntered } from '../store.ts'

/** Job `provenance.enter-deposit`: the bytes are hashed and stored, so the log can speak of them. */
export async function enterDeposit(ctx: Context, payload: unknown): Promise<void> {
  const { documentId } = parse(EnterDepositJob, payload)
  const deposit = await depositOfDocument(ctx.db, documentId)
  if (!deposit || deposit.enteredAt !== null) {
    await ctx.db.batch([...ctx.completion])
    return
  }
  const document = (await documentViews(ctx, [documentId])).get(documentId)
  if (!document?.sha256) throw notFound('document')
  const { name, sizeBytes, sha256, sm3 } = document
  const organisations = await organisationsOfWorks(ctx, [deposit.workId])
  const { id, workId, kind, note } = deposit
  await ctx.db.batch([
    markEntered(id, ctx.clock.nowMs()),
    ...ctx.evidence.append({
      type: 'draft.deposited',
      subjectId: id,
      publicId: id.replace('_', '-'),
      record: {
        depositId: id,
        workId,
        organisationId: organisations.get(workId) ?? null,
        kind,
        note,
        files: [{ name, sizeBytes, sha256, sm3 }],
      },
    }),
    ...ctx.completion,
  ])
}
