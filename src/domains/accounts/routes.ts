import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from './access.ts'
import { signIn, signUp } from './commands.ts'
import { SessionAnswer, SignInInput, SignUpInput } from './contract.ts'
import { closeSession, openSession } from './sessions.ts'
import { sessionView } from './store.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const tags = ['accounts']

/** Paths from /api/accounts. */
export const accountsRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-up',
        tags,
        ...access.anyone,
        summary: 'Make an account and a studio',
        request: { body: { content: json(SignUpInput), required: true } },
        responses: { 201: { description: 'Signed in', content: json(SessionAnswer) } },
      }),
      async (c) => {
        const ctx = c.get('ctx')
        const whose = await signUp(ctx, c.req.valid('json'))
        c.header('Set-Cookie', await openSession(ctx, whose, c.get('secure')))
        return c.json({ session: await sessionView(ctx.db, whose.personId, whose.organisationId) }, 201)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-in',
        tags,
        ...access.anyone,
        summary: 'Open a session',
        request: { body: { content: json(SignInInput), required: true } },
        responses: { 200: { description: 'Signed in', content: json(SessionAnswer) } },
      }),
      async (c) => {
        const ctx = c.get('ctx')
        const whose = await signIn(ctx, c.req.valid('json'))
        c.header('Set-Cookie', await openSession(ctx, whose, c.get('secure')))
        return c.json({ session: await sessionView(ctx.db, whose.personId, whose.organisationId) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-out',
        tags,
        ...access.anyone,
        summary: 'End the session',
        responses: { 204: { description: 'Signed out' } },
      }),
      async (c) => {
        c.header('Set-Cookie', await closeSession(c.get('ctx'), c.req.header('Cookie') ?? '', c.get('secure')))
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/session',
        tags,
        ...access.anyone,
        summary: 'Who is signed in',
        responses: { 200: { description: 'The session, or null', content: json(SessionAnswer) } },
      }),
      async (c) => {
        const { actor, db } = c.get('ctx')
        const session = actor.kind === 'person' ? await sessionView(db, actor.personId, actor.organisationId) : null
        return c.json({ session }, 200)
      },
    )
