import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FileView } from '../../../src/domains/files/contract.ts'
import { makePicture } from '../../kit/pictures.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

let world: World
let lin: Person
let other: Person
let picture: FileView

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  other = await world.signUp('other')
  picture = await lin.file(await makePicture(world.dir, 1))
})
afterAll(() => world.close())

const create = async (draft = draftOf({ files: [{ fileId: picture.id }] })) =>
  (await lin.call('POST', '/api/works', { kind: 'image', draft })).body
const register = (id: unknown, revision = 1, who = lin) =>
  who.call('POST', `/api/works/${id}/registration`, { revision })

describe('registering a work', () => {
  test('gives a number, freezes the version, and leaves an audit entry and a job', async () => {
    const { id } = await create()
    const { status, body } = await register(id)
    expect(status).toBe(200)
    expect(body.registrationNumber).toMatch(/^QY-\d{4}-\d{8}$/)
    expect(body.versions).toMatchObject([{ version: 1, state: 'registered', revision: 2 }])
    expect(
      await world.sql(
        "SELECT count(*) FROM audit_entries WHERE subject_id = ? AND action = 'work.registered'",
        String(id),
      ),
    ).toEqual([[1]])
    expect(await world.sql('SELECT name FROM jobs WHERE subject_id = ?', String(id))).toEqual([['fingerprints.index']])
  })

  test('numbers are in sequence, without a gap, also when many register at once', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, async () => (await create()).id))
    const answers = await Promise.all(ids.map((id) => register(id)))
    const serials = answers.map(({ body }) => Number(String(body.registrationNumber).slice(-8))).sort((a, b) => a - b)
    expect(new Set(serials).size).toBe(12)
    expect((serials.at(-1) ?? 0) - (serials[0] ?? 0)).toBe(11)
  })

  test('twice at once registers once', async () => {
    const { id } = await create()
    const answers = await Promise.all([register(id), register(id), register(id)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })

  test('another organisation does not learn that the work exists', async () => {
    const { id } = await create()
    expect(await register(id, 1, other)).toMatchObject({ status: 404, body: { code: 'work_not_found' } })
    expect((await other.call('GET', `/api/works/${id}`)).status).toBe(404)
    expect((await world.anonymous.call('GET', `/api/works/${id}`)).status).toBe(401)
  })

  test('shares of 99 % are refused by the command and by the database', async () => {
    const { id } = await create(
      draftOf({ files: [{ fileId: picture.id }], rightHolders: [{ name: 'A', shareBasisPoints: 9900 }] }),
    )
    expect(await register(id)).toMatchObject({
      status: 422,
      body: { code: 'work_incomplete', issues: [{ path: 'rightHolders', message: 'shares_not_whole' }] },
    })
    const sneak = world.home.db.batch([
      {
        sql: "UPDATE work_versions SET state = 'registered', registered_at = 1, revision = 2 WHERE work_id = ?",
        params: [String(id)],
      },
    ])
    await expect(sneak).rejects.toMatchObject({ code: 'shares_not_whole' })
  })

  test('a registered version cannot be changed by any path', async () => {
    const { id } = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: picture.id }] }))
    expect(await lin.call('PUT', `/api/works/${id}/draft`, { revision: 2, draft: draftOf() })).toMatchObject({
      status: 409,
      body: { code: 'no_draft' },
    })
    for (const sql of [
      "UPDATE work_versions SET title = 'x' WHERE work_id = ?",
      'DELETE FROM work_versions WHERE work_id = ?',
      "UPDATE work_authors SET name = 'x' WHERE work_id = ?",
      'DELETE FROM work_right_holders WHERE work_id = ?',
      'DELETE FROM work_files WHERE work_id = ?',
      "INSERT INTO work_authors VALUES (?, 1, 9, 'x', 'author')",
    ]) {
      await expect(world.home.db.batch([{ sql, params: [id] }]), sql).rejects.toMatchObject({
        code: 'version_is_frozen',
      })
    }
    await expect(world.home.db.batch([{ sql: 'DELETE FROM works WHERE id = ?', params: [id] }])).rejects.toMatchObject({
      kind: 'Conflict',
    })
  })

  test('an amendment makes a new version and keeps the old one', async () => {
    const { id, registrationNumber } = await registerWork(
      world,
      lin,
      'image',
      draftOf({ files: [{ fileId: picture.id }] }),
    )
    const amended = await lin.call('POST', `/api/works/${id}/amendment`)
    expect(amended.status).toBe(201)
    expect(await lin.call('POST', `/api/works/${id}/amendment`)).toMatchObject({
      status: 409,
      body: { code: 'draft_exists' },
    })
    const draft = draftOf({ title: '骑楼夜雨（修订）', files: [{ fileId: picture.id }] })
    expect((await lin.call('PUT', `/api/works/${id}/draft`, { revision: 1, draft })).status).toBe(200)
    const { body } = await register(id, 2)
    expect(body.registrationNumber).toBe(registrationNumber)
    expect(body.versions).toMatchObject([
      { version: 2, state: 'registered', title: '骑楼夜雨（修订）' },
      { version: 1, state: 'registered', title: '骑楼夜雨' },
    ])
    const entry = await world.anonymous.call('GET', `/api/registry/${registrationNumber}`)
    expect(entry.body).toMatchObject({ version: 2, title: '骑楼夜雨（修订）' })
  })

  test('what is missing is said all at once, by field', async () => {
    const { id } = await create({})
    const { status, body } = await register(id)
    expect(status).toBe(422)
    expect((body.issues as { path: string }[]).map(({ path }) => path).sort()).toEqual([
      'authors',
      'category',
      'files',
      'rightHolders',
      'title',
    ])
  })
})

