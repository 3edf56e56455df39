import { forbidden, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { type Acting, actingFor, reaches } from '../acting.ts'
import type { MemberRole } from '../contract.ts'
import type { Action } from '../rules.ts'
import { mayChange, mayGive } from './rules.ts'
import { membershipOf, type OrganisationRow, organisationById } from './store.ts'

interface Reached {
  acting: Acting
  organisation: OrganisationRow
  /** The role with which one acts on its members: one's own inside, an owner's for the platform from outside. */
  authority: MemberRole
}

/** Throws like `actingFor`, and NotFound `organisation_not_found`. */
export async function reachOrganisation(
  ctx: Pick<Context, 'actor' | 'db'>,
  action: Action,
  id: string,
): Promise<Reached> {
  const acting = actingFor(ctx, action)
  const organisation = reaches(acting, id) ? await organisationById(ctx.db, id) : undefined
  if (!organisation) throw notFound('organisation')
  const { actor } = ctx
  const isInside = actor.kind === 'person' && actor.organisationId === id
  return { acting, organisation, authority: isInside ? actor.role : 'owner' }
}

/** A member whose role one may change. Throws NotFound `member_not_found`, Forbidden `role_may_not`. */
export async function reachMember(ctx: Pick<Context, 'db'>, { organisation, authority }: Reached, personId: string) {
  const membership = await membershipOf(ctx.db, personId, organisation.id)
  if (!membership) throw notFound('member')
  if (!mayChange(authority, membership.role))
    throw forbidden('role_may_not', `A ${authority} may not change this member`)
  return membership
}

/** Throws Forbidden `role_may_not`. */
export function requireMayGive({ authority }: Reached, role: MemberRole): void {
  if (!mayGive(authority, role)) throw forbidden('role_may_not', `A ${authority} may not make anybody ${role}`)
}
