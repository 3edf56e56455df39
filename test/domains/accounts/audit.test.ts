import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shortenAddresses } from '../../../src/domains/accounts/audit/tidy.ts'
import { openWorld, type Person, password, type World } from '../../kit/world.ts'
import { type Colleague, colleague, type Studio, studio } from './organisation-kit.ts'

let world: World
let wan: Studio
let other: Studio
let manager: Colleague
let viewer: Colleague
let admin: Colleague

beforeAll(async () => {
  world = await openWorld()
  wan = await studio(world, 'wan')
  other = await studio(world, 'other')
  manager = await colleague(world, 'manager', wan.id, 'manager')
  viewer = await colleague(world, 'viewer', wan.id, 'viewer')
  admin = await colleague(world, 'admin', 'org_platform', 'owner')
  await wan.owner.person.call('PUT', `${wan.path}/members/${viewer.id}`, { role: 'member' })
  await wan.owner.person.call('PUT', `${wan.path}/members/${viewer.id}`, { role: 'viewer' })
  await other.owner.person.call('PUT', other.path, { name: 'Other', country: 'SG' })
})
afterAll(() => world.close())

const refused = (status: number, code: string) => ({ status, body: { code } })
interface Entry {
  id: string
  action: string
  subjectId: string
  address: string | null
  person: { id: string; name: string } | null
  organisation: { id: string; name: string } | null
}
const read = async (by: Person, query: string): Promise<Entry[]> => {
  const { status, body } = await by.call('GET', `/api/audit${query}`)
  expect(status).toBe(200)
  return body.items as Entry[]
}

