import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FileView } from '../../src/domains/files/contract.ts'
import { makePicture } from '../kit/pictures.ts'
import { type Answer, draftOf, openWorld, type Person, registerWork, type World } from '../kit/world.ts'
import { badFiles, makeBadFiles, writeSoundOnly } from './bad-files.ts'

let world: World
let lin: Person
let good: FileView

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  await makeBadFiles(world.dir)
  good = await lin.file(await makePicture(world.dir, 1))
})
afterAll(() => world.close())

const staged = () => readdir(world.home.uploadsDir)
const storedBytes = async () =>
  (await readdir(join(world.dir, 'blobs/objects'), { recursive: true }))
    .filter((name) => name.endsWith('/bytes'))
    .sort()
const counts = async () =>
  Promise.all(
    ['works', 'registration_serials', 'works_search', 'checks', 'fingerprints', 'index_entries'].map(
      async (table) => [table, (await world.sql(`SELECT count(*) FROM ${table}`))[0]?.[0]] as const,
    ),
  )

/** The one code that the API gives for a file, at the door or after it has read all of it. */
async function refusalOf(accepted: Answer): Promise<unknown> {
  if (accepted.status !== 201) {
    expect(accepted.headers.get('content-type')).toBe('application/problem+json')
    expect(accepted.status).toBeGreaterThanOrEqual(400)
    expect(accepted.status).toBeLessThan(500)
    expect(accepted.body).toMatchObject({ status: accepted.status, detail: expect.any(String) })
    expect(String(accepted.body.detail)).not.toContain('\n')
    return accepted.body.code
  }
  await world.work()
  const { body } = await lin.call('GET', `/api/files/${accepted.body.id}`)
  expect(body).toMatchObject({ state: 'refused', progress: 1, hasPoster: false })
  return (body.refusal as FileView['refusal'])?.code
}

async function expectServing(): Promise<void> {
  expect((await world.anonymous.call('GET', '/healthz')).status).toBe(200)
  expect((await lin.call('GET', `/api/files/${good.id}`)).body).toMatchObject({ state: 'ready' })
}

describe('a file that cannot be accepted', () => {
  test.each(badFiles)('$what: one clear refusal, nothing left behind, twice the same', async ({ name, code }) => {
    const before = { counts: await counts(), bytes: await storedBytes() }
    for (const _time of ['first', 'second']) {
      const accepted = await lin.call('POST', '/api/files', { uploadId: await lin.upload(join(world.dir, name)) })
      expect(await refusalOf(accepted)).toBe(code)
      expect(await staged()).toEqual([])
      expect({ counts: await counts(), bytes: await storedBytes() }).toEqual(before)
    }
    await expectServing()
    expect(world.errors).toEqual([])
  })

  test('cannot be registered, checked or shown once it is refused', async () => {
    const accepted = await lin.call('POST', '/api/files', {
      uploadId: await lin.upload(join(world.dir, 'cut-off.png')),
    })
    await world.work()
    const fileId = String(accepted.body.id)
    const created = await lin.call('POST', '/api/works', { kind: 'image', draft: draftOf({ files: [{ fileId }] }) })
    const registered = await lin.call('POST', `/api/works/${created.body.id}/registration`, { revision: 1 })
    expect(registered).toMatchObject({
      status: 422,
      body: { code: 'work_incomplete', issues: [{ path: 'files.0', message: 'file_refused' }] },
    })
    expect((await lin.call('DELETE', `/api/works/${created.body.id}/draft`)).status).toBe(204)
    for (const part of ['content', 'poster']) {
      expect((await lin.fetch('GET', `/api/files/${fileId}/${part}`)).status, part).toBe(404)
    }
  })
})

test('sound without a picture in an MP4 is a sound file', async () => {
  const path = join(world.dir, 'sound.mp4')
  writeSoundOnly(path)
  const { state, kind, mimeType, hasPoster } = await lin.file(path)
  expect({ state, kind, mimeType, hasPoster }).toEqual({
    state: 'ready',
    kind: 'audio',
    mimeType: 'audio/mp4',
    hasPoster: false,
  })
})

