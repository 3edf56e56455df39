import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Person, type World } from '../../kit/world.ts'
import { type Applicant, applicant, licence, member, overseas, path, personIdOf, request } from './people.ts'

let world: World
let officer: Person
let lin: Applicant
let chen: Applicant

beforeAll(async () => {
  world = await openWorld()
  officer = await member(world, 'officer', 'org_publicity', 'member')
  lin = await applicant(world, 'lin', 1)
  chen = await applicant(world, 'chen', 2)
})
afterAll(() => world.close())

const accept = { decision: 'accept', level: 'documents_checked', reason: '营业执照与工商登记一致。' }
const refuse = { decision: 'refuse', reason: '照片看不清。\n请重新拍摄。' }
const decide = (id: string, body: unknown, by = officer) => by.call('POST', `${path}/${id}/decision`, body)
const levelOf = async ({ organisationId }: Applicant) =>
  (await world.sql('SELECT verification FROM organisations WHERE id = ?', organisationId))[0]?.[0]
const entriesOf = (id: string) =>
  world.sql(
    "SELECT action, before, after FROM audit_entries WHERE subject_id = ? AND action <> 'verification.requested'",
    id,
  )
const mailsTo = ({ person }: Applicant) =>
  world.sql("SELECT body FROM mails WHERE recipient = ? AND subject LIKE '%核验%'", person.email)

describe('a decision', () => {
  test('refuses: the level stays, and the applicant reads why, also by mail', async () => {
    const id = await request(lin, licence(lin.file))
    expect(await decide(id, refuse)).toMatchObject({
      status: 200,
      body: { state: 'refused', level: null, reason: refuse.reason, organisation: { verification: 'self_declared' } },
    })
    expect((await lin.person.call('GET', `${path}/${id}`)).body).toMatchObject({
      state: 'refused',
      reason: refuse.reason,
      decidedAt: expect.any(String),
    })
    expect(await levelOf(lin)).toBe('self_declared')
    const mails = await mailsTo(lin)
    expect(mails).toHaveLength(1)
    expect(String(mails[0]?.[0])).toContain('请重新拍摄')
  })

  test('accepts: state, level, audit and mail in one', async () => {
    const id = await request(lin, licence(lin.file))
    expect(await decide(id, accept)).toMatchObject({
      status: 200,
      body: { state: 'accepted', level: 'documents_checked', organisation: { verification: 'documents_checked' } },
    })
    expect(await levelOf(lin)).toBe('documents_checked')
    expect(await world.sql('SELECT decided_by FROM verification_requests WHERE id = ?', id)).toEqual([
      [await personIdOf(world, officer)],
    ])
    const [[action, before, after] = []] = await entriesOf(id)
    expect(action).toBe('verification.accepted')
    expect(JSON.parse(String(before))).toEqual({ state: 'waiting', verification: 'self_declared' })
    expect(JSON.parse(String(after))).toEqual({ state: 'accepted', verification: 'documents_checked' })
    expect(await mailsTo(lin)).toHaveLength(2)
  })

  test('is made once: a second one, later or at the same moment, changes nothing', async () => {
    const id = await request(chen, overseas(chen.file))
    const answers = await Promise.all([
      decide(id, { ...accept, level: 'official_registration' }),
      decide(id, refuse),
      decide(id, accept),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const won = answers.find(({ status }) => status === 200)
    expect(await decide(id, refuse)).toMatchObject({ status: 409, body: { code: 'verification_decided' } })
    expect((await chen.person.call('DELETE', `${path}/${id}`)).body.code).toBe('verification_decided')
    expect((await officer.call('GET', `${path}/${id}`)).body).toEqual(won?.body)
    expect(await entriesOf(id)).toHaveLength(1)
    expect(await mailsTo(chen)).toHaveLength(1)
    expect(await levelOf(chen)).toBe(won?.body.level ?? 'self_declared')
    for (const change of ["reason = 'x'", 'decided_at = 1', "website_finding = 'confirmed'", "state = 'waiting'"]) {
      const sneak = world.home.db.batch([
        { sql: `UPDATE verification_requests SET ${change} WHERE id = ?`, params: [id] },
      ])
      await expect(sneak, change).rejects.toMatchObject({ code: 'verification_decided' })
    }
  })

  test('on a withdrawn request is refused', async () => {
    const id = await request(chen, overseas(chen.file))
    await chen.person.call('DELETE', `${path}/${id}`)
    expect(await decide(id, accept)).toMatchObject({ status: 409, body: { code: 'verification_decided' } })
  })

  test('needs a second factor, the right department, and more than a viewer', async () => {
    const id = await request(chen, overseas(chen.file))
    const viewer = await member(world, 'bureau-viewer', 'org_publicity', 'viewer')
    const culture = await member(world, 'culture', 'org_culture', 'owner')
    const admin = await member(world, 'admin', 'org_platform', 'owner')
    const unsure = await member(world, 'unsure', 'org_publicity', 'owner', false)
    expect((await decide(id, accept, world.anonymous)).status).toBe(401)
    for (const person of [viewer, culture, admin, lin.person, chen.person]) {
      expect(await decide(id, accept, person)).toMatchObject({ status: 403, body: { code: 'role_may_not' } })
    }
    for (const answer of [
      await decide(id, accept, unsure),
      await unsure.call('GET', `${path}/desk`),
      await unsure.call('GET', `${path}/${id}`),
      await unsure.call('GET', `${path}/${id}/papers/${chen.file.id}`),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'second_factor_needed' } })
    }
    expect((await culture.call('GET', `${path}/${id}`)).status).toBe(403)
    expect((await viewer.call('GET', `${path}/${id}`)).status).toBe(200)
    expect(await decide('vrq_none', accept)).toMatchObject({ status: 404, body: { code: 'verification_not_found' } })
    expect((await entriesOf(id)).length).toBe(0)
    await chen.person.call('DELETE', `${path}/${id}`)
  })

  test('is not made by a member of the organisation, nor by whoever sent the papers', async () => {
    const insider = await member(world, 'insider', 'org_publicity', 'manager')
    await world.place(insider, chen.organisationId, 'viewer')
    await world.place(insider, 'org_publicity', 'manager')
    const id = await request(chen, overseas(chen.file))
    expect(await decide(id, accept, insider)).toMatchObject({ status: 409, body: { code: 'own_papers' } })
    await world.place(insider, lin.organisationId, 'manager')
    const theirs = String((await insider.call('POST', path, licence(lin.file))).body.id)
    await world.home.db.batch([
      {
        sql: 'DELETE FROM memberships WHERE person_id = ? AND organisation_id = ?',
        params: [await personIdOf(world, insider), lin.organisationId],
      },
    ])
    await world.place(insider, 'org_publicity', 'manager')
    expect(await decide(theirs, accept, insider)).toMatchObject({ status: 409, body: { code: 'own_papers' } })
    expect(await entriesOf(id)).toEqual([])
    expect((await decide(theirs, refuse)).status).toBe(200)
    expect((await decide(id, refuse)).status).toBe(200)
  })

  test.each([
    ['no reason', { decision: 'refuse' }, 'reason'],
    ['a reason of spaces', { ...refuse, reason: ' \n ' }, 'reason'],
    ['a reason too long', { ...refuse, reason: '长'.repeat(2001) }, 'reason'],
    ['acceptance without a level', { decision: 'accept', reason: 'x' }, 'level'],
    ['self-declared as a level', { ...accept, level: 'self_declared' }, 'level'],
    ['a refusal with a level', { ...refuse, level: 'documents_checked' }, ''],
    ['neither', { decision: 'later', reason: 'x' }, 'decision'],
  ])('with %s is refused', async (_what, body, issue) => {
    expect(await decide('vrq_none', body)).toMatchObject({
      status: 422,
      body: { code: 'input_invalid', issues: [{ path: issue }] },
    })
  })
})

