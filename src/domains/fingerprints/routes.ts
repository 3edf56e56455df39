import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { answerContent } from '../../kernel/content-answer.ts'
import { followByEvents } from '../../kernel/event-stream.ts'
import { pageOf, pageQuery } from '../../kernel/page.ts'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { createCheck } from './commands/create-check.ts'
import { CheckListItem, CheckView, CreateCheckInput, FrameQuery, PassagePair, PassageQuery } from './contract.ts'
import { checkFrame, checkMedia } from './queries/check-media.ts'
import { checkPassages } from './queries/check-passages.ts'
import { listChecks } from './queries/list-checks.ts'
import { readCheck } from './queries/read-check.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const bytes = (type: string) => ({ [type]: { schema: z.string().meta({ format: 'binary' }) } })
const params = z.object({ id: z.string().max(60) })
const tags = ['checks']

/** Paths from /api/checks: which registered works a file shows. */
export const checksRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        ...access('check.create'),
        summary: 'Check a file against the registry',
        request: { body: { content: json(CreateCheckInput), required: true } },
        responses: { 201: { description: 'The check', content: json(CheckView) } },
      }),
      async (c) => c.json(await createCheck(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('check.read'),
        summary: 'Your checks, newest first',
        request: { query: pageQuery },
        responses: { 200: { description: 'One page', content: json(pageOf(CheckListItem)) } },
      }),
      async (c) => c.json(await listChecks(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        ...access('check.read'),
        summary: 'A check with its matches',
        request: { params },
        responses: { 200: { description: 'The check', content: json(CheckView) } },
      }),
      async (c) => c.json(await readCheck(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/progress',
        tags,
        ...access('check.read'),
        summary: 'Follow a check until it is done or failed',
        request: { params },
        responses: {
          200: { description: 'Events named `check`, each a CheckView', content: bytes('text/event-stream') },
        },
      }),
      async (c) => {
        const ctx = c.get('ctx')
        const { id } = c.req.valid('param')
        await readCheck(ctx, id)
        return followByEvents('check', {
          read: () => readCheck(ctx, id),
          isOver: ({ state }) => state !== 'waiting',
          signal: ctx.signal,
        })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/frame',
        tags,
        ...access('check.read'),
        summary: 'One frame of either side',
        request: { params, query: FrameQuery },
        responses: { 200: { description: 'WebP', content: bytes('image/webp') } },
      }),
      async (c) => {
        const frame = await checkFrame(c.get('ctx'), c.req.valid('param').id, c.req.valid('query'))
        return new Response(frame as Uint8Array<ArrayBuffer>, {
          headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'private, max-age=3600' },
        })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/passages',
        tags,
        ...access('check.read'),
        summary: 'The words of one segment on both sides',
        request: { params, query: PassageQuery },
        responses: { 200: { description: 'Both passages', content: json(PassagePair) } },
      }),
      async (c) =>
        c.json(await checkPassages(c.get('ctx'), c.req.valid('param').id, c.req.valid('query')), 200, {
          'Cache-Control': 'private, max-age=3600',
        }),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/media',
        tags,
        ...access('check.read'),
        summary: 'The media of either side; of a work only when it is your own',
        request: { params, query: FrameQuery.pick({ side: true, match: true }) },
        responses: {
          200: { description: 'All bytes', content: bytes('application/octet-stream') },
          206: { description: 'The range that was asked for', content: bytes('application/octet-stream') },
        },
      }),
      (c) =>
        answerContent(c.req.header('Range'), (range) =>
          checkMedia(c.get('ctx'), c.req.valid('param').id, c.req.valid('query'), range),
        ),
    )
