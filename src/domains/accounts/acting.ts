import { AppError, forbidden } from '../../kernel/errors.ts'
import type { Context } from '../../ports/context.ts'
import { type Action, allows } from './rules.ts'

export interface Acting {
  organisationId: string
  /** Null at the machine's own command line. */
  personId: string | null
}

/**
 * The organisation for which `action` is done. Every command and query on private things asks this first.
 * Throws Unauthenticated `sign_in_needed` and Forbidden `role_may_not`.
 */
export function actingFor(ctx: Pick<Context, 'actor'>, action: Action): Acting {
  const { actor } = ctx
  if (actor.kind === 'operator') return { organisationId: actor.organisationId, personId: null }
  if (actor.kind !== 'person') throw new AppError('Unauthenticated', 'sign_in_needed', 'Sign in first')
  if (!allows(action, actor.role)) throw forbidden('role_may_not', `A ${actor.role} may not do this`)
  return { organisationId: actor.organisationId, personId: actor.personId }
}
