import { conflict, invalid, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { parse } from '../../kernel/parse.ts'
import type { BlobBody, ByteRange } from '../../ports/blobs.ts'
import type { Context } from '../../ports/context.ts'
import type { Statement } from '../../ports/db.ts'
import { type DocumentView, StoreDocumentJob } from './contract.ts'
import { displayFileName, documentKey } from './rules.ts'
import { documentById, documentByUpload, documentsByIds, insertDocument, markDocumentStored } from './store.ts'

/**
 * Takes an upload as a document: what it is does not matter, and nobody decodes it. Hashing and storing follow as a job.
 * Returns the id and the statements for the caller's own batch, which says what the document is for. Asks no permission: the
 * caller has. Throws NotFound `upload_not_found`; Conflict `upload_incomplete`; Invalid `file_empty`, `file_too_large`.
 */
export async function acceptDocument(
  ctx: Pick<Context, 'clock' | 'files' | 'limits' | 'queue'>,
  uploader: { organisationId: string; personId: string | null },
  uploadId: string,
): Promise<{ id: string; statements: Statement[] }> {
  const upload = await ctx.files.describeUpload(uploadId)
  if (upload?.organisationId !== uploader.organisationId) throw notFound('upload')
  if (!upload.complete) throw conflict('upload_incomplete', 'Some bytes of this upload have not arrived yet')
  if (upload.sizeBytes === 0) throw invalid('file_empty', 'The file has no bytes')
  if (upload.sizeBytes > ctx.limits.fileSizeBytesMax) {
    throw invalid('file_too_large', 'The file is larger than is accepted')
  }
  const nowMs = ctx.clock.nowMs()
  const id = newId('doc', nowMs)
  const row = {
    id,
    organisationId: uploader.organisationId,
    uploadId,
    name: displayFileName(upload.fileName) || 'file',
    sizeBytes: upload.sizeBytes,
    createdBy: uploader.personId,
    createdAt: nowMs,
  }
  const job = ctx.queue.enqueue({
    name: 'files.store-document',
    payload: { documentId: id },
    key: `files.store-document:${id}`,
    lane: 'media',
    subjectId: id,
  })
  return { id, statements: [insertDocument(row), ...job] }
}

/** The document that was made of an upload, if one was. */
export const documentOfUpload = (ctx: Pick<Context, 'db'>, uploadId: string) => documentByUpload(ctx.db, uploadId)

/** Job `files.store-document`: takes both hashes and moves the upload to where it stays. */
export async function storeDocument(ctx: Context, payload: unknown): Promise<void> {
  const { documentId } = parse(StoreDocumentJob, payload)
  const document = await documentById(ctx.db, documentId)
  if (!document) throw notFound('document')
  if (!document.sha256) {
    await ctx.files.withUpload(document.uploadId, async (source) => {
      const digests = await ctx.files.digest(source, (fraction) => ctx.progress(fraction, 'storing'))
      await ctx.files.storeUpload(document.uploadId, documentKey(digests.sha256), 'application/octet-stream')
      await ctx.db.batch([
        markDocumentStored(documentId, digests),
        ...ctx.queue.emit({
          name: 'document.stored',
          payload: { documentId },
          key: documentId,
          subjectId: documentId,
        }),
        ...ctx.completion,
      ])
    })
  }
  await ctx.files.removeUpload(document.uploadId)
}

/** Views of the documents with these ids, by id. Asks no permission: the caller has. */
export async function documentViews(
  ctx: Pick<Context, 'db' | 'queue'>,
  ids: readonly string[],
): Promise<Map<string, DocumentView>> {
  const rows = await documentsByIds(ctx.db, ids)
  const jobs = await ctx.queue.standings(rows.filter(({ sha256 }) => sha256 === null).map(({ id }) => id))
  return new Map(
    rows.map(({ id, name, sizeBytes, sha256, sm3 }) => {
      const job = jobs.get(id)
      const state = sha256 ? ('stored' as const) : job?.dead ? ('failed' as const) : ('storing' as const)
      return [id, { id, name, sizeBytes, state, progress: sha256 ? 1 : (job?.fraction ?? 0), sha256, sm3 }]
    }),
  )
}

/** Asks no permission: the caller has. Throws Invalid `range_not_satisfiable`; NotFound `document_not_found` while it is not stored. */
export async function documentContent(
  ctx: Pick<Context, 'db' | 'blobs'>,
  id: string,
  range?: ByteRange,
): Promise<BlobBody & { mimeType: string; totalBytes: number }> {
  const document = await documentById(ctx.db, id)
  if (!document?.sha256) throw notFound('document')
  if (range && range.start >= document.sizeBytes) {
    throw invalid('range_not_satisfiable', 'The file ends before this range', { sizeBytes: document.sizeBytes })
  }
  const within = range && { start: range.start, end: Math.min(range.end, document.sizeBytes) }
  const body = await ctx.blobs.get(documentKey(document.sha256), within)
  if (!body) throw notFound('document')
  return { ...body, mimeType: 'application/octet-stream', totalBytes: document.sizeBytes }
}
