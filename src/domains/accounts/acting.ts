import { AppError, forbidden } from '../../kernel/errors.ts'
import type { Context } from '../../ports/context.ts'
import {
  type Action,
  isDecision,
  isForPlatformTokens,
  needsSecondFactor,
  platformRoleOf,
  relationsOf,
  scopesFor,
} from './rules.ts'

export interface Acting {
  organisationId: string
  /** Null at the machine's own command line, and for an API token. */
  personId: string | null
  /** Whether the action may be done to the things of every organisation, not only of one's own. */
  everywhere: boolean
}

/**
 * For whom `action` is done, by the permission table. Every command and query on private things asks this first.
 * Throws Unauthenticated `sign_in_needed`; Forbidden `role_may_not`, `scope_missing`, `second_factor_needed`.
 */
export function actingFor(ctx: Pick<Context, 'actor'>, action: Action): Acting {
  const { actor } = ctx
  if (actor.kind === 'operator') return { organisationId: actor.organisationId, personId: null, everywhere: true }
  if (actor.kind === 'token') {
    const scopes = scopesFor(action)
    if (!scopes.some((scope) => actor.scopes.includes(scope))) {
      const wanted = scopes.join(' or ')
      throw forbidden('scope_missing', wanted ? `This token lacks the scope ${wanted}` : 'No token may do this')
    }
    if (isForPlatformTokens(action) && actor.organisationKind === 'platform') {
      return { organisationId: actor.organisationId, personId: null, everywhere: true }
    }
    const relations = relationsOf(action, { ...actor, role: 'member' })
    if (!relations.has('own')) throw forbidden('role_may_not', 'This organisation may not do this')
    return { organisationId: actor.organisationId, personId: null, everywhere: false }
  }
  if (actor.kind !== 'person') throw new AppError('Unauthenticated', 'sign_in_needed', 'Sign in first')
  const relations = relationsOf(action, actor)
  if (relations.size === 0) throw forbidden('role_may_not', `A ${actor.role} of this organisation may not do this`)
  const decides = isDecision(action) && needsSecondFactor(platformRoleOf(actor.organisationKind, actor.role))
  const onlyOfOthers = relations.has('any') && !relations.has('own') && !relations.has('self')
  if (!actor.hasSecondFactor && (decides || onlyOfOthers)) {
    throw forbidden('second_factor_needed', 'This needs a second factor')
  }
  return {
    organisationId: actor.organisationId,
    personId: actor.personId,
    everywhere: relations.has('any') && actor.hasSecondFactor,
  }
}

/** Whether what belongs to `organisationId` is within reach. Answer NotFound where it is not, as for what does not exist. */
export const reaches = (acting: Acting, organisationId: string | undefined): boolean =>
  organisationId !== undefined && (acting.everywhere || acting.organisationId === organisationId)

/** The organisation to list for: null lists everybody's. */
export const listedFor = (acting: Acting): string | null => (acting.everywhere ? null : acting.organisationId)

/** The person who manages their own account. Throws like `actingFor`. */
export function oneself(
  ctx: Pick<Context, 'actor'>,
  action: Action,
): { personId: string; sessionId: string; organisationId: string } {
  actingFor(ctx, action)
  const { actor } = ctx
  if (actor.kind !== 'person') throw forbidden('role_may_not', 'Only a person who is signed in may do this')
  return actor
}
