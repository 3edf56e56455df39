import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { cors } from 'hono/cors'
import { refuseInvalid } from '../../kernel/parse.ts'
import type { BlobBody } from '../../ports/blobs.ts'
import type { HttpEnv } from '../../ports/context.ts'
import { access } from '../accounts/index.ts'
import { readAnchors } from './anchors/read-anchors.ts'
import { readAuthorities, readTimestamp } from './attestations/read-timestamps.ts'
import { AnchorList, LogEntryView, LogStatus } from './contract.ts'
import { proveDeposit, proveRegistration, readLogEntry } from './queries/prove-registration.ts'
import { readCheckpoint, readLogStatus, readNumberedCheckpoint, readPolicy, readTile } from './queries/read-log.ts'

const json = <T>(schema: T) => ({ 'application/json': { schema } })
const plain = { 'text/plain': { schema: z.string() } }
const octets = { 'application/octet-stream': { schema: z.string() } }
const tags = ['log']
const open = access('registry.read')

const forGood = { 'Cache-Control': 'public, max-age=31536000, immutable' }
const forSeconds = (seconds: number) => ({ 'Cache-Control': `public, max-age=${seconds}` })

const stored = ({ body, sizeBytes, contentType }: BlobBody) =>
  new Response(body, {
    headers: { 'Content-Type': contentType, 'Content-Length': String(sizeBytes), ...forGood },
  })

/** Paths from /log: the log as static objects, for anyone and any page (c2sp.org/tlog-tiles). */
export const logRoutes = () => {
  const app = new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
  app.use(cors({ origin: '*', allowMethods: ['GET', 'HEAD'] }))
  const describe = (path: string, summary: string, content: typeof plain | typeof octets, names: string[]) =>
    app.openAPIRegistry.registerPath({
      method: 'get',
      path,
      tags,
      ...open,
      summary,
      request: { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) },
      responses: { 200: { description: 'As it was published', content } },
    })
  describe('/tile/{level}/{index}', 'A tile of hashes, such as tile/0/x001/234 or tile/0/x001/235.p/7', octets, [
    'level',
    'index',
  ])
  describe('/tile/entries/{index}', 'A bundle of entries, under the same index as their tile of level 0', octets, [
    'index',
  ])
  // The index of a tile has as many segments as it needs.
  app.get('/tile/*', async (c) =>
    stored(await readTile(c.get('ctx'), c.req.path.slice(c.req.path.indexOf('/tile/') + 1))),
  )
  return app
    .openapi(
      createRoute({
        method: 'get',
        path: '/checkpoint',
        tags,
        ...open,
        summary: 'The newest checkpoint (c2sp.org/tlog-checkpoint)',
        responses: { 200: { description: 'A signed note', content: plain } },
      }),
      async (c) => c.text(await readCheckpoint(c.get('ctx')), 200, forSeconds(2)),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/checkpoints/{number}',
        tags,
        ...open,
        summary: 'The nth checkpoint ever signed, from 0',
        request: { params: z.object({ number: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }) },
        responses: { 200: { description: 'A signed note', content: plain } },
      }),
      async (c) => c.text(await readNumberedCheckpoint(c.get('ctx'), c.req.valid('param').number), 200, forGood),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/timestamps/{file}',
        tags,
        ...open,
        summary: 'The timestamp of the nth checkpoint (RFC 3161), as 0.tsr, and its renewals, as 0.1.tsr',
        request: { params: z.object({ file: z.string().max(40) }) },
        responses: {
          200: {
            description: 'A TimeStampResp',
            content: { 'application/timestamp-reply': { schema: z.string() } },
          },
        },
      }),
      async (c) => {
        const file = await readTimestamp(c.get('ctx'), c.req.valid('param').file)
        return new Response(new Uint8Array(file), {
          headers: { 'Content-Type': 'application/timestamp-reply', ...forGood },
        })
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/authorities.pem',
        tags,
        ...open,
        summary: 'The certificates that the timestamp authorities of this log are known by',
        responses: { 200: { description: 'PEM', content: plain } },
      }),
      async (c) => c.text(readAuthorities(c.get('ctx')), 200, forSeconds(60)),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/policy',
        tags,
        ...open,
        summary: 'The keys to believe (c2sp.org/tlog-policy)',
        responses: { 200: { description: 'A policy', content: plain } },
      }),
      async (c) => c.text(await readPolicy(c.get('ctx')), 200, forSeconds(60)),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/anchors',
        tags,
        ...open,
        summary: 'Checkpoints whose hash a judicial chain keeps, the newest first',
        responses: { 200: { description: 'At most 100', content: json(AnchorList) } },
      }),
      async (c) => c.json(await readAnchors(c.get('ctx')), 200, forSeconds(60)),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/status',
        tags,
        ...open,
        summary: 'How far the log is, and whether it runs',
        responses: { 200: { description: 'The log', content: json(LogStatus) } },
      }),
      async (c) => c.json(await readLogStatus(c.get('ctx')), 200),
    )
}

/** Paths from /api/deposits: a deposit in the log. */
export const depositProofRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid }).openapi(
    createRoute({
      method: 'get',
      path: '/{id}/proof',
      tags,
      ...access('work.read'),
      summary: 'The proof that a deposit of your own is in the transparency log (c2sp.org/tlog-proof)',
      request: { params: z.object({ id: z.string().max(60) }) },
      responses: { 200: { description: 'A tlog-proof, which verifies without us', content: plain } },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const proof = await proveDeposit(c.get('ctx'), id)
      return c.text(proof, 200, { 'Content-Disposition': `attachment; filename="${id}.tlog-proof"` })
    },
  )

const params = z.object({ number: z.string().max(40) })

/** Paths from /api/registry: a registered work in the log. */
export const registrationProofRoutes = () =>
  new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/{number}/log-entry',
        tags,
        ...open,
        summary: 'Where a registered work is in the transparency log',
        request: { params },
        responses: { 200: { description: 'Its current version’s entry', content: json(LogEntryView) } },
      }),
      async (c) => c.json(await readLogEntry(c.get('ctx'), c.req.valid('param').number), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{number}/proof',
        tags,
        ...open,
        summary: 'The proof that a registered work is in the transparency log (c2sp.org/tlog-proof)',
        request: { params },
        responses: { 200: { description: 'A tlog-proof, which verifies without us', content: plain } },
      }),
      async (c) => {
        const { number } = c.req.valid('param')
        const proof = await proveRegistration(c.get('ctx'), number)
        // Found by it, so the number is one of ours: letters, digits and dashes.
        return c.text(proof, 200, { 'Content-Disposition': `attachment; filename="${number}.tlog-proof"` })
      },
    )
