import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { outsideWorld } from '../../src/runtimes/node/outside-world.ts'
import { outsideWorld as workersOutsideWorld } from '../../src/runtimes/workers/outside-world.ts'

const publicAddress = '93.184.216.34'
const limits = { bytesMax: 1000, timeoutMs: 5000 }

type Answer = (request: IncomingMessage, response: ServerResponse) => void
let answer: Answer
const asked: string[] = []
const askedInside: string[] = []
/** Stands for the server at the public address. */
const server = createServer((request, response) => {
  asked.push(`${request.headers.host?.split(':')[0]}${request.url}`)
  answer(request, response)
})
/** What must not be reached: on the same port, at an address of this machine that the product would refuse. */
const inside = createServer((request, response) => {
  askedInside.push(request.url ?? '')
  response.end('secret')
})
let insideConnections = 0
inside.on('connection', () => insideConnections++)
let port = 0

beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  port = (server.address() as AddressInfo).port
  await new Promise<void>((ready) => inside.listen(port, '127.0.0.2', ready))
})
afterAll(() => {
  for (const one of [server, inside]) {
    one.closeAllConnections()
    one.close()
  }
})
afterEach(() => {
  const reached = [insideConnections, askedInside.splice(0)]
  insideConnections = 0
  asked.length = 0
  vi.unstubAllGlobals()
  expect(reached).toEqual([0, []])
})

const names: Record<string, string[]> = {
  'film.example': [publicAddress],
  'inside.example': ['127.0.0.2'],
  'mixed.example': [publicAddress, '127.0.0.2'],
  'inside6.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.2'],
  'cloud.example': ['169.254.169.254'],
  'nowhere.example': [],
}
const world = (resolve = async (name: string) => names[name] ?? Promise.reject(new Error('ENOTFOUND'))) =>
  outsideWorld({
    resolve,
    ports: [port],
    connectTo: (address) => (address === publicAddress ? '127.0.0.1' : address),
  })
const at = (path: string, host = 'film.example') => `http://${host}:${port}${path}`
const redirectTo =
  (location: string): Answer =>
  (_, response) =>
    response.writeHead(302, { Location: location, 'Set-Cookie': 'a=b' }).end('elsewhere')
const refused = { kind: 'Invalid', code: 'address_refused' }
const unreachable = { kind: 'Unavailable', code: 'outside_unreachable' }

it('brings what lies at a public address', async () => {
  answer = (_, response) => response.writeHead(404, { 'Content-Type': 'Text/HTML; charset=utf-8' }).end('钤印')
  const { body, ...rest } = await world().get(at('/夜雨?a=1#part'), limits)
  expect(rest).toEqual({ status: 404, url: at('/%E5%A4%9C%E9%9B%A8?a=1#part'), mimeType: 'text/html' })
  expect(Buffer.from(body).toString()).toBe('钤印')
})

it('tells only what it must of itself', async () => {
  let headers: IncomingMessage['headers'] = {}
  answer = (request, response) => {
    headers = request.headers
    response.end()
  }
  expect(await world().get(at('/'), limits)).toMatchObject({ mimeType: 'application/octet-stream', status: 200 })
  expect(headers).toEqual({
    accept: '*/*',
    'accept-encoding': 'identity',
    connection: 'close',
    host: `film.example:${port}`,
    'user-agent': 'Qianyin',
  })
})

it.each(['inside', 'mixed', 'inside6', 'mapped', 'cloud'])(
  'does not connect to what %s.example stands for',
  async (name) => {
    await expect(world().get(at('/', `${name}.example`), limits)).rejects.toMatchObject(refused)
  },
)

it('asks a name once for each request, so that a second answer comes too late (DNS rebinding)', async () => {
  const answers = [[publicAddress], ['127.0.0.2'], ['127.0.0.2']]
  const resolve = vi.fn(async () => answers.shift() ?? [])
  // The first connection is cut off, which makes some clients try again at whatever the name stands for by then.
  answer = (request) => request.socket.destroy()
  await expect(world(resolve).get(at('/'), limits)).rejects.toMatchObject(unreachable)
  expect(resolve).toHaveBeenCalledTimes(1)
})

