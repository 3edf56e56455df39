import { notFound } from '../../../kernel/errors.ts'
import type { BlobBody, ByteRange } from '../../../ports/blobs.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, reaches } from '../../accounts/index.ts'
import { documentContent, documentViews } from '../../files/index.ts'
import { organisationsOfWorks, ownWork } from '../../works/index.ts'
import type { DepositView } from '../contract.ts'
import { type DepositRow, depositById, depositsOfWork } from '../store.ts'

/** Throws NotFound `work_not_found`. */
export async function listDeposits(ctx: Pick<Context, 'actor' | 'db' | 'queue'>, workId: string) {
  await ownWork(ctx, workId)
  return { items: await depositsOf(ctx, workId) }
}

/** The deposits of a work, the earliest first. Asks no permission: the caller has. */
export async function depositsOf(ctx: Pick<Context, 'db' | 'queue'>, workId: string): Promise<DepositView[]> {
  return viewsOf(ctx, await depositsOfWork(ctx.db, workId))
}

/** Throws NotFound `deposit_not_found`, also for what is out of the asker's reach. */
export async function ownDeposit(ctx: Pick<Context, 'actor' | 'db'>, id: string): Promise<DepositRow> {
  const acting = actingFor(ctx, 'work.read')
  const deposit = await depositById(ctx.db, id)
  const organisations = await organisationsOfWorks(ctx, deposit ? [deposit.workId] : [])
  if (!deposit || !reaches(acting, organisations.get(deposit.workId))) throw notFound('deposit')
  return deposit
}

export async function readDeposit(ctx: Pick<Context, 'actor' | 'db' | 'queue'>, id: string): Promise<DepositView> {
  const [view] = await viewsOf(ctx, [await ownDeposit(ctx, id)])
  if (!view) throw notFound('deposit')
  return view
}

/** The bytes as they were deposited. Throws NotFound `deposit_not_found`, `document_not_found` while they are not stored. */
export async function depositContent(
  ctx: Pick<Context, 'actor' | 'db' | 'blobs'>,
  id: string,
  range?: ByteRange,
): Promise<BlobBody & { mimeType: string; totalBytes: number }> {
  const { documentId } = await ownDeposit(ctx, id)
  return documentContent(ctx, documentId, range)
}

async function viewsOf(ctx: Pick<Context, 'db' | 'queue'>, rows: readonly DepositRow[]): Promise<DepositView[]> {
  const documents = await documentViews(
    ctx,
    rows.map(({ documentId }) => documentId),
  )
  return rows.flatMap(({ id, workId, documentId, kind, note, createdAt, enteredAt }) => {
    const document = documents.get(documentId)
    if (!document) return []
    const { name, sizeBytes, progress, sha256, sm3 } = document
    const state = enteredAt !== null ? 'entered' : document.state === 'failed' ? 'failed' : 'storing'
    return [
      {
        id,
        workId,
        kind,
        note,
        name,
        sizeBytes,
        state,
        progress,
        sha256,
        sm3,
        createdAt: new Date(createdAt).toISOString(),
        enteredAt: enteredAt === null ? null : new Date(enteredAt).toISOString(),
      },
    ]
  })
}