describe('the desk', () => {
  test('shows what waits, the oldest first, in pages, to the bureau alone', async () => {
    const ids = [await request(lin, licence(lin.file)), await request(chen, overseas(chen.file))]
    const first = await officer.call('GET', `${path}/desk?limit=1`)
    expect(first.body.items).toMatchObject([
      { id: ids[0], organisation: { id: lin.organisationId, verification: 'documents_checked' }, state: 'waiting' },
    ])
    const [item] = first.body.items as { waitingMs: number }[]
    expect(item?.waitingMs).toBeGreaterThanOrEqual(0)
    const second = await officer.call('GET', `${path}/desk?limit=1&cursor=${first.body.nextCursor}`)
    expect(second.body).toMatchObject({ items: [{ id: ids[1] }], nextCursor: null })
    const refused = await officer.call('GET', `${path}/desk?state=refused`)
    const decided = refused.body.items as { id: string; state: string; waitingMs: null }[]
    expect(decided.map(({ id }) => id)).toEqual(
      decided
        .map(({ id }) => id)
        .sort()
        .reverse(),
    )
    expect(decided.every(({ state, waitingMs }) => state === 'refused' && waitingMs === null)).toBe(true)
    expect((await officer.call('GET', path)).body.items).toEqual([])
    expect((await lin.person.call('GET', `${path}/desk`)).status).toBe(403)
    expect((await world.anonymous.call('GET', `${path}/desk`)).status).toBe(401)
    expect((await officer.call('GET', `${path}/desk?state=lost`)).status).toBe(422)
    for (const id of ids) await decide(id, refuse)
  })

  test('warns of others with the same number, however it is written, and tells applicants nothing of them', async () => {
    const [first, second] = [await applicant(world, 'first', 3), await applicant(world, 'second', 4)]
    const number = { registrationNumber: 'HRB 777' }
    const accepted = await request(first, overseas(first.file, number))
    await decide(accepted, accept)
    const waiting = await request(second, overseas(second.file, { registrationNumber: 'hrb-777' }))
    const elsewhere = await request(lin, overseas(lin.file, { ...number, country: 'AT' }))
    const sameNumber = async (person: Person, id: string) => (await person.call('GET', `${path}/${id}`)).body.sameNumber
    expect(await sameNumber(officer, waiting)).toEqual([
      { organisationId: first.organisationId, name: expect.any(String), state: 'accepted' },
    ])
    expect(await sameNumber(officer, accepted)).toMatchObject([
      { organisationId: second.organisationId, state: 'waiting' },
    ])
    expect(await sameNumber(officer, elsewhere)).toEqual([])
    expect(await sameNumber(second.person, waiting)).toEqual([])
    await second.person.call('DELETE', `${path}/${waiting}`)
    expect(await sameNumber(officer, accepted)).toEqual([])
  })
})