it('judges a name anew at each redirect (DNS rebinding)', async () => {
  const answers = [[publicAddress], ['127.0.0.2']]
  const resolve = vi.fn(async () => answers.shift() ?? [])
  answer = redirectTo('/again')
  await expect(world(resolve).get(at('/'), limits)).rejects.toMatchObject(refused)
  expect(resolve).toHaveBeenCalledTimes(2)
  expect(asked).toEqual(['film.example/'])
})

it('connects by no name or address that was not judged, also when the system could resolve it', async () => {
  await expect(outsideWorld({ ports: [port] }).get(at('/', 'localhost'), limits)).rejects.toMatchObject(refused)
  await expect(outsideWorld().get(at('/', '127.0.0.2'), limits)).rejects.toMatchObject(refused)
  await expect(outsideWorld().get(at('/', 'film.example'), limits)).rejects.toMatchObject(refused)
})

it.each([
  'http://127.0.0.2:PORT/',
  'http://2130706434:PORT/',
  'http://[::ffff:127.0.0.2]:PORT/',
  '//127.0.0.2:PORT/',
  'http://inside.example:PORT/',
  'http://localhost:PORT/',
  'http://film.example:22/',
  'http://user:password@film.example:PORT/',
  'file:///etc/passwd',
  'gopher://film.example/',
  'http://[/',
])('is not led to %s', async (location) => {
  answer = redirectTo(location.replace('PORT', String(port)))
  await expect(world().get(at('/'), limits)).rejects.toMatchObject(refused)
  expect(asked).toEqual(['film.example/'])
})

it('follows five redirects, carries no cookie along, and gives up at the sixth', async () => {
  let cookies = 0
  answer = (request, response) => {
    if (request.headers.cookie) cookies++
    const left = Number(request.url?.slice(1))
    if (left === 0) response.end('here')
    else redirectTo(`./${left - 1}`)(request, response)
  }
  const { url, body } = await world().get(at('/5'), limits)
  expect([url, Buffer.from(body).toString()]).toEqual([at('/0'), 'here'])
  expect(asked).toHaveLength(6)
  await expect(world().get(at('/6'), limits)).rejects.toMatchObject({ kind: 'Invalid', code: 'too_many_redirects' })
  expect(cookies).toBe(0)
})

it('leaves a redirect loop', async () => {
  answer = redirectTo('/')
  await expect(world().get(at('/'), limits)).rejects.toMatchObject({ code: 'too_many_redirects' })
  expect(asked).toHaveLength(6)
})

it('does not wait for the body of a redirect', async () => {
  answer = (request, response) => {
    if (request.url === '/end') response.end('here')
    else response.writeHead(302, { Location: '/end' }).write('and so on')
  }
  expect((await world().get(at('/'), limits)).url).toBe(at('/end'))
})

it('a redirect that leads nowhere is an answer', async () => {
  answer = (_, response) => response.writeHead(302).end('x')
  expect((await world().get(at('/'), limits)).status).toBe(302)
})

it('takes as many bytes as were allowed, and not one more', async () => {
  answer = (_, response) => response.end(Buffer.alloc(1000))
  expect((await world().get(at('/'), limits)).body).toHaveLength(1000)
  answer = (_, response) => response.end(Buffer.alloc(1001))
  await expect(world().get(at('/'), limits)).rejects.toMatchObject({ kind: 'Invalid', code: 'answer_too_large' })
})

it('stops reading an answer that told no size and has no end', async () => {
  let closed = false
  answer = (_, response) => {
    const pour = () => response.write(Buffer.alloc(64_000), () => !closed && setImmediate(pour))
    response.on('close', () => {
      closed = true
    })
    pour()
  }
  await expect(world().get(at('/'), limits)).rejects.toMatchObject({ code: 'answer_too_large' })
  await vi.waitFor(() => expect(closed).toBe(true))
})

it('takes no packed answer, which it did not ask for and which could unfold', async () => {
  answer = (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(500_000)))
  await expect(world().get(at('/'), limits)).rejects.toMatchObject(unreachable)
})

