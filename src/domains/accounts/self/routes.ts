import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { refuseInvalid } from '../../../kernel/parse.ts'
import type { HttpEnv } from '../../../ports/context.ts'
import { access } from '../access.ts'
import {
  ChangeEmailInput,
  ChangePasswordInput,
  CodeInput,
  LinkInput,
  NewPasskeyInput,
  PasskeyIdParams,
  PasskeyOptions,
  PasswordInput,
  ProfileInput,
  ProfileView,
  RecoveryCodes,
  SecurityView,
  SessionAnswer,
  SessionIdParams,
  SwitchInput,
  TotpSetup,
} from '../contract.ts'
import { closeSession, type NewSession, openSession } from '../entry/sessions.ts'
import { sessionView } from '../entry/views.ts'
import {
  changePassword,
  confirmEmail,
  eraseAccount,
  readProfile,
  requestEmailChange,
  saveProfile,
  switchOrganisation,
} from './profile.ts'
import {
  addPasskey,
  beginPasskey,
  beginTotp,
  confirmTotp,
  endOtherSessions,
  endSession,
  endTotp,
  readSecurity,
  removePasskey,
  renewRecoveryCodes,
} from './security.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const tags = ['my account']
const cookiesOf = (c: HonoContext<HttpEnv>) => c.req.header('Cookie') ?? ''

/** Goes on under a new cookie: what the old one was worth, it is worth no more. */
async function goOn(c: HonoContext<HttpEnv>, session: NewSession) {
  const ctx = c.get('ctx')
  c.header('Set-Cookie', await openSession(ctx, session, cookiesOf(c)))
  return { session: await sessionView(ctx, session) }
}

/** Paths from /api/me: one's own account. */
export const selfRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/profile',
        tags,
        ...access('account.manage'),
        summary: 'My profile and my organisations',
        responses: { 200: { description: 'Mine', content: json(ProfileView) } },
      }),
      async (c) => {
        return c.json(await readProfile(c.get('ctx')), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/profile',
        tags,
        ...access('account.manage'),
        summary: 'Save my name and language',
        request: { body: { content: json(ProfileInput), required: true } },
        responses: { 200: { description: 'Saved', content: json(ProfileView) } },
      }),
      async (c) => {
        return c.json(await saveProfile(c.get('ctx'), c.req.valid('json')), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/email',
        tags,
        ...access('account.manage'),
        summary: 'Ask for a link to sign in with another e-mail',
        request: { body: { content: json(ChangeEmailInput), required: true } },
        responses: { 202: { description: 'A mail is on its way' } },
      }),
      async (c) => {
        await requestEmailChange(c.get('ctx'), c.req.valid('json'))
        return c.body(null, 202)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/email/confirmation',
        tags,
        ...access('account.manage'),
        summary: 'Take the new e-mail of a link',
        request: { body: { content: json(LinkInput), required: true } },
        responses: { 200: { description: 'Changed', content: json(ProfileView) } },
      }),
      async (c) => {
        return c.json(await confirmEmail(c.get('ctx'), c.req.valid('json')), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/password',
        tags,
        ...access('account.manage'),
        summary: 'Change my password; every other session ends',
        request: { body: { content: json(ChangePasswordInput), required: true } },
        responses: { 200: { description: 'Changed', content: json(SessionAnswer) } },
      }),
      async (c) => {
        return c.json(await goOn(c, await changePassword(c.get('ctx'), c.req.valid('json'))), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/organisation',
        tags,
        ...access('account.manage'),
        summary: 'Act for another of my organisations',
        request: { body: { content: json(SwitchInput), required: true } },
        responses: { 200: { description: 'Switched', content: json(SessionAnswer) } },
      }),
      async (c) => {
        return c.json(await goOn(c, await switchOrganisation(c.get('ctx'), c.req.valid('json'))), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/erasure',
        tags,
        ...access('account.manage'),
        summary: 'Erase my personal data for good',
        request: { body: { content: json(PasswordInput), required: true } },
        responses: { 204: { description: 'Erased' } },
      }),
      async (c) => {
        const ctx = c.get('ctx')
        await eraseAccount(ctx, c.req.valid('json'))
        c.header('Set-Cookie', await closeSession(ctx, cookiesOf(c)))
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/security',
        tags,
        ...access('account.manage'),
        summary: 'My second factors and sessions',
        responses: { 200: { description: 'Mine', content: json(SecurityView) } },
      }),
      async (c) => {
        return c.json(await readSecurity(c.get('ctx')), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/totp',
        tags,
        ...access('account.manage'),
        summary: 'A secret for an authenticator',
        request: { body: { content: json(PasswordInput), required: true } },
        responses: { 200: { description: 'Not on yet', content: json(TotpSetup) } },
      }),
      async (c) => {
        return c.json(await beginTotp(c.get('ctx'), c.req.valid('json')), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/totp/confirmation',
        tags,
        ...access('account.manage'),
        summary: 'Turn the authenticator on',
        request: { body: { content: json(CodeInput), required: true } },
        responses: { 200: { description: 'On; recovery codes, shown once', content: json(RecoveryCodes) } },
      }),
      async (c) => {
        return c.json(await confirmTotp(c.get('ctx'), c.req.valid('json')), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/totp/end',
        tags,
        ...access('account.manage'),
        summary: 'Turn the authenticator off',
        request: { body: { content: json(CodeInput), required: true } },
        responses: { 204: { description: 'Off' } },
      }),
      async (c) => {
        await endTotp(c.get('ctx'), c.req.valid('json'))
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/recovery-codes',
        tags,
        ...access('account.manage'),
        summary: 'New recovery codes; the old ones end',
        request: { body: { content: json(CodeInput), required: true } },
        responses: { 200: { description: 'Shown once', content: json(RecoveryCodes) } },
      }),
      async (c) => {
        return c.json(await renewRecoveryCodes(c.get('ctx'), c.req.valid('json')), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/passkeys/options',
        tags,
        ...access('account.manage'),
        summary: 'What a browser needs to make a passkey',
        request: { body: { content: json(PasswordInput), required: true } },
        responses: { 200: { description: 'Options of WebAuthn', content: json(PasskeyOptions) } },
      }),
      async (c) => {
        return c.json({ options: await beginPasskey(c.get('ctx'), c.req.valid('json')) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/passkeys',
        tags,
        ...access('account.manage'),
        summary: 'Add a passkey',
        request: { body: { content: json(NewPasskeyInput), required: true } },
        responses: { 201: { description: 'Added', content: json(SecurityView) } },
      }),
      async (c) => {
        const ctx = c.get('ctx')
        await addPasskey(ctx, c.req.valid('json'))
        return c.json(await readSecurity(ctx), 201)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/passkeys/{id}/removal',
        tags,
        ...access('account.manage'),
        summary: 'Remove a passkey',
        request: { params: PasskeyIdParams, body: { content: json(PasswordInput), required: true } },
        responses: { 204: { description: 'Removed' } },
      }),
      async (c) => {
        await removePasskey(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/sessions/{id}',
        tags,
        ...access('account.manage'),
        summary: 'End one of my sessions at once',
        request: { params: SessionIdParams },
        responses: { 204: { description: 'Ended' } },
      }),
      async (c) => {
        await endSession(c.get('ctx'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/sessions/end-others',
        tags,
        ...access('account.manage'),
        summary: 'End every session but this one',
        responses: { 204: { description: 'Ended' } },
      }),
      async (c) => {
        await endOtherSessions(c.get('ctx'))
        return c.body(null, 204)
      },
    )
