import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'
import type { FoundableKind, MemberRole } from '../contract.ts'
import { hashSecret } from '../secrets.ts'
import {
  closeInvitation,
  deleteMembershipsOf,
  insertMembership,
  insertOrganisation,
  invitationByHash,
  type OrganisationRow,
} from './store.ts'

/** An organisation of which the person is the first owner. */
export const foundStatements = (
  organisation: { id: string; kind: FoundableKind; name: string; country: string },
  personId: string,
  nowMs: number,
): Statement[] => [
  insertOrganisation({ ...organisation, createdAt: nowMs }),
  insertMembership({ personId, organisationId: organisation.id, role: 'owner', createdAt: nowMs }),
]

export interface OpenInvitation {
  id: string
  organisationId: string
  role: MemberRole
  expiresAt: number
  organisation: OrganisationRow
  /** Null when nobody in person invited, or their data has been erased. */
  invitedByName: string | null
}

/** Throws NotFound `invitation_not_found`: unknown, too old, withdrawn and used are told alike. */
export async function invitedBySecret(ctx: Pick<Context, 'db' | 'clock'>, secret: string): Promise<OpenInvitation> {
  const found = await invitationByHash(ctx.db, hashSecret(secret))
  if (found?.invitation.state !== 'open' || found.invitation.expiresAt <= ctx.clock.nowMs()) {
    throw notFound('invitation')
  }
  const { id, organisationId, role, expiresAt } = found.invitation
  const { organisation, invitedByName } = found
  return { id, organisationId, role, expiresAt, organisation, invitedByName: invitedByName || null }
}

/** Of two who open the same link at once, the database lets one in and tells the other Conflict `invitation_closed`. */
export const joinStatements = (
  { id, organisationId, role }: Pick<OpenInvitation, 'id' | 'organisationId' | 'role'>,
  personId: string,
  nowMs: number,
): Statement[] => [
  closeInvitation(id, 'accepted'),
  insertMembership({ personId, organisationId, role, createdAt: nowMs }),
]

/** The person leaves every organisation, and all their sessions end. The database refuses with `last_owner`. */
export const endMemberships = (personId: string): Statement[] => deleteMembershipsOf(personId)
