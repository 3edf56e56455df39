import { conflict, invalid, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { parse } from '../../kernel/parse.ts'
import type { Context } from '../../ports/context.ts'
import type { StagedUpload } from '../../ports/local-files.ts'
import { actingFor, auditStatements } from '../accounts/index.ts'
import { AcceptFileInput, DropRefusedJob, type FileView, StoreFileJob } from './contract.ts'
import { readFile } from './queries.ts'
import { displayFileName, isVerdictOnFile, objectKey, requireHonestName } from './rules.ts'
import { bindObject, fileById, fileByUpload, insertFile, objectByHash } from './store.ts'

/**
 * Takes an upload whose bytes have all arrived. The type is found from the bytes; what is not accepted is refused here and
 * its bytes are dropped. Hashing and reading the whole file follow as jobs. The same upload twice gives the same file.
 *
 * Throws NotFound `upload_not_found`, Conflict `upload_incomplete`, Invalid with the codes of MediaPort.inspect.
 */
export async function acceptFile(ctx: Context, input: unknown): Promise<FileView> {
  const { organisationId, personId } = actingFor(ctx, 'file.upload')
  const { uploadId } = parse(AcceptFileInput, input)
  const known = await fileByUpload(ctx.db, uploadId)
  if (known) {
    if (known.organisationId !== organisationId) throw notFound('upload')
    return readFile(ctx, known.id)
  }
  const upload = await ctx.files.describeUpload(uploadId)
  if (upload?.organisationId !== organisationId) throw notFound('upload')
  if (!upload.complete) throw conflict('upload_incomplete', 'Some bytes of this upload have not arrived yet')
  const facts = await inspectOrDrop(ctx, upload)
  const nowMs = ctx.clock.nowMs()
  const id = newId('fil', nowMs)
  const name = displayFileName(upload.fileName) || 'file'
  const accepting = ctx.db.batch([
    ...insertFile({
      id,
      organisationId,
      uploadId,
      name,
      kind: facts.kind,
      mimeType: facts.mimeType,
      sizeBytes: upload.sizeBytes,
      facts,
      createdBy: personId,
      createdAt: nowMs,
    }),
    ...auditStatements(ctx, { action: 'file.accepted', subjectId: id, details: { sizeBytes: upload.sizeBytes } }),
    ...ctx.queue.enqueue({
      name: 'files.store',
      payload: { fileId: id },
      key: `files.store:${id}`,
      lane: 'media',
      subjectId: id,
    }),
  ])
  try {
    await accepting
  } catch (error) {
    // The same upload was accepted by a request that came at the same moment.
    const winner = await fileByUpload(ctx.db, uploadId)
    if (!winner) throw error
    return readFile(ctx, winner.id)
  }
  return readFile(ctx, id)
}

async function inspectOrDrop(ctx: Context, { uploadId, sizeBytes, fileName }: StagedUpload) {
  try {
    if (sizeBytes === 0) throw invalid('file_empty', 'The file has no bytes')
    if (sizeBytes > ctx.limits.fileSizeBytesMax) throw invalid('file_too_large', 'The file is larger than is accepted')
    const facts = await ctx.files.withUpload(uploadId, (source) => ctx.media.inspect(source, ctx.limits.media))
    requireHonestName(fileName, facts)
    return facts
  } catch (error) {
    if (isVerdictOnFile(error)) await ctx.files.removeUpload(uploadId)
    throw error
  }
}

/** Job `files.store`: takes both hashes and moves the upload to where it stays, under its SHA-256. */
export async function storeFile(ctx: Context, payload: unknown): Promise<void> {
  const { fileId } = parse(StoreFileJob, payload)
  const stored = await fileById(ctx.db, fileId)
  if (!stored) throw notFound('file')
  const { file } = stored
  if (!file.sha256) {
    await ctx.files.withUpload(file.uploadId, async (source) => {
      const digests = await ctx.files.digest(source, (fraction) => ctx.progress(fraction, 'storing'))
      const known = await objectByHash(ctx.db, digests.sha256)
      // The bytes come before the row that speaks of them; those that were refused before are not kept again.
      if (known?.state !== 'refused') {
        await ctx.files.storeUpload(file.uploadId, objectKey(digests.sha256), file.mimeType)
      }
      await ctx.db.batch([
        ...bindObject(fileId, digests, ctx.clock.nowMs()),
        ...auditStatements(ctx, { action: 'file.stored', subjectId: fileId, details: { ...digests } }),
        ...ctx.queue.emit({
          name: 'object.stored',
          payload: { sha256: digests.sha256 },
          key: `${digests.sha256}:${fileId}`,
          subjectId: digests.sha256,
        }),
        ...ctx.completion,
      ])
    })
  }
  await ctx.files.removeUpload(file.uploadId)
}

/** Job `files.drop-refused`: what was refused for good is not kept. */
export async function dropRefused(ctx: Context, payload: unknown): Promise<void> {
  const { sha256 } = parse(DropRefusedJob, payload)
  const object = await objectByHash(ctx.db, sha256)
  if (object?.state === 'refused') await ctx.blobs.remove(objectKey(sha256))
}
