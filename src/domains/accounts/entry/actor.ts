import { AppError } from '../../../kernel/errors.ts'
import type { Actor, Context } from '../../../ports/context.ts'
import { byAddress, countAttempt } from '../limits/limits.ts'
import { tokenBySecret } from '../tokens/queries.ts'
import { readSession } from './sessions.ts'
import { membershipsOf } from './store.ts'

export interface Caller {
  actor: Actor
  /** Send it as Set-Cookie. */
  freshCookie: string | null
}

/**
 * Who a request comes from: an API token in its Authorization header, and nowhere else, or a session in its Cookie header.
 * A token that is not good is refused rather than passed over. Throws Unauthenticated `token_refused`, LimitReached.
 */
export async function callerOf(
  ctx: Pick<Context, 'db' | 'clock' | 'origin' | 'caller'>,
  headers: { cookie: string; authorization: string | undefined },
): Promise<Caller> {
  if (headers.authorization !== undefined) {
    return { actor: await tokenActor(ctx, headers.authorization), freshCookie: null }
  }
  const session = headers.cookie ? await readSession(ctx, headers.cookie) : null
  if (!session || session.isPending) return { actor: { kind: 'anonymous' }, freshCookie: null }
  const memberships = await membershipsOf(ctx.db, session.personId)
  const membership = memberships.find(({ organisation }) => organisation.id === session.organisationId)
  if (!membership) return { actor: { kind: 'anonymous' }, freshCookie: null }
  const { sessionId, personId, organisationId, hasSecondFactor, freshCookie } = session
  const { kind: organisationKind, departmentCode } = membership.organisation
  return {
    actor: {
      kind: 'person',
      personId,
      organisationId,
      role: membership.role,
      sessionId,
      hasSecondFactor,
      organisationKind,
      departmentCode,
    },
    freshCookie,
  }
}

async function tokenActor(ctx: Pick<Context, 'db' | 'clock' | 'caller'>, authorization: string): Promise<Actor> {
  const secret = /^Bearer (qy_[a-z0-9]{20,100})$/i.exec(authorization)?.[1]
  const token = secret ? await tokenBySecret(ctx, secret) : null
  if (!token) {
    await countAttempt(ctx, 'token.address', byAddress(ctx))
    throw new AppError('Unauthenticated', 'token_refused', 'This API token is unknown, revoked or expired')
  }
  return { kind: 'token', ...token }
}