describe('reading the audit', () => {
  test('everyone reads what they did and what was done to them, and nothing else', async () => {
    const mine = await read(viewer.person, '')
    expect(mine.filter(({ action }) => action === 'member.changed')).toMatchObject([
      { subjectId: viewer.id, person: { id: wan.owner.id, name: 'wan' }, organisation: { id: wan.id } },
      { subjectId: viewer.id, before: { role: 'viewer' }, after: { role: 'member' } },
    ])
    expect(mine.every(({ person, subjectId }) => person?.id === viewer.id || subjectId === viewer.id)).toBe(true)
  })

  test('where somebody came from is shown to themselves and to the platform, not to others', async () => {
    const changed = '&action=member.changed'
    const [own] = await read(wan.owner.person, `?scope=mine${changed}`)
    expect(own?.address).toBe('127.0.0.1')
    const [suffered] = await read(viewer.person, `?scope=mine${changed}`)
    expect(suffered?.address).toBeNull()
    const [led] = await read(manager.person, `?scope=organisation${changed}`)
    expect(led).toMatchObject({ id: own?.id, address: null })
    const [watched] = await read(admin.person, `?scope=all${changed}`)
    expect(watched?.address).toBe('127.0.0.1')
  })

  test('leaders read what was done for their organisation; the others do not', async () => {
    const entries = await read(manager.person, '?scope=organisation')
    expect(entries.length).toBeGreaterThan(1)
    expect(entries.every(({ organisation, subjectId }) => organisation?.id === wan.id || subjectId === wan.id)).toBe(
      true,
    )
    expect(await viewer.person.call('GET', '/api/audit?scope=organisation')).toMatchObject(refused(403, 'role_may_not'))
  })

  test('only admins and auditors read all, with a second factor', async () => {
    const all = await read(admin.person, `?scope=all&subjectId=${other.id}`)
    expect(all.map(({ action }) => action)).toContain('organisation.saved')
    expect(await manager.person.call('GET', '/api/audit?scope=all')).toMatchObject(refused(403, 'role_may_not'))
    for (const [name, role] of [
      ['hasty', 'owner'],
      ['idle', 'viewer'],
    ] as const) {
      const hasty = await colleague(world, name, 'org_platform', role, false)
      expect(await hasty.person.call('GET', '/api/audit?scope=all')).toMatchObject(refused(403, 'second_factor_needed'))
    }
    const auditor = await colleague(world, 'auditor', 'org_platform', 'viewer')
    expect((await auditor.person.call('GET', '/api/audit?scope=all')).status).toBe(200)
  })

  test('no account, no audit, and a scope that does not exist is refused', async () => {
    expect(await world.anonymous.call('GET', '/api/audit')).toMatchObject(refused(401, 'sign_in_needed'))
    expect(await viewer.person.call('GET', '/api/audit?scope=everything')).toMatchObject(refused(422, 'input_invalid'))
  })

  test('the pages hold each entry once, newest first', async () => {
    const ids: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await admin.person.call(
        'GET',
        `/api/audit?scope=all&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      const page = body as { items: Entry[]; nextCursor: string | null }
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(ids).toEqual((await world.sql('SELECT id FROM audit_entries ORDER BY id DESC')).map(([id]) => id))
  })

  test('of an erased person the entries stay, without name or address', async () => {
    const crew = await studio(world, 'crew')
    const gone = await colleague(world, 'gone', crew.id, 'manager')
    await gone.person.call('PUT', crew.path, { name: 'Renamed', country: 'CN' })
    // Erasing asks for every other membership to be free of them.
    expect((await gone.person.call('POST', '/api/me/erasure', { password })).status).toBe(204)
    const [entry] = await read(crew.owner.person, '?scope=organisation&action=organisation.saved')
    expect(entry).toMatchObject({ subjectId: crew.id, person: null })
    const [seen] = await read(admin.person, `?scope=all&subjectId=${crew.id}&action=organisation.saved`)
    expect(seen).toMatchObject({ id: entry?.id, person: null, address: null })
  })
})

describe('shortening addresses', () => {
  const dayMs = 86_400_000
  const startMs = Date.UTC(2026, 0, 1)
  const tidyAt = (nowMs: number) => shortenAddresses({ db: world.home.db, clock: { nowMs: () => nowMs } })
  const addresses = async () =>
    Object.fromEntries(
      await world.sql("SELECT entry_id, address FROM audit_addresses WHERE entry_id LIKE 'old_%' ORDER BY entry_id"),
    )
  const insert = (id: string, address: string, atMs: number) =>
    world.home.db.batch([
      {
        sql: `INSERT INTO audit_entries (id, at, actor_kind, action, subject_id, details, request_id)
          VALUES (?, ?, 'system', 'x', 'x', '{}', 'r')`,
        params: [id, atMs],
      },
      { sql: 'INSERT INTO audit_addresses (entry_id, at, address) VALUES (?, ?, ?)', params: [id, atMs, address] },
    ])

  test('after 180 days only the network is left, and doing it again changes nothing', async () => {
    await insert('old_a', '203.0.113.207', startMs)
    await insert('old_b', '2001:db8:77:1:2:3:4:5', startMs)
    await insert('old_c', '::ffff:198.51.100.23', startMs)
    await insert('old_d', '1.2.3.4', startMs)
    await insert('old_e', 'unknown', startMs)
    await insert('old_f', '203.0.113.9', startMs + 1000)
    await tidyAt(startMs + 180 * dayMs)
    expect(await addresses()).toMatchObject({ old_a: '203.0.113.207', old_d: '1.2.3.4' })
    await tidyAt(startMs + 180 * dayMs + 1)
    const short = {
      old_a: '203.0.113.0',
      old_b: '2001:db8:77::',
      old_c: '198.51.100.0',
      old_d: '1.2.3.0',
      old_e: '',
      old_f: '203.0.113.9',
    }
    expect(await addresses()).toEqual(short)
    await tidyAt(startMs + 180 * dayMs + 1)
    expect(await addresses()).toEqual(short)
  })

  test('more than one batch is shortened in one go', async () => {
    await world.home.db.batch(
      Array.from({ length: 1201 }, (_, n) => [
        {
          sql: `INSERT INTO audit_entries (id, at, actor_kind, action, subject_id, details, request_id)
            VALUES (?, 5, 'system', 'x', 'x', '{}', 'r')`,
          params: [`many_${n}`],
        },
        {
          sql: "INSERT INTO audit_addresses (entry_id, at, address) VALUES (?, 5, '192.0.2.77')",
          params: [`many_${n}`],
        },
      ]).flat(),
    )
    await tidyAt(startMs + 181 * dayMs)
    expect(
      await world.sql("SELECT DISTINCT address, count(*) FROM audit_addresses WHERE entry_id LIKE 'many_%'"),
    ).toEqual([['192.0.2.0', 1201]])
  })

  test('the database takes neither a longer address nor a second shortening', async () => {
    await insert('old_z', '10.0.0.1', startMs)
    const set = (address: string, isShortened: number) =>
      world.home.db.batch([
        {
          sql: 'UPDATE audit_addresses SET address = ?, is_shortened = ? WHERE entry_id = ?',
          params: [address, isShortened, 'old_z'],
        },
      ])
    await expect(set('10.0.0.1 and more', 1)).rejects.toMatchObject({ code: 'address_only_shortens' })
    await set('10.0.0.0', 1)
    await expect(set('10', 1)).rejects.toMatchObject({ code: 'address_only_shortens' })
  })
})
