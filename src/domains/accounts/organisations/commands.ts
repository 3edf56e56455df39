import { conflict, forbidden, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { type Acting, oneself } from '../acting.ts'
import { auditStatements } from '../audit/store.ts'
import {
  InvitationInput,
  type InvitationView,
  LinkInput,
  MemberInput,
  type MemberRole,
  memberRoles,
  NewOrganisation,
  OrganisationInput,
  type OrganisationInSession,
  type OrganisationView,
  OwnershipInput,
} from '../contract.ts'
import { membershipsOf, personById } from '../entry/store.ts'
import { organisationInSession } from '../entry/views.ts'
import { byAddress, countAttempt } from '../limits/limits.ts'
import { mailStatements } from '../mail/mail.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { foundStatements, invitedBySecret, joinStatements } from './joining.ts'
import { invitationView, organisationFor, readOrganisation } from './queries.ts'
import {
  deleteMembership,
  insertInvitation,
  invitationsOf,
  membershipOf,
  setInvitationState,
  setMemberRole,
  updateOrganisation,
} from './store.ts'

type CommandContext = Pick<Context, 'actor' | 'db' | 'clock' | 'requestId' | 'caller'>

const invitationLifeMs = 7 * 86_400_000

/** One more organisation, which the person owns. */
export async function foundOrganisation(ctx: CommandContext, input: unknown): Promise<OrganisationInSession> {
  const { personId } = oneself(ctx, 'organisation.found')
  const organisation = parse(NewOrganisation, input)
  const nowMs = ctx.clock.nowMs()
  const id = newId('org', nowMs)
  await ctx.db.batch([
    ...foundStatements({ ...organisation, id }, personId, nowMs),
    ...auditStatements(ctx, { action: 'organisation.founded', subjectId: id, after: { kind: organisation.kind } }),
  ])
  return memberOf(ctx, personId, id)
}

async function memberOf(ctx: Pick<Context, 'db'>, personId: string, organisationId: string) {
  const membership = (await membershipsOf(ctx.db, personId)).find(
    ({ organisation }) => organisation.id === organisationId,
  )
  if (!membership) throw notFound('organisation')
  return organisationInSession(membership)
}

/**
 * Saves name and country. What an officer checked was the old name: another one is self-declared again.
 * Throws NotFound `organisation_not_found`.
 */
export async function saveOrganisation(ctx: CommandContext, id: string, input: unknown): Promise<OrganisationView> {
  const { organisation } = await organisationFor(ctx, 'organisation.write', id)
  const { name, country } = parse(OrganisationInput, input)
  const isNamedAnew = name !== organisation.name || country !== organisation.country
  const isFoundable = organisation.kind === 'studio' || organisation.kind === 'buyer'
  const verification = isNamedAnew && isFoundable ? 'self_declared' : organisation.verification
  await ctx.db.batch([
    updateOrganisation(id, { name, country, verification }),
    ...auditStatements(ctx, {
      action: 'organisation.saved',
      subjectId: id,
      organisationId: id,
      before: { verification: organisation.verification, country: organisation.country },
      after: { verification, country },
    }),
  ])
  return readOrganisation(ctx, id)
}

const rank = (role: MemberRole): number => memberRoles.length - memberRoles.indexOf(role)

/** The role that the asker has in this organisation; who looks after all of them from outside ranks as an owner. */
async function ownRole(ctx: Pick<Context, 'db'>, acting: Acting, organisationId: string): Promise<MemberRole> {
  const membership = acting.personId && (await membershipOf(ctx.db, acting.personId, organisationId))
  if (membership) return membership.role
  return 'owner'
}

/** Nobody gives, changes or takes a role above their own, and only an owner touches an owner. */
function requireRank(own: MemberRole, ...roles: MemberRole[]): void {
  if (roles.some((role) => rank(role) > rank(own))) {
    throw forbidden('role_above_own', 'Only someone of at least that role may do this')
  }
}

/** Throws NotFound `member_not_found`, Forbidden `role_above_own`, Conflict `last_owner`. */
export async function changeMember(ctx: CommandContext, id: string, personId: string, input: unknown): Promise<void> {
  const { acting } = await organisationFor(ctx, 'member.change', id)
  const { role } = parse(MemberInput, input)
  const member = await membershipOf(ctx.db, personId, id)
  if (!member) throw notFound('member')
  requireRank(await ownRole(ctx, acting, id), member.role, role)
  await ctx.db.batch([
    setMemberRole(personId, id, role),
    ...auditStatements(ctx, {
      action: 'member.changed',
      subjectId: personId,
      before: { role: member.role },
      after: { role },
      organisationId: id,
    }),
  ])
}

/** Ends a membership and the person's sessions for this organisation. Throws like `changeMember`. */
export async function removeMember(ctx: CommandContext, id: string, personId: string): Promise<void> {
  const { acting } = await organisationFor(ctx, 'member.change', id)
  const member = await membershipOf(ctx.db, personId, id)
  if (!member) throw notFound('member')
  requireRank(await ownRole(ctx, acting, id), member.role)
  await ctx.db.batch(endStatements(ctx, 'member.removed', id, member))
}

/** Throws Conflict `last_owner`: hand over first. */
export async function leaveOrganisation(ctx: CommandContext, id: string): Promise<void> {
  await organisationFor(ctx, 'member.leave', id)
  const { personId } = oneself(ctx, 'member.leave')
  const member = await membershipOf(ctx.db, personId, id)
  if (!member) throw notFound('organisation')
  await ctx.db.batch(endStatements(ctx, 'member.left', id, member))
}

const endStatements = (
  ctx: CommandContext,
  action: string,
  organisationId: string,
  member: { personId: string; role: MemberRole },
) => [
  ...deleteMembership(member.personId, organisationId),
  ...auditStatements(ctx, {
    action,
    subjectId: member.personId,
    before: { role: member.role },
    organisationId,
  }),
]

/** Another member becomes owner, and the asker manager. Throws NotFound `member_not_found`. */
export async function handOverOwnership(ctx: CommandContext, id: string, input: unknown): Promise<void> {
  await organisationFor(ctx, 'ownership.hand_over', id)
  const { personId: ownId } = oneself(ctx, 'ownership.hand_over')
  const { personId } = parse(OwnershipInput, input)
  const member = await membershipOf(ctx.db, personId, id)
  if (!member || personId === ownId) throw notFound('member')
  await ctx.db.batch([
    setMemberRole(personId, id, 'owner'),
    // Were the other one gone by now, this would leave no owner, and the trigger would refuse it all.
    setMemberRole(ownId, id, 'manager'),
    ...auditStatements(ctx, {
      action: 'ownership.handed_over',
      subjectId: personId,
      before: { role: member.role },
      after: { role: 'owner' },
      organisationId: id,
    }),
  ])
}

/**
 * An invitation whose link is told this once; with an e-mail it is sent there too. Throws Forbidden `role_above_own`,
 * LimitReached `too_many_attempts`.
 */
export async function inviteMember(
  ctx: CommandContext & Pick<Context, 'queue' | 'origin'>,
  id: string,
  input: unknown,
): Promise<{ invitation: InvitationView; link: string }> {
  const { acting, organisation } = await organisationFor(ctx, 'member.invite', id)
  const { role, email, language } = parse(InvitationInput, input)
  requireRank(await ownRole(ctx, acting, id), role)
  await countAttempt(ctx, 'invitation.organisation', id)
  const inviter = acting.personId === null ? undefined : await personById(ctx.db, acting.personId)
  const nowMs = ctx.clock.nowMs()
  const secret = newSecret()
  const link = `${ctx.origin}/invitation#${secret}`
  const row = {
    id: newId('inv', nowMs),
    organisationId: id,
    role,
    email: email ?? null,
    tokenHash: hashSecret(secret),
    invitedBy: acting.personId,
    state: 'open' as const,
    createdAt: nowMs,
    expiresAt: nowMs + invitationLifeMs,
  }
  const invitedBy = inviter?.name ?? 'Qianyin 钤印'
  await ctx.db.batch([
    insertInvitation(row),
    ...auditStatements(ctx, {
      action: 'member.invited',
      subjectId: row.id,
      after: { role },
      organisationId: id,
    }),
    ...(email
      ? mailStatements(ctx, {
          kind: 'invitation',
          recipient: email,
          language: language ?? inviter?.language ?? 'zh-CN',
          values: { organisation: organisation.name, invitedBy, link },
        })
      : []),
  ])
  return { invitation: invitationView(row, inviter?.name ?? null, nowMs), link }
}

/** Throws NotFound `invitation_not_found`, Conflict `invitation_closed`. */
export async function withdrawInvitation(ctx: CommandContext, id: string, invitationId: string): Promise<void> {
  await organisationFor(ctx, 'member.invite', id)
  const known = (await invitationsOf(ctx.db, id)).some(({ invitation }) => invitation.id === invitationId)
  if (!known) throw notFound('invitation')
  await ctx.db.batch([
    setInvitationState(invitationId, 'withdrawn'),
    ...auditStatements(ctx, {
      action: 'invitation.withdrawn',
      subjectId: invitationId,
      organisationId: id,
    }),
  ])
}

/** Throws NotFound `invitation_not_found`, Conflict `already_member`, `invitation_closed`. */
export async function acceptInvitation(ctx: CommandContext, input: unknown): Promise<OrganisationInSession> {
  const { personId } = oneself(ctx, 'organisation.join')
  const { token } = parse(LinkInput, input)
  await countAttempt(ctx, 'link.address', byAddress(ctx))
  const invitation = await invitedBySecret(ctx, token)
  const { organisationId, role } = invitation
  if (await membershipOf(ctx.db, personId, organisationId)) {
    throw conflict('already_member', 'You belong to this organisation already')
  }
  await ctx.db.batch([
    ...joinStatements(invitation, personId, ctx.clock.nowMs()),
    ...auditStatements(ctx, {
      action: 'member.joined',
      subjectId: personId,
      after: { role },
      organisationId,
      details: { invitationId: invitation.id },
    }),
  ])
  return memberOf(ctx, personId, organisationId)
}
