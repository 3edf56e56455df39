import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { refuseInvalid } from '../../../kernel/parse.ts'
import type { HttpEnv } from '../../../ports/context.ts'
import { access } from '../../accounts/index.ts'
import { WorkIscc } from './contract.ts'
import { ownWorkIscc, registeredIscc } from './work-iscc.ts'

const codes = { description: 'The codes', content: { 'application/json': { schema: WorkIscc } } }
const tags = ['iscc']

/** Paths from /api/iscc: International Standard Content Codes of works and their files. */
export const isccRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/works/{id}',
        tags,
        ...access('work.read'),
        summary: 'The ISCC (ISO 24138) of each file of a work of your own',
        request: { params: z.object({ id: z.string().max(60) }) },
        responses: { 200: codes },
      }),
      async (c) => c.json(await ownWorkIscc(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/registry/{number}',
        tags,
        ...access('registry.read'),
        summary: 'The ISCC (ISO 24138) of each file of a registered work',
        request: { params: z.object({ number: z.string().max(40) }) },
        responses: { 200: codes },
      }),
      async (c) => c.json(await registeredIscc(c.get('ctx'), c.req.valid('param').number), 200),
    )
