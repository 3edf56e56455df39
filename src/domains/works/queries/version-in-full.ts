import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { FileView } from '../../files/contract.ts'
import { fileViews } from '../../files/index.ts'
import type { Registrant, WorkDraft, WorkKind } from '../contract.ts'
import { versionsOf, workById } from '../store.ts'
import { registrantsOf } from './registrants.ts'

export interface VersionInFull {
  workId: string
  organisationId: string
  registrationNumber: string
  kind: WorkKind
  version: number
  registeredAtMs: number
  registrant: Registrant
  draft: WorkDraft
  /** In the order of the draft's files. */
  files: FileView[]
}

/** One registered version with all that it says. Asks no permission: the caller has. Throws NotFound `registration_not_found`. */
export async function versionInFull(
  ctx: Pick<Context, 'db' | 'queue'>,
  workId: string,
  version: number,
): Promise<VersionInFull> {
  const work = await workById(ctx.db, workId)
  const [parts] = work ? await versionsOf(ctx.db, workId, version) : []
  const registeredAtMs = parts?.version.registeredAt
  if (!work?.registrationNumber || !parts || registeredAtMs === null || registeredAtMs === undefined) {
    throw notFound('registration')
  }
  const registrantOf = await registrantsOf(ctx, [work])
  return {
    workId,
    organisationId: work.organisationId,
    registrationNumber: work.registrationNumber,
    kind: work.kind,
    version,
    registeredAtMs,
    registrant: registrantOf(work),
    draft: parts.draft,
    files: await fileViews(
      ctx,
      parts.draft.files.map(({ fileId }) => fileId),
    ),
  }
}
