import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { accountsRoutes } from '../domains/accounts/routes.ts'
import { filesRoutes } from '../domains/files/routes.ts'
import { checksRoutes } from '../domains/fingerprints/routes.ts'
import { registryRoutes } from '../domains/works/registry-routes.ts'
import { worksRoutes } from '../domains/works/routes.ts'
import type { HttpEnv } from '../ports/context.ts'
import { contentSecurityPolicy } from './content-security-policy.ts'
import { answerError, problem } from './errors.ts'
import { describeApi } from './openapi.ts'
import { type RequestBase, withContext } from './sign-in.ts'

export interface AppOptions {
  /** Where browsers see us when a proxy stands before, for example https://qianyin.example. */
  publicOrigin: string | null
  /** Serves the tus protocol under /api/uploads. */
  uploads: (request: Request) => Promise<Response>
  /** Whether this process can do its work now; the text says what is missing. */
  ready: () => Promise<{ ok: boolean; checks: Record<string, string> }>
  log: (event: Record<string, unknown>) => void
}

const jsonBodyBytesMax = 1_000_000

/** The whole HTTP interface but for the static files of the web app, which each home serves in its own way. */
export function createApp(base: RequestBase, options: AppOptions) {
  const app = new OpenAPIHono<HttpEnv>()
  app.onError((error, c) => answerError(error, c, options.log))
  app.use(async (c, next) => {
    const started = performance.now()
    c.set('requestId', crypto.randomUUID())
    await next()
    const { method, path } = c.req
    const requestId = c.get('requestId')
    c.res.headers.set('X-Request-Id', requestId)
    const durationMs = Math.round(performance.now() - started)
    options.log({ level: 'info', event: 'request', requestId, method, path, status: c.res.status, durationMs })
  })
  app.use(secureHeaders({ crossOriginResourcePolicy: 'same-origin', xFrameOptions: 'DENY' }))
  app.use(async (c, next) => {
    await next()
    // Stored content comes with a stricter one of its own.
    if (!c.res.headers.has('Content-Security-Policy')) {
      c.res.headers.set('Content-Security-Policy', contentSecurityPolicy)
    }
  })
  app.get('/healthz', (c) => c.json({ ok: true }))
  app.get('/readyz', async (c) => {
    const state = await options.ready()
    return c.json(state, state.ok ? 200 : 503)
  })
  app.use('/api/*', withContext(base, options.publicOrigin))
  app.on(['POST', 'GET', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'], ['/api/uploads', '/api/uploads/*'], (c) =>
    options.uploads(c.req.raw),
  )
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: jsonBodyBytesMax,
      onError: () => {
        throw new HTTPException(413)
      },
    }),
  )
  app.use('/api/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  })
  app.route('/api/accounts', accountsRoutes())
  app.route('/api/files', filesRoutes())
  app.route('/api/works', worksRoutes())
  app.route('/api/registry', registryRoutes())
  app.route('/api/checks', checksRoutes())
  describeApi(app)
  app.all('/api/*', (c) =>
    problem(404, {
      code: 'route_not_found',
      detail: 'There is nothing at this address',
      requestId: c.get('requestId'),
    }),
  )
  return app
}

export type AccountsApi = ReturnType<typeof accountsRoutes>
export type FilesApi = ReturnType<typeof filesRoutes>
export type WorksApi = ReturnType<typeof worksRoutes>
export type RegistryApi = ReturnType<typeof registryRoutes>
export type ChecksApi = ReturnType<typeof checksRoutes>
