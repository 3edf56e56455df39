import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Exclusivity, Grant } from '../../../src/domains/licensing/contract.ts'
import { availabilityOf } from '../../../src/domains/licensing/engine/answer.ts'
import { coverageOf, daysOfGrant } from '../../../src/domains/licensing/engine/coverage.ts'
import { vocabularyOf } from '../../../src/domains/licensing/engine/vocabulary.ts'
import { insertGrant } from '../../../src/domains/licensing/store.ts'
import { newId } from '../../../src/kernel/ids.ts'
import type { Db } from '../../../src/ports/db.ts'
import { openSqlite } from '../../../src/runtimes/node/sqlite-db.ts'
import { draftOf, openWorld, type Person, type World } from '../../kit/world.ts'

let world: World
let lin: Person
let other: Person
let organisationId: string
beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  other = await world.signUp('other')
  organisationId = await world.organisationOf(lin)
})
afterAll(() => world.close())

const newWork = async () => {
  const { body } = await lin.call('POST', '/api/works', { kind: 'image', draft: draftOf() })
  return String(body.id)
}
const scope = (change: object = {}) => ({
  territories: { include: ['TH', 'VN'] },
  media: ['SVOD'],
  start: '2027-01-01',
  end: '2027-12-31',
  ...change,
})
const ownership = {
  type: 'in',
  kind: 'ownership',
  scope: { territories: { include: ['WORLD'] }, media: ['ALL_RIGHTS'], start: '2020-01-01' },
}
const licence = (licensee: string, change: object = {}) => ({
  type: 'out',
  licensee,
  exclusivity: 'exclusive',
  scope: scope(),
  ...change,
})
const enter = (workId: string, grant: object, who = lin) => who.call('POST', `/api/works/${workId}/grants`, grant)
const ask = async (workId: string, change: object = {}) => {
  const asked = { exclusivity: 'non_exclusive', licensee: '新买家', scope: scope(), ...change }
  return (await lin.call('POST', `/api/works/${workId}/availability`, asked)).body
}

describe('a licence', () => {
  test('is entered once: whoever comes second is told by which grant, until when, in both languages', async () => {
    const workId = await newWork()
    expect(await enter(workId, licence('Screen TH'))).toMatchObject({ status: 409, body: { code: 'right_not_free' } })
    expect((await enter(workId, ownership)).status).toBe(201)
    const first = await enter(workId, licence('Screen TH'))
    expect(first).toMatchObject({
      status: 201,
      body: { type: 'out', lastDay: '2027-12-31', grant: { licensor: organisationId } },
    })
    const second = await enter(
      workId,
      licence('Other TH', { exclusivity: 'non_exclusive', scope: scope({ territories: { include: ['M49:035'] } }) }),
    )
    expect(second).toMatchObject({
      status: 409,
      body: { code: 'right_not_free', issues: [{ path: `EXCLUSIVE_OUT.${first.body.id}` }] },
    })
    expect(await ask(workId, { scope: scope({ end: '2028-06-30' }) })).toMatchObject({
      status: 'partial',
      availableBlocks: [{ territories: ['TH', 'VN'], start: '2028-01-01', end: '2028-06-30' }],
      reasons: [
        {
          code: 'EXCLUSIVE_OUT',
          grantId: first.body.id,
          end: '2027-12-31',
          words: { 'zh-CN': expect.stringContaining('独占'), en: expect.stringContaining('2027-12-31') },
        },
      ],
    })
    // Its own licensee is not kept out by it, in whatever way the name is written.
    expect((await enter(workId, licence('  Ｓcreen TH '))).status).toBe(201)
    const entered = "SELECT count(*) FROM audit_entries WHERE action = 'rights.entered' AND subject_id = ?"
    expect(await world.sql(entered, workId)).toEqual([[3]])
  })

  test('that ends early frees the right from the next day, and no sooner', async () => {
    const workId = await newWork()
    await enter(workId, ownership)
    const { body } = await enter(workId, licence('Screen TH'))
    const end = (terminatedOn: string, who = lin) =>
      who.call('POST', `/api/grants/${body.id}/termination`, { terminatedOn })
    expect((await end('2027-06-30', other)).status).toBe(404)
    expect((await end('2028-01-01')).body).toMatchObject({ code: 'termination_too_late' })
    expect((await end('2026-06-30')).body).toMatchObject({ code: 'termination_before_start' })
    expect(await end('2027-06-30')).toMatchObject({ status: 200, body: { lastDay: '2027-06-30' } })
    expect((await end('2027-09-30')).status).toBe(409)
    expect((await enter(workId, licence('Other TH'))).status).toBe(409)
    expect((await enter(workId, licence('Other TH', { scope: scope({ start: '2027-07-01' }) }))).status).toBe(201)
  })

  test('waits for who must be asked first, and for no promise that was made to its licensee', async () => {
    const workId = await newWork()
    await enter(workId, ownership)
    await enter(workId, { type: 'first_negotiation', holder: 'Screen TH', windowUntil: '2099-01-01', scope: scope() })
    expect(await ask(workId)).toMatchObject({ status: 'conditional', conditions: [{ code: 'FIRST_NEGOTIATION' }] })
    expect((await enter(workId, licence('Other TH'))).body).toMatchObject({ code: 'right_conditional' })
    expect((await enter(workId, licence('Other TH', { conditionsMet: true }))).status).toBe(201)
    const held = { type: 'holdback', scope: scope({ media: ['AVOD'] }), trigger: { event: 'PREMIERE', lag: 'P90D' } }
    expect((await enter(workId, held)).status).toBe(201)
    expect(await ask(workId, { scope: scope({ media: ['AVOD'] }) })).toMatchObject({
      status: 'unavailable',
      reasons: [{ code: 'HOLDBACK_PENDING_EVENT' }],
    })
    const { body } = await lin.call('GET', `/api/works/${workId}/grants`)
    expect((body.items as { type: string }[]).map(({ type }) => type)).toEqual([
      'in',
      'first_negotiation',
      'out',
      'holdback',
    ])
  })

  test('is nobody else’s business, and of nothing that is not there', async () => {
    const workId = await newWork()
    expect((await enter(workId, ownership, other)).status).toBe(404)
    expect((await other.call('GET', `/api/works/${workId}/grants`)).status).toBe(404)
    for (const [change, issue] of [
      [{ territories: { include: ['AN'] } }, 'territory_unknown'],
      [{ media: ['RADIO'] }, 'media_unknown'],
      [{ end: '2026-01-01' }, 'input_invalid'],
      [{ start: '2027-02-29' }, 'input_invalid'],
      [{ territories: { include: ['TH'], exclude: ['TH'] } }, 'request_empty'],
    ] as const) {
      expect(await enter(workId, { ...ownership, scope: scope(change) })).toMatchObject({
        status: 422,
        body: { code: issue },
      })
    }
    expect((await lin.call('GET', `/api/works/${workId}/grants`)).body).toEqual({ items: [] })
    await enter(workId, ownership)
    expect((await lin.call('DELETE', `/api/works/${workId}/draft`)).body).toMatchObject({ code: 'work_has_grants' })
  })
})

