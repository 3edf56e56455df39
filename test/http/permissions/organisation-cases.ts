import { newId } from '../../../src/kernel/ids.ts'
import { done, type RouteCase } from './case.ts'

const named = { name: '晚潮工作室', country: 'CN' }
const ofOrganisation: RouteCase['make'] = ({ organisationId }) => done(200, { ids: { id: organisationId } })

export const organisationCases: Record<string, RouteCase> = {
  'GET /api/organisations': { make: () => done(200) },
  'POST /api/organisations': { make: () => done(201, { body: () => ({ kind: 'buyer', ...named }) }) },
  'POST /api/organisations/invitations/preview': {
    ownOnly: true,
    countsTries: true,
    make: async ({ targets }) => {
      const { token } = await targets.invitation(await targets.organisation('studio'))
      return done(200, { ids: { token }, body: (ids) => ({ token: ids.token }) })
    },
  },
  'POST /api/organisations/invitations/acceptance': {
    ownOnly: true,
    countsTries: true,
    make: async ({ targets }) => {
      const { token } = await targets.invitation(await targets.organisation('studio'))
      return done(200, { ids: { token }, body: (ids) => ({ token: ids.token }) })
    },
  },
  'GET /api/organisations/{id}': { make: ofOrganisation },
  'PUT /api/organisations/{id}': {
    make: ({ organisationId }) => done(200, { ids: { id: organisationId }, body: () => named }),
  },
  'GET /api/organisations/{id}/members': { make: ofOrganisation },
  'PUT /api/organisations/{id}/members/{personId}': {
    make: async ({ targets, organisationId }) => {
      const { id: personId } = await targets.person(organisationId, 'viewer')
      return done(200, { ids: { id: organisationId, personId }, body: () => ({ role: 'member' }) })
    },
  },
  'DELETE /api/organisations/{id}/members/{personId}': {
    make: async ({ targets, organisationId }) => {
      const { id: personId } = await targets.person(organisationId, 'viewer')
      return done(204, { ids: { id: organisationId, personId } })
    },
  },
  'POST /api/organisations/{id}/leaving': {
    make: ({ organisationId }) => done(204, { ids: { id: organisationId } }),
  },
  'POST /api/organisations/{id}/ownership': {
    make: async ({ targets, organisationId }) => {
      const { id: heir } = await targets.person(organisationId, 'member')
      return done(204, { ids: { id: organisationId, heir }, body: (ids) => ({ personId: ids.heir }) })
    },
  },
  'GET /api/organisations/{id}/tokens': { make: ofOrganisation },
  'GET /api/organisations/{id}/invitations': { make: ofOrganisation },
  'POST /api/organisations/{id}/invitations': {
    make: ({ organisationId }) =>
      done(201, {
        ids: { id: organisationId },
        body: () => ({ role: 'viewer', email: `${newId('per', Date.now())}@invited.example.com` }),
      }),
  },
  'DELETE /api/organisations/{id}/invitations/{invitationId}': {
    make: async ({ targets, organisationId }) => {
      const { id: invitationId } = await targets.invitation(organisationId)
      return done(204, { ids: { id: organisationId, invitationId } })
    },
  },

  'GET /api/tokens': { make: () => done(200) },
  'POST /api/tokens': {
    make: () => done(201, { body: () => ({ name: 'CLI', scopes: ['read'], expiresInDays: 30 }) }),
  },
  'DELETE /api/tokens/{id}': {
    make: async ({ targets, organisationId }) =>
      done(204, { ids: { id: (await targets.token(organisationId, ['read'])).id } }),
  },

  'GET /api/audit': { owner: 'self', make: () => done(200, { query: '?scope=mine' }) },
  'GET /api/audit (organisation)': { isPart: 'own', make: () => done(200, { query: '?scope=organisation' }) },
  'GET /api/audit (all)': { isPart: 'other', make: () => done(200, { query: '?scope=all' }) },

  'GET /api/verifications': { make: () => done(200) },
  'GET /api/verifications/desk': { make: () => done(200) },
  'POST /api/verifications': {
    make: async ({ targets, asker, organisationId }) => {
      await targets.withdrawRequests(asker.organisationId)
      return done(201, {
        ids: { file: await targets.file(organisationId) },
        body: ({ file }) => ({
          kind: 'overseas_registration',
          country: 'DE',
          legalName: 'Nightfall Media GmbH',
          registrationNumber: 'HRB 12345',
          fileIds: [file],
        }),
      })
    },
  },
  'GET /api/verifications/{id}': {
    make: async ({ targets, organisationId }) => done(200, { ids: { id: (await targets.request(organisationId)).id } }),
  },
  'DELETE /api/verifications/{id}': {
    make: async ({ targets, organisationId }) => done(204, { ids: { id: (await targets.request(organisationId)).id } }),
  },
  'POST /api/verifications/{id}/website-check': {
    make: async ({ targets, organisationId }) => done(200, { ids: { id: (await targets.request(organisationId)).id } }),
  },
  'GET /api/verifications/{id}/papers/{fileId}': {
    make: async ({ targets, organisationId }) => done(200, { ids: { ...(await targets.request(organisationId)) } }),
  },
  'POST /api/verifications/{id}/decision': {
    make: async ({ targets, organisationId, at }) => {
      const { id } = await targets.request(organisationId)
      const body = () => ({ decision: 'accept', level: 'documents_checked', reason: 'The extract is current' })
      // The bureau's own papers are for nobody of the bureau to confirm.
      return at === 'own' ? done(409, { code: 'own_papers', ids: { id }, body }) : done(200, { ids: { id }, body })
    },
  },
}
