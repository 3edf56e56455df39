import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { refuseInvalid } from '../../../kernel/parse.ts'
import type { HttpEnv } from '../../../ports/context.ts'
import { access } from '../access.ts'
import { AuditPage, AuditQuery } from '../contract.ts'
import { listAudit } from './queries.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })

/** Paths from /api/audit. */
export const auditRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid }).openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags: ['audit'],
      ...access('audit.read'),
      summary: 'What was decided, newest first',
      request: { query: AuditQuery },
      responses: { 200: { description: 'One page', content: json(AuditPage) } },
    }),
    async (c) => c.json(await listAudit(c.get('ctx'), c.req.valid('query')), 200),
  )