const vocabulary = vocabularyOf()

function statementsOf(grant: Grant & { type: 'out' }, entry: number) {
  const { startDay, endDay } = daysOfGrant(grant)
  const { id, licensee, exclusivity, scope: agreed } = grant
  return insertGrant(
    {
      id,
      workId: agreed.work,
      organisationId,
      type: 'out',
      entry,
      licensee,
      exclusivity,
      startDay,
      lastDay: endDay,
      fromEpisode: agreed.episodes?.from ?? 1,
      toEpisode: agreed.episodes?.to ?? 1_000_000_000,
      body: grant,
      createdAt: 0,
    },
    coverageOf(agreed, vocabulary),
  )
}
const refusal = (db: Db, statements: Parameters<Db['batch']>[0]) =>
  db.batch(statements).then(
    () => 'stored',
    (error: { code?: string }) => error.code ?? String(error),
  )
const outOf = (work: string, change: object = {}): Grant & { type: 'out' } => ({
  id: newId('grt', Date.now()),
  type: 'out',
  status: 'active',
  licensor: organisationId,
  licensee: 'X',
  exclusivity: 'exclusive',
  scope: {
    work,
    territories: { include: ['TH'], exclude: [] },
    media: ['SVOD'],
    languages: [{ tag: '*', mode: '*' }],
    start: '2027-01-01',
    end: '2027-12-31',
  },
  ...change,
})

