import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { answerContent } from '../../../kernel/content-answer.ts'
import { refuseInvalid } from '../../../kernel/parse.ts'
import type { HttpEnv } from '../../../ports/context.ts'
import { access } from '../../accounts/index.ts'
import { requestPackage } from './commands/request-package.ts'
import { PackageInput, PackageList, PackageListQuery, PackageView } from './contract.ts'
import { listPackages, packageContent, readPackage } from './queries/read-packages.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const tags = ['packages']
const byId = z.object({ id: z.string().max(60) })

/** Paths from /api/packages: packages of evidence. */
export const packagesRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        tags,
        ...access('package.make'),
        summary: 'Have the package of a match made: the right, the copy, the comparison, custody, and how to check it',
        request: { body: { content: json(PackageInput), required: true } },
        responses: { 202: { description: 'How far it is', content: json(PackageView) } },
      }),
      async (c) => c.json(await requestPackage(c.get('ctx'), c.req.valid('json')), 202),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        ...access('package.read'),
        summary: 'The packages of a check',
        request: { query: PackageListQuery },
        responses: { 200: { description: 'By match', content: json(PackageList) } },
      }),
      async (c) => c.json(await listPackages(c.get('ctx'), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        ...access('package.read'),
        summary: 'How far a package is',
        request: { params: byId },
        responses: { 200: { description: 'As it now stands', content: json(PackageView) } },
      }),
      async (c) => c.json(await readPackage(c.get('ctx'), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/content',
        tags,
        ...access('package.read'),
        summary: 'The package itself: a BagIt 1.0 bag as a zip. That it was handed out is recorded',
        request: { params: byId },
        responses: { 200: { description: 'Zip', content: { 'application/zip': { schema: z.string() } } } },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { body, sizeBytes } = await packageContent(c.get('ctx'), id)
        const answer = await answerContent(undefined, async () => ({
          body,
          mimeType: 'application/zip',
          totalBytes: sizeBytes,
        }))
        // Found by it, so the id is one of ours: letters, digits and an underscore.
        answer.headers.set('Content-Disposition', `attachment; filename="${id}.zip"`)
        return answer
      },
    )
