import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import fc from 'fast-check'
import { Hono } from 'hono'
import { Upload } from 'tus-js-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { displayFileName } from '../../src/domains/files/rules.ts'
import { stagedUploads, type UploadDoor, uploadDoor } from '../../src/runtimes/node/uploads.ts'

const PATH = '/api/uploads'
const MIB = 1 << 20
const tus = { 'Tus-Resumable': '1.0.0' }
const asOrg = (organisationId: string) => ({ ...tus, 'X-Org': organisationId })
const encoded = (text: string) => Buffer.from(text).toString('base64')

let dir: string
let door: UploadDoor
let origin: string
let stop: () => Promise<void>

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'uploads-'))
  door = uploadDoor({
    dir,
    sizeBytesMax: 64 * MIB,
    path: PATH,
  })
  const app = new Hono().all(`${PATH}/*`, (c) =>
    door.handle(c.req.raw, { organisationId: c.req.header('x-org') ?? '', requestId: 'req-1' }),
  )
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stop = async () => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
})
afterEach(async () => {
  await stop()
  await rm(dir, { recursive: true, force: true })
})

async function begin(headers: Record<string, string>, organisationId = 'org_a'): Promise<string> {
  const response = await fetch(origin + PATH, { method: 'POST', headers: { ...asOrg(organisationId), ...headers } })
  expect(response.status).toBe(201)
  return response.headers.get('location') ?? ''
}

function patch(location: string, offset: number, body: BodyInit, organisationId = 'org_a', headers = {}) {
  const type = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) }
  const init = { method: 'PATCH', headers: { ...asOrg(organisationId), ...type, ...headers }, body, duplex: 'half' }
  return fetch(origin + location, init)
}

const head = (location: string, organisationId = 'org_a') =>
  fetch(origin + location, { method: 'HEAD', headers: asOrg(organisationId) })
const offsetOf = async (location: string) => Number((await head(location)).headers.get('upload-offset'))
const idOf = (location: string) => location.split('/').at(-1) ?? ''

/** A PATCH by hand, which can stop in the middle. */
function slowPatch(location: string, offset: number, sizeBytes: number) {
  const request = httpRequest(origin + location, {
    method: 'PATCH',
    headers: {
      ...asOrg('org_a'),
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Offset': offset,
      'Content-Length': sizeBytes,
    },
  })
  request.on('error', () => undefined)
  return request
}

async function expectProblem(response: Response, status: number, code: string) {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: expect.any(String),
    status,
    code,
    detail: expect.any(String),
    requestId: 'req-1',
  })
}

function tusUpload(endpoint: string, bytes: Buffer, options: Partial<ConstructorParameters<typeof Upload>[1]> = {}) {
  let upload: Upload | undefined
  const done = new Promise<string>((resolve, reject) => {
    upload = new Upload(bytes, {
      endpoint,
      headers: { 'X-Org': 'org_a' },
      metadata: { filename: '短剧 第1集.mp4' },
      retryDelays: [],
      onSuccess: () => resolve(upload?.url ?? ''),
      onError: reject,
      ...options,
    })
  })
  upload?.start()
  return { done, upload }
}

describe('an upload', () => {
  it('arrives whole and is described by what the server knows', async () => {
    const bytes = randomBytes(3 * MIB + 17)
    const url = await tusUpload(origin + PATH, bytes, { chunkSize: MIB }).done
    const described = await stagedUploads(dir).describe(idOf(url))
    expect(described).toMatchObject({
      organisationId: 'org_a',
      fileName: '短剧 第1集.mp4',
      sizeBytes: bytes.length,
      complete: true,
    })
    expect((await readFile(join(dir, idOf(url)))).equals(bytes)).toBe(true)
  })

  it('has an unguessable id and an address that a proxy does not break', async () => {
    const [one, two] = [await begin({ 'Upload-Length': '1' }), await begin({ 'Upload-Length': '1' })]
    expect(one).toMatch(/^\/api\/uploads\/[0-9a-f]{40}$/)
    expect(one).not.toBe(two)
  })

  it('of no bytes is complete at once', async () => {
    const url = await tusUpload(origin + PATH, Buffer.alloc(0)).done
    expect(await stagedUploads(dir).describe(idOf(url))).toMatchObject({ sizeBytes: 0, complete: true })
  })

  it('may say its length at the end', async () => {
    const location = await begin({ 'Upload-Defer-Length': '1' })
    await patch(location, 0, 'abc')
    expect(await stagedUploads(dir).describe(idOf(location))).toMatchObject({ sizeBytes: 3, complete: false })
    const last = await patch(location, 3, 'def', 'org_a', { 'Upload-Length': '6' })
    expect(last.status).toBe(204)
    expect(await stagedUploads(dir).describe(idOf(location))).toMatchObject({ sizeBytes: 6, complete: true })
  })

  it('may be broken off by its owner', async () => {
    const location = await begin({ 'Upload-Length': '10' })
    const response = await fetch(origin + location, { method: 'DELETE', headers: asOrg('org_a') })
    expect(response.status).toBe(204)
    expect((await head(location)).status).toBe(404)
    expect(await readdir(dir)).toEqual([])
  })
})

