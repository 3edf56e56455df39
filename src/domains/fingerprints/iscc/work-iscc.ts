import type { Context } from '../../../ports/context.ts'
import type { IsccUnits } from '../../../ports/media.ts'
import { readRegistration, readWork } from '../../works/index.ts'
import { objectParts } from '../store.ts'
import { composeIscc } from './codes.ts'
import type { FileIscc, VersionIscc, WorkIscc } from './contract.ts'
import { metaCode } from './meta-code.ts'
import { decodeUnits, UNIT_BITS } from './stored-units.ts'

interface NamedVersion {
  version: number
  title: string
  synopsis: string
  files: { sha256: string | null; episode: number | null }[]
}

/** A Meta-Code is made when it is asked for: the words of a sealed version never change, and those of a draft do. */
const metaOf = ({ title, synopsis }: NamedVersion): string | null =>
  title.trim() === '' ? null : metaCode({ name: title, description: synopsis }, UNIT_BITS).iscc

/** The ISCC-CODE of a file's units, of a work's title where it has one. */
export const fileCode = ({ content, data, instance }: IsccUnits, meta: string | null): string =>
  composeIscc([...(meta ? [meta] : []), ...(content ? [content] : []), data, instance])

async function isccsOf(ctx: Pick<Context, 'db'>, versions: NamedVersion[]): Promise<VersionIscc[]> {
  const hashes = versions.flatMap(({ files }) => files.flatMap(({ sha256 }) => sha256 ?? []))
  const bodies = await objectParts(ctx.db, [...new Set(hashes)], 'iscc')
  return versions.map((version) => {
    const meta = metaOf(version)
    const files = version.files.flatMap(({ sha256, episode }): FileIscc[] => {
      const body = sha256 === null ? undefined : bodies.get(sha256)
      if (sha256 === null || !body) return []
      const units = decodeUnits(body)
      return [{ sha256, episode, iscc: fileCode(units, meta), ...units }]
    })
    return { version: version.version, meta, files }
  })
}

/** The codes of a work of one's own, draft and all. Throws NotFound `work_not_found`. */
export async function ownWorkIscc(ctx: Pick<Context, 'actor' | 'db' | 'queue'>, workId: string): Promise<WorkIscc> {
  const { versions } = await readWork(ctx, workId)
  return {
    versions: await isccsOf(
      ctx,
      versions.map(({ version, title, synopsis, files, fileViews }) => ({
        version,
        title,
        synopsis,
        files: files.map(({ fileId, episode }) => ({
          episode,
          sha256: fileViews.find(({ id }) => id === fileId)?.sha256 ?? null,
        })),
      })),
    ),
  }
}

/** The codes of a registered work, for anyone: its current version. Throws NotFound `registration_not_found`. */
export async function registeredIscc(ctx: Pick<Context, 'db' | 'queue'>, number: string): Promise<WorkIscc> {
  return { versions: await isccsOf(ctx, [await readRegistration(ctx, number)]) }
}
