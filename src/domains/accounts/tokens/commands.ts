import { forbidden, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, reaches } from '../acting.ts'
import { auditStatements } from '../audit/store.ts'
import { scopesOf, TokenInput, type TokenView } from '../contract.ts'
import { personById } from '../entry/store.ts'
import { organisationById } from '../organisations/store.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { tokenView } from './queries.ts'
import { insertToken, revokeTokenRow, tokenById } from './store.ts'

const dayMs = 86_400_000

type TokenContext = Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>

/**
 * A token of the organisation, which stays when the person who made it leaves. Its secret is told here and never again.
 * Throws Forbidden `scope_not_yours`.
 */
export async function makeToken(ctx: TokenContext, input: unknown): Promise<{ token: TokenView; secret: string }> {
  const { organisationId, personId } = actingFor(ctx, 'token.manage')
  const { name, scopes, expiresInDays } = parse(TokenInput, input)
  const organisation = await organisationById(ctx.db, organisationId)
  const possible = organisation ? scopesOf(organisation.kind) : []
  if (!scopes.every((scope) => possible.includes(scope))) {
    throw forbidden('scope_not_yours', 'Only the platform itself gives this scope')
  }
  const maker = personId === null ? undefined : await personById(ctx.db, personId)
  const nowMs = ctx.clock.nowMs()
  // The prefix lets secret scanners find one that has leaked.
  const secret = `qy_${newSecret(40)}`
  const row = {
    id: newId('tok', nowMs),
    organisationId,
    name,
    tokenHash: hashSecret(secret),
    scopes: [...new Set(scopes)],
    createdBy: personId,
    createdAt: nowMs,
    expiresAt: expiresInDays === null ? null : nowMs + expiresInDays * dayMs,
    lastUsedAt: null,
    revokedAt: null,
  }
  await ctx.db.batch([
    insertToken(row),
    ...auditStatements(ctx, {
      action: 'token.made',
      subjectId: row.id,
      after: { scopes: row.scopes, expiresInDays },
    }),
  ])
  return { token: tokenView(row, maker?.name ?? null), secret }
}

/** Throws NotFound `token_not_found`, also for another organisation's; Conflict `token_revoked` the second time. */
export async function revokeToken(ctx: TokenContext, id: string): Promise<void> {
  const acting = actingFor(ctx, 'token.manage')
  const token = await tokenById(ctx.db, id)
  if (!token || !reaches(acting, token.organisationId)) throw notFound('token')
  await ctx.db.batch([
    revokeTokenRow(id, ctx.clock.nowMs()),
    ...auditStatements(ctx, {
      action: 'token.revoked',
      subjectId: id,
      before: { scopes: token.scopes },
      organisationId: token.organisationId,
    }),
  ])
}
