import { AppError } from '../../../kernel/errors.ts'
import type { MemberRole, OrganisationKind } from '../contract.ts'
import { platformRoleOf } from '../rules.ts'
import type { GivenRole, RoleInput } from './contract.ts'

/** The organisations of the first migration, for one of which everybody with such a role acts. */
export function organisationOfRole({ role, department }: Pick<RoleInput, 'role' | 'department'>): string {
  if (role === 'officer') return `org_${department}`
  return role === 'mediator' || role === 'secretary' ? 'org_mediation' : 'org_platform'
}

const kindOfRole: Record<GivenRole, OrganisationKind> = {
  admin: 'platform',
  auditor: 'platform',
  mediator: 'mediation_committee',
  secretary: 'mediation_committee',
  officer: 'department',
}

/** Whether a member with the role `as` in the organisation has that role on the platform. */
export const makes = (role: GivenRole, as: MemberRole): boolean => platformRoleOf(kindOfRole[role], as) === role

/** Throws Invalid `input_invalid`. */
export function requireFit({ role, as }: Pick<RoleInput, 'role' | 'as'>): void {
  if (as === undefined || makes(role, as)) return
  const message = `as ${as} of the platform nobody is ${role}`
  throw new AppError('Invalid', 'input_invalid', 'Some of what was sent cannot be accepted', {
    issues: [{ path: 'as', message }],
  })
}

/** As what somebody joins: the first one becomes owner, so that there is one who can invite the others. */
export function memberRoleFor(role: GivenRole, hasOwner: boolean): MemberRole {
  if (role === 'auditor') return 'viewer'
  // Whoever leads the committee is its secretary, and mediates nothing.
  if (role === 'mediator') return 'member'
  if (!hasOwner) return 'owner'
  return role === 'officer' ? 'member' : 'manager'
}
