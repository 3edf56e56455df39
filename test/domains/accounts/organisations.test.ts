import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeMember } from '../../../src/domains/accounts/organisations/commands/change-member.ts'
import { removeMember } from '../../../src/domains/accounts/organisations/commands/remove-member.ts'
import type { Statement } from '../../../src/ports/db.ts'
import { openWorld, type World } from '../../kit/world.ts'
import {
  auditHolds,
  type Colleague,
  colleague,
  entriesOf,
  roleOf,
  type Studio,
  studio,
  write,
} from './organisation-kit.ts'

let world: World
let wan: Studio
let other: Studio
let manager: Colleague
let viewer: Colleague
let admin: Colleague
let auditor: Colleague
let officer: Colleague

beforeAll(async () => {
  world = await openWorld()
  wan = await studio(world, 'wan')
  other = await studio(world, 'other')
  manager = await colleague(world, 'manager', wan.id, 'manager', false)
  viewer = await colleague(world, 'viewer', wan.id, 'viewer', false)
  admin = await colleague(world, 'admin', 'org_platform', 'owner')
  auditor = await colleague(world, 'auditor', 'org_platform', 'viewer')
  officer = await colleague(world, 'officer', 'org_publicity', 'manager')
})
afterAll(() => world.close())

const refused = (status: number, code: string) => ({ status, body: { code } })
const levelOf = async (id: string) =>
  (await world.sql('SELECT verification FROM organisations WHERE id = ?', id))[0]?.[0]

describe('founding', () => {
  test('a person founds one more organisation, owns it, and goes on acting for the first', async () => {
    const founder = await studio(world, 'founder')
    const answer = await founder.owner.person.call('POST', '/api/organisations', {
      kind: 'buyer',
      name: 'Nordlys Film',
      country: 'NO',
    })
    expect(answer).toMatchObject({
      status: 201,
      body: { kind: 'buyer', name: 'Nordlys Film', country: 'NO', verification: 'self_declared', membersCount: 1 },
    })
    const id = String(answer.body.id)
    expect(await roleOf(world, id, founder.owner.id)).toBe('owner')
    expect(await world.organisationOf(founder.owner.person)).toBe(founder.id)
    expect(await entriesOf(world, 'organisation.founded', id)).toEqual([
      { personId: founder.owner.id, organisationId: id, before: null, after: { kind: 'buyer', country: 'NO' } },
    ])
  })

  test.each([
    ['a department', { kind: 'department' }],
    ['the platform', { kind: 'platform' }],
    ['a country that does not exist', { country: 'XX' }],
    ['an empty name', { name: ' ' }],
    ['a level of its own choosing', { verification: 'official_registration' }],
  ])('nobody founds %s', async (_what, change) => {
    const body = { kind: 'studio', name: 'N', country: 'CN', ...change }
    expect(await wan.owner.person.call('POST', '/api/organisations', body)).toMatchObject(refused(422, 'input_invalid'))
  })

  test('nobody founds without an account', async () => {
    const body = { kind: 'studio', name: 'N', country: 'CN' }
    expect(await world.anonymous.call('POST', '/api/organisations', body)).toMatchObject(refused(401, 'sign_in_needed'))
  })
})

