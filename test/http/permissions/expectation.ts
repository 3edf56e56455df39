import type { DepartmentCode, MemberRole, PlatformRole, TokenScope } from '../../../src/domains/accounts/contract.ts'
import { type Action, type Grant, permissions } from '../../../src/domains/accounts/rules.ts'

/** Somebody who asks. What they are on the platform is written out here, not worked out by the product. */
export interface Identity {
  name: string
  /** Null is nobody: not signed in, or not yet. */
  role: PlatformRole | null
  /** The role in the organisation; a token acts as a member. */
  member: MemberRole
  /** A seeded organisation; else they get one of this kind for themselves. */
  organisation: 'studio' | 'buyer' | `org_${string}`
  department?: DepartmentCode
  hasSecondFactor?: true
  /** A session that still waits for its second factor. */
  isPending?: true
  /** Comes with an API token of these scopes instead of a session. */
  scopes?: readonly TokenScope[]
}

const deciding = (identity: Omit<Identity, 'hasSecondFactor'>): Identity[] => [
  { ...identity, hasSecondFactor: true },
  { ...identity, name: `${identity.name} without second factor` },
]

export const identities: readonly Identity[] = [
  { name: 'anonymous', role: null, member: 'viewer', organisation: 'studio' },
  { name: 'owner in a pending session', role: null, member: 'owner', organisation: 'studio', isPending: true },
  { name: 'creator owner', role: 'creator', member: 'owner', organisation: 'studio' },
  { name: 'creator manager', role: 'creator', member: 'manager', organisation: 'studio' },
  { name: 'creator member', role: 'creator', member: 'member', organisation: 'studio' },
  { name: 'creator viewer', role: 'creator', member: 'viewer', organisation: 'studio' },
  { name: 'buyer owner', role: 'buyer', member: 'owner', organisation: 'buyer' },
  { name: 'buyer viewer', role: 'buyer', member: 'viewer', organisation: 'buyer' },
  ...deciding({ name: 'mediator member', role: 'mediator', member: 'member', organisation: 'org_mediation' }),
  ...deciding({ name: 'secretary', role: 'secretary', member: 'manager', organisation: 'org_mediation' }),
  ...deciding({
    name: 'copyright officer member',
    role: 'officer',
    member: 'member',
    organisation: 'org_publicity',
    department: 'publicity',
  }),
  ...deciding({
    name: 'copyright officer viewer',
    role: 'officer',
    member: 'viewer',
    organisation: 'org_publicity',
    department: 'publicity',
  }),
  ...deciding({
    name: 'talent officer member',
    role: 'officer',
    member: 'member',
    organisation: 'org_talent',
    department: 'talent',
  }),
  ...deciding({ name: 'admin', role: 'admin', member: 'owner', organisation: 'org_platform' }),
  ...deciding({ name: 'auditor', role: 'auditor', member: 'viewer', organisation: 'org_platform' }),
  {
    name: 'studio token of every scope',
    role: 'creator',
    member: 'member',
    organisation: 'studio',
    scopes: ['read', 'register', 'check'],
  },
  { name: 'studio token that reads', role: 'creator', member: 'member', organisation: 'studio', scopes: ['read'] },
  {
    name: 'platform token of every scope',
    role: 'auditor',
    member: 'member',
    organisation: 'org_platform',
    scopes: ['read', 'register', 'check', 'media_jobs'],
  },
  {
    name: 'platform token that reads',
    role: 'auditor',
    member: 'member',
    organisation: 'org_platform',
    scopes: ['read'],
  },
  // No studio is given such a token, and one that had it all the same could do nothing.
  {
    name: 'studio token for media jobs',
    role: 'creator',
    member: 'member',
    organisation: 'studio',
    scopes: ['media_jobs'],
  },
  {
    name: 'buyer token of every scope',
    role: 'buyer',
    member: 'member',
    organisation: 'buyer',
    scopes: ['read', 'register', 'check'],
  },
]

/** Whose the thing is that is asked for; `absent` is nobody's. */
export type Target = 'own' | 'other' | 'absent'
/** Things belong to a person or to an organisation. */
export type Owner = 'self' | 'organisation'

export interface Expectation {
  isAllowed: boolean
  status: 200 | 401 | 403 | 404
  /** Of the refusal; a 404 names what was not found. */
  code?: 'sign_in_needed' | 'scope_missing' | 'role_may_not' | 'second_factor_needed'
}

const allowed: Expectation = { isAllowed: true, status: 200 }
const notFound: Expectation = { isAllowed: false, status: 404 }
const refused = (status: 401 | 403, code: NonNullable<Expectation['code']>): Expectation => ({
  isAllowed: false,
  status,
  code,
})

/** What the permission table means for one request, read from its rows alone. */
export function expectation(action: Action, identity: Identity, owner: Owner, target: Target): Expectation {
  const rule: { grants: readonly Grant[]; decides?: true; token?: readonly TokenScope[]; isForPlatformTokens?: true } =
    permissions[action]
  if (rule.grants.some(({ relation }) => relation === 'public')) return target === 'absent' ? notFound : allowed
  const { role, member, department, hasSecondFactor = false, scopes } = identity
  if (role === null) return refused(401, 'sign_in_needed')
  const relations = new Set(
    rule.grants
      .filter((grant) => grant.roles.includes(role) && grant.members.includes(member))
      .filter(({ departments }) => !departments || (department !== undefined && departments.includes(department)))
      .map(({ relation }) => relation),
  )
  if (scopes) {
    if (!rule.token?.some((scope) => scopes.includes(scope))) return refused(403, 'scope_missing')
    const isPlatforms = rule.isForPlatformTokens && identity.organisation === 'org_platform'
    if (!relations.has('own') && !isPlatforms) return refused(403, 'role_may_not')
    return target === 'own' ? allowed : notFound
  }
  if (relations.size === 0) return refused(403, 'role_may_not')
  const decidesAboutOthers = role === 'officer' || role === 'mediator' || role === 'secretary' || role === 'admin'
  const isOnlyOfOthers = [...relations].every((relation) => relation === 'any')
  if (!hasSecondFactor && ((rule.decides && decidesAboutOthers) || isOnlyOfOthers)) {
    return refused(403, 'second_factor_needed')
  }
  const isEverywhere = relations.has('any') && hasSecondFactor
  if (target === 'own' && owner === 'self') return relations.has('self') ? allowed : notFound
  if (target === 'own') return relations.has('own') || isEverywhere ? allowed : notFound
  return target === 'other' && owner === 'organisation' && isEverywhere ? allowed : notFound
}

/** Things of an action that everybody has for themselves are a person's, all others an organisation's. */
export const ownerOf = (action: Action): Owner =>
  permissions[action].grants.length > 0 && permissions[action].grants.every(({ relation }) => relation === 'self')
    ? 'self'
    : 'organisation'
