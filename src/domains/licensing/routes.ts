import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { enterGrant } from './commands/enter-grant.ts'
import { terminateGrant } from './commands/terminate-grant.ts'
import { AvailabilityInput, AvailabilityView, GrantInput, GrantList, GrantView, TerminationInput } from './contract.ts'
import { AvailsImportInput, AvailsImportReport } from './listings/contract.ts'
import { listGrants } from './queries/book.ts'
import { checkAvailability } from './queries/check-availability.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const params = z.object({ id: z.string().max(60) })
const tags = ['rights']

/** Paths from /api/works: what is held, licensed and promised of a work of one's own. */
export const rightsRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/grants',
        tags,
        ...access('rights.write'),
        summary: 'Enter a right held, a licence given or a promise; a licence must be free as a whole',
        request: { params, body: { content: json(GrantInput), required: true } },
        responses: { 201: { description: 'The grant, in force', content: json(GrantView) } },
      }),
      async (c) => c.json(await enterGrant(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/grants',
        tags,
        ...access('rights.read'),
        summary: 'All grants of a work in the order of entry',
        request: { params },
        responses: { 200: { description: 'The grants', content: json(GrantList) } },
      }),
      async (c) => c.json(await listGrants(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/availability',
        tags,
        ...access('rights.read'),
        summary: 'What of a work could be licensed now, and why not all of it',
        request: { params, body: { content: json(AvailabilityInput), required: true } },
        responses: { 200: { description: 'The answer', content: json(AvailabilityView) } },
      }),
      async (c) => c.json(await checkAvailability(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )

/** Paths from /api/grants. */
export const grantsRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/termination',
        tags,
        ...access('rights.write'),
        summary: 'End a grant early; the right is free from the next day on',
        request: { params, body: { content: json(TerminationInput), required: true } },
        responses: { 200: { description: 'The grant as it ends', content: json(GrantView) } },
      }),
      async (c) => c.json(await terminateGrant(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/imports',
        tags,
        ...access('rights.write'),
        summary: 'Read a workbook of EMA Avails line by line, and enter all of it or nothing',
        request: { body: { content: json(AvailsImportInput), required: true } },
        responses: { 200: { description: 'What was read, and entered', content: json(AvailsImportReport) } },
      }),
      async (c) => {
        const { importAvails } = await import('./listings/commands/import-avails.ts')
        return c.json(await importAvails(c.get('ctx'), c.req.valid('json')), 200)
      },
    )
