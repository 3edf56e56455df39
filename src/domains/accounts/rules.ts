import type { DepartmentCode, MemberRole, OrganisationKind, PlatformRole, TokenScope } from './contract.ts'

/** `self`: one's own account. `own`: things of the organisation for which one acts. `any`: everybody's. `public`: without an account. */
export type Relation = 'public' | 'self' | 'own' | 'any'

export interface Grant {
  relation: Relation
  roles: readonly PlatformRole[]
  members: readonly MemberRole[]
  /** Of officers: only those of these departments. */
  departments?: readonly DepartmentCode[]
}

interface Rule {
  grants: readonly Grant[]
  /** Officers, mediators, secretaries and admins must have given a second factor in this session. What is everybody's always needs one. */
  decides?: true
  /** API tokens with one of these scopes may do it too, for their own organisation. */
  token?: readonly TokenScope[]
  /** Nobody in person: only API tokens of the platform itself, for everybody's things. */
  isForPlatformTokens?: true
}

const all: readonly MemberRole[] = ['owner', 'manager', 'member', 'viewer']
const workers: readonly MemberRole[] = ['owner', 'manager', 'member']
const leaders: readonly MemberRole[] = ['owner', 'manager']
const everyRole: readonly PlatformRole[] = ['creator', 'buyer', 'mediator', 'secretary', 'officer', 'admin', 'auditor']
const makers: readonly PlatformRole[] = ['creator', 'buyer', 'mediator', 'secretary', 'officer', 'admin']

const open: Grant = { relation: 'public', roles: everyRole, members: all }
const self: Grant = { relation: 'self', roles: everyRole, members: all }
const own = (roles: readonly PlatformRole[], members: readonly MemberRole[]): Grant => ({
  relation: 'own',
  roles,
  members,
})
const any = (...roles: readonly PlatformRole[]): Grant => ({ relation: 'any', roles, members: all })
/** Of any department; the room that asks says which of its things are whose. */
const officers = (members: readonly MemberRole[]): Grant => ({ relation: 'any', roles: ['officer'], members })
/** The copyright bureau, which checks papers. */
const copyrightBureau = (members: readonly MemberRole[]): Grant => ({
  relation: 'any',
  roles: ['officer'],
  members,
  departments: ['publicity'],
})

/**
 * Who may do what. Every command and query on private things asks here first, by `actingFor`; every route names its action.
 * docs/permissions.md is made from this table.
 */
