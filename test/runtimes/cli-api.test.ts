import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeIscc } from '../../src/domains/fingerprints/iscc/codes.ts'
import { readConfig } from '../../src/runtimes/node/config.ts'
import { type RunningServer, startServer } from '../../src/runtimes/node/serve.ts'
import { makePicture } from '../kit/pictures.ts'
import { command, type Run } from '../kit/program.ts'
import { openWorld, type Person, type World } from '../kit/world.ts'

const media = (name: string) => new URL(`../../demo/media/${name}.mp4`, import.meta.url).pathname
const [film, episode] = [media('copy-of-night-rain-01'), media('night-rain-01')]

let world: World
let server: RunningServer
let lin: Person
let secret: string

beforeAll(async () => {
  world = await openWorld()
  const config = readConfig({ QIANYIN_DATA: world.dir, QIANYIN_PORT: '0', QIANYIN_MEDIA_WORKERS: '1' })
  server = await startServer(world.home, { ...config, QIANYIN_PORT: 0 }, () => {})
  lin = await world.signUp('lin')
  secret = (await tokenOf('register', 'check')).secret
})
afterAll(async () => {
  await server.stop()
  await world.close()
})

async function tokenOf(...scopes: string[]): Promise<{ id: string; secret: string }> {
  const { body } = await lin.call('POST', '/api/tokens', { name: 'script', scopes, expiresInDays: 1 })
  const made = body as { token: { id: string }; secret: string }
  return { id: made.token.id, secret: made.secret }
}

const qianyin = (args: string[], env: Record<string, string> = {}) =>
  command(args, { QIANYIN_DATA: join(world.dir, 'nowhere'), ...env })

const byApi = (args: string[], token = secret, url = server.url) =>
  qianyin([...args, '--api', url], { QIANYIN_TOKEN: token })
const here = (args: string[]) => qianyin([...args, '--data', world.dir])
const register = (...files: string[]) => ['register', ...files, '--title', '夜雨', '--holder', '晚潮工作室']

function expectRefused(run: Run, code: string): void {
  expect(run.stderr).toMatch(new RegExp(`^[^\\p{Cc}]{1,1000} \\(${code}\\)\\n$`, 'u'))
  expect(run).toMatchObject({ exitCode: 2, stdout: '' })
  expect(run.stderr).not.toContain('qy_')
}

describe('a server', () => {
  test('registers a film as the local command does, and finds a copy of it as the local command does', async () => {
    const registered = await byApi([...register(episode), '--episode', '1', '--json'])
    expect(registered).toMatchObject({ exitCode: 0, stderr: '' })
    const work = JSON.parse(registered.stdout)
    const locally = await here([...register(episode), '--episode', '1', '--json'])
    const { workId, registrationNumber, registeredAt, ...same } = JSON.parse(locally.stdout)
    expect(work).toMatchObject(same)
    expect(Object.keys(work)).toEqual(Object.keys(JSON.parse(locally.stdout)))
    expect(await world.sql('SELECT organisation_id FROM works WHERE id = ?', work.workId)).toEqual([
      [await world.organisationOf(lin)],
    ])

    const found = await byApi(['match', film, '--json'])
    expect(found).toMatchObject({ exitCode: 0, stderr: '' })
    expect(JSON.parse(found.stdout)).toEqual(JSON.parse((await here(['match', film, '--json'])).stdout))
    expect(JSON.parse(found.stdout).matches.map((match: { workId: string }) => match.workId)).toContain(work.workId)
    const [shown, shownHere] = await Promise.all([byApi(['match', film]), here(['match', film])])
    expect(shown.stdout).toBe(shownHere.stdout)
    expect(shown.stdout).toContain('0:')
  }, 180_000)

  test('adds an episode to a series', async () => {
    const first = JSON.parse((await byApi([...register(media('river-letter-01')), '--episode', '1', '--json'])).stdout)
    const more = ['--series', first.workId, '--episode', '2', '--json']
    const second = await byApi(['register', media('night-rain-02'), ...more])
    expect(JSON.parse(second.stdout)).toMatchObject({
      workId: first.workId,
      registrationNumber: first.registrationNumber,
      version: 2,
      files: [{ episode: 1 }, { episode: 2, file: 'night-rain-02.mp4' }],
    })
    expectRefused(
      await byApi(['register', media('night-rain-02'), '--series', 'wrk_none', '--episode', '3']),
      'work_not_found',
    )
  })

  test('refuses a file with the code and the name, and no work stays behind', async () => {
    const bad = join(world.dir, 'bad.png')
    await writeFile(bad, 'PK\x03\x04 not a picture')
    const before = await world.sql('SELECT count(*) FROM works')
    const run = await byApi(register(bad))
    expectRefused(run, 'media_type_unsupported')
    expect(run.stderr).toMatch(/^bad\.png: /)
    expectRefused(await byApi(register(join(world.dir, 'none.png'))), 'file_unreadable')
    expectRefused(
      await byApi([...register(await makePicture(world.dir, 31)), '--created-on', '9000-01-01']),
      'work_incomplete',
    )
    expect(await world.sql('SELECT count(*) FROM works')).toEqual(before)
  })

  test('leaves nothing in the data directory of this machine', async () => {
    const data = join(world.dir, 'nowhere')
    await byApi(['match', await makePicture(world.dir, 41)])
    await expect(import('node:fs/promises').then(({ stat }) => stat(data))).rejects.toThrow('ENOENT')
  })
})

