import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { refuseInvalid } from '../../../kernel/parse.ts'
import type { HttpEnv } from '../../../ports/context.ts'
import { access } from '../access.ts'
import { IdParams, NewToken, TokenInput, TokensAnswer } from '../contract.ts'
import { makeToken, revokeToken } from './commands.ts'
import { listTokens } from './queries.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const tags = ['tokens']

/** Paths from /api/tokens: the API tokens of the organisation for which one acts. */
export const tokensRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('token.read'),
        summary: 'API tokens, newest first',
        responses: { 200: { description: 'The newest 200', content: json(TokensAnswer) } },
      }),
      async (c) => c.json({ tokens: await listTokens(c.get('ctx')) }, 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        ...access('token.manage'),
        summary: 'Make an API token; its secret is shown this once',
        request: { body: { content: json(TokenInput), required: true } },
        responses: { 201: { description: 'Made', content: json(NewToken) } },
      }),
      async (c) => c.json(await makeToken(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}',
        tags,
        ...access('token.manage'),
        summary: 'Revoke an API token for good',
        request: { params: IdParams },
        responses: { 204: { description: 'Revoked' } },
      }),
      async (c) => {
        await revokeToken(c.get('ctx'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
