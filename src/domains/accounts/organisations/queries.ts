import { type Page, toPage } from '../../../kernel/page.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../acting.ts'
import {
  type InvitationPreview,
  type InvitationView,
  LinkInput,
  type MemberView,
  OrganisationsQuery,
  type OrganisationView,
} from '../contract.ts'
import { byAddress, countAttempt } from '../limits/limits.ts'
import { invitedBySecret } from './joining.ts'
import { reachOrganisation } from './reach.ts'
import {
  countMembers,
  type InvitationRow,
  invitationRows,
  memberRows,
  type OrganisationRow,
  organisationRows,
} from './store.ts'

const invitationsMax = 200

type ReadContext = Pick<Context, 'actor' | 'db'>

const organisationView = ({ createdAt, ...row }: OrganisationRow, membersCount: number): OrganisationView => ({
  ...row,
  membersCount,
  createdAt: new Date(createdAt).toISOString(),
})

/** Every organisation, newest first; `query` is any part of the name. */
export async function listOrganisations(ctx: ReadContext, input: unknown): Promise<Page<OrganisationView>> {
  actingFor(ctx, 'organisation.list')
  const { query, cursor, limit } = parse(OrganisationsQuery, input)
  const rows = await organisationRows(ctx.db, { before: cursor, namePart: query || undefined, limit: limit + 1 })
  const { items, nextCursor } = toPage(rows, limit, ({ organisation }) => organisation.id)
  return {
    nextCursor,
    items: items.map(({ organisation, membersCount }) => organisationView(organisation, membersCount)),
  }
}

/** Throws NotFound `organisation_not_found`, also for another's. */
export async function readOrganisation(ctx: ReadContext, id: string): Promise<OrganisationView> {
  const { organisation } = await reachOrganisation(ctx, 'organisation.read', id)
  return organisationView(organisation, await countMembers(ctx.db, id))
}

/** In the order of joining. Throws NotFound `organisation_not_found`. */
export async function listMembers(ctx: ReadContext, id: string): Promise<MemberView[]> {
  await reachOrganisation(ctx, 'member.read', id)
  const rows = await memberRows(ctx.db, id)
  return rows.map(({ email, holdsSecondFactor, joinedAt, ...row }) => ({
    ...row,
    email: email ?? '',
    holdsSecondFactor: holdsSecondFactor === 1,
    joinedAt: new Date(joinedAt).toISOString(),
  }))
}

export const invitationView = (row: InvitationRow, invitedByName: string | null, nowMs: number): InvitationView => ({
  id: row.id,
  role: row.role,
  email: row.email,
  invitedBy: invitedByName || null,
  state: row.state === 'open' && row.expiresAt <= nowMs ? 'expired' : row.state,
  createdAt: new Date(row.createdAt).toISOString(),
  expiresAt: new Date(row.expiresAt).toISOString(),
})

/** The newest 200, newest first. Throws NotFound `organisation_not_found`. */
export async function listInvitations(
  ctx: ReadContext & Pick<Context, 'clock'>,
  id: string,
): Promise<InvitationView[]> {
  await reachOrganisation(ctx, 'invitation.read', id)
  const rows = await invitationRows(ctx.db, id, invitationsMax)
  return rows.map(({ invitation, invitedByName }) => invitationView(invitation, invitedByName, ctx.clock.nowMs()))
}

/** What a link offers, for whoever holds it. Throws NotFound `invitation_not_found`, LimitReached `too_many_attempts`. */
export async function previewInvitation(
  ctx: Pick<Context, 'db' | 'clock' | 'caller'>,
  input: unknown,
): Promise<InvitationPreview> {
  const { token } = parse(LinkInput, input)
  await countAttempt(ctx, 'link.address', byAddress(ctx))
  const { organisation, role, invitedByName, expiresAt } = await invitedBySecret(ctx, token)
  const { name, kind, verification } = organisation
  return {
    organisation: { name, kind, verification },
    role,
    invitedBy: invitedByName,
    expiresAt: new Date(expiresAt).toISOString(),
  }
}
