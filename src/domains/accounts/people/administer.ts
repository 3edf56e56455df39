import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../acting.ts'
import { auditStatements } from '../audit/store.ts'
import type { MemberRole, PlatformRole } from '../contract.ts'
import {
  deleteChallengesOf,
  deletePasskeysOf,
  deleteRecoveryCodesOf,
  deleteSessionsOf,
  membershipsOf,
  updatePerson,
} from '../entry/store.ts'
import { forgive } from '../limits/limits.ts'
import { linkStatements, mailStatements } from '../mail/mail.ts'
import { deleteMailLinksOf } from '../mail/store.ts'
import { platformRoleOf } from '../rules.ts'
import { eraseStatements } from '../self/profile.ts'
import { findPerson } from './find-person.ts'
import { peopleRows, roleRows } from './store.ts'

type AdminContext = Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller' | 'origin'>

const peopleMax = 200

/** A link by which the person sets a password, within an hour; those before it end. Throws NotFound `person_not_found`. */
export async function passwordLink(ctx: AdminContext, email: string): Promise<string> {
  actingFor(ctx, 'person.administer')
  const person = await findPerson(ctx, email)
  const { link, statements } = linkStatements(
    ctx,
    { purpose: 'password_reset', email: person.email, personId: person.id },
    '/reset-password',
  )
  await ctx.db.batch([
    deleteMailLinksOf(person.id),
    ...statements,
    ...auditStatements(ctx, { action: 'password.link_made', subjectId: person.id }),
  ])
  return link
}

export interface PersonFacts {
  id: string
  email: string
  name: string
  holdsSecondFactor: boolean
  /** Such as `admin (owner of org_platform)`. */
  roles: string[]
}

const rolesOf = async (ctx: Pick<AdminContext, 'db'>, personId: string) =>
  (await membershipsOf(ctx.db, personId)).map(
    ({ role, organisation }) => `${platformRoleOf(organisation.kind, role)} (${role} of ${organisation.id})`,
  )

/** The newest 200 people; `query` is any part of the name or the e-mail. */
export async function listPeople(
  ctx: AdminContext,
  query: string | undefined,
): Promise<{ people: PersonFacts[]; more: boolean }> {
  actingFor(ctx, 'person.administer')
  const rows = await peopleRows(ctx.db, query, peopleMax + 1)
  const people = await Promise.all(
    rows.slice(0, peopleMax).map(async ({ email, holdsSecondFactor, ...row }) => ({
      ...row,
      email: email ?? '',
      holdsSecondFactor: holdsSecondFactor === 1,
      roles: await rolesOf(ctx, row.id),
    })),
  )
  return { people, more: rows.length > peopleMax }
}

export interface RoleFacts {
  personId: string
  email: string
  name: string
  role: PlatformRole
  as: MemberRole
  organisationId: string
  holdsSecondFactor: boolean
}

/** Everybody who has a role that is granted. */
export async function listRoles(ctx: AdminContext): Promise<RoleFacts[]> {
  actingFor(ctx, 'person.administer')
  const rows = await roleRows(ctx.db)
  return rows.map(({ email, memberRole, organisationKind, holdsSecondFactor, ...row }) => ({
    ...row,
    email: email ?? '',
    role: platformRoleOf(organisationKind, memberRole),
    as: memberRole,
    holdsSecondFactor: holdsSecondFactor === 1,
  }))
}

/** What `erasePerson` would end. Throws NotFound `person_not_found`. */
export async function planErasure(ctx: AdminContext, email: string): Promise<{ personId: string; roles: string[] }> {
  actingFor(ctx, 'person.administer')
  const { id } = await findPerson(ctx, email)
  return { personId: id, roles: await rolesOf(ctx, id) }
}

/** See `eraseAccount`. Throws NotFound `person_not_found`, Conflict `last_owner`. */
export async function erasePerson(ctx: AdminContext, email: string): Promise<void> {
  actingFor(ctx, 'person.administer')
  const person = await findPerson(ctx, email)
  await ctx.db.batch([
    ...(await eraseStatements(ctx, person)),
    ...auditStatements(ctx, { action: 'account.erased', subjectId: person.id }),
  ])
}

/**
 * For someone who has lost everything: every second factor and every session ends, and a mail tells so. Throws NotFound
 * `person_not_found`.
 */
export async function resetSecondFactor(ctx: AdminContext & Pick<Context, 'queue'>, email: string): Promise<void> {
  actingFor(ctx, 'person.administer')
  const person = await findPerson(ctx, email)
  await ctx.db.batch([
    updatePerson(person.id, { totpSecret: null, totpConfirmedAt: null }),
    deleteRecoveryCodesOf(person.id),
    deletePasskeysOf(person.id),
    // A passkey that is just being made would come after this.
    deleteChallengesOf(person.id),
    deleteSessionsOf(person.id),
    ...forgive('second-factor.person', person.id),
    ...auditStatements(ctx, { action: 'second_factor.reset', subjectId: person.id }),
    ...mailStatements(ctx, {
      kind: 'second_factor_changed',
      recipient: person.email,
      language: person.language,
      values: { at: new Date(ctx.clock.nowMs()).toISOString() },
    }),
  ])
}
