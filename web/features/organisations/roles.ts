import { type MemberRole, memberRoles, type OrganisationKind } from '../../../src/domains/accounts/contract.ts'

/** The higher, the lower the number. */
const rank = (role: MemberRole): number => memberRoles.indexOf(role)

/** What the server would accept: nobody gives a role above their own. */
export const rolesToGive = (by: MemberRole): MemberRole[] => memberRoles.filter((role) => rank(role) >= rank(by))

/** An owner changes everybody; the others only those below themselves. */
export const mayChange = (by: MemberRole, whose: MemberRole): boolean => by === 'owner' || rank(whose) > rank(by)

/** Found by anyone, named by themselves, and verified by their papers. */
export const isFoundable = (kind: OrganisationKind): boolean => kind === 'studio' || kind === 'buyer'
