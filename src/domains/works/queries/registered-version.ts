import type { Context } from '../../../ports/context.ts'
import { hashesOfFiles } from '../../files/index.ts'
import { versionsOf, workById, workByNumber } from '../store.ts'

export interface RegisteredVersion {
  workId: string
  organisationId: string
  registrationNumber: string
  version: number
  title: string
  /** Milliseconds of Unix time, of this version. */
  registeredAt: number
  files: { sha256: string; episode: number | null }[]
}

/** One registered version of a work, the current one unless `version` is given, or null. Asks no permission: the caller has. */
export async function registeredVersion(
  ctx: Pick<Context, 'db'>,
  workId: string,
  version?: number,
): Promise<RegisteredVersion | null> {
  const work = await workById(ctx.db, workId)
  if (!work || work.registrationNumber === null || work.currentVersion === null) return null
  const [parts] = await versionsOf(ctx.db, workId, version ?? work.currentVersion)
  if (!parts || parts.version.registeredAt === null) return null
  const { files, title } = parts.draft
  const hashes = await hashesOfFiles(
    ctx,
    files.map(({ fileId }) => fileId),
  )
  return {
    workId,
    organisationId: work.organisationId,
    registrationNumber: work.registrationNumber,
    version: parts.version.version,
    title,
    registeredAt: parts.version.registeredAt,
    files: files.flatMap(({ fileId, episode }) => {
      const sha256 = hashes.get(fileId)
      return sha256 ? [{ sha256, episode }] : []
    }),
  }
}

/** The current version of the work that has this number, or null. */
export async function registeredWork(ctx: Pick<Context, 'db'>, number: string): Promise<RegisteredVersion | null> {
  const work = await workByNumber(ctx.db, number)
  return work ? registeredVersion(ctx, work.id) : null
}
