import type { Context } from '../../../ports/context.ts'
import type { VerificationListItem } from '../contract.ts'
import { papersOf, type StoredRequest } from '../store.ts'

export const instant = (ms: number): string => new Date(ms).toISOString()
export const instantOrNull = (ms: number | null): string | null => (ms === null ? null : instant(ms))

/** Asks no permission: the caller has. */
export async function viewsOf(
  ctx: Pick<Context, 'db'>,
  stored: readonly StoredRequest[],
): Promise<VerificationListItem[]> {
  const ids = stored.map(({ request }) => request.id)
  const papers = Map.groupBy(await papersOf(ctx.db, ids), ({ requestId }) => requestId)
  return stored.map(({ request, organisation }) => ({
    id: request.id,
    organisation,
    kind: request.kind,
    legalName: request.legalName,
    country: request.country,
    registrationNumber: request.registrationNumber,
    website: request.website,
    websiteCode: request.website === null ? null : request.websiteCode,
    websiteCheckedAt: instantOrNull(request.websiteCheckedAt),
    websiteFinding: request.websiteFinding,
    state: request.state,
    level: request.level,
    reason: request.reason,
    papers: (papers.get(request.id) ?? []).map(({ fileId, name, mimeType, facts }) => ({
      fileId,
      name,
      mimeType,
      widthPixels: facts.widthPixels ?? null,
      heightPixels: facts.heightPixels ?? null,
    })),
    createdAt: instant(request.createdAt),
    decidedAt: instantOrNull(request.decidedAt),
  }))
}
