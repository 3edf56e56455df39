import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FileView } from '../../../src/domains/files/contract.ts'
import { makePicture } from '../../kit/pictures.ts'
import { openWorld, type World } from '../../kit/world.ts'
import { type Applicant, applicant, licence, member, overseas, path, request } from './people.ts'

let world: World
let lin: Applicant
let other: Applicant
let text: FileView

beforeAll(async () => {
  world = await openWorld()
  lin = await applicant(world, 'lin', 1)
  other = await applicant(world, 'other', 2)
  const textPath = join(world.dir, 'licence.txt')
  await writeFile(textPath, '营业执照 '.repeat(50))
  text = await lin.person.file(textPath)
})
afterAll(() => world.close())

const rows = () => world.sql('SELECT count(*) FROM verification_requests')
const send = (body: unknown, { person } = lin) => person.call('POST', path, body)

describe('asking for papers to be checked', () => {
  test('by an owner: the request waits, with its papers, and the audit has ids and codes only', async () => {
    const { status, body } = await send(
      licence(lin.file, { registrationNumber: ' 9111 0108 5513 85082q', website: 'https://Studio.example/about' }),
    )
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        organisation: { id: lin.organisationId, kind: 'studio', verification: 'self_declared' },
        kind: 'business_licence',
        legalName: '广州晚潮文化有限公司',
        country: 'CN',
        registrationNumber: '91110108551385082Q',
        website: 'https://studio.example/about',
        websiteCode: expect.stringMatching(/^[0-9a-z]{20}$/),
        websiteCheckedAt: null,
        websiteFinding: null,
        state: 'waiting',
        level: null,
        reason: null,
        papers: [{ fileId: lin.file.id, name: '营业执照.png', mimeType: 'image/png', widthPixels: 480 }],
        decidedAt: null,
        sameNumber: [],
      },
    })
    expect(
      await world.sql(
        'SELECT state, requested_by, organisation_id FROM verification_requests WHERE id = ?',
        String(body.id),
      ),
    ).toEqual([['waiting', lin.personId, lin.organisationId]])
    const [[person, details] = []] = await world.sql(
      "SELECT person_id, details FROM audit_entries WHERE subject_id = ? AND action = 'verification.requested'",
      String(body.id),
    )
    expect(person).toBe(lin.personId)
    expect(JSON.parse(String(details))).toEqual({
      organisationId: lin.organisationId,
      kind: 'business_licence',
      country: 'CN',
      sha256: [lin.file.sha256],
    })
  })

  test('while another request waits is refused, and when many come at once only one is taken', async () => {
    expect(await send(licence(lin.file))).toMatchObject({ status: 409, body: { code: 'verification_waiting' } })
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(overseas(other.file), other)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
    const waiting = world.home.db.batch([
      {
        sql: `INSERT INTO verification_requests (id, organisation_id, kind, legal_name, country, registration_number,
          number_key, website_code, created_at) VALUES ('vrq_x', ?, 'business_licence', 'x', 'CN', 'x', 'x', 'x', 0)`,
        params: [lin.organisationId],
      },
    ])
    await expect(waiting).rejects.toMatchObject({ code: 'verification_waiting' })
  })

  test('while one waits, the organisation keeps the name and country that the officer reads', async () => {
    const rename = { name: '另一家工作室', country: 'CN' }
    const answer = await lin.person.call('PUT', `/api/organisations/${lin.organisationId}`, rename)
    expect(answer).toMatchObject({ status: 409, body: { code: 'verification_waiting' } })
  })

  test('without an account, as a member or as an officer is refused', async () => {
    const colleague = await member(world, 'colleague', lin.organisationId, 'member')
    const officer = await member(world, 'asking-officer', 'org_publicity', 'owner')
    expect((await world.anonymous.call('POST', path, licence(lin.file))).status).toBe(401)
    for (const person of [colleague, officer]) {
      expect(await person.call('POST', path, licence(lin.file))).toMatchObject({
        status: 403,
        body: { code: 'role_may_not' },
      })
    }
  })
})

