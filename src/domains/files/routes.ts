import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { answerContent } from '../../kernel/content-answer.ts'
import { followByEvents } from '../../kernel/event-stream.ts'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { acceptFile } from './commands.ts'
import { AcceptFileInput, FileView } from './contract.ts'
import { fileContent, filePoster, readFile } from './queries.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const bytes = (type: string) => ({ [type]: { schema: z.string().meta({ format: 'binary' }) } })
const params = z.object({ id: z.string().max(60) })
const tags = ['files']

/** Paths from /api/files. Uploads themselves go to /api/uploads by the tus protocol. */
export const filesRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        ...access('file.upload'),
        summary: 'Accept an upload whose bytes have all arrived',
        request: { body: { content: json(AcceptFileInput), required: true } },
        responses: { 201: { description: 'Accepted; hashing and examining follow', content: json(FileView) } },
      }),
      async (c) => c.json(await acceptFile(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        ...access('file.read'),
        summary: 'A file of your own',
        request: { params },
        responses: { 200: { description: 'The file', content: json(FileView) } },
      }),
      async (c) => c.json(await readFile(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/progress',
        tags,
        ...access('file.read'),
        summary: 'Follow a file until it is ready or refused',
        request: { params },
        responses: {
          200: { description: 'Events named `file`, each a FileView', content: bytes('text/event-stream') },
        },
      }),
      async (c) => {
        const ctx = c.get('ctx')
        const { id } = c.req.valid('param')
        await readFile(ctx, id)
        return followByEvents('file', {
          read: () => readFile(ctx, id),
          isOver: ({ state }) => state === 'ready' || state === 'refused' || state === 'failed',
          signal: ctx.signal,
        })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/content',
        tags,
        ...access('file.read'),
        summary: 'The bytes of a file of your own',
        request: { params },
        responses: {
          200: { description: 'All bytes', content: bytes('application/octet-stream') },
          206: { description: 'The range that was asked for', content: bytes('application/octet-stream') },
        },
      }),
      (c) => answerContent(c.req.header('Range'), (range) => fileContent(c.get('ctx'), c.req.valid('param').id, range)),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/poster',
        tags,
        ...access('file.read'),
        summary: 'A small picture of a file of your own',
        request: { params },
        responses: { 200: { description: 'WebP', content: bytes('image/webp') } },
      }),
      (c) =>
        answerContent(undefined, async () => {
          const poster = await filePoster(c.get('ctx'), c.req.valid('param').id)
          return { body: poster.body, mimeType: 'image/webp', totalBytes: poster.sizeBytes }
        }),
    )
