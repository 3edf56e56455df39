import type { Context } from '../../../ports/context.ts'
import type { MediaKind } from '../../files/contract.ts'
import { hashesOfFiles } from '../../files/index.ts'
import { organisationsOf, usesOfObject, versionsOf } from '../store.ts'

export interface RegisteredUse {
  workId: string
  organisationId: string
  title: string
  registrationNumber: string
  registeredAt: string
  rightHolders: string[]
  kind: MediaKind
  mimeType: string
  sizeBytes: number
  durationSeconds: number | null
  widthPixels: number | null
  heightPixels: number | null
  episode: number | null
}

/** Nobody needs to see more owners of the same bytes than this; the earliest registrations count. */
const usesMax = 20

/** The registered works that hold these bytes, earliest first, each as its newest version with them says. */
export async function registeredUses(ctx: Pick<Context, 'db'>, sha256: string): Promise<RegisteredUse[]> {
  const rows = await usesOfObject(ctx.db, sha256)
  const newestOfEach = [...new Map(rows.toReversed().map((row) => [row.work.id, row])).values()]
    .toReversed()
    .slice(0, usesMax)
  return Promise.all(
    newestOfEach.map(async ({ work, version, episode, file }) => {
      const [parts] = await versionsOf(ctx.db, work.id, version)
      return {
        workId: work.id,
        organisationId: work.organisationId,
        title: parts?.draft.title ?? '',
        registrationNumber: work.registrationNumber ?? '',
        registeredAt: new Date(work.registeredAt ?? 0).toISOString(),
        rightHolders: parts?.draft.rightHolders.map(({ name }) => name) ?? [],
        kind: file.kind,
        mimeType: file.mimeType,
        sizeBytes: file.sizeBytes,
        durationSeconds: file.facts.durationSeconds ?? null,
        widthPixels: file.facts.widthPixels ?? null,
        heightPixels: file.facts.heightPixels ?? null,
        episode,
      }
    }),
  )
}

/** The SHA-256 of every file of one version. */
export async function objectsOfVersion(ctx: Pick<Context, 'db'>, workId: string, version: number): Promise<string[]> {
  const [parts] = await versionsOf(ctx.db, workId, version)
  const ids = parts?.draft.files.map(({ fileId }) => fileId) ?? []
  const hashes = await hashesOfFiles(ctx, ids)
  return ids.flatMap((id) => hashes.get(id) ?? [])
}

/** Which organisation each of these works belongs to, by work id. */
export const organisationsOfWorks = (ctx: Pick<Context, 'db'>, ids: readonly string[]): Promise<Map<string, string>> =>
  organisationsOf(ctx.db, ids)
