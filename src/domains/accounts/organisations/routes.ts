import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { refuseInvalid } from '../../../kernel/parse.ts'
import type { HttpEnv } from '../../../ports/context.ts'
import { access } from '../access.ts'
import {
  IdParams,
  InvitationInput,
  InvitationParams,
  InvitationPreview,
  InvitationsAnswer,
  LinkInput,
  MemberInput,
  MemberParams,
  MembersAnswer,
  MemberView,
  NewInvitation,
  NewOrganisation,
  OrganisationInput,
  OrganisationInSession,
  OrganisationsPage,
  OrganisationsQuery,
  OrganisationView,
  OwnershipInput,
  TokensAnswer,
} from '../contract.ts'
import { listTokensOf } from '../tokens/queries.ts'
import { acceptInvitation } from './commands/accept-invitation.ts'
import { changeMember } from './commands/change-member.ts'
import { foundOrganisation } from './commands/found-organisation.ts'
import { handOverOwnership } from './commands/hand-over-ownership.ts'
import { inviteMember } from './commands/invite-member.ts'
import { leaveOrganisation } from './commands/leave-organisation.ts'
import { removeMember } from './commands/remove-member.ts'
import { saveOrganisation } from './commands/save-organisation.ts'
import { withdrawInvitation } from './commands/withdraw-invitation.ts'
import { listInvitations, listMembers, listOrganisations, previewInvitation, readOrganisation } from './queries.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const body = <T>(schema: T) => ({ content: json(schema), required: true as const })
const tags = ['organisations']

/** Paths from /api/organisations. */
export const organisationsRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('organisation.list'),
        summary: 'Every organisation, newest first',
        request: { query: OrganisationsQuery },
        responses: { 200: { description: 'One page', content: json(OrganisationsPage) } },
      }),
      async (c) => c.json(await listOrganisations(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        ...access('organisation.found'),
        summary: 'Found one more organisation, as its owner',
        request: { body: body(NewOrganisation) },
        responses: { 201: { description: 'Founded', content: json(OrganisationView) } },
      }),
      async (c) => c.json(await foundOrganisation(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/invitations/preview',
        tags,
        ...access('account.enter'),
        summary: 'What an invitation link offers',
        request: { body: body(LinkInput) },
        responses: { 200: { description: 'The offer', content: json(InvitationPreview) } },
      }),
      async (c) => c.json(await previewInvitation(c.get('ctx'), c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/invitations/acceptance',
        tags,
        ...access('organisation.join'),
        summary: 'Join by an invitation link',
        request: { body: body(LinkInput) },
        responses: { 200: { description: 'Joined', content: json(OrganisationInSession) } },
      }),
      async (c) => c.json(await acceptInvitation(c.get('ctx'), c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        ...access('organisation.read'),
        summary: 'An organisation',
        request: { params: IdParams },
        responses: { 200: { description: 'The organisation', content: json(OrganisationView) } },
      }),
      async (c) => c.json(await readOrganisation(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{id}',
        tags,
        ...access('organisation.write'),
        summary: 'Save name and country; another name or country takes the verification level back',
        request: { params: IdParams, body: body(OrganisationInput) },
        responses: { 200: { description: 'Saved', content: json(OrganisationView) } },
      }),
      async (c) => c.json(await saveOrganisation(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/members',
        tags,
        ...access('member.read'),
        summary: 'The members, in the order of joining',
        request: { params: IdParams },
        responses: { 200: { description: 'All of them', content: json(MembersAnswer) } },
      }),
      async (c) => c.json({ members: await listMembers(c.get('ctx'), c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{id}/members/{personId}',
        tags,
        ...access('member.change'),
        summary: 'Give a member another role',
        request: { params: MemberParams, body: body(MemberInput) },
        responses: { 200: { description: 'Changed', content: json(MemberView) } },
      }),
      async (c) => c.json(await changeMember(c.get('ctx'), c.req.valid('param'), c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}/members/{personId}',
        tags,
        ...access('member.change'),
        summary: 'End a membership, and the sessions that rest on it',
        request: { params: MemberParams },
        responses: { 204: { description: 'Ended' } },
      }),
      async (c) => {
        await removeMember(c.get('ctx'), c.req.valid('param'))
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/leaving',
        tags,
        ...access('member.leave'),
        summary: 'Leave the organisation for which I act; this session ends',
        request: { params: IdParams },
        responses: { 204: { description: 'Left' } },
      }),
      async (c) => {
        await leaveOrganisation(c.get('ctx'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/ownership',
        tags,
        ...access('ownership.hand_over'),
        summary: 'Hand ownership over to another member',
        request: { params: IdParams, body: body(OwnershipInput) },
        responses: { 204: { description: 'Handed over' } },
      }),
      async (c) => {
        await handOverOwnership(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/tokens',
        tags,
        ...access('token.read'),
        summary: 'API tokens of an organisation, newest first',
        request: { params: IdParams },
        responses: { 200: { description: 'The newest 200', content: json(TokensAnswer) } },
      }),
      async (c) => c.json({ tokens: await listTokensOf(c.get('ctx'), c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/invitations',
        tags,
        ...access('invitation.read'),
        summary: 'Invitations, newest first',
        request: { params: IdParams },
        responses: { 200: { description: 'The newest 200', content: json(InvitationsAnswer) } },
      }),
      async (c) => c.json({ invitations: await listInvitations(c.get('ctx'), c.req.valid('param').id) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/invitations',
        tags,
        ...access('member.invite'),
        summary: 'Invite somebody by a link that is shown this once',
        request: { params: IdParams, body: body(InvitationInput) },
        responses: { 201: { description: 'Invited', content: json(NewInvitation) } },
      }),
      async (c) => c.json(await inviteMember(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}/invitations/{invitationId}',
        tags,
        ...access('member.invite'),
        summary: 'Withdraw an invitation',
        request: { params: InvitationParams },
        responses: { 204: { description: 'Withdrawn' } },
      }),
      async (c) => {
        await withdrawInvitation(c.get('ctx'), c.req.valid('param'))
        return c.body(null, 204)
      },
    )