describe('the database', () => {
  test('stores a licence beside others just when the engine calls it free', async () => {
    const pick = <T>(...values: T[]) => fc.constantFrom(...values)
    const day = fc.integer({ min: 1, max: 6 }).map((at) => `2027-01-0${at}`)
    const some = fc
      .record({
        licensee: pick('X', 'Y', 'Z'),
        exclusivity: pick<Exclusivity>('exclusive', 'sole', 'non_exclusive'),
        include: fc.array(pick('TH', 'VN', 'FR', 'M49:035', 'EU@2020-02-01'), { minLength: 1, maxLength: 2 }),
        exclude: fc.array(pick('VN'), { maxLength: 1 }),
        media: fc.array(pick('SVOD', 'AVOD', 'AD_SUPPORTED', 'VOD', 'REMAKE'), { minLength: 1, maxLength: 2 }),
        tag: pick('*', 'pt', 'pt-BR', 'en'),
        mode: pick('*' as const, 'SUB' as const, 'DUB' as const),
        days: fc.tuple(day, day).map((pair) => pair.sort()),
        endless: fc.boolean(),
        episodes: fc.option(
          fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map((pair) => pair.sort()),
        ),
      })
      .filter(({ include, exclude }) => include.some((code) => !exclude.includes(code)))
    let refused = 0
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 2, maxLength: 6 }), async (wanted) => {
        const work = await newWork()
        const owned = outOf(work).scope
        const book: Grant[] = [
          {
            id: 'own',
            type: 'in',
            kind: 'ownership',
            holder: organisationId,
            scope: {
              ...owned,
              territories: { include: ['WORLD'], exclude: [] },
              media: ['ALL_RIGHTS'],
              start: '2000-01-01',
              end: null,
            },
          },
        ]
        for (const { licensee, exclusivity, include, exclude, media, tag, mode, days, endless, episodes } of wanted) {
          const grant = outOf(work, {
            licensee,
            exclusivity,
            scope: {
              work,
              territories: { include, exclude },
              media,
              languages: [{ tag, mode }],
              start: days[0],
              end: endless ? null : days[1],
              ...(episodes ? { episodes: { from: episodes[0], to: episodes[1] } } : {}),
            },
          })
          const asked = { actor: organisationId, licensee, exclusivity, scope: grant.scope }
          const { status } = availabilityOf(asked, book, vocabulary)
          const found = await refusal(world.home.db, statementsOf(grant, book.length))
          expect(found).toBe(status === 'available' ? 'stored' : 'right_taken')
          if (found === 'stored') book.push(grant)
          else refused++
        }
      }),
      { numRuns: 40 },
    )
    expect(refused).toBeGreaterThan(10)
  })

  test('lets one of fifty who sign at once over two connections have the right', async () => {
    const work = await newWork()
    const connections = [0, 1].map(() => openSqlite(join(world.dir, 'qianyin.db'), 'migrations'))
    const sign = async (db: Db, licensee: string): Promise<string> => {
      for (;;) {
        const [[last] = []] = await db.rows({
          sql: 'SELECT count(*) FROM rights_grants WHERE work_id = ?',
          params: [work],
        })
        const found = await refusal(db, statementsOf(outOf(work, { licensee }), Number(last) + 1))
        if (found !== 'rights_changed_meanwhile') return found
      }
    }
    try {
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, i) => sign(connections[i % 2] ?? world.home.db, `L${i}`)),
      )
      expect(all.toSorted()).toEqual([...Array(49).fill('right_taken'), 'stored'])
    } finally {
      for (const connection of connections) connection.close()
    }
  })

  test('takes no other path to a conflict', async () => {
    const work = await newWork()
    const [first, second] = [outOf(work), outOf(work, { licensee: 'Y', exclusivity: 'non_exclusive' })]
    const { db } = world.home
    await db.batch(statementsOf(first, 1))
    const [insert, ...rest] = statementsOf(second, 2)
    const entering = [insert, ...rest.slice(0, 3)].flatMap((one) => one ?? [])
    await db.batch(entering)
    const raw = (sql: string, ...params: string[]) => refusal(db, [{ sql, params }])
    expect(await raw("UPDATE rights_grants SET state = 'in_force' WHERE id = ?", second.id)).toBe('right_taken')
    expect(await raw("UPDATE OR REPLACE rights_grants SET state = 'in_force' WHERE id = ?", second.id)).toBe(
      'right_taken',
    )
    expect(await raw('UPDATE rights_grants SET start_day = 30000, last_day = 30001 WHERE id = ?', second.id)).toBe(
      'grant_is_fixed',
    )
    expect(await raw('DELETE FROM rights_grants WHERE id = ?', first.id)).toBe('grant_is_fixed')
    expect(await raw("UPDATE rights_grants SET state = 'entering' WHERE id = ?", first.id)).toBe('grant_is_fixed')
    expect(await raw("UPDATE rights_grants SET licensee = 'Y' WHERE id = ?", first.id)).toBe('grant_is_fixed')
    expect(await raw('UPDATE rights_grants SET last_day = last_day + 1 WHERE id = ?', first.id)).toBe('grant_is_fixed')
    expect(await raw('UPDATE rights_grants SET last_day = last_day - 1 WHERE id = ?', first.id)).toBe('grant_is_fixed')
    expect(await raw("INSERT INTO rights_grant_territories VALUES (?, 'FR')", first.id)).toBe('grant_is_fixed')
    expect(await raw('DELETE FROM rights_grant_territories WHERE grant_id = ?', first.id)).toBe('grant_is_fixed')
    expect(await raw("UPDATE rights_grant_media SET medium = 'FAST' WHERE grant_id = ?", first.id)).toBe(
      'grant_is_fixed',
    )
    const copy = `SELECT id, work_id, organisation_id, type, entry, licensee, exclusivity, 0, 1, from_episode, to_episode, body, NULL, 'entering', NULL, 0
      FROM rights_grants WHERE id = ?`
    expect(await raw(`INSERT OR REPLACE INTO rights_grants ${copy}`, first.id)).toBe('rights_changed_meanwhile')
    const taken = copy.replace('id,', "'grt_x',").replace("'entering'", "'in_force'").replace(' entry', ' 3')
    expect(await raw(`INSERT INTO rights_grants ${taken}`, first.id)).toBe('rights_changed_meanwhile')
    const rows = await world.sql("SELECT id FROM rights_grants WHERE work_id = ? AND state = 'in_force'", work)
    expect(rows).toEqual([[first.id]])
  })
})
