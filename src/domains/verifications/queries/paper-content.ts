import { notFound } from '../../../kernel/errors.ts'
import type { BlobBody, ByteRange } from '../../../ports/blobs.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { fileById, objectContent } from '../../files/index.ts'
import { papersOf } from '../store.ts'
import { reachableRequest } from './reachable-request.ts'

/** The bytes of a paper of this very request. Throws NotFound `verification_not_found`, `paper_not_found`. */
export async function paperContent(
  ctx: Pick<Context, 'actor' | 'db' | 'blobs'>,
  id: string,
  fileId: string,
  range?: ByteRange,
): Promise<BlobBody & { mimeType: string; totalBytes: number }> {
  const { request } = await reachableRequest(ctx, actingFor(ctx, 'verification.read'), id)
  const papers = await papersOf(ctx.db, [request.id])
  const stored = papers.some((paper) => paper.fileId === fileId) ? await fileById(ctx.db, fileId) : undefined
  if (!stored?.file.sha256) throw notFound('paper')
  const { sha256, mimeType, sizeBytes } = stored.file
  return objectContent(ctx, { sha256, mimeType, sizeBytes }, range)
}
