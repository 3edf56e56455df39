import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { outsideWorld } from '../../src/runtimes/node/outside-world.ts'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl) console.warn('SKIPPED: no openssl, so no authority and no judge of timestamps here')

type Answer = (
  path: string,
  body: Uint8Array,
) => Promise<{ status?: number; type?: string; headers?: Record<string, string>; body: Uint8Array | string }>

/** A real server that the guarded way out takes for `*.example` on the web. */
export async function outsideServer(answer: Answer) {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const found = await answer(`${request.headers.host?.split(':')[0]}${request.url}`, body).catch(() => null)
    if (!found) response.destroy()
    else
      response
        .writeHead(found.status ?? 200, { 'content-type': found.type ?? 'text/plain', ...found.headers })
        .end(found.body)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    address: (host: string, path = '/') => `http://${host}.example:${port}${path}`,
    outside: outsideWorld({ resolve: async () => ['93.184.216.34'], ports: [port], connectTo: () => '127.0.0.1' }),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
