import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { waitingRequest } from '../queries/reachable-request.ts'
import { withdrawRequest } from '../store.ts'

/** Takes a request back. Throws NotFound `verification_not_found`, Conflict `verification_decided`. */
export async function withdrawVerification(ctx: Context, id: string): Promise<void> {
  await waitingRequest(ctx, actingFor(ctx, 'verification.request'), id)
  await ctx.db.batch([
    withdrawRequest(id),
    ...auditStatements(ctx, { action: 'verification.withdrawn', subjectId: id }),
  ])
}