describe('what cannot be accepted is said with its place, and nothing is stored:', () => {
  let third: Applicant
  beforeAll(async () => {
    third = await applicant(world, 'third', 3)
    text = await third.person.file(join(world.dir, 'licence.txt'))
  })

  test.each<[string, (file: FileView) => Record<string, unknown>, { path: string; message?: string }]>([
    [
      'a credit code with a wrong character',
      (file) => licence(file, { registrationNumber: '91110108551385083Q' }),
      { path: 'registrationNumber', message: 'credit_code_wrong' },
    ],
    [
      'China as a country overseas',
      (file) => overseas(file, { country: 'CN' }),
      { path: 'country', message: 'country_not_overseas' },
    ],
    ['no such country', (file) => overseas(file, { country: 'XX' }), { path: 'country', message: 'country_unknown' }],
    [
      'a website without https',
      (file) => licence(file, { website: 'http://a.example' }),
      { path: 'website', message: 'website_wrong' },
    ],
    [
      'a website inside',
      (file) => licence(file, { website: 'https://169.254.169.254/' }),
      { path: 'website', message: 'website_wrong' },
    ],
    ['no papers', (file) => licence(file, { fileIds: [] }), { path: 'fileIds' }],
    ['eleven papers', (file) => licence(file, { fileIds: Array(11).fill(file.id) }), { path: 'fileIds' }],
    [
      'the same paper twice',
      (file) => licence(file, { fileIds: [file.id, file.id] }),
      { path: 'fileIds.1', message: 'file_twice' },
    ],
    [
      'a text',
      (file) => licence(file, { fileIds: [file.id, text.id] }),
      { path: 'fileIds.1', message: 'papers_must_be_pictures' },
    ],
    ['no legal name', (file) => licence(file, { legalName: ' \u0000 ' }), { path: 'legalName' }],
    ['a country for a licence', (file) => licence(file, { country: 'DE' }), { path: '' }],
    ['a level of one’s own choice', (file) => licence(file, { level: 'official_registration' }), { path: '' }],
    ['another kind', (file) => licence(file, { kind: 'passport' }), { path: 'kind' }],
  ])('%s', async (_what, body, issue) => {
    const before = await rows()
    expect(await send(body(third.file), third)).toMatchObject({
      status: 422,
      body: { code: 'input_invalid', issues: [issue] },
    })
    expect(await rows()).toEqual(before)
  })

  test('a paper that is not ready', async () => {
    const uploadId = await third.person.upload(await makePicture(world.dir, 99))
    const accepted = await third.person.call('POST', '/api/files', { uploadId })
    expect(await send(licence(third.file, { fileIds: [accepted.body.id] }), third)).toMatchObject({
      status: 422,
      body: { issues: [{ path: 'fileIds.0', message: 'paper_not_ready' }] },
    })
    await world.work()
  })

  test('a paper of another organisation, by the command and by the database', async () => {
    expect(await send(licence(lin.file), third)).toMatchObject({ status: 404, body: { code: 'file_not_found' } })
    const id = await request(third, licence(third.file))
    const sneak = world.home.db.batch([
      {
        sql: 'INSERT INTO verification_papers (request_id, position, file_id) VALUES (?, 5, ?)',
        params: [id, lin.file.id],
      },
    ])
    await expect(sneak).rejects.toMatchObject({ code: 'papers_of_another_organisation' })
  })
})

describe('a request', () => {
  let id: string
  let file: FileView
  let mine: Applicant
  beforeAll(async () => {
    mine = await applicant(world, 'mine', 4)
    file = mine.file
    id = await request(mine, licence(file))
  })

  test('is listed for its own organisation alone, newest first and in pages', async () => {
    await mine.person.call('DELETE', `${path}/${id}`)
    const newer = await request(mine, licence(file))
    const first = await mine.person.call('GET', `${path}?limit=1`)
    expect(first.body).toMatchObject({ items: [{ id: newer, papers: [{ fileId: file.id }] }] })
    const second = await mine.person.call('GET', `${path}?limit=1&cursor=${first.body.nextCursor}`)
    expect(second.body).toMatchObject({ items: [{ id, state: 'withdrawn' }], nextCursor: null })
    const { body } = await other.person.call('GET', path)
    expect((body.items as { organisation: { id: string } }[]).map(({ organisation }) => organisation.id)).toEqual([
      other.organisationId,
    ])
    expect((await world.anonymous.call('GET', path)).status).toBe(401)
    id = newer
  })

  test('and its papers are unknown to another organisation', async () => {
    const viewer = await member(world, 'viewer', mine.organisationId, 'viewer', false)
    expect((await viewer.call('GET', `${path}/${id}`)).status).toBe(200)
    for (const part of ['', `/papers/${file.id}`]) {
      expect(await other.person.call('GET', `${path}/${id}${part}`)).toMatchObject({
        status: 404,
        body: { code: 'verification_not_found' },
      })
      expect((await world.anonymous.call('GET', `${path}/${id}${part}`)).status).toBe(401)
    }
    expect((await mine.person.call('GET', `${path}/vrq_none`)).body.code).toBe('verification_not_found')
  })

  test('serves the pictures of its own papers and no other file', async () => {
    const bytes = await readFile(await makePicture(world.dir, 4))
    const whole = await mine.person.fetch('GET', `${path}/${id}/papers/${file.id}`)
    expect(whole.status).toBe(200)
    expect(whole.headers.get('content-type')).toBe('image/png')
    expect(whole.headers.get('content-security-policy')).toContain('sandbox')
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes)
    const part = await mine.person.fetch('GET', `${path}/${id}/papers/${file.id}`, { headers: { Range: 'bytes=1-3' } })
    expect(part.status).toBe(206)
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(1, 4))
    const unrelated = await mine.person.file(await makePicture(world.dir, 5))
    for (const fileId of [unrelated.id, lin.file.id, 'fil_none']) {
      expect(await mine.person.call('GET', `${path}/${id}/papers/${fileId}`)).toMatchObject({
        status: 404,
        body: { code: 'paper_not_found' },
      })
    }
  })

  test('is withdrawn while it waits, once, and by its own leaders alone', async () => {
    const colleague = await member(world, 'withdrawing', mine.organisationId, 'member', false)
    expect((await colleague.call('DELETE', `${path}/${id}`)).status).toBe(403)
    expect((await other.person.call('DELETE', `${path}/${id}`)).body.code).toBe('verification_not_found')
    const answers = await Promise.all([1, 2, 3].map(() => mine.person.call('DELETE', `${path}/${id}`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409])
    expect(await mine.person.call('DELETE', `${path}/${id}`)).toMatchObject({
      status: 409,
      body: { code: 'verification_decided' },
    })
    expect(
      await world.sql(
        "SELECT count(*) FROM audit_entries WHERE subject_id = ? AND action = 'verification.withdrawn'",
        id,
      ),
    ).toEqual([[1]])
  })
})
