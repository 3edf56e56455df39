import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import type { VerificationView } from '../contract.ts'
import { sameNumbers } from '../store.ts'
import { reachableRequest } from './reachable-request.ts'
import { viewsOf } from './views.ts'

/** Throws NotFound `verification_not_found`. */
export async function readVerification(ctx: Pick<Context, 'actor' | 'db'>, id: string): Promise<VerificationView> {
  const acting = actingFor(ctx, 'verification.read')
  const stored = await reachableRequest(ctx, acting, id)
  const [view] = await viewsOf(ctx, [stored])
  if (!view) throw notFound('verification')
  return { ...view, sameNumber: acting.everywhere ? await sameNumbers(ctx.db, stored.request) : [] }
}
