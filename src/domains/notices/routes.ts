/**
 * Owns: notice_moves, notices, notice_addresses, notice_entries, notice_links
 * Reads: accounts, works, fingerprints, evidence
 * Emits: nothing
 * States: notice ready → sent → received → removed | rejected; removed → countered → restored | kept; withdrawn before the end
 * Never: sends what lacks an element of its law; gives a second notice where the law bars it; accuses by a machine's word alone
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { pageOf, pageQuery } from '../../kernel/page.ts'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { actOnNotice, counterNotice, drawNotice } from './commands.ts'
import {
  CounterInput,
  CounterPreview,
  CounterToken,
  NoticeActInput,
  NoticeInput,
  NoticeListItem,
  NoticeView,
} from './contract.ts'
import { listNotices, noticePaper, previewCounter, readNotice } from './queries.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const params = z.object({ id: z.string().max(60) })
const tags = ['notices']

/** Paths from /api/notices: notices of infringement to platforms, and what became of them. */
export const noticesRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        ...access('notice.send'),
        summary: 'Draw up a notice; nothing is sent yet',
        request: { body: { content: json(NoticeInput), required: true } },
        responses: { 201: { description: 'The notice', content: json(NoticeView) } },
      }),
      async (c) => c.json(await drawNotice(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('notice.read'),
        summary: 'Your notices, newest first',
        request: { query: pageQuery },
        responses: { 200: { description: 'One page', content: json(pageOf(NoticeListItem)) } },
      }),
      async (c) => c.json(await listNotices(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/counter/preview',
        tags,
        ...access('notice.counter'),
        summary: 'What a notice says, by the link that came with it',
        request: { body: { content: json(CounterToken), required: true } },
        responses: { 200: { description: 'The notice', content: json(CounterPreview) } },
      }),
      async (c) => c.json(await previewCounter(c.get('ctx'), c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/counter',
        tags,
        ...access('notice.counter'),
        summary: 'Answer a notice, by the link that came with it and without an account',
        request: { body: { content: json(CounterInput), required: true } },
        responses: { 200: { description: 'The notice as it is now', content: json(CounterPreview) } },
      }),
      async (c) => c.json(await counterNotice(c.get('ctx'), c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        ...access('notice.read'),
        summary: 'A notice, its clocks and what became of it',
        request: { params },
        responses: { 200: { description: 'The notice', content: json(NoticeView) } },
      }),
      async (c) => c.json(await readNotice(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/acts',
        tags,
        ...access('notice.send'),
        summary: 'Send a notice, or keep what became of it',
        request: { params, body: { content: json(NoticeActInput), required: true } },
        responses: { 200: { description: 'The notice as it is now', content: json(NoticeView) } },
      }),
      async (c) => c.json(await actOnNotice(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/paper',
        tags,
        ...access('notice.read'),
        summary: 'A notice as PDF, to be handed out',
        request: { params },
        responses: {
          200: {
            description: 'PDF',
            content: { 'application/pdf': { schema: z.string().meta({ format: 'binary' }) } },
          },
        },
      }),
      async (c) => {
        const pdf = await noticePaper(c.get('ctx'), c.req.valid('param').id)
        return new Response(pdf as Uint8Array<ArrayBuffer>, {
          headers: { 'Content-Type': 'application/pdf', 'Content-Disposition': 'inline; filename="notice.pdf"' },
        })
      },
    )