describe('a hostile file name', () => {
  test.each([
    ['../../../../etc/cron.d/owned.png', 'owned.png'],
    ['..\\..\\windows\\owned.png', 'owned.png'],
    ['line\nbreak\r\u2028\u0000.png', 'linebreak.png'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['<img src=x onerror=alert(1)>.png', '<img src=x onerror=alert(1)>.png'],
    ['..', '..'],
    ['', 'file'],
    [`${'长'.repeat(300)}.png`, '长'.repeat(255)],
  ])('number %$ is only ever shown', async (name, shown) => {
    const path = await makePicture(world.dir, 1)
    const above = await readdir(join(world.dir, '..'))
    const view = await lin.file(path, name)
    expect({ state: view.state, name: view.name }).toEqual({ state: 'ready', name: shown })
    expect((await readdir(world.dir)).sort()).toEqual(expect.arrayContaining(['blobs', 'qianyin.db', 'tmp', 'uploads']))
    expect(await staged()).toEqual([])
    expect(
      (await readdir(join(world.dir, '..'))).filter((one) => !above.includes(one) && one.includes('owned')),
    ).toEqual([])
    expect(await stat('/etc/cron.d/owned.png').catch(() => null)).toBeNull()
  })

  test('on a file that is refused is not repeated in the refusal', async () => {
    const path = join(world.dir, 'plain.zip')
    await writeFile(path, 'PK\x03\x04')
    const { body } = await lin.call('POST', '/api/files', { uploadId: await lin.upload(path, 'a\n\u202Eb\u0007.png') })
    expect(String(body.detail)).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

describe('an upload that cannot be taken', () => {
  test.each([
    ['a path', '../../etc/passwd'],
    ['nothing', ''],
    ['5,000 letters', 'a'.repeat(5000)],
    ['control characters', '\u0000'.repeat(20)],
  ])('with %s for an id is malformed', async (_what, uploadId) => {
    const { status, body } = await lin.call('POST', '/api/files', { uploadId })
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'input_invalid' })
  })

  test('with bytes missing can still go on', async () => {
    const begun = await lin.fetch('POST', '/api/uploads', {
      headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': '10' },
    })
    const location = begun.headers.get('location') ?? ''
    const uploadId = location.split('/').at(-1)
    expect(await lin.call('POST', '/api/files', { uploadId })).toMatchObject({
      status: 409,
      body: { code: 'upload_incomplete' },
    })
    const patched = await lin.fetch('PATCH', location, {
      headers: { 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
      body: '短剧。\n',
    })
    expect(patched.status).toBe(204)
    expect((await lin.call('POST', '/api/files', { uploadId })).status).toBe(201)
    await world.work()
  })
})

describe('a work that cannot be accepted', () => {
  const pictured = () => ({ files: [{ fileId: good.id }] })

  test('a title of 100,000 characters is refused at its place, new or saved, and nothing changes', async () => {
    const before = await counts()
    const draft = draftOf({ ...pictured(), title: '长'.repeat(100_000) })
    const refusal = { status: 422, body: { code: 'input_invalid', issues: [{ path: 'draft.title' }] } }
    const created = await lin.call('POST', '/api/works', { kind: 'image', draft })
    expect(created).toMatchObject(refusal)
    expect(JSON.stringify(created.body).length).toBeLessThan(1000)
    expect(await counts()).toEqual(before)
    const { body: work } = await lin.call('POST', '/api/works', { kind: 'image', draft: draftOf(pictured()) })
    expect(await lin.call('PUT', `/api/works/${work.id}/draft`, { revision: 1, draft })).toMatchObject(refusal)
    expect((await lin.call('GET', `/api/works/${work.id}`)).body).toEqual(work)
    expect((await lin.call('DELETE', `/api/works/${work.id}/draft`)).status).toBe(204)
  })

  test('shares of 99 % leave the draft a draft', async () => {
    const rightHolders = [
      { name: '甲', shareBasisPoints: 6600 },
      { name: '乙', shareBasisPoints: 3300 },
    ]
    const { body } = await lin.call('POST', '/api/works', {
      kind: 'image',
      draft: draftOf({ ...pictured(), rightHolders }),
    })
    expect(await lin.call('POST', `/api/works/${body.id}/registration`, { revision: 1 })).toMatchObject({
      status: 422,
      body: { code: 'work_incomplete', issues: [{ path: 'rightHolders', message: 'shares_not_whole' }] },
    })
    expect((await lin.call('GET', `/api/works/${body.id}`)).body).toEqual(body)
    const id = String(body.id)
    for (const left of [
      'SELECT 1 FROM registration_serials WHERE work_id = ?',
      'SELECT 1 FROM jobs WHERE subject_id = ?',
      "SELECT 1 FROM audit_entries WHERE subject_id = ? AND action <> 'work.created'",
    ]) {
      expect(await world.sql(left, id), left).toEqual([])
    }
  })

  test.each([
    ['what is no JSON', '{"kind":', 'application/json', 400, 'request_malformed'],
    ['what is too large', JSON.stringify({ title: 'x'.repeat(1_100_000) }), 'application/json', 413, 'body_too_large'],
  ])('%s is one problem', async (_what, body, type, status, code) => {
    const response = await lin.fetch('POST', '/api/works', { body, headers: { 'Content-Type': type } })
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
      status,
      type: 'application/problem+json',
    })
    expect(await response.json()).toMatchObject({ status, code })
  })
})

test('after all of this a good file still registers', async () => {
  const file = await lin.file(await makePicture(world.dir, 9))
  const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: file.id }] }))
  expect(work.registrationNumber).toMatch(/^QY-\d{4}-00000001$/)
  expect(await staged()).toEqual([])
  expect(world.errors).toEqual([])
})
