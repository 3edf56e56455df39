import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../acting.ts'
import type { DepartmentCode, OrganisationKind, TokenScope, TokenView } from '../contract.ts'
import { reachOrganisation } from '../organisations/reach.ts'
import { hashSecret } from '../secrets.ts'
import { markTokenUsed, type TokenRow, tokenByHash, tokenRows } from './store.ts'

const tokensMax = 200
const usedEveryMs = 60_000
const secretForm = /^qy_[0-9a-z]{40}$/

const instantOrNull = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

export const tokenView = (row: TokenRow, createdByName: string | null): TokenView => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  createdBy: createdByName || null,
  createdAt: new Date(row.createdAt).toISOString(),
  expiresAt: instantOrNull(row.expiresAt),
  lastUsedAt: instantOrNull(row.lastUsedAt),
  revokedAt: instantOrNull(row.revokedAt),
})

/** The newest 200 of the organisation for which one acts, newest first, revoked ones too. */
export async function listTokens(ctx: Pick<Context, 'actor' | 'db'>): Promise<TokenView[]> {
  const { organisationId } = actingFor(ctx, 'token.read')
  return tokensOf(ctx, organisationId)
}

/** The same of any organisation within reach. Throws NotFound `organisation_not_found`. */
export async function listTokensOf(ctx: Pick<Context, 'actor' | 'db'>, organisationId: string): Promise<TokenView[]> {
  await reachOrganisation(ctx, 'token.read', organisationId)
  return tokensOf(ctx, organisationId)
}

async function tokensOf(ctx: Pick<Context, 'db'>, organisationId: string): Promise<TokenView[]> {
  const rows = await tokenRows(ctx.db, organisationId, tokensMax)
  return rows.map(({ token, createdByName }) => tokenView(token, createdByName))
}

export interface TokenHolder {
  tokenId: string
  organisationId: string
  scopes: readonly TokenScope[]
  organisationKind: OrganisationKind
  departmentCode: DepartmentCode | null
}

/** Whose token this is; null for one that is unknown, revoked or too old. Remembers its use, to the minute. */
export async function tokenBySecret(ctx: Pick<Context, 'db' | 'clock'>, secret: string): Promise<TokenHolder | null> {
  if (!secretForm.test(secret)) return null
  const found = await tokenByHash(ctx.db, hashSecret(secret))
  if (!found) return null
  const { token, organisation } = found
  const nowMs = ctx.clock.nowMs()
  if (token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= nowMs)) return null
  if (token.lastUsedAt === null || token.lastUsedAt <= nowMs - usedEveryMs) {
    await ctx.db.batch([markTokenUsed(token.id, nowMs, nowMs - usedEveryMs)])
  }
  return {
    tokenId: token.id,
    organisationId: organisation.id,
    scopes: token.scopes,
    organisationKind: organisation.kind,
    departmentCode: organisation.departmentCode,
  }
}