describe('registering and discarding at the same moment', () => {
  test('leaves the work as one of the two alone would, and the registry up', async () => {
    for (let turns = 0; turns < 12; turns++) {
      const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: picture.id }] }))
      await lin.call('POST', `/api/works/${work.id}/amendment`)
      const registering = register(work.id)
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      const [registered, discarded] = await Promise.all([
        registering,
        lin.call('DELETE', `/api/works/${work.id}/draft`),
      ])
      const entry = await world.anonymous.call('GET', `/api/registry/${work.registrationNumber}`)
      expect(entry.status).toBe(200)
      const { body } = await lin.call('GET', `/api/works/${work.id}`)
      const versions = body.versions as { version: number; state: string }[]
      expect(versions.every(({ state }) => state === 'registered')).toBe(true)
      expect(entry.body.version).toBe(versions[0]?.version)
      expect([registered.status, discarded.status].filter((status) => status < 300)).toHaveLength(1)
    }
    expect((await world.anonymous.call('GET', '/api/registry')).status).toBe(200)
  })

  test('the database itself never takes a draft for the current version', async () => {
    const { id } = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: picture.id }] }))
    await lin.call('POST', `/api/works/${id}/amendment`)
    const sneak = world.home.db.batch([{ sql: 'UPDATE works SET current_version = 2 WHERE id = ?', params: [id] }])
    await expect(sneak).rejects.toMatchObject({ code: 'draft_changed_elsewhere' })
  })
})

describe('drafts', () => {
  test('may hold an episode or a file twice while they are written; registering says which', async () => {
    const files = [
      { fileId: picture.id, episode: 1 },
      { fileId: picture.id, episode: 1 },
    ]
    const created = await lin.call('POST', '/api/works', { kind: 'image', draft: draftOf({ files }) })
    expect(created.status).toBe(201)
    expect(await register(created.body.id)).toMatchObject({
      status: 422,
      body: { issues: [{ path: 'files.1', message: 'file_twice' }] },
    })
    const sneak = world.home.db.batch([
      {
        sql: "UPDATE work_versions SET state = 'registered', registered_at = 1, revision = 2 WHERE work_id = ?",
        params: [String(created.body.id)],
      },
    ])
    await expect(sneak).rejects.toMatchObject({ code: 'file_twice' })
  })

  test('two people who save the same draft: the second is told, and nothing of the first is lost', async () => {
    const { id } = await create()
    const save = (title: string) =>
      lin.call('PUT', `/api/works/${id}/draft`, {
        revision: 1,
        draft: draftOf({ title, files: [{ fileId: picture.id }] }),
      })
    const answers = await Promise.all([save('甲'), save('乙')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const won = answers.find(({ status }) => status === 200)
    const { body } = await lin.call('GET', `/api/works/${id}`)
    expect(body.versions).toEqual(won?.body.versions)
  })

  test('a file of another organisation cannot be named', async () => {
    const theirs = await other.file(await makePicture(world.dir, 2))
    const { status, body } = await lin.call('POST', '/api/works', {
      kind: 'image',
      draft: draftOf({ files: [{ fileId: theirs.id }] }),
    })
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'file_not_found' })
  })

  test('a title of 100,000 characters is refused with its place, and nothing is stored', async () => {
    const before = await world.sql('SELECT count(*) FROM works')
    const { status, body } = await lin.call('POST', '/api/works', {
      kind: 'image',
      draft: { title: '长'.repeat(100_000) },
    })
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'input_invalid' })
    expect(body.issues).toMatchObject([{ path: 'draft.title' }])
    expect(await world.sql('SELECT count(*) FROM works')).toEqual(before)
  })

  test('discarding the only draft removes the work; a discarded amendment leaves the registered version', async () => {
    const { id } = await create()
    expect((await lin.call('DELETE', `/api/works/${id}/draft`)).status).toBe(204)
    expect((await lin.call('GET', `/api/works/${id}`)).status).toBe(404)
    const work = await registerWork(world, lin, 'image', draftOf({ files: [{ fileId: picture.id }] }))
    await lin.call('POST', `/api/works/${work.id}/amendment`)
    expect((await lin.call('DELETE', `/api/works/${work.id}/draft`)).status).toBe(204)
    expect((await lin.call('GET', `/api/works/${work.id}`)).body.versions).toMatchObject([{ version: 1 }])
  })
})
