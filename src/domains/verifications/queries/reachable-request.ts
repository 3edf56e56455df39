import { conflict, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { type actingFor, reaches } from '../../accounts/index.ts'
import { requestById, type StoredRequest } from '../store.ts'

/** Throws NotFound `verification_not_found`, also for one that is out of reach. */
export async function reachableRequest(
  ctx: Pick<Context, 'db'>,
  acting: ReturnType<typeof actingFor>,
  id: string,
): Promise<StoredRequest> {
  const stored = await requestById(ctx.db, id)
  if (!stored || !reaches(acting, stored.request.organisationId)) throw notFound('verification')
  return stored
}

/** Throws like `reachableRequest`, and Conflict `verification_decided` for one that is closed. */
export async function waitingRequest(
  ctx: Pick<Context, 'db'>,
  acting: ReturnType<typeof actingFor>,
  id: string,
): Promise<StoredRequest> {
  const stored = await reachableRequest(ctx, acting, id)
  if (stored.request.state !== 'waiting') throw conflict('verification_decided', 'This request no longer waits')
  return stored
}
