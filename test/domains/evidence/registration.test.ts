import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parsePolicy } from '../../../src/domains/evidence/log/policy.ts'
import { fileOfRecord, verifyProofFile } from '../../../src/domains/evidence/verify-proof.ts'
import type { FileView } from '../../../src/domains/files/contract.ts'
import { makePicture } from '../../kit/pictures.ts'
import { qianyin } from '../../kit/program.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

let world: World
let lin: Person
let picture: FileView
let picturePath: string
let number: string
let workId: string
const out = mkdtempSync(join(tmpdir(), 'qianyin-proof-'))

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  picturePath = await makePicture(world.dir, 71)
  picture = await lin.file(picturePath)
  const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: picture.id }] }))
  ;[number, workId] = [work.registrationNumber ?? '', work.id]
})
afterAll(async () => {
  await world.close()
  rmSync(out, { recursive: true, force: true })
})

const text = async (path: string) => {
  const response = await world.anonymous.fetch('GET', path)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('a registered work', () => {
  test('is in the log, and anyone gets the proof, which verifies by the published key alone', async () => {
    expect((await world.anonymous.call('GET', `/api/registry/${number}/log-entry`)).body).toMatchObject({
      version: 1,
      index: 1,
      state: 'published',
      origin: 'localhost/log',
      checkpoint: { size: 2 },
    })
    const { headers, text: proof } = await text(`/api/registry/${number}/proof`)
    expect(headers.get('content-type')).toMatch(/^text\/plain; charset=utf-8$/i)
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${number}.tlog-proof"`)
    const policy = parsePolicy((await text('/log/policy')).text)
    const act = await verifyProofFile(proof, policy)
    expect(act.leaf).toMatchObject({ t: 'work.registered', id: number, prev: null })
    expect(fileOfRecord(act, picture.sha256 ?? '')).toEqual({ place: 1, of: 1 })
    expect(() => fileOfRecord(act, '0'.repeat(64))).toThrow('bytes are others')
    // Nothing that says who or what is in what the log publishes.
    const { text: bundle } = await text('/log/tile/entries/000.p/2')
    for (const secret of ['夜雨', 'lin', picture.sha256 ?? '', workId]) expect(bundle).not.toContain(secret)
    await expect(
      verifyProofFile(
        proof.replace(/^extra (.*)$/m, (_, body: string) => {
          const said = Buffer.from(body, 'base64').toString().replace('"version":1', '"version":2')
          return `extra ${Buffer.from(said).toString('base64')}`
        }),
        policy,
      ),
    ).rejects.toMatchObject({ code: 'record_differs' })
  })

  test('that is amended has a further entry, which names the one before', async () => {
    await lin.call('POST', `/api/works/${workId}/amendment`)
    await lin.call('POST', `/api/works/${workId}/registration`, { revision: 1 })
    const pending = await world.anonymous.call('GET', `/api/registry/${number}/proof`)
    expect(pending).toMatchObject({ status: 503, body: { code: 'proof_pending' } })
    expect(pending.headers.get('retry-after')).toBe('2')
    expect((await world.anonymous.call('GET', `/api/registry/${number}/log-entry`)).body).toMatchObject({
      version: 2,
      index: 2,
      state: 'pending',
    })
    await world.work()
    const { text: proof } = await text(`/api/registry/${number}/proof`)
    const { leaf } = await verifyProofFile(proof, parsePolicy((await text('/log/policy')).text))
    expect(leaf).toMatchObject({ t: 'work.version', id: number, prev: 1 })
  })

  test('that is refused leaves no entry', async () => {
    const before = await world.sql('SELECT count(*) FROM log_entries')
    const { body } = await lin.call('POST', '/api/works', {
      kind: 'image',
      draft: draftOf({ files: [{ fileId: picture.id }] }),
    })
    const answers = await Promise.all(
      [1, 1, 1].map((revision) => lin.call('POST', `/api/works/${body.id}/registration`, { revision })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const [[count]] = before as [[number]]
    expect(await world.sql('SELECT count(*) FROM log_entries')).toEqual([[count + 1]])
    await world.work()
  })
})

describe('the static log', () => {
  test('is served to anyone and any page, with the types and the caching of its specification', async () => {
    const [checkpoint, tile, absent] = await Promise.all([
      text('/log/checkpoint'),
      text('/log/tile/0/000.p/2'),
      text('/log/tile/0/000'),
    ])
    expect(checkpoint.text).toMatch(/^localhost\/log\n\d+\n[A-Za-z0-9+/]{43}=\n\n— localhost\/log /)
    expect(checkpoint.headers.get('cache-control')).toBe('public, max-age=2')
    expect(checkpoint.headers.get('content-type')).toMatch(/^text\/plain; charset=utf-8$/i)
    expect(tile.headers.get('content-type')).toBe('application/octet-stream')
    expect(tile.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(tile.headers.get('access-control-allow-origin')).toBe('*')
    expect(absent).toMatchObject({ status: 404 })
    for (const path of [
      '/log/tile/0/../../readyz',
      '/log/tile/entries/%2e%2e/x',
      '/log/checkpoints/99',
      '/log/nothing',
    ])
      expect((await text(path)).status, path).toBe(404)
    expect((await text('/log/checkpoints/-1')).status).toBe(422)
  })
})

describe('qianyin verify and qianyin log, with the server gone', () => {
  let key: string
  let proof: string

  beforeAll(async () => {
    key = String((await world.anonymous.call('GET', '/log/status')).body.key)
    proof = join(out, 'work.tlog-proof')
    await writeFile(proof, (await text(`/api/registry/${number}/proof`)).text)
  })

  test('a proof and its file verify by the key, and by nothing else that is changed', async () => {
    const [other, bad] = [join(out, 'other.jpg'), join(out, 'bad.tlog-proof')]
    await writeFile(other, 'other bytes')
    const flipped = (hash: string) => `${hash[0] === 'A' ? 'B' : 'A'}${hash.slice(1)}`
    await writeFile(bad, (await readFile(proof, 'utf8')).replace(/^[A-Za-z0-9+/]{43}=$/m, flipped))
    const run = (...args: string[]) => qianyin(['verify', ...args], { cwd: out })
    const [good, wrongFile, changed, noKey, noProof] = await Promise.all([
      run(proof, '--key', key, '--file', picturePath, '--json'),
      run(proof, '--key', key, '--file', other),
      run(bad, '--key', key),
      run(proof, '--key', 'nonsense'),
      run(other, '--key', key),
    ])
    expect({ ...good, stdout: JSON.parse(good.stdout) }).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: { verified: true, leaf: { id: number }, file: { place: 1, of: 1 } },
    })
    expect(wrongFile).toMatchObject({ exitCode: 1, stderr: '' })
    expect(wrongFile.stdout).toMatch(/^NOT VERIFIED .*\(file_differs\)\n$/)
    expect(changed.exitCode).toBe(1)
    for (const [refused, code] of [
      [noKey, 'key_malformed'],
      [noProof, 'proof_malformed'],
    ] as const) {
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
      expect(refused.stderr).toMatch(new RegExp(`^[^\\n]+ \\(${code}\\)\\n$`))
    }
  })

  test('the log is audited over the network, from a saved copy, and beside its rows', async () => {
    const copy = join(out, 'copy')
    const run = (...args: string[]) => qianyin(['log', ...args], { cwd: out })
    const server = serve({
      fetch: ({ url }) => world.app.fetch(new Request(url.replace(/^http:\/\/[^/]*/, 'http://qianyin.test'))),
      port: 0,
    })
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const url = `http://localhost:${typeof address === 'object' ? address?.port : 0}/log`
    const [online, here, own, nowhere] = await Promise.all([
      run('audit', '--from', url, '--key', key, '--save', copy),
      run('audit', '--json', '--data', world.dir),
      run('proof', number, '--data', world.dir),
      run('audit', '--from', join(out, 'none'), '--key', key),
    ])
    await new Promise((resolve) => server.close(resolve))
    expect(online).toMatchObject({ exitCode: 0, stderr: '' })
    expect(online.stdout).toContain('Whole: localhost/log')
    expect(JSON.parse(here.stdout)).toMatchObject({ origin: 'localhost/log', faults: [] })
    expect(own.stdout).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra /)
    expect(nowhere).toMatchObject({ exitCode: 2, stdout: '' })
    const tile = join(copy, 'tile/0/000.p/2')
    const bytes = await readFile(tile)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    await writeFile(tile, bytes)
    const changed = await run('audit', '--from', copy, '--key', key)
    expect(changed).toMatchObject({ exitCode: 1 })
    expect(changed.stdout).toContain('WRONG  tile/0/000.p/2: was changed (tile_differs)')
  })
})
