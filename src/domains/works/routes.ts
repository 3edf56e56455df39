import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { answerContent } from '../../kernel/content-answer.ts'
import { pageOf } from '../../kernel/page.ts'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { amendWork } from './commands/amend-work.ts'
import { createWork } from './commands/create-work.ts'
import { discardDraft } from './commands/discard-draft.ts'
import { registerWork } from './commands/register-work.ts'
import { saveDraft } from './commands/save-draft.ts'
import {
  CreateWorkInput,
  RegisterWorkInput,
  SaveDraftInput,
  WorkListItem,
  WorkListQuery,
  WorkView,
} from './contract.ts'
import { listWorks } from './queries/list-works.ts'
import { workPoster } from './queries/poster.ts'
import { readWork } from './queries/read-work.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const params = z.object({ id: z.string().max(60) })
const tags = ['works']
const work = (description: string) => ({ description, content: json(WorkView) })

/** Paths from /api/works: an organisation's own works. */
export const worksRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        ...access('work.write'),
        summary: 'Open a work with its first draft',
        request: { body: { content: json(CreateWorkInput), required: true } },
        responses: { 201: work('The work') },
      }),
      async (c) => c.json(await createWork(c.get('ctx'), c.req.valid('json')), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('work.read'),
        summary: 'Your works, newest first',
        request: { query: WorkListQuery },
        responses: { 200: { description: 'One page', content: json(pageOf(WorkListItem)) } },
      }),
      async (c) => c.json(await listWorks(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        ...access('work.read'),
        summary: 'A work of your own with all its versions',
        request: { params },
        responses: { 200: work('The work') },
      }),
      async (c) => c.json(await readWork(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{id}/draft',
        tags,
        ...access('work.write'),
        summary: 'Save the draft',
        request: { params, body: { content: json(SaveDraftInput), required: true } },
        responses: { 200: work('The work with the draft as saved') },
      }),
      async (c) => c.json(await saveDraft(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}/draft',
        tags,
        ...access('work.write'),
        summary: 'Discard the draft; a work never registered goes with it',
        request: { params },
        responses: { 204: { description: 'Discarded' } },
      }),
      async (c) => {
        await discardDraft(c.get('ctx'), c.req.valid('param').id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/registration',
        tags,
        ...access('work.register'),
        summary: 'Register the draft: it is frozen as a version',
        request: { params, body: { content: json(RegisterWorkInput), required: true } },
        responses: { 200: work('The work with its number') },
      }),
      async (c) => c.json(await registerWork(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/amendment',
        tags,
        ...access('work.write'),
        summary: 'Open a draft for the next version',
        request: { params },
        responses: { 201: work('The work with the new draft') },
      }),
      async (c) => c.json(await amendWork(c.get('ctx'), c.req.valid('param').id), 201),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/poster',
        tags,
        ...access('work.read'),
        summary: 'A small picture of a work of your own',
        request: { params },
        responses: { 200: { description: 'WebP', content: { 'image/webp': { schema: z.string() } } } },
      }),
      (c) =>
        answerContent(undefined, async () => {
          const poster = await workPoster(c.get('ctx'), c.req.valid('param').id)
          return { body: poster.body, mimeType: 'image/webp', totalBytes: poster.sizeBytes }
        }),
    )
