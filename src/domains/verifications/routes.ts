import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { answerContent } from '../../kernel/content-answer.ts'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { checkWebsite } from './commands/check-website.ts'
import { decideVerification } from './commands/decide-verification.ts'
import { requestVerification } from './commands/request-verification.ts'
import { withdrawVerification } from './commands/withdraw-verification.ts'
import {
  DecisionInput,
  DeskPage,
  DeskQuery,
  VerificationInput,
  VerificationsPage,
  VerificationsQuery,
  VerificationView,
} from './contract.ts'
import { listDesk } from './queries/list-desk.ts'
import { listVerifications } from './queries/list-verifications.ts'
import { paperContent } from './queries/paper-content.ts'
import { readVerification } from './queries/read-verification.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const params = z.object({ id: z.string().max(60) })
const paperParams = params.extend({ fileId: z.string().max(60) })
const tags = ['verifications']
const request = (description: string) => ({ description, content: json(VerificationView) })
const picture = { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } }

/** Paths from /api/verifications. */
export const verificationsRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        ...access('verification.request'),
        summary: "Ask for your organisation's papers to be checked",
        request: { body: { content: json(VerificationInput), required: true } },
        responses: { 201: request('The request, which waits') },
      }),
      async (c) => c.json(await requestVerification(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('verification.read'),
        summary: "Your organisation's requests, newest first",
        request: { query: VerificationsQuery },
        responses: { 200: { description: 'One page', content: json(VerificationsPage) } },
      }),
      async (c) => c.json(await listVerifications(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/desk',
        tags,
        ...access('verification.desk'),
        summary: "Everybody's requests in one state, the oldest that waits first",
        request: { query: DeskQuery },
        responses: { 200: { description: 'One page', content: json(DeskPage) } },
      }),
      async (c) => c.json(await listDesk(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        ...access('verification.read'),
        summary: 'A request with its papers',
        request: { params },
        responses: { 200: request('The request') },
      }),
      async (c) => c.json(await readVerification(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}',
        tags,
        ...access('verification.request'),
        summary: 'Withdraw a request that waits',
        request: { params },
        responses: { 204: { description: 'Withdrawn' } },
      }),
      async (c) => {
        await withdrawVerification(c.get('ctx'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/website-check',
        tags,
        ...access('verification.request'),
        summary: "Look for the request's code at the organisation's website",
        request: { params },
        responses: { 200: request('The request with what was found') },
      }),
      async (c) => c.json(await checkWebsite(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/papers/{fileId}',
        tags,
        ...access('verification.read'),
        summary: 'The picture of a paper',
        request: { params: paperParams },
        responses: {
          200: { description: 'All bytes', content: picture },
          206: { description: 'The range that was asked for', content: picture },
        },
      }),
      (c) => {
        const { id, fileId } = c.req.valid('param')
        return answerContent(c.req.header('Range'), (range) => paperContent(c.get('ctx'), id, fileId, range))
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/decision',
        tags,
        ...access('verification.decide'),
        summary: 'Accept or refuse the papers',
        request: { params, body: { content: json(DecisionInput), required: true } },
        responses: { 200: request('The request as decided') },
      }),
      async (c) => c.json(await decideVerification(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
