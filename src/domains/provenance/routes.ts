import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { answerContent } from '../../kernel/content-answer.ts'
import { followByEvents } from '../../kernel/event-stream.ts'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { answerPrior } from './commands/answer-prior.ts'
import { makeDeposit } from './commands/make-deposit.ts'
import {
  DepositInput,
  DepositList,
  DepositView,
  PriorAnswerInput,
  PriorSearchView,
  PublicProvenance,
} from './contract.ts'
import { depositContent, listDeposits, readDeposit } from './queries/deposits.ts'
import { publicProvenance, readPriorSearch } from './queries/prior-search.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const bytes = (type: string) => ({ [type]: { schema: z.string().meta({ format: 'binary' }) } })
const params = z.object({ id: z.string().max(60) })
const tags = ['provenance']

/** Paths from /api/works: how a work of one's own came to be. */
export const provenanceRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/deposits',
        tags,
        ...access('work.write'),
        summary: 'Deposit a draft of a work: it is hashed, kept private and entered in the log',
        request: { params, body: { content: json(DepositInput), required: true } },
        responses: { 201: { description: 'The deposit; hashing follows', content: json(DepositView) } },
      }),
      async (c) => c.json(await makeDeposit(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/deposits',
        tags,
        ...access('work.read'),
        summary: 'All deposits of a work, the earliest first',
        request: { params },
        responses: { 200: { description: 'The deposits', content: json(DepositList) } },
      }),
      async (c) => c.json(await listDeposits(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/prior-registrations',
        tags,
        ...access('work.read'),
        summary: 'What was registered before this work and shows the same',
        request: { params, query: z.object({ version: z.coerce.number().int().min(1).optional() }) },
        responses: { 200: { description: 'The search and what it found', content: json(PriorSearchView) } },
      }),
      async (c) =>
        c.json(await readPriorSearch(c.get('ctx'), c.req.valid('param').id, c.req.valid('query').version), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/prior-registrations/{number}/answer',
        tags,
        ...access('work.register'),
        summary: 'Answer an earlier registration that was found, once and for good',
        request: {
          params: params.extend({ number: z.string().max(40) }),
          body: { content: json(PriorAnswerInput), required: true },
        },
        responses: { 200: { description: 'The search with the answer', content: json(PriorSearchView) } },
      }),
      async (c) => {
        const { id, number } = c.req.valid('param')
        return c.json(await answerPrior(c.get('ctx'), id, number, c.req.valid('json')), 200)
      },
    )

/** Paths from /api/deposits. */
export const depositsRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        ...access('work.read'),
        summary: 'A deposit of your own',
        request: { params },
        responses: { 200: { description: 'The deposit', content: json(DepositView) } },
      }),
      async (c) => c.json(await readDeposit(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/progress',
        tags,
        ...access('work.read'),
        summary: 'Follow a deposit until it is in the log',
        request: { params },
        responses: {
          200: { description: 'Events named `deposit`, each a DepositView', content: bytes('text/event-stream') },
        },
      }),
      async (c) => {
        const ctx = c.get('ctx')
        const { id } = c.req.valid('param')
        await readDeposit(ctx, id)
        return followByEvents('deposit', {
          read: () => readDeposit(ctx, id),
          isOver: ({ state }) => state !== 'storing',
          signal: ctx.signal,
        })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/content',
        tags,
        ...access('work.read'),
        summary: 'The bytes of a deposit of your own, as they came',
        request: { params },
        responses: {
          200: { description: 'All bytes', content: bytes('application/octet-stream') },
          206: { description: 'The range that was asked for', content: bytes('application/octet-stream') },
        },
      }),
      (c) =>
        answerContent(c.req.header('Range'), (range) => depositContent(c.get('ctx'), c.req.valid('param').id, range)),
    )

/** Paths from /api/registry: how a registered work came to be, for anyone. */
export const publicProvenanceRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid }).openapi(
    createRoute({
      method: 'get',
      path: '/{number}/provenance',
      tags,
      ...access('registry.read'),
      summary: 'How a registered work came to be: its deposits, and the search for earlier registrations',
      request: { params: z.object({ number: z.string().max(40) }) },
      responses: { 200: { description: 'What anyone may know', content: json(PublicProvenance) } },
    }),
    async (c) => c.json(await publicProvenance(c.get('ctx'), c.req.valid('param').number), 200),
  )