describe('a broken connection', () => {
  it('keeps what had arrived, and the client goes on from there', async () => {
    const bytes = randomBytes(8 * MIB)
    const location = await begin({ 'Upload-Length': String(bytes.length) })
    const request = slowPatch(location, 0, bytes.length)
    request.write(bytes.subarray(0, 5 * MIB))
    for (let arrived = 0; arrived < 4.9 * MIB; await sleep(20))
      arrived = (await readFile(join(dir, idOf(location)))).length
    request.destroy()
    const offset = await offsetOf(location)
    expect(offset).toBeGreaterThan(4.9 * MIB)
    expect(offset).toBeLessThanOrEqual(5 * MIB)

    await tusUpload(origin + PATH, bytes, { uploadUrl: origin + location }).done
    expect((await readFile(join(dir, idOf(location)))).equals(bytes)).toBe(true)
  })

  it('that the server has not noticed gives way to the client that comes back', async () => {
    const location = await begin({ 'Upload-Length': String(2 * MIB) })
    const hanging = slowPatch(location, 0, 2 * MIB)
    hanging.write(randomBytes(MIB))
    await sleep(100)
    const startedMs = performance.now()
    const offset = await offsetOf(location)
    expect(offset).toBe(MIB)
    expect(performance.now() - startedMs).toBeLessThan(3000)
    expect((await patch(location, offset, randomBytes(MIB))).status).toBe(204)
    expect(await offsetOf(location)).toBe(2 * MIB)
    hanging.destroy()
  })

  it('lets one of two writers at once write, and never mixes them', async () => {
    const location = await begin({ 'Upload-Length': String(4 * MIB) })
    const bodies = [Buffer.alloc(4 * MIB, 'a'), Buffer.alloc(4 * MIB, 'b')]
    const statuses = (await Promise.all(bodies.map((body) => patch(location, 0, body)))).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([204, 409])
    const winner = bodies[statuses.indexOf(204)]
    expect(winner && (await readFile(join(dir, idOf(location)))).equals(winner)).toBe(true)
  })
})

describe('a killed server', () => {
  const script = `
    import { serve } from '@hono/node-server'
    import { uploadDoor } from ${JSON.stringify(new URL('../../src/runtimes/node/uploads.ts', import.meta.url).href)}
    const [dir, port] = process.argv.slice(1)
    const door = uploadDoor({ dir, sizeBytesMax: 2 ** 30, path: '${PATH}' })
    const uploader = { organisationId: 'org_a', requestId: 'req-1' }
    serve({ fetch: (request) => door.handle(request, uploader), port: Number(port), hostname: '127.0.0.1' }, ({ port }) => {
      process.stdout.write(String(port))
    })`

  async function start(port = 0): Promise<{ child: ChildProcess; port: number }> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir, String(port)], {
      cwd: new URL('../..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [told] = await once(child.stdout, 'data')
    return { child, port: Number(told) }
  }

  it('loses no byte that it had acknowledged, and the client goes on by itself', async () => {
    const bytes = randomBytes(24 * MIB)
    let { child, port } = await start()
    const acknowledged: number[] = []
    let kills = 0
    const { done } = tusUpload(`http://127.0.0.1:${port}${PATH}`, bytes, {
      chunkSize: MIB,
      retryDelays: [50, 100, 200, 400, 800, 1600],
      onChunkComplete: (_, accepted) => {
        acknowledged.push(accepted)
        if (accepted < (kills + 1) * 6 * MIB || kills === 3) return
        kills += 1
        child.kill('SIGKILL')
        void once(child, 'exit').then(async () => {
          const [name = ''] = (await readdir(dir)).filter((entry) => !entry.includes('.'))
          expect((await readFile(join(dir, name))).length).toBeGreaterThanOrEqual(accepted)
          child = (await start(port)).child
        })
      },
    })
    const url = await done
    child.kill('SIGKILL')
    expect(kills).toBe(3)
    const sum = (data: Buffer) => createHash('sha256').update(data).digest('hex')
    expect(sum(await readFile(join(dir, idOf(url))))).toBe(sum(bytes))
  }, 20_000)
})

