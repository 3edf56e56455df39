import type { MemberRole, OrganisationKind } from '../contract.ts'

const rank: Record<MemberRole, number> = { viewer: 0, member: 1, manager: 2, owner: 3 }

/** Nobody gives a role above their own. */
export const mayGive = (by: MemberRole, role: MemberRole): boolean => rank[role] <= rank[by]

/** An owner changes everybody; the others only those below themselves. */
export const mayChange = (by: MemberRole, whose: MemberRole): boolean => by === 'owner' || rank[whose] < rank[by]

/** Their name is not their own to change, and their level does not come from papers. */
export const isInstitution = (kind: OrganisationKind): boolean => kind !== 'studio' && kind !== 'buyer'
