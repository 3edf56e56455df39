import { z } from 'zod'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../acting.ts'
import { auditStatements } from '../audit/store.ts'
import { DepartmentCode, MemberRole } from '../contract.ts'
import {
  deletePasskeysOf,
  deleteRecoveryCodesOf,
  deleteSessionsOf,
  membershipsOf,
  personByEmail,
  updatePerson,
} from '../entry/store.ts'
import { linkStatements } from '../mail/mail.ts'
import { deleteMembership, insertMembership, membershipOf, updateRole } from '../organisations/store.ts'
import { platformRoleOf } from '../rules.ts'
import { eraseStatements } from '../self/profile.ts'
import { peopleRows } from './store.ts'

type AdminContext = Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller' | 'origin'>

const peopleMax = 200

async function personWith(ctx: Pick<AdminContext, 'db'>, email: string) {
  const person = await personByEmail(ctx.db, email.trim().toLowerCase())
  if (!person?.email) throw notFound('person')
  return { ...person, email: person.email }
}

/** A link by which the person sets a password, within an hour. Throws NotFound `person_not_found`. */
export async function passwordLink(ctx: AdminContext, email: string): Promise<string> {
  actingFor(ctx, 'person.administer')
  const person = await personWith(ctx, email)
  const { link, statements } = linkStatements(
    ctx,
    { purpose: 'password_reset', email: person.email, personId: person.id },
    '/reset-password',
  )
  await ctx.db.batch([...statements, ...auditStatements(ctx, { action: 'password.link_made', subjectId: person.id })])
  return link
}

export interface PersonFacts {
  id: string
  email: string
  name: string
  hasTotp: boolean
  roles: string[]
}

/** The newest people; `query` is any part of the name or the e-mail. */
export async function listPeople(ctx: AdminContext, query: string | undefined): Promise<PersonFacts[]> {
  actingFor(ctx, 'person.administer')
  const rows = await peopleRows(ctx.db, query, peopleMax)
  return Promise.all(
    rows.map(async ({ id, email, name, totpConfirmedAt }) => ({
      id,
      email: email ?? '',
      name,
      hasTotp: totpConfirmedAt !== null,
      roles: (await membershipsOf(ctx.db, id)).map(
        ({ role, organisation }) => `${platformRoleOf(organisation.kind, role)} (${role} of ${organisation.id})`,
      ),
    })),
  )
}

/** See `eraseAccount`. Throws NotFound `person_not_found`, Conflict `last_owner`. */
export async function erasePerson(ctx: AdminContext, email: string): Promise<void> {
  actingFor(ctx, 'person.administer')
  const person = await personWith(ctx, email)
  await ctx.db.batch([
    ...(await eraseStatements(ctx, person)),
    ...auditStatements(ctx, { action: 'account.erased', subjectId: person.id }),
  ])
}

/** For someone who has lost everything: every second factor and every session ends. Throws NotFound `person_not_found`. */
export async function resetSecondFactor(ctx: AdminContext, email: string): Promise<void> {
  actingFor(ctx, 'person.administer')
  const person = await personWith(ctx, email)
  await ctx.db.batch([
    updatePerson(person.id, { totpSecret: null, totpConfirmedAt: null }),
    deleteRecoveryCodesOf(person.id),
    deletePasskeysOf(person.id),
    deleteSessionsOf(person.id),
    ...auditStatements(ctx, { action: 'second_factor.reset', subjectId: person.id }),
  ])
}

const RoleInput = z.strictObject({
  email: z.string(),
  role: z.enum(['admin', 'auditor', 'mediator', 'officer']),
  department: DepartmentCode.optional(),
  as: MemberRole.optional(),
})

/** Where a role of the platform is held, and as what. */
function placeOf({ role, department, as }: z.infer<typeof RoleInput>): {
  organisationId: string
  memberRole: MemberRole
} {
  if ((role === 'officer') !== (department !== undefined)) {
    throw invalid('usage', 'An officer belongs to a department: --role officer --department CODE')
  }
  if (role === 'officer') return { organisationId: `org_${department}`, memberRole: as ?? 'member' }
  if (role === 'mediator') return { organisationId: 'org_mediation', memberRole: as ?? 'member' }
  const memberRole = as ?? (role === 'admin' ? 'owner' : 'viewer')
  if (platformRoleOf('platform', memberRole) !== role) {
    throw invalid('usage', `A ${memberRole} of the platform is no ${role}`)
  }
  return { organisationId: 'org_platform', memberRole }
}

/** Makes a person an admin, auditor, mediator or officer. Throws NotFound `person_not_found`, Conflict `last_owner`. */
export async function grantRole(ctx: AdminContext, input: unknown): Promise<void> {
  actingFor(ctx, 'person.administer')
  const wanted = parse(RoleInput, input)
  const person = await personWith(ctx, wanted.email)
  const { organisationId, memberRole } = placeOf(wanted)
  const before = await membershipOf(ctx.db, person.id, organisationId)
  await ctx.db.batch([
    before
      ? updateRole(person.id, organisationId, memberRole)
      : insertMembership({ personId: person.id, organisationId, role: memberRole, createdAt: ctx.clock.nowMs() }),
    ...auditStatements(ctx, {
      action: 'role.granted',
      subjectId: person.id,
      organisationId,
      before: { role: before?.role ?? null },
      after: { role: memberRole },
    }),
  ])
}

/** Throws NotFound `person_not_found`, `member_not_found`, Conflict `last_owner`. */
export async function revokeRole(ctx: AdminContext, input: unknown): Promise<void> {
  actingFor(ctx, 'person.administer')
  const wanted = parse(RoleInput, input)
  const person = await personWith(ctx, wanted.email)
  const { organisationId } = placeOf(wanted)
  const before = await membershipOf(ctx.db, person.id, organisationId)
  if (!before) throw notFound('member')
  await ctx.db.batch([
    ...deleteMembership(person.id, organisationId),
    ...auditStatements(ctx, {
      action: 'role.revoked',
      subjectId: person.id,
      organisationId,
      before: { role: before.role },
    }),
  ])
}
