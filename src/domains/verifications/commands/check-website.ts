import { AppError, conflict } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements, countAttempt } from '../../accounts/index.ts'
import type { VerificationView, WebsiteFinding } from '../contract.ts'
import { waitingRequest } from '../queries/reachable-request.ts'
import { readVerification } from '../queries/read-verification.ts'
import { websiteCodeAddress, websiteFindingIn, websiteFindingOfError } from '../rules.ts'
import { noteWebsite } from '../store.ts'

const fetchLimits = { bytesMax: 4096, timeoutMs: 10_000 }

/**
 * Looks for the request's code at the website it names, and keeps what was found: whoever can publish there holds the website.
 * Throws NotFound `verification_not_found`, Conflict `verification_decided`, `website_missing`, LimitReached `too_many_attempts`.
 */
export async function checkWebsite(ctx: Context, id: string): Promise<VerificationView> {
  const { request } = await waitingRequest(ctx, actingFor(ctx, 'verification.request'), id)
  if (request.website === null) throw conflict('website_missing', 'This request names no website')
  await countAttempt(ctx, 'website.organisation', request.organisationId)
  const finding = await findCode(ctx, request.website, request.websiteCode)
  await ctx.db.batch([
    noteWebsite(id, finding, ctx.clock.nowMs()),
    ...auditStatements(ctx, { action: 'verification.website_checked', subjectId: id, details: { finding } }),
  ])
  return readVerification(ctx, id)
}

async function findCode(ctx: Pick<Context, 'outside'>, website: string, code: string): Promise<WebsiteFinding> {
  try {
    return websiteFindingIn(await ctx.outside.get(websiteCodeAddress(website), fetchLimits), code)
  } catch (error) {
    const finding = error instanceof AppError ? websiteFindingOfError(error.code) : null
    if (finding === null) throw error
    return finding
  }
}