describe('a token', () => {
  test('without the scope is refused', async () => {
    const picture = await makePicture(world.dir, 51)
    const [reads, checks] = [await tokenOf('read'), await tokenOf('check')]
    expectRefused(await byApi(['match', picture], reads.secret), 'scope_missing')
    expectRefused(await byApi(register(picture), reads.secret), 'scope_missing')
    expectRefused(await byApi(register(picture), checks.secret), 'scope_missing')
  })

  test('that is revoked, or none, is refused', async () => {
    const picture = await makePicture(world.dir, 52)
    const token = await tokenOf('register', 'check')
    expect((await lin.call('DELETE', `/api/tokens/${token.id}`)).status).toBe(204)
    expectRefused(await byApi(['match', picture], token.secret), 'token_refused')
    expectRefused(await byApi(register(picture), `qy_${'0'.repeat(40)}`), 'token_refused')
  })

  test.each([
    ['no token', ['--api', 'https://qianyin.example'], {}],
    ['what is no token', ['--api', 'https://qianyin.example', '--token', 'qy_x\r\nHost: evil'], {}],
    ['a token and no server', ['--token', `qy_${'0'.repeat(40)}`], {}],
    ['a server in the clear', ['--api', 'http://qianyin.example', '--token', `qy_${'0'.repeat(40)}`], {}],
    ['a server that only begins like this machine', ['--api', 'http://localhost.evil.example'], { QIANYIN_TOKEN: 'x' }],
    ['a server with a password in it', ['--api', 'https://a:b@qianyin.example', '--token', `qy_${'0'.repeat(40)}`], {}],
    ['a server and a directory', ['--api', 'https://qianyin.example', '--data', '/tmp/none'], {}],
  ])('%s is bad usage', async (_what, more, env) => {
    expectRefused(await qianyin(['match', 'x.png', ...more], env), 'usage')
  })

  test('is not asked for where everything is done on this machine', async () => {
    const picture = await makePicture(world.dir, 53)
    const env = { QIANYIN_API: 'https://qianyin.invalid', QIANYIN_TOKEN: secret }
    expect(await qianyin(['match', picture, '--data', world.dir], env)).toMatchObject({ exitCode: 0 })
    const hashed = await qianyin(['hash', picture, '--data', world.dir], env)
    expect(hashed).toMatchObject({ exitCode: 0 })
    expect(hashed.stdout).toMatch(/^iscc {5}ISCC:KE[A-Z2-7]{40}$/m)
    const { iscc } = JSON.parse((await qianyin(['hash', picture, '--json', '--data', world.dir], env)).stdout)
    expect(hashed.stdout).toContain(iscc.code)
    expect(decodeIscc(iscc.code).map(({ mainType }) => mainType)).toEqual(['CONTENT', 'DATA', 'INSTANCE'])
    expect([iscc.content, iscc.data, iscc.instance].map((unit) => decodeIscc(unit)[0]?.body.length)).toEqual([
      32, 32, 32,
    ])
    expectRefused(await qianyin(['hash', picture, '--api', server.url], env), 'usage')
  })
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server that answers as it is told, and remembers who asked. */
async function strange(answer: Answer) {
  const asked: { url: string; token: string | undefined }[] = []
  const stranger = createServer((request, response) => {
    asked.push({ url: request.url ?? '', token: request.headers.authorization })
    request.resume()
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  const url = `http://localhost:${(stranger.address() as AddressInfo).port}`
  return { url, asked, stop: () => void stranger.close() }
}

describe('a strange server', () => {
  test('cannot have the token sent to another address, by a redirect or as the address of an upload', async () => {
    const picture = await makePicture(world.dir, 61)
    const other = await strange((_request, response) => response.writeHead(204, { 'Tus-Resumable': '1.0.0' }).end())
    for (const status of [301, 302, 303, 307, 308]) {
      const first = await strange((_request, response) => response.writeHead(status, { Location: other.url }).end())
      expectRefused(await byApi(['match', picture], secret, first.url), 'api_redirected')
      expectRefused(
        await byApi(['register', picture, '--series', 'wrk_1', '--episode', '1'], secret, first.url),
        'api_redirected',
      )
      first.stop()
    }
    const creator = await strange((_request, response) =>
      response.writeHead(201, { Location: `${other.url}/api/uploads/x`, 'Tus-Resumable': '1.0.0' }).end(),
    )
    expectRefused(await byApi(['match', picture], secret, creator.url), 'api_redirected')
    expect(creator.asked[0]?.token).toBe(`Bearer ${secret}`)
    expect(other.asked).toEqual([])
    creator.stop()
    other.stop()
  }, 120_000)

  test('that says nothing we know, or cannot be reached, is told in one line', async () => {
    const picture = await makePicture(world.dir, 62)
    const series = ['register', picture, '--series', 'wrk_1', '--episode', '1']
    const page = await strange((_request, response) => response.end('<html>\u001b[2J</html>'))
    expectRefused(await byApi(series, secret, page.url), 'api_answer_unknown')
    page.stop()
    const failing = await strange((_request, response) => response.writeHead(418).end('\u001b[2J tea'))
    expectRefused(await byApi(series, secret, failing.url), 'api_refused')
    expectRefused(await byApi(['match', picture], secret, failing.url), 'api_refused')
    failing.stop()
    expectRefused(await byApi(series, secret, failing.url), 'api_unreachable')
    expectRefused(await byApi(['match', picture], secret, failing.url), 'api_unreachable')
  })

  test('that asks us to come back later is asked once more and no more', async () => {
    const series = ['register', await makePicture(world.dir, 63), '--series', 'wrk_1', '--episode', '1']
    const busy = await strange((_request, response) =>
      response
        .writeHead(429, { 'Retry-After': '1' })
        .end(JSON.stringify({ code: 'too_many_attempts', detail: 'Wait' })),
    )
    const begunMs = Date.now()
    expectRefused(await byApi(series, secret, busy.url), 'too_many_attempts')
    expect(busy.asked).toHaveLength(2)
    expect(Date.now() - begunMs).toBeGreaterThan(1000)
    expectRefused(await byApi(series.slice(0, 2).with(0, 'match'), secret, busy.url), 'too_many_attempts')
    expect(busy.asked).toHaveLength(4)
    busy.stop()
  })
})

test('an upload goes on after its connection was lost', async () => {
  const port = Number(new URL(server.url).port)
  let connections = 0
  let sentBytes = 0
  const line = createTcpServer((client) => {
    connections++
    const through = connect(port, '127.0.0.1')
    let passedBytes = 0
    const end = () => {
      client.destroy()
      through.destroy()
    }
    client.on('data', (bytes: Buffer) => {
      passedBytes += bytes.length
      sentBytes += bytes.length
      // Twice the line breaks in the middle of the picture.
      if (sentBytes < 6_000_000 && passedBytes > 2_000_000) end()
      else through.write(bytes)
    })
    through.on('data', (bytes) => client.write(bytes))
    for (const socket of [client, through]) socket.on('error', end).on('close', end)
  }).listen(0, '127.0.0.1')
  await once(line, 'listening')
  const noise = join(world.dir, 'noise.png')
  const raw = { width: 1600, height: 1600, channels: 3 as const }
  await writeFile(
    noise,
    await sharp(randomBytes(1600 * 1600 * 3), { raw })
      .png()
      .toBuffer(),
  )
  const url = `http://localhost:${(line.address() as AddressInfo).port}`
  const run = await byApi([...register(noise), '--json'], secret, url)
  line.close()
  expect(run).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(run.stdout).files).toMatchObject([{ file: 'noise.png', kind: 'image' }])
  expect(connections).toBeGreaterThanOrEqual(3)
  // What had arrived was not sent again.
  expect(sentBytes).toBeLessThan(13_000_000)
})
