import { notFound } from '../../../kernel/errors.ts'
import type { BlobBody } from '../../../ports/blobs.ts'
import type { Context } from '../../../ports/context.ts'
import { objectPoster, postersOfFiles } from '../../files/index.ts'
import { facesOf, versionsOf, workByNumber } from '../store.ts'
import { ownWork } from './own-work.ts'

export interface Face {
  fileCount: number
  posterSha256: string | null
}

/** The picture that stands for each work: its own poster, or else that of its first file that has one. By work id. */
export async function posterObjects(
  ctx: Pick<Context, 'db'>,
  versions: readonly { workId: string; version: number }[],
): Promise<Map<string, Face>> {
  const { files, chosen } = await facesOf(ctx.db, versions)
  const posters = await postersOfFiles(ctx, [...files.map(({ fileId }) => fileId), ...chosen.values()])
  return new Map(
    versions.map(({ workId, version }) => {
      const mine = files.filter((file) => file.workId === workId && file.version === version)
      const candidates = [chosen.get(`${workId}:${version}`), ...mine.map(({ fileId }) => fileId)]
      const sha256 = candidates.map((id) => (id === undefined ? undefined : posters.get(id))).find(Boolean)
      return [workId, { fileCount: mine.length, posterSha256: sha256 ?? null }]
    }),
  )
}

/** The poster of the organisation's own work, its newest version. Throws NotFound `work_not_found`, `poster_not_found`. */
export async function workPoster(ctx: Pick<Context, 'actor' | 'db' | 'blobs'>, workId: string): Promise<BlobBody> {
  const work = await ownWork(ctx, workId)
  const [newest] = await versionsOf(ctx.db, work.id)
  if (!newest) throw notFound('poster')
  return posterOf(ctx, work.id, newest.version.version)
}

/** The poster of a registered work, for anyone. Throws NotFound `registration_not_found`, `poster_not_found`. */
export async function registryPoster(ctx: Pick<Context, 'db' | 'blobs'>, number: string): Promise<BlobBody> {
  const work = await workByNumber(ctx.db, number)
  if (!work?.currentVersion) throw notFound('registration')
  return posterOf(ctx, work.id, work.currentVersion)
}

async function posterOf(ctx: Pick<Context, 'db' | 'blobs'>, workId: string, version: number): Promise<BlobBody> {
  const faces = await posterObjects(ctx, [{ workId, version }])
  return objectPoster(ctx, faces.get(workId)?.posterSha256 ?? null)
}