describe('reading', () => {
  test('a member reads their own organisation and its members, another one is not there', async () => {
    expect(await viewer.person.call('GET', wan.path)).toMatchObject({
      status: 200,
      body: { id: wan.id, membersCount: 3 },
    })
    const { body } = await viewer.person.call('GET', `${wan.path}/members`)
    expect(body.members).toMatchObject([
      { personId: manager.id, role: 'manager' },
      { personId: viewer.id, role: 'viewer' },
      { personId: wan.owner.id, role: 'owner', email: 'wan@example.com', holdsSecondFactor: false },
    ])
    for (const path of [other.path, `${other.path}/members`, '/api/organisations/org_none']) {
      expect(await viewer.person.call('GET', path)).toMatchObject(refused(404, 'organisation_not_found'))
    }
  })

  test('who holds a second factor is told', async () => {
    await write(
      world,
      `INSERT INTO passkeys (id, person_id, name, public_key, counter, transports, created_at)
      VALUES ('pk', ?, 'key', x'00', 0, '[]', 1)`,
      manager.id,
    )
    const { body } = await viewer.person.call('GET', `${wan.path}/members`)
    const members = body.members as { personId: string; holdsSecondFactor: boolean }[]
    expect(members.filter(({ holdsSecondFactor }) => holdsSecondFactor).map(({ personId }) => personId)).toEqual([
      manager.id,
    ])
  })

  test('only the platform lists them all, and only with a second factor', async () => {
    expect(await wan.owner.person.call('GET', '/api/organisations')).toMatchObject(refused(403, 'role_may_not'))
    const hasty = await colleague(world, 'hasty', 'org_platform', 'owner', false)
    expect(await hasty.person.call('GET', '/api/organisations')).toMatchObject(refused(403, 'second_factor_needed'))
    expect(await hasty.person.call('GET', wan.path)).toMatchObject(refused(404, 'organisation_not_found'))
    const found = await auditor.person.call('GET', '/api/organisations?query=WAN%20')
    expect(found.body).toMatchObject({ items: [{ id: wan.id, membersCount: 3 }], nextCursor: null })
    expect((await auditor.person.call('GET', other.path)).status).toBe(200)
  })

  test('the pages of the list hold each organisation once', async () => {
    const ids: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await admin.person.call('GET', `/api/organisations?limit=4${cursor ? `&cursor=${cursor}` : ''}`)
      const page = body as { items: { id: string }[]; nextCursor: string | null }
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect([[ids.length]]).toEqual(await world.sql('SELECT count(*) FROM organisations'))
  })
})

describe('saving', () => {
  const checked = (id: string) =>
    write(world, "UPDATE organisations SET verification = 'documents_checked', country = 'CN' WHERE id = ?", id)

  test('the same name and country keep the level', async () => {
    await checked(wan.id)
    const same = { name: 'wan 工作室', country: 'CN' }
    expect((await manager.person.call('PUT', wan.path, same)).body).toMatchObject({ verification: 'documents_checked' })
  })

  test.each([
    ['name', { name: '晚潮影业', country: 'CN' }],
    ['country', { name: '晚潮影业', country: 'SG' }],
  ])('another %s takes back the level that the papers gave, and the audit says so', async (_what, body) => {
    await checked(wan.id)
    expect(await wan.owner.person.call('PUT', wan.path, body)).toMatchObject({
      status: 200,
      body: { ...body, verification: 'self_declared' },
    })
    expect(await levelOf(wan.id)).toBe('self_declared')
    expect((await entriesOf(world, 'organisation.saved', wan.id)).at(-1)).toMatchObject({
      personId: wan.owner.id,
      organisationId: wan.id,
      before: { country: 'CN', verification: 'documents_checked' },
      after: { country: body.country, verification: 'self_declared' },
    })
    expect(await auditHolds(world, '晚潮影业')).toBe(false)
  })

  test('viewers, strangers and bad input change nothing', async () => {
    const body = { name: 'Mine', country: 'CN' }
    expect(await viewer.person.call('PUT', wan.path, body)).toMatchObject(refused(403, 'role_may_not'))
    expect(await other.owner.person.call('PUT', wan.path, body)).toMatchObject(refused(404, 'organisation_not_found'))
    expect(await auditor.person.call('PUT', wan.path, body)).toMatchObject(refused(403, 'role_may_not'))
    const bold = { ...body, verification: 'official_registration', kind: 'platform' }
    expect(await wan.owner.person.call('PUT', wan.path, bold)).toMatchObject(refused(422, 'input_invalid'))
    expect(await world.sql("SELECT count(*) FROM organisations WHERE name = 'Mine'")).toEqual([[0]])
  })

  test('a department is renamed by an admin, not by its own officers, and stays what it is', async () => {
    const body = { name: '海珠区版权局', country: 'CN' }
    const path = '/api/organisations/org_publicity'
    expect(await officer.person.call('PUT', path, body)).toMatchObject(refused(403, 'role_may_not'))
    expect(await admin.person.call('PUT', path, body)).toMatchObject({
      status: 200,
      body: { ...body, verification: 'official_registration', departmentCode: 'publicity' },
    })
    // From outside, and still the department's own officers read of it.
    const seen = await officer.person.call('GET', '/api/audit?scope=organisation&action=organisation.saved')
    expect(seen.body.items).toMatchObject([{ person: { id: admin.id }, subjectId: 'org_publicity', address: null }])
  })
})

