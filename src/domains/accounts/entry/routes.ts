import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import { refuseInvalid } from '../../../kernel/parse.ts'
import type { HttpEnv } from '../../../ports/context.ts'
import { access } from '../access.ts'
import {
  CodeInput,
  ConfirmSignUpInput,
  EmailInput,
  OutboxView,
  PasskeyAnswer,
  PasskeyOptions,
  ResetPasswordInput,
  SessionAnswer,
  SignInAnswer,
  SignInInput,
  SignUpInput,
} from '../contract.ts'
import { readOutbox } from '../mail/mail.ts'
import { requestPasswordReset, resetPassword } from './reset-password.ts'
import { closeSession, type NewSession, openSession } from './sessions.ts'
import { giveSecondFactor, passkeyOptions, signIn, signInByPasskey } from './sign-in.ts'
import { confirmSignUp, requestSignUp } from './sign-up.ts'
import { sessionView } from './views.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const tags = ['accounts']
const cookiesOf = (c: HonoContext<HttpEnv>) => c.req.header('Cookie') ?? ''

/** Sends the new session's cookie, and tells whose it is; a pending one is told as no session yet. */
async function enter(c: HonoContext<HttpEnv>, opened: NewSession) {
  const ctx = c.get('ctx')
  c.header('Set-Cookie', await openSession(ctx, opened, cookiesOf(c)))
  const session = opened.isPending ? null : await sessionView(ctx, opened)
  return { session, secondFactorNeeded: opened.isPending }
}

/** Paths from /api/accounts: everything that needs no account yet. */
export const entryRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-up',
        tags,
        ...access('account.enter'),
        summary: 'Ask for a sign-up link; the answer is the same for every mailbox',
        request: { body: { content: json(SignUpInput), required: true } },
        responses: { 202: { description: 'A mail is on its way' } },
      }),
      async (c) => {
        await requestSignUp(c.get('ctx'), c.req.valid('json'))
        return c.body(null, 202)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-up/confirmation',
        tags,
        ...access('account.enter'),
        summary: 'Make the account of a sign-up link',
        request: { body: { content: json(ConfirmSignUpInput), required: true } },
        responses: { 201: { description: 'Signed in', content: json(SessionAnswer) } },
      }),
      async (c) => {
        const identity = await confirmSignUp(c.get('ctx'), c.req.valid('json'))
        const { session } = await enter(c, { ...identity, isPending: false, hasSecondFactor: false })
        return c.json({ session }, 201)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-in',
        tags,
        ...access('account.enter'),
        summary: 'Open a session by e-mail and password',
        request: { body: { content: json(SignInInput), required: true } },
        responses: { 200: { description: 'Signed in, or a second factor is needed', content: json(SignInAnswer) } },
      }),
      async (c) => {
        return c.json(await enter(c, await signIn(c.get('ctx'), c.req.valid('json'))), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/second-factor',
        tags,
        ...access('account.enter'),
        summary: 'Give the code that a session waits for',
        request: { body: { content: json(CodeInput), required: true } },
        responses: { 200: { description: 'Signed in', content: json(SignInAnswer) } },
      }),
      async (c) => {
        return c.json(await enter(c, await giveSecondFactor(c.get('ctx'), cookiesOf(c), c.req.valid('json'))), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/passkey-options',
        tags,
        ...access('account.enter'),
        summary: 'What a browser asks a passkey',
        responses: { 200: { description: 'Options of WebAuthn', content: json(PasskeyOptions) } },
      }),
      async (c) => {
        return c.json({ options: await passkeyOptions(c.get('ctx')) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/passkey-sign-in',
        tags,
        ...access('account.enter'),
        summary: 'Open a session by a passkey',
        request: { body: { content: json(PasskeyAnswer), required: true } },
        responses: { 200: { description: 'Signed in', content: json(SignInAnswer) } },
      }),
      async (c) => {
        return c.json(await enter(c, await signInByPasskey(c.get('ctx'), c.req.valid('json'))), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/password-reset',
        tags,
        ...access('account.enter'),
        summary: 'Ask for a link to set a new password; the answer is the same for every mailbox',
        request: { body: { content: json(EmailInput), required: true } },
        responses: { 202: { description: 'A mail is on its way' } },
      }),
      async (c) => {
        await requestPasswordReset(c.get('ctx'), c.req.valid('json'))
        return c.body(null, 202)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/password-reset/confirmation',
        tags,
        ...access('account.enter'),
        summary: 'Set the new password; every session ends',
        request: { body: { content: json(ResetPasswordInput), required: true } },
        responses: { 204: { description: 'Set' } },
      }),
      async (c) => {
        await resetPassword(c.get('ctx'), c.req.valid('json'))
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-out',
        tags,
        ...access('account.enter'),
        summary: 'End the session',
        responses: { 204: { description: 'Signed out' } },
      }),
      async (c) => {
        c.header('Set-Cookie', await closeSession(c.get('ctx'), cookiesOf(c)))
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/session',
        tags,
        ...access('account.enter'),
        summary: 'Who is signed in',
        responses: { 200: { description: 'The session, or null', content: json(SessionAnswer) } },
      }),
      async (c) => {
        const ctx = c.get('ctx')
        const session = ctx.actor.kind === 'person' ? await sessionView(ctx, ctx.actor) : null
        return c.json({ session }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/outbox',
        tags,
        ...access('account.enter'),
        summary: 'The mails of a development machine; not found where mail really goes out',
        responses: { 200: { description: 'Newest first', content: json(OutboxView) } },
      }),
      async (c) => {
        return c.json(await readOutbox(c.get('ctx')), 200)
      },
    )