describe('who may', () => {
  it('shows an upload to nobody but its organisation', async () => {
    const location = await begin({ 'Upload-Length': '3' })
    expect((await head(location, 'org_b')).status).toBe(404)
    await expectProblem(await patch(location, 0, 'abc', 'org_b'), 404, 'upload_not_found')
    const removal = await fetch(origin + location, { method: 'DELETE', headers: asOrg('org_b') })
    await expectProblem(removal, 404, 'upload_not_found')
    expect(await offsetOf(location)).toBe(0)
  })

  it('takes the organisation from the session and not from the metadata', async () => {
    const metadata = `organisationId ${encoded('org_b')},filename ${encoded('a.mp4')}`
    const location = await begin({ 'Upload-Length': '3', 'Upload-Metadata': metadata })
    expect(await stagedUploads(dir).describe(idOf(location))).toMatchObject({ organisationId: 'org_a' })
    expect((await head(location, 'org_b')).status).toBe(404)
    expect((await head(location)).headers.get('upload-metadata')).toBe(`filename ${encoded('a.mp4')}`)
  })

  it('gives staged bytes to nobody', async () => {
    const location = await begin({ 'Upload-Length': '3' })
    await patch(location, 0, 'abc')
    for (const method of ['GET', 'PUT'])
      await expectProblem(
        await fetch(origin + location, { method, headers: asOrg('org_a') }),
        405,
        'method_not_allowed',
      )
  })

  it('invites no other origin', async () => {
    const response = await fetch(origin + PATH, {
      method: 'OPTIONS',
      headers: { ...tus, Origin: 'https://evil.example' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('tus-max-size')).toBe(String(64 * MIB))
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('bad input', () => {
  it('refuses more than the limit when it is announced', async () => {
    const response = await fetch(origin + PATH, {
      method: 'POST',
      headers: { ...asOrg('org_a'), 'Upload-Length': String(64 * MIB + 1) },
    })
    await expectProblem(response, 413, 'upload_too_large')
    expect(await readdir(dir)).toEqual([])
  })

  it('refuses more than the limit when it was not announced, with and without Content-Length', async () => {
    const location = await begin({ 'Upload-Defer-Length': '1' })
    const big = new Uint8Array(65 * MIB)
    await expectProblem(await patch(location, 0, big), 413, 'upload_too_large')
    const chunks = function* () {
      for (let i = 0; i < 65; i++) yield big.subarray(0, MIB)
    }
    const refused = await patch(location, 0, Readable.toWeb(Readable.from(chunks())) as ReadableStream).catch(
      () => null,
    )
    if (refused) await expectProblem(refused, 413, 'upload_too_large')
    expect(await offsetOf(location)).toBeLessThanOrEqual(64 * MIB)
  })

  it('refuses more bytes than the upload was begun with', async () => {
    const location = await begin({ 'Upload-Length': '3' })
    await expectProblem(await patch(location, 0, 'abcdef'), 413, 'upload_too_large')
    expect(await offsetOf(location)).toBe(0)
  })

  it('refuses bytes that do not begin where the upload ends', async () => {
    const location = await begin({ 'Upload-Length': '6' })
    await patch(location, 0, 'abc')
    await expectProblem(await patch(location, 0, 'abc'), 409, 'upload_offset_conflict')
    await expectProblem(await patch(location, 5, 'a'), 409, 'upload_offset_conflict')
  })

  it('tells what is wrong with a request that is not tus', async () => {
    const post = (headers: Record<string, string>) => fetch(origin + PATH, { method: 'POST', headers })
    await expectProblem(await post({ 'X-Org': 'org_a' }), 412, 'tus_version_unsupported')
    await expectProblem(await post(asOrg('org_a')), 400, 'upload_request_malformed')
    for (const length of ['-1', '1.5', 'abc', '0x10', '1e3'])
      await expectProblem(await post({ ...asOrg('org_a'), 'Upload-Length': length }), 400, 'upload_request_malformed')
    const concat = { ...asOrg('org_a'), 'Upload-Length': '3', 'Upload-Concat': 'partial' }
    await expectProblem(await post(concat), 400, 'upload_request_malformed')
    const location = await begin({ 'Upload-Length': '3' })
    await expectProblem(
      await fetch(origin + location, { method: 'POST', headers: asOrg('org_a') }),
      405,
      'method_not_allowed',
    )
    await expectProblem(
      await fetch(`${origin}${PATH}/x`, { method: 'POST', headers: asOrg('org_a') }),
      404,
      'upload_not_found',
    )
    const noOffset = await fetch(origin + location, { method: 'PATCH', headers: asOrg('org_a'), body: 'abc' })
    await expectProblem(noOffset, 400, 'upload_request_malformed')
  })

  it.each([
    'nothing',
    '..%2f..%2fetc%2fpasswd',
    '%00',
    '.json',
    `${'a'.repeat(40)}.json`,
    'A'.repeat(40),
    'a'.repeat(40),
    `${'a'.repeat(40)}/`,
  ])('knows no upload called %s', async (name) => {
    await writeFile(join(dir, 'nothing'), 'secret')
    expect((await head(`${PATH}/${name}`)).status).toBe(404)
    await expectProblem(await patch(`${PATH}/${name}`, 0, 'abc'), 404, 'upload_not_found')
    expect(await readdir(dir)).toEqual(['nothing'])
  })

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\fakepath\\剧照.png', '剧照.png'],
    ['a\0b\r\nc.mp4', 'abc.mp4'],
    ['\u202Egpj.exe', 'gpj.exe'],
    ['  x.mp4  ', 'x.mp4'],
    ['..', '..'],
    ['', ''],
    ['\u{1F600}'.repeat(200), '\u{1F600}'.repeat(127)],
    [`${'长'.repeat(300)}.mp4`, '长'.repeat(255)],
  ])('shows the file name %j as %j and never uses it', async (given, shown) => {
    const location = await begin({ 'Upload-Length': '1', 'Upload-Metadata': `filename ${encoded(given)}` })
    expect(await stagedUploads(dir).describe(idOf(location))).toMatchObject({ fileName: shown })
    expect((await readdir(dir)).toSorted()).toEqual([idOf(location), `${idOf(location)}.json`])
  })

  it('shows no name longer than 255 or with control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (raw) => {
        const shown = displayFileName(raw)
        expect(shown.length).toBeLessThanOrEqual(255)
        expect(shown.isWellFormed()).toBe(true)
        expect(shown).not.toMatch(/[\p{Cc}/\\\u202a-\u202e]/u)
      }),
    )
  })
})

