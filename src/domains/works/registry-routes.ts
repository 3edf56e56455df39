import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { answerContent } from '../../kernel/content-answer.ts'
import { pageOf } from '../../kernel/page.ts'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { RegistryEntry, RegistryQuery } from './contract.ts'
import { registryPoster } from './queries/poster.ts'
import { listRegistry, readRegistration } from './queries/registry.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const params = z.object({ number: z.string().max(40) })
const tags = ['registry']

/** Paths from /api/registry: what anyone may know of registered works. */
export const registryRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('registry.read'),
        summary: 'Search registered works',
        request: { query: RegistryQuery },
        responses: { 200: { description: 'One page, newest first', content: json(pageOf(RegistryEntry)) } },
      }),
      async (c) => c.json(await listRegistry(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{number}',
        tags,
        ...access('registry.read'),
        summary: 'One registered work by its number',
        request: { params },
        responses: { 200: { description: 'The entry', content: json(RegistryEntry) } },
      }),
      async (c) => c.json(await readRegistration(c.get('ctx'), c.req.valid('param').number), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{number}/poster',
        tags,
        ...access('registry.read'),
        summary: 'A small picture of a registered work',
        request: { params },
        responses: { 200: { description: 'WebP', content: { 'image/webp': { schema: z.string() } } } },
      }),
      (c) =>
        answerContent(undefined, async () => {
          const poster = await registryPoster(c.get('ctx'), c.req.valid('param').number)
          return { body: poster.body, mimeType: 'image/webp', totalBytes: poster.sizeBytes }
        }),
    )
