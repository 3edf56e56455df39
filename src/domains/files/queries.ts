import { invalid, notFound } from '../../kernel/errors.ts'
import type { BlobBody, ByteRange } from '../../ports/blobs.ts'
import type { Context } from '../../ports/context.ts'
import { actingFor, reaches } from '../accounts/index.ts'
import type { FileView } from './contract.ts'
import { fileStanding, objectKey, posterKey } from './rules.ts'
import { documentByUpload, fileById, fileByUpload, filesByIds, type StoredFile } from './store.ts'

/** A file within the asker's reach. Throws NotFound `file_not_found`, also for another organisation's. */
export async function ownFile(ctx: Pick<Context, 'actor' | 'db'>, id: string): Promise<StoredFile> {
  const acting = actingFor(ctx, 'file.read')
  const stored = await fileById(ctx.db, id)
  if (!stored || !reaches(acting, stored.file.organisationId)) throw notFound('file')
  return stored
}

export async function readFile(ctx: Pick<Context, 'actor' | 'db' | 'queue'>, id: string): Promise<FileView> {
  const stored = await ownFile(ctx, id)
  const [view] = await viewsOf(ctx, [stored])
  if (!view) throw notFound('file')
  return view
}

/** Views of the files with these ids, in their order; ids that do not exist are left out. Asks no permission: the caller has. */
export async function fileViews(ctx: Pick<Context, 'db' | 'queue'>, ids: readonly string[]): Promise<FileView[]> {
  const byId = new Map((await filesByIds(ctx.db, ids)).map((stored) => [stored.file.id, stored]))
  return viewsOf(
    ctx,
    ids.flatMap((id) => byId.get(id) ?? []),
  )
}

async function viewsOf(ctx: Pick<Context, 'queue'>, stored: readonly StoredFile[]): Promise<FileView[]> {
  const subjectOf = ({ file }: StoredFile) => file.sha256 ?? file.id
  const unfinished = stored.filter(({ object }) => object === null || object.state === 'stored')
  const jobs = await ctx.queue.standings(unfinished.map(subjectOf))
  return stored.map((one) => {
    const { file, object } = one
    return {
      id: file.id,
      name: file.name,
      kind: file.kind,
      mimeType: file.mimeType,
      sizeBytes: file.sizeBytes,
      ...fileStanding({ hasBytes: file.sha256 !== null, object, job: jobs.get(subjectOf(one)) ?? null }),
      sha256: file.sha256,
      sm3: object?.sm3 ?? null,
      widthPixels: file.facts.widthPixels ?? null,
      heightPixels: file.facts.heightPixels ?? null,
      durationSeconds: file.facts.durationSeconds ?? null,
      hasPoster: object?.hasPoster ?? false,
      createdAt: new Date(file.createdAt).toISOString(),
    }
  })
}

/** The bytes of a file of the asker's own. Throws NotFound `file_not_found` while they are not stored. */
export async function fileContent(
  ctx: Pick<Context, 'actor' | 'db' | 'blobs'>,
  id: string,
  range?: ByteRange,
): Promise<BlobBody & { mimeType: string; totalBytes: number }> {
  const { file, object } = await ownFile(ctx, id)
  if (!file.sha256 || object?.state === 'refused') throw notFound('file')
  return objectContent(ctx, { sha256: file.sha256, mimeType: file.mimeType, sizeBytes: file.sizeBytes }, range)
}

/** Asks no permission: the caller has. Throws Invalid `range_not_satisfiable`, NotFound `object_not_found`. */
export async function objectContent(
  ctx: Pick<Context, 'blobs'>,
  object: { sha256: string; mimeType: string; sizeBytes: number },
  range?: ByteRange,
): Promise<BlobBody & { mimeType: string; totalBytes: number }> {
  if (range && range.start >= object.sizeBytes) {
    throw invalid('range_not_satisfiable', 'The file ends before this range', { sizeBytes: object.sizeBytes })
  }
  const within = range && { start: range.start, end: Math.min(range.end, object.sizeBytes) }
  const body = await ctx.blobs.get(objectKey(object.sha256), within)
  if (!body) throw notFound('object')
  return { ...body, mimeType: object.mimeType, totalBytes: object.sizeBytes }
}

export async function filePoster(ctx: Pick<Context, 'actor' | 'db' | 'blobs'>, id: string): Promise<BlobBody> {
  const { file, object } = await ownFile(ctx, id)
  return objectPoster(ctx, object?.hasPoster ? file.sha256 : null)
}

/** Asks no permission: the caller has. Throws NotFound `poster_not_found`. */
export async function objectPoster(ctx: Pick<Context, 'blobs'>, sha256: string | null): Promise<BlobBody> {
  const body = sha256 ? await ctx.blobs.get(posterKey(sha256)) : null
  if (!body) throw notFound('poster')
  return body
}

/** Which organisation each of these files belongs to, by file id. */
export async function organisationsOfFiles(
  ctx: Pick<Context, 'db'>,
  ids: readonly string[],
): Promise<Map<string, string>> {
  return new Map((await filesByIds(ctx.db, ids)).map(({ file }) => [file.id, file.organisationId]))
}

/** The SHA-256 of each of these files that is stored, by file id. */
export async function hashesOfFiles(ctx: Pick<Context, 'db'>, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map(
    (await filesByIds(ctx.db, ids)).flatMap(({ file }) => (file.sha256 ? [[file.id, file.sha256] as const] : [])),
  )
}

/** The SHA-256 of each of these files that has a poster, by file id. */
export async function postersOfFiles(ctx: Pick<Context, 'db'>, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map(
    (await filesByIds(ctx.db, [...new Set(ids)])).flatMap(({ file, object }) =>
      object?.hasPoster ? [[file.id, object.sha256] as const] : [],
    ),
  )
}

/** Whether a job still needs the bytes of this upload, however long ago they came. */
export async function isUploadNeeded(ctx: Pick<Context, 'db'>, uploadId: string): Promise<boolean> {
  const kept = (await fileByUpload(ctx.db, uploadId)) ?? (await documentByUpload(ctx.db, uploadId))
  return kept !== undefined && kept.sha256 === null
}