describe('expiry', () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

  async function age(location: string, hours: number) {
    for (const name of [idOf(location), `${idOf(location)}.json`])
      await utimes(join(dir, name), hoursAgo(hours), hoursAgo(hours))
  }

  it('removes what nobody touched for a day, and nothing else', async () => {
    const [old, young] = [await begin({ 'Upload-Length': '3' }), await begin({ 'Upload-Length': '3' })]
    await age(old, 25)
    await age(young, 23)
    for (const leftover of ['b'.repeat(40), `${'c'.repeat(40)}.json`, `${'d'.repeat(40)}.json.new`]) {
      await writeFile(join(dir, leftover), '')
      await utimes(join(dir, leftover), hoursAgo(25), hoursAgo(25))
    }
    expect(await door.cleanUp()).toBe(4)
    expect((await readdir(dir)).toSorted()).toEqual([idOf(young), `${idOf(young)}.json`])
    expect((await head(old)).status).toBe(404)
    expect((await head(young)).status).toBe(200)
    expect(await door.cleanUp()).toBe(0)
  })

  it('is put off by every byte that arrives', async () => {
    const location = await begin({ 'Upload-Length': '6' })
    await age(location, 25)
    await patch(location, 0, 'abc')
    expect(await door.cleanUp()).toBe(0)
    expect(await offsetOf(location)).toBe(3)
  })

  it('is told to the client', async () => {
    const location = await begin({ 'Upload-Length': '6' })
    const expires = Date.parse((await patch(location, 0, 'abc')).headers.get('upload-expires') ?? '')
    expect(Math.abs(expires - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000)
  })
})