describe('members', () => {
  const change = (by: Colleague, of: Studio, who: string, role: string) =>
    by.person.call('PUT', `${of.path}/members/${who}`, { role })

  test('an owner gives a role, and the audit has before and after', async () => {
    const crew = await studio(world, 'crew1')
    const hand = await colleague(world, 'hand1', crew.id, 'viewer')
    expect(await change(crew.owner, crew, hand.id, 'manager')).toMatchObject({
      status: 200,
      body: { personId: hand.id, role: 'manager' },
    })
    expect(await roleOf(world, crew.id, hand.id)).toBe('manager')
    expect((await change(crew.owner, crew, hand.id, 'manager')).status).toBe(200)
    expect(await entriesOf(world, 'member.changed', hand.id)).toEqual([
      { personId: crew.owner.id, organisationId: crew.id, before: { role: 'viewer' }, after: { role: 'manager' } },
    ])
  })

  test('a manager changes those below, and gives no more than they have', async () => {
    const crew = await studio(world, 'crew2')
    const lead = await colleague(world, 'lead2', crew.id, 'manager')
    const peer = await colleague(world, 'peer2', crew.id, 'manager')
    const hand = await colleague(world, 'hand2', crew.id, 'member')
    expect((await change(lead, crew, hand.id, 'viewer')).status).toBe(200)
    expect((await change(lead, crew, hand.id, 'manager')).status).toBe(200)
    const not = refused(403, 'role_may_not')
    await change(crew.owner, crew, hand.id, 'member')
    expect(await change(lead, crew, hand.id, 'owner')).toMatchObject(not)
    expect(await change(lead, crew, lead.id, 'owner')).toMatchObject(not)
    expect(await change(lead, crew, peer.id, 'viewer')).toMatchObject(not)
    expect(await change(lead, crew, crew.owner.id, 'viewer')).toMatchObject(not)
    expect(await change(hand, crew, hand.id, 'owner')).toMatchObject(not)
    expect(await lead.person.call('DELETE', `${crew.path}/members/${crew.owner.id}`)).toMatchObject(not)
    expect(await lead.person.call('DELETE', `${crew.path}/members/${peer.id}`)).toMatchObject(not)
    expect(await roleOf(world, crew.id, crew.owner.id)).toBe('owner')
  })

  test('a manager of the platform makes no owners of it, nor through another way in', async () => {
    const clerk = await colleague(world, 'clerk', 'org_platform', 'manager')
    const path = `/api/organisations/org_platform/members/${clerk.id}`
    expect(await clerk.person.call('PUT', path, { role: 'owner' })).toMatchObject(refused(403, 'role_may_not'))
    expect(
      await clerk.person.call('POST', '/api/organisations/org_platform/invitations', { role: 'owner' }),
    ).toMatchObject(refused(403, 'role_may_not'))
  })

  test('an admin helps from outside, with a second factor; others do not reach in', async () => {
    const crew = await studio(world, 'crew3')
    const hand = await colleague(world, 'hand3', crew.id, 'viewer')
    expect(await change(wan.owner, crew, hand.id, 'member')).toMatchObject(refused(404, 'organisation_not_found'))
    expect(await change(auditor, crew, hand.id, 'member')).toMatchObject(refused(403, 'role_may_not'))
    expect((await change(admin, crew, hand.id, 'owner')).status).toBe(200)
    expect(await entriesOf(world, 'member.changed', hand.id)).toMatchObject([
      { personId: admin.id, organisationId: crew.id },
    ])
  })

  test('officers change each other only with a second factor', async () => {
    const lead = await colleague(world, 'lead4', 'org_culture', 'owner', false)
    const hand = await colleague(world, 'hand4', 'org_culture', 'member')
    const path = `/api/organisations/org_culture/members/${hand.id}`
    expect(await lead.person.call('PUT', path, { role: 'viewer' })).toMatchObject(refused(403, 'second_factor_needed'))
    await world.place(lead.person, 'org_culture', 'owner')
    expect((await lead.person.call('PUT', path, { role: 'viewer' })).status).toBe(200)
  })

  test('an organisation keeps an owner', async () => {
    const crew = await studio(world, 'crew5')
    await colleague(world, 'hand5', crew.id, 'manager')
    const last = refused(409, 'last_owner')
    expect(await change(crew.owner, crew, crew.owner.id, 'manager')).toMatchObject(last)
    expect(await crew.owner.person.call('DELETE', `${crew.path}/members/${crew.owner.id}`)).toMatchObject(last)
    expect(await crew.owner.person.call('POST', `${crew.path}/leaving`)).toMatchObject(last)
    expect(await roleOf(world, crew.id, crew.owner.id)).toBe('owner')
    expect(await entriesOf(world, 'member.left', crew.owner.id)).toEqual([])
  })

  test('two owners who step down at once leave one', async () => {
    const crew = await studio(world, 'crew6')
    const second = await colleague(world, 'second6', crew.id, 'owner')
    const answers = await Promise.all([
      change(crew.owner, crew, crew.owner.id, 'member'),
      change(second, crew, second.id, 'member'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(
      await world.sql("SELECT count(*) FROM memberships WHERE organisation_id = ? AND role = 'owner'", crew.id),
    ).toEqual([[1]])
  })

  test('what was decided on a role that changed meanwhile does not happen', async () => {
    const crew = await studio(world, 'crew7')
    const lead = await colleague(world, 'lead7', crew.id, 'manager')
    const hand = await colleague(world, 'hand7', crew.id, 'member')
    const who = { id: crew.id, personId: hand.id }
    const ctx = {
      ...world.home.base,
      actor: {
        kind: 'person' as const,
        personId: lead.id,
        organisationId: crew.id,
        role: 'manager' as const,
        sessionId: '',
        hasSecondFactor: true,
        organisationKind: 'studio' as const,
        departmentCode: null,
      },
      requestId: 'r',
      caller: { address: '', userAgent: '' },
      db: {
        rows: world.home.db.rows,
        // The owner promotes between the manager's reading and writing.
        batch: async (statements: readonly Statement[]) => {
          await world.place(hand.person, crew.id, 'owner')
          return world.home.db.batch(statements)
        },
      },
    }
    await expect(removeMember(ctx, who)).rejects.toMatchObject({ kind: 'Conflict' })
    await world.place(hand.person, crew.id, 'member')
    await expect(changeMember(ctx, who, { role: 'viewer' })).rejects.toMatchObject({ kind: 'Conflict' })
    expect(await roleOf(world, crew.id, hand.id)).toBe('owner')
    expect(await entriesOf(world, 'member.changed', hand.id)).toEqual([])
  })

  test('a removed member is shown out of the organisation at once, and finds the way back to their own', async () => {
    const crew = await studio(world, 'crew8')
    const hand = await colleague(world, 'hand8', crew.id, 'member')
    const path = `${crew.path}/members/${hand.id}`
    expect((await hand.person.call('GET', crew.path)).status).toBe(200)
    expect((await crew.owner.person.call('DELETE', path)).status).toBe(204)
    expect(await hand.person.call('GET', crew.path)).toMatchObject(refused(401, 'sign_in_needed'))
    expect(await world.sql('SELECT count(*) FROM sessions WHERE person_id = ?', hand.id)).toEqual([[0]])
    expect(await roleOf(world, crew.id, hand.id)).toBeNull()
    expect(await entriesOf(world, 'member.removed', hand.id)).toEqual([
      { personId: crew.owner.id, organisationId: crew.id, before: { role: 'member' }, after: null },
    ])
    expect(await crew.owner.person.call('DELETE', path)).toMatchObject(refused(404, 'member_not_found'))
  })

  test('sessions for another organisation outlive a removal', async () => {
    const crew = await studio(world, 'crew9')
    const hand = await colleague(world, 'hand9', crew.id, 'member')
    const { body } = await hand.person.call('GET', '/api/me/profile')
    const own = (body.memberships as { id: string }[]).find(({ id }) => id !== crew.id)
    await world.place(hand.person, own?.id ?? '', 'owner')
    await crew.owner.person.call('DELETE', `${crew.path}/members/${hand.id}`)
    expect(await world.organisationOf(hand.person)).toBe(own?.id)
  })

  test('whoever is no member, and a role that does not exist, are refused', async () => {
    expect(await change(wan.owner, wan, other.owner.id, 'member')).toMatchObject(refused(404, 'member_not_found'))
    expect(await change(wan.owner, wan, viewer.id, 'admin')).toMatchObject(refused(422, 'input_invalid'))
  })
})

describe('leaving and handing over', () => {
  test('a member leaves and is signed out; what they did not act for is not there', async () => {
    const crew = await studio(world, 'crew10')
    const hand = await colleague(world, 'hand10', crew.id, 'viewer')
    expect(await hand.person.call('POST', `${other.path}/leaving`)).toMatchObject(
      refused(404, 'organisation_not_found'),
    )
    expect((await hand.person.call('POST', `${crew.path}/leaving`)).status).toBe(204)
    expect(await roleOf(world, crew.id, hand.id)).toBeNull()
    expect((await entriesOf(world, 'member.left', hand.id)).length).toBe(1)
    expect(await hand.person.call('POST', `${crew.path}/leaving`)).toMatchObject(refused(401, 'sign_in_needed'))
  })

  test('ownership goes to another member, and the owner becomes manager', async () => {
    const crew = await studio(world, 'crew11')
    const heir = await colleague(world, 'heir11', crew.id, 'viewer')
    const body = { personId: heir.id }
    expect((await crew.owner.person.call('POST', `${crew.path}/ownership`, body)).status).toBe(204)
    expect(await roleOf(world, crew.id, heir.id)).toBe('owner')
    expect(await roleOf(world, crew.id, crew.owner.id)).toBe('manager')
    expect(await entriesOf(world, 'ownership.handed_over', heir.id)).toEqual([
      { personId: crew.owner.id, organisationId: crew.id, before: { role: 'viewer' }, after: { role: 'owner' } },
    ])
    expect(await crew.owner.person.call('POST', `${crew.path}/ownership`, body)).toMatchObject(
      refused(403, 'role_may_not'),
    )
  })

  test('it goes to nobody outside, not to oneself, and not from another organisation', async () => {
    const crew = await studio(world, 'crew12')
    const give = (path: string, personId: string) => crew.owner.person.call('POST', `${path}/ownership`, { personId })
    expect(await give(crew.path, other.owner.id)).toMatchObject(refused(404, 'member_not_found'))
    expect(await give(crew.path, crew.owner.id)).toMatchObject(refused(422, 'ownership_to_oneself'))
    expect(await give(other.path, other.owner.id)).toMatchObject(refused(404, 'organisation_not_found'))
    expect(await roleOf(world, crew.id, crew.owner.id)).toBe('owner')
  })
})