const slow: [string, Answer][] = [
  ['never answers', () => {}],
  ['never ends', (_, response) => void response.writeHead(200).write('x')],
  [
    'trickles',
    (_, response) => {
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    },
  ],
  ['redirects slowly', (request, response) => void setTimeout(redirectTo('/'), 100, request, response)],
]
it.each(slow)('leaves a server that %s when the time is up', async (_, behaviour) => {
  answer = behaviour
  const started = performance.now()
  await expect(world().get(at('/'), { ...limits, timeoutMs: 300 })).rejects.toMatchObject(unreachable)
  expect(performance.now() - started).toBeLessThan(2000)
})

it('posts to a public address alone, and follows nothing from there', async () => {
  const message = { body: Buffer.from('题'), headers: { 'content-type': 'application/timestamp-query' } }
  answer = async (request, response) => {
    const pieces = await request.toArray()
    const said = `${request.method} ${request.headers['content-type']} ${Buffer.concat(pieces)}`
    response.writeHead(request.url === '/away' ? 307 : 200, { Location: at('/', 'inside.example') }).end(said)
  }
  const said = async (path: string) => {
    const { status, body } = await world().post(at(path), message, limits)
    return `${status} ${Buffer.from(body)}`
  }
  expect(await said('/')).toBe('200 POST application/timestamp-query 题')
  expect(await said('/away')).toBe('307 POST application/timestamp-query 题')
  await expect(world().post(at('/', 'inside.example'), message, limits)).rejects.toMatchObject(refused)
  await expect(world().post(at('/'), message, { ...limits, bytesMax: 10 })).rejects.toMatchObject({
    code: 'answer_too_large',
  })
})

it('leaves a name server that keeps silent', async () => {
  const silent = world(() => new Promise<string[]>(() => {}))
  await expect(silent.get(at('/'), { ...limits, timeoutMs: 100 })).rejects.toMatchObject(unreachable)
})

it.each(['nowhere.example', 'unknown.example'])('%s is unreachable', async (host) => {
  await expect(world().get(at('/', host), limits)).rejects.toMatchObject(unreachable)
})

it('what is no longer there is unreachable', async () => {
  const gone = outsideWorld({ resolve: async () => [publicAddress], ports: [port], connectTo: () => '127.0.0.3' })
  await expect(gone.get(at('/'), limits)).rejects.toMatchObject(unreachable)
})

it('on Workers, judges each step and never lets the platform follow', async () => {
  const fetched: [string, RequestInit | undefined][] = []
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    fetched.push([url, init])
    if (url.endsWith('/0')) return new Response('here', { headers: { 'Content-Type': 'text/plain;x' } })
    if (url.endsWith('/large')) return new Response(new Uint8Array(1001))
    const location = url.endsWith('/inside') ? 'http://[::ffff:7f00:1]/' : './0'
    return new Response(null, { status: 302, headers: { Location: location } })
  })
  const get = (url: string) => workersOutsideWorld.get(url, limits)
  const found = await get('https://film.example/1')
  expect(found).toMatchObject({ status: 200, url: 'https://film.example/0', mimeType: 'text/plain' })
  expect(Buffer.from(found.body).toString()).toBe('here')
  await expect(get('https://film.example/large')).rejects.toMatchObject({ code: 'answer_too_large' })
  await expect(get('https://film.example/inside')).rejects.toMatchObject(refused)
  const message = { body: Buffer.from('题'), headers: { 'content-type': 'text/plain' } }
  expect(await workersOutsideWorld.post('https://film.example/1', message, limits)).toMatchObject({ status: 302 })
  expect(fetched.map(([, init]) => init?.redirect)).toEqual(Array(5).fill('manual'))
  expect(fetched.map(([, init]) => init?.method)).toEqual([...Array(4).fill(undefined), 'POST'])
  for (const url of ['http://10.0.0.1/', 'http://0x7f.1/', 'http://a.localhost/', 'ftp://film.example/'])
    await expect(get(url)).rejects.toMatchObject(refused)
  expect(fetched).toHaveLength(5)
})
