import { newId } from '../../../src/kernel/ids.ts'
import { password } from '../../kit/world.ts'
import { done, type RouteCase } from './case.ts'

const newPassword = 'seven lanterns over the river'
const newEmail = () => `${newId('per', Date.now())}@new.example.com`
/** A passkey's answer is signed by a browser's authenticator: that it is judged shows that the door let it through. */
const passkeyAnswer = { id: 'unknown', response: {} }
const passkeyRefused = { code: 'passkey_refused' }

export const accountCases: Record<string, RouteCase> = {
  'POST /api/accounts/sign-up': { make: () => done(202, { body: () => ({ email: newEmail() }) }) },
  'POST /api/accounts/sign-up/confirmation': {
    make: async ({ targets }) => {
      const token = await targets.mailLink('sign_up', newEmail())
      const organisation = { kind: 'studio', name: '新工作室', country: 'CN' }
      return done(201, { body: () => ({ token, name: '陈晚潮', password, organisation }) })
    },
  },
  'POST /api/accounts/sign-in': {
    make: async ({ targets, organisationId }) => {
      const { email } = await targets.person(organisationId, 'viewer')
      return done(200, { body: () => ({ email, password }) })
    },
  },
  'POST /api/accounts/second-factor': {
    make: async ({ targets, organisationId }) => {
      const { id } = await targets.person(organisationId, 'viewer')
      const code = await targets.totp(id, true)
      const { cookie } = await targets.session(id, organisationId, { isPending: true })
      // Whoever else asks: the code belongs to the session that waits for it.
      return done(200, { headers: { Cookie: cookie }, body: () => ({ code }) })
    },
  },
  'POST /api/accounts/passkey-options': { make: () => done(200) },
  'POST /api/accounts/passkey-sign-in': { make: () => done(422, { ...passkeyRefused, body: () => passkeyAnswer }) },
  'POST /api/accounts/password-reset': { make: () => done(202, { body: () => ({ email: newEmail() }) }) },
  'POST /api/accounts/password-reset/confirmation': {
    make: async ({ targets, organisationId }) => {
      const { id, email } = await targets.person(organisationId, 'viewer')
      const token = await targets.mailLink('password_reset', email, id)
      return done(204, { body: () => ({ token, password: newPassword }) })
    },
  },
  'POST /api/accounts/sign-out': { make: () => done(204) },
  'GET /api/accounts/session': { make: () => done(200) },
  'GET /api/accounts/outbox': { make: () => done(200) },

  'GET /api/me/profile': { make: () => done(200) },
  'PUT /api/me/profile': { make: () => done(200, { body: () => ({ name: '林骑楼', language: 'en' }) }) },
  'POST /api/me/email': { make: () => done(202, { body: () => ({ email: newEmail(), password }) }) },
  'POST /api/me/email/confirmation': {
    make: async ({ targets, personId }) => {
      const token = await targets.mailLink('email_change', newEmail(), personId)
      return done(200, { body: () => ({ token }) })
    },
  },
  'POST /api/me/password': { make: () => done(200, { body: () => ({ current: password, password: newPassword }) }) },
  'PUT /api/me/organisation': {
    make: ({ organisationId }) =>
      done(200, { ids: { organisation: organisationId }, body: (ids) => ({ organisationId: ids.organisation }) }),
  },
  'POST /api/me/erasure': { make: () => done(204, { body: () => ({ password }) }) },
  'GET /api/me/security': { make: () => done(200) },
  'POST /api/me/totp': { make: () => done(200, { body: () => ({ password }) }) },
  'POST /api/me/totp/confirmation': {
    make: async ({ targets, personId }) => {
      const code = await targets.totp(personId, false)
      return done(200, { body: () => ({ code }) })
    },
  },
  'POST /api/me/totp/end': {
    make: async ({ targets, personId }) => {
      const code = await targets.totp(personId, true)
      return done(204, { body: () => ({ code }) })
    },
  },
  'POST /api/me/recovery-codes': {
    make: async ({ targets, personId }) => {
      const code = await targets.totp(personId, true)
      return done(200, { body: () => ({ code }) })
    },
  },
  'POST /api/me/passkeys/options': { make: () => done(200, { body: () => ({ password }) }) },
  'POST /api/me/passkeys': {
    make: () => done(422, { ...passkeyRefused, body: () => ({ name: 'Key', answer: passkeyAnswer }) }),
  },
  'POST /api/me/passkeys/{id}/removal': {
    countsTries: true,
    make: async ({ targets, personId }) =>
      done(204, { ids: { id: await targets.passkey(personId) }, body: () => ({ password }) }),
  },
  'DELETE /api/me/sessions/{id}': {
    make: async ({ targets, personId, organisationId }) =>
      done(204, { ids: { id: (await targets.session(personId, organisationId)).id } }),
  },
  'POST /api/me/sessions/end-others': { make: () => done(204) },
}