export const permissions = {
  'account.enter': { grants: [open] },
  'account.manage': { grants: [self] },
  'person.administer': { grants: [any('admin')], decides: true },
  'organisation.found': { grants: [self] },
  'organisation.join': { grants: [self] },
  'organisation.read': { grants: [own(everyRole, all), any('admin', 'auditor')] },
  'organisation.list': { grants: [any('admin', 'auditor')] },
  'organisation.write': { grants: [own(['creator', 'buyer'], leaders), any('admin')], decides: true },
  'member.read': { grants: [own(everyRole, all), any('admin', 'auditor')] },
  'member.invite': { grants: [own(makers, leaders), any('admin')], decides: true },
  'invitation.read': { grants: [own(everyRole, leaders), any('admin', 'auditor')] },
  'member.change': { grants: [own(makers, leaders), any('admin')], decides: true },
  'member.leave': { grants: [own(everyRole, all)] },
  'ownership.hand_over': { grants: [own(makers, ['owner'])], decides: true },
  'token.read': { grants: [own(everyRole, leaders), any('admin', 'auditor')] },
  'token.manage': { grants: [own(makers, leaders)], decides: true },
  'audit.read': { grants: [self, own(everyRole, leaders), any('admin', 'auditor')] },
  'file.upload': { grants: [own(makers, workers)], token: ['register', 'check'] },
  'file.read': { grants: [own(everyRole, all), any('auditor')], token: ['read', 'register', 'check'] },
  'verification.request': { grants: [own(['creator', 'buyer'], leaders)] },
  'verification.read': { grants: [own(['creator', 'buyer'], all), copyrightBureau(all), any('admin', 'auditor')] },
  'verification.desk': { grants: [copyrightBureau(all), any('admin', 'auditor')] },
  'verification.decide': { grants: [copyrightBureau(workers)], decides: true },
  'registry.read': { grants: [open] },
  'certificate.read': {
    grants: [own(everyRole, all), copyrightBureau(all), any('auditor')],
    token: ['read', 'register'],
  },
  'certificate.revoke': { grants: [own(['creator'], leaders), copyrightBureau(workers)], decides: true },
  'log.resume': { grants: [any('admin')], decides: true },
  'work.read': { grants: [own(everyRole, all), any('auditor')], token: ['read', 'register'] },
  'work.write': { grants: [own(['creator', 'admin'], workers)], token: ['register'] },
  'work.register': { grants: [own(['creator', 'admin'], workers)], token: ['register'] },
  'rights.read': { grants: [own(['creator', 'admin'], all), any('auditor')] },
  'rights.write': { grants: [own(['creator', 'admin'], workers)] },
  'programme.read': { grants: [open] },
  'programme.manage': { grants: [officers(workers)], decides: true },
  'claim.read': { grants: [own(['creator'], all), any('officer', 'auditor')] },
  'claim.write': { grants: [own(['creator'], workers)] },
  'claim.desk': { grants: [any('officer', 'auditor')] },
  'claim.review': { grants: [officers(workers)], decides: true },
  'claim.object': { grants: [open] },
  'catalogue.read': { grants: [open] },
  'check.create': { grants: [own(makers, workers)], token: ['check'] },
  'job.run': { grants: [], token: ['media_jobs'], isForPlatformTokens: true },
  'check.read': { grants: [own(everyRole, all), any('auditor')], token: ['check'] },
  // A mediator's own are the cases that they mediate. A secretary reads no caucus notes and nothing that one side told in confidence.
  'notice.read': { grants: [own(['creator'], all)] },
  'notice.send': { grants: [own(['creator'], workers)] },
  'notice.counter': { grants: [open] },
  'mediation.apply': { grants: [own(['creator', 'buyer', 'officer'], workers)] },
  'mediation.enter': { grants: [open] },
  'mediation.read': { grants: [own(['creator', 'buyer', 'mediator'], all), any('secretary')] },
  'mediation.act': { grants: [own(['creator', 'buyer', 'mediator'], workers), any('secretary')], decides: true },
  'mediation.note': { grants: [own(['mediator'], workers)], decides: true },
  'mediation.count': { grants: [any('secretary', 'admin', 'auditor')] },
  'package.make': { grants: [own(['creator', 'admin'], workers)], token: ['check'] },
  'package.read': { grants: [own(['creator', 'admin'], all), any('auditor')], token: ['check'] },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof permissions

/** What someone is on the platform: it follows from the organisation for which they act, and for the platform itself from the role. */
export function platformRoleOf(kind: OrganisationKind, role: MemberRole): PlatformRole {
  if (kind === 'studio') return 'creator'
  if (kind === 'buyer') return 'buyer'
  if (kind === 'mediation_committee') return role === 'owner' || role === 'manager' ? 'secretary' : 'mediator'
  if (kind === 'department') return 'officer'
  return role === 'owner' || role === 'manager' ? 'admin' : 'auditor'
}

/** Those who decide about others act only with a second factor. */
export const needsSecondFactor = (role: PlatformRole): boolean =>
  role === 'officer' || role === 'mediator' || role === 'secretary' || role === 'admin'

export interface Standing {
  role: MemberRole
  organisationKind: OrganisationKind
  departmentCode: string | null
}

/** The relations in which someone may do this; none means never. */
export function relationsOf(
  action: Action,
  { role, organisationKind, departmentCode }: Standing,
): ReadonlySet<Relation> {
  const platformRole = platformRoleOf(organisationKind, role)
  const rule: Rule = permissions[action]
  return new Set(
    rule.grants
      .filter(
        ({ roles, members, departments }) =>
          roles.includes(platformRole) &&
          members.includes(role) &&
          (departments === undefined || departments.some((code) => code === departmentCode)),
      )
      .map(({ relation }) => relation),
  )
}

export const isDecision = (action: Action): boolean => {
  const rule: Rule = permissions[action]
  return rule.decides === true
}

/** The scopes of which a token needs one; none means that no token may. */
export const scopesFor = (action: Action): readonly TokenScope[] => {
  const rule: Rule = permissions[action]
  return rule.token ?? []
}

export const isForPlatformTokens = (action: Action): boolean => {
  const rule: Rule = permissions[action]
  return rule.isForPlatformTokens === true
}

/** Every action that is open to someone, for pages that leave out what would be refused. */
export const actionsOf = (standing: Standing): Action[] =>
  (Object.keys(permissions) as Action[]).filter((action) => relationsOf(action, standing).size > 0)
