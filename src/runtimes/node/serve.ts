import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { serveStatic } from '@hono/node-server/serve-static'
import { compress } from 'hono/compress'
import { tidyAccounts } from '../../domains/accounts/index.ts'
import { keepLog } from '../../domains/evidence/index.ts'
import { isUploadNeeded } from '../../domains/files/index.ts'
import { readyIndex, renewFingerprints } from '../../domains/fingerprints/index.ts'
import { refreshLapsed } from '../../domains/licensing/listings/refresh-openings.ts'
import { createApp } from '../../http/app.ts'
import { clientAddress } from '../../http/client-address.ts'
import { isLoopback, originOf } from '../../http/own-origin.ts'
import { startRunner } from '../../jobs/runner.ts'
import { type Config, ConfigError } from './config.ts'
import type { Log } from './log.ts'
import { type NodeHome, projectDir } from './node-home.ts'
import { uploadDoor } from './uploads.ts'

const cleanUpEveryMs = 3_600_000
/** What jobs were given up with, and what authorities did not answer, is tried again as often. */
const keepLogEveryMs = 60_000
const requestTimeoutMs = 3_600_000
const webDir = join(projectDir, 'dist/web')

export interface RunningServer {
  url: string
  /** Takes no more requests, ends those that are open, hands the running jobs back, then gives up the port. */
  stop(): Promise<void>
}

/** Serves the API, the web app and the queue in this process. Throws when the port is taken. */
export async function startServer(home: NodeHome, config: Config, log: Log): Promise<RunningServer> {
  const { base } = home
  requireReachable(config)
  const door = uploadDoor({
    dir: home.uploadsDir,
    sizeBytesMax: config.QIANYIN_FILE_SIZE_BYTES_MAX,
    path: '/api/uploads',
    isNeeded: (uploadId) => isUploadNeeded(base, uploadId),
    onFailure: (error, requestId) => log({ level: 'error', event: 'upload.failed', requestId, error: String(error) }),
  })
  const app = createApp(base, {
    door: {
      originOf: originOf(config.QIANYIN_PUBLIC_URL ? new URL(config.QIANYIN_PUBLIC_URL).origin : null),
      addressOf: (c) =>
        clientAddress(
          getConnInfo(c).remote.address ?? '',
          c.req.header('X-Forwarded-For'),
          config.QIANYIN_TRUSTED_PROXIES,
        ),
    },
    uploads: (request, uploader) => door.handle(request, uploader),
    lending: { ...home.runner, log },
    ready: async () => {
      const checks: Record<string, string> = {}
      await base.db.rows({ sql: 'SELECT 1', params: [] }).then(
        () => (checks.database = 'ok'),
        (error: unknown) => (checks.database = String(error)),
      )
      await readyIndex(base).then(
        () => (checks.index = 'ok'),
        (error: unknown) => (checks.index = String(error)),
      )
      return { ok: Object.values(checks).every((state) => state === 'ok'), checks }
    },
    log,
  })
  addWebApp(app)
  const runner = startRunner(base, { ...home.runner, log }, config.QIANYIN_MEDIA_WORKERS)
  const cleanUp = () => {
    Promise.all([door.cleanUp(), tidyAccounts(base), renewFingerprints(base), refreshLapsed(base)]).catch(
      (error: unknown) => log({ level: 'warn', event: 'cleanup.failed', error: String(error) }),
    )
  }
  cleanUp()
  const cleaning = setInterval(cleanUp, cleanUpEveryMs)
  const keep = () => {
    keepLog(base).catch((error: unknown) => log({ level: 'error', event: 'log.failed', error: String(error) }))
  }
  keep()
  const keeping = setInterval(keep, keepLogEveryMs)
  const { server, port } = await listen(app.fetch, config)
  void readyIndex(base).catch((error: unknown) => log({ level: 'error', event: 'index.failed', error: String(error) }))
  const host = config.QIANYIN_HOST === '0.0.0.0' ? 'localhost' : config.QIANYIN_HOST
  return {
    url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`,
    stop: async () => {
      clearInterval(cleaning)
      clearInterval(keeping)
      const closed = new Promise((resolve) => server.close(resolve))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await Promise.all([closed, runner.stop()])
    },
  }
}

/** A server that others reach has one name, and sends real mail: links with secrets go by both. Throws ConfigError. */
function requireReachable(config: Config): void {
  const { QIANYIN_PUBLIC_URL: url, QIANYIN_SMTP_URL: smtp, QIANYIN_HOST: host } = config
  const missing = [
    ...(isLoopback(host) || url ? [] : ['QIANYIN_PUBLIC_URL: needed where QIANYIN_HOST lets other machines in']),
    ...(!url || isLoopback(new URL(url).hostname) || smtp ? [] : ['QIANYIN_SMTP_URL: needed with QIANYIN_PUBLIC_URL']),
  ]
  if (missing.length > 0) throw new ConfigError(`The settings cannot be used:\n  ${missing.join('\n  ')}`)
}

function listen(fetch: (request: Request) => Response | Promise<Response>, config: Config) {
  return new Promise<{ server: ReturnType<typeof serve>; port: number }>((resolve, reject) => {
    const server = serve({ fetch, hostname: config.QIANYIN_HOST, port: config.QIANYIN_PORT }, ({ port }) =>
      resolve({ server, port }),
    )
    // One part of an upload over a slow line takes longer than the five minutes that Node gives by itself.
    if ('requestTimeout' in server) server.requestTimeout = requestTimeoutMs
    server.on('error', reject)
  })
}

/** The built web app; unknown paths give its page, which has a screen for them. */
function addWebApp(app: ReturnType<typeof createApp>): void {
  if (!existsSync(join(webDir, 'index.html'))) {
    app.get('/', (c) => c.text('The web app is not built. Run: npm run build', 503))
    return
  }
  const root = relative(process.cwd(), webDir) || '.'
  app.use('*', compress())
  app.use('/assets/*', async (c, next) => {
    await next()
    if (c.res.ok) c.res.headers.set('Cache-Control', 'public, max-age=31536000, immutable')
  })
  app.use('/assets/*', serveStatic({ root }))
  app.get('/assets/*', (c) => c.notFound())
  app.use('*', serveStatic({ root }))
  app.get('*', serveStatic({ root, path: 'index.html' }))
}
