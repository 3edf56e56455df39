import { conflict, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, reaches } from '../../accounts/index.ts'
import { type VersionParts, versionsOf, type WorkRow, workById } from '../store.ts'

/** Throws NotFound `work_not_found`, also for what is out of the asker's reach. */
export async function ownWork(ctx: Pick<Context, 'actor' | 'db'>, workId: string): Promise<WorkRow> {
  const acting = actingFor(ctx, 'work.read')
  const work = await workById(ctx.db, workId)
  if (!work || !reaches(acting, work.organisationId)) throw notFound('work')
  return work
}

/** Throws Conflict `no_draft`. */
export async function draftOf(ctx: Pick<Context, 'db'>, work: WorkRow): Promise<VersionParts> {
  const [newest] = await versionsOf(ctx.db, work.id)
  if (newest?.version.state !== 'draft') throw conflict('no_draft', 'There is no draft of this work to change')
  return newest
}
