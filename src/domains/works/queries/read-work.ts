import type { Context } from '../../../ports/context.ts'
import { fileViews } from '../../files/index.ts'
import type { WorkView } from '../contract.ts'
import { versionsOf } from '../store.ts'
import { ownWork } from './own-work.ts'
import { registrantsOf } from './registrants.ts'

const instant = (ms: number) => new Date(ms).toISOString()

export async function readWork(ctx: Pick<Context, 'actor' | 'db' | 'queue'>, workId: string): Promise<WorkView> {
  const work = await ownWork(ctx, workId)
  const versions = await versionsOf(ctx.db, workId)
  const ids = [...new Set(versions.flatMap(({ draft }) => draft.files.map(({ fileId }) => fileId)))]
  const views = new Map((await fileViews(ctx, ids)).map((view) => [view.id, view]))
  const registrantOf = await registrantsOf(ctx, [work])
  return {
    id: work.id,
    kind: work.kind,
    organisationId: work.organisationId,
    registrant: registrantOf(work),
    registrationNumber: work.registrationNumber,
    registeredAt: work.registeredAt === null ? null : instant(work.registeredAt),
    createdAt: instant(work.createdAt),
    versions: versions.map(({ version, draft }) => ({
      ...draft,
      version: version.version,
      state: version.state,
      revision: version.revision,
      updatedAt: instant(version.updatedAt),
      registeredAt: version.registeredAt === null ? null : instant(version.registeredAt),
      fileViews: draft.files.flatMap(({ fileId }) => views.get(fileId) ?? []),
    })),
  }
}
