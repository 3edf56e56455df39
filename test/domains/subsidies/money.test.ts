import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allocate } from '../../../src/domains/subsidies/allocate.ts'
import { assess, perLine } from '../../../src/domains/subsidies/assess.ts'
import { type ClaimMove, type ClaimState, ProgrammeBody } from '../../../src/domains/subsidies/contract.ts'
import { insertEntry, type LedgerAccount } from '../../../src/domains/subsidies/ledger/store.ts'
import { checkLedger } from '../../../src/domains/subsidies/queries/officers.ts'
import { moves } from '../../../src/domains/subsidies/rules.ts'
import { csvOf } from '../../../src/domains/subsidies/tables.ts'
import { AppError } from '../../../src/kernel/errors.ts'
import type { Db, SqlValue, Statement } from '../../../src/ports/db.ts'
import { openSqlite } from '../../../src/runtimes/node/sqlite-db.ts'
import { openWorld, type World } from '../../kit/world.ts'

let world: World
let shipped: ProgrammeBody
beforeAll(async () => {
  world = await openWorld()
  const [[text]] = (await world.sql(`SELECT body FROM subsidy_programmes WHERE code = 'm5-overseas'`)) as [[string]]
  shipped = ProgrammeBody.parse(JSON.parse(text))
})
afterAll(() => world.close())

const fen = fc.integer({ min: 0, max: 1_000_000_000 })
const line = fc.record({
  kind: fc.constantFrom('translation', 'dubbing', 'nothing'),
  claimedFen: fen,
  otherPublicFen: fc.oneof(fc.constant(0), fen),
  day: fc.constantFrom('2020-01-01', '2026-03-01'),
  sameAsLine: fc.constantFrom(null, null, 1),
  absorbed: fc.option(fc.record({ byFen: fen, claim: fc.constant('M5-OVERSEAS-2025-00001') })),
})
const room = fc.record({ capFen: fen, leftFen: fc.integer({ min: -1000, max: 1_000_000_000 }), isPool: fc.boolean() })

test('every reduction has its reason, and together they are the difference to the fen', () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 6 }),
      fc.array(room, { maxLength: 3 }),
      fc.array(fc.record({ line: fc.integer({ min: 1, max: 6 }), byFen: fen, reason: fc.string() }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 10_000 }),
      fc.option(fc.integer({ min: 1, max: 1_000_000 })),
      (claimed, rooms, officer, shareBasisPoints, ceilingFen) => {
        const body = { ...shipped, costs: shipped.costs.map((cost) => ({ ...cost, shareBasisPoints, ceilingFen })) }
        const lines = claimed.map((one, i) => ({ ...one, line: i + 1, what: '', rate: null }))
        const scoped = rooms.map((one, i) => ({ ...one, scope: String(i) }))
        const told = assess(body, lines, { oldestDay: '2024-01-01', rooms: scoped, officer })
        const cut = told.reductions.reduce((sum, { byFen }) => sum + byFen, 0)
        expect(told.claimedFen - cut).toBe(told.payableFen)
        expect(told.payableFen).toBeGreaterThanOrEqual(0)
        for (const { leftFen } of rooms) expect(told.payableFen).toBeLessThanOrEqual(Math.max(0, leftFen))
        for (const { kind, payableFen, claimedFen } of told.lines) {
          expect(payableFen).toBeLessThanOrEqual(
            kind === 'nothing' ? 0 : Math.floor((claimedFen * shareBasisPoints) / 10_000),
          )
        }
        const parts = perLine(
          told.payableFen,
          told.lines.map(({ payableFen }) => payableFen),
        )
        expect(parts.reduce((sum, one) => sum + one, 0)).toBe(told.entitledFen === 0 ? 0 : told.payableFen)
      },
    ),
    { numRuns: 300 },
  )
})

test('a pool that is short is paid out to the last fen, and nobody gets more than they were to get', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fen, fc.integer({ min: 0, max: 2 })), { maxLength: 12 }),
      fen,
      fen,
      (wanted, pool, cap) => {
        const asked = wanted.map(([wantedFen, firm], i) => ({
          claimId: String(i),
          wantedFen,
          rooms: [{ scope: `firm ${firm}`, capFen: cap, leftFen: cap, isPool: false }],
        }))
        const shared = allocate(asked, pool)
        const uncapped = allocate(asked, null)
        const sum = (of: typeof shared) => [...of.values()].reduce((total, { amountFen }) => total + amountFen, 0)
        expect(sum(shared)).toBe(Math.min(pool, sum(uncapped)))
        for (const { claimId, wantedFen } of asked) {
          const { amountFen = -1, reductions = [] } = shared.get(claimId) ?? {}
          expect(wantedFen - reductions.reduce((total, { byFen }) => total + byFen, 0)).toBe(amountFen)
        }
        for (const firm of [0, 1, 2]) {
          const theirs = asked.filter((_one, i) => wanted[i]?.[1] === firm)
          const got = theirs.reduce((total, { claimId }) => total + (shared.get(claimId)?.amountFen ?? 0), 0)
          expect(got).toBeLessThanOrEqual(cap)
        }
      },
    ),
    { numRuns: 300 },
  )
  // Ten fen for three equal claims: the one left over goes to the lowest number.
  const three = ['a', 'b', 'c'].map((claimId) => ({ claimId, wantedFen: 5, rooms: [] }))
  expect([...allocate(three, 10).values()].map(({ amountFen }) => amountFen)).toEqual([4, 3, 3])
})

test('a table opens in a spreadsheet as it was meant: Chinese, long numbers, and no formulas', () => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    csvOf([['金额,元', '=1+1', '6222020000001234567', '-5.00', 'a"b']]),
  )
  expect(text).toBe('\uFEFF"金额,元",\'=1+1,"\t6222020000001234567",-5.00,"a""b"\r\n')
})

const insert = (table: string, row: Record<string, SqlValue>): Statement => ({
  sql: `INSERT INTO ${table} (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => '?')})`,
  params: Object.values(row),
})
/** Which money goes where with a move. */
const money: Partial<Record<ClaimMove, [LedgerAccount, LedgerAccount]>> = {
  joint_review: ['budget', 'reserved'],
  decide: ['reserved', 'committed'],
  pay: ['committed', 'paid'],
  recover: ['paid', 'receivable'],
  repay: ['receivable', 'budget'],
}

const onwards = [
  'submit',
  'accept',
  'review',
  'joint_review',
  'decide',
  'publish',
  'finalise',
  'order_payment',
  'pay',
  'recover',
  'repay',
] as const satisfies ClaimMove[]

test('no cap and no pool is exceeded, whoever does what in whatever order over two connections; the ledger balances', async () => {
  const [capFen, poolFen] = [1000, 2500]
  const windows = { id: 'win_money', programme_code: 'm5-overseas', programme_version: 1, year: 2026 }
  await world.home.db.batch([
    {
      sql: `UPDATE subsidy_programmes SET state = 'confirmed', confirmed_at = 1 WHERE code = 'm5-overseas'`,
      params: [],
    },
    insert('subsidy_windows', { ...windows, opens_on: '2020-01-01', closes_on: '2099-12-31', created_at: 1 }),
    insert('subsidy_pools', { scope: 'pool:x:2026', amount_fen: poolFen }),
    ...[0, 1, 2, 3].map((i) =>
      insert('organisations', { id: `org_m${i}`, kind: 'studio', name: `M${i}`, country: 'CN', created_at: 1 }),
    ),
    ...[0, 1].map((i) =>
      insert('people', { id: `per_m${i}`, email: `m${i}@example.com`, name: 'M', password_hash: 'x', created_at: 1 }),
    ),
  ])
  const claims = Array.from({ length: 60 }, (_none, i) => ({ id: `clm_m${String(i).padStart(2, '0')}`, firm: i % 4 }))
  await world.home.db.batch(
    claims.flatMap(({ id, firm }) => [
      insert('subsidy_claims', {
        id,
        organisation_id: `org_m${firm}`,
        window_id: 'win_money',
        programme_code: 'm5-overseas',
        year: 2026,
        draft: '{}',
        revision: 1,
        state: 'draft',
        changed_at: 1,
        created_at: 1,
      }),
      { sql: 'UPDATE subsidy_claims SET entitled_fen = 700, account_verified_at = 1 WHERE id = ?', params: [id] },
      insert('subsidy_claim_scopes', { claim_id: id, scope: `cap:firm${firm}`, cap_fen: capFen }),
      insert('subsidy_claim_scopes', { claim_id: id, scope: 'pool:x:2026', cap_fen: null }),
    ]),
  )
  const file = join(world.dir, 'qianyin.db')
  const connections = [0, 1].map(() => openSqlite(file, 'migrations'))
  const refusals = new Map<string, number>()
  const step = async (db: Db, claimId: string, pick: number, amount: number) => {
    const [[state, acts, held] = []] = (await db.rows({
      sql: `SELECT state, act_count, amount_fen FROM subsidy_claims WHERE id = ?`,
      params: [claimId],
    })) as [ClaimState, number, number | null][]
    const possible = (Object.keys(moves) as ClaimMove[]).filter((name) => state && moves[name].from.includes(state))
    // Mostly onwards, or few would come far enough for money to move.
    const move =
      pick % 8 === 0 ? possible[pick % Math.max(1, possible.length)] : onwards.find((name) => possible.includes(name))
    if (!state || acts === undefined || !move) return
    const amountFen = move === 'review' ? amount : null
    const [from, to] = money[move] ?? []
    const act = { claim_id: claimId, seq: acts + 1, act: move, from_state: state, to_state: moves[move].to }
    // Another moment passes between reading and writing, so that the other connection can come first.
    await Promise.resolve()
    const isRelease = ['withdraw', 'refuse', 'send_back', 'reopen', 'revoke'].includes(move)
    const balances = await db.rows({
      sql: `SELECT a.value, (SELECT coalesce(sum(CASE WHEN debit = a.value THEN amount_fen ELSE -amount_fen END), 0) FROM subsidy_ledger
        WHERE claim_id = ? AND a.value IN (debit, credit)) FROM json_each('["reserved","committed","paid","receivable"]') AS a`,
      params: [claimId],
    })
    const balance = new Map(balances.map(([name, sum]) => [String(name), Number(sum)]))
    // What is paid out or given back is what somebody asks for, not what there is.
    const sum = move === 'joint_review' ? (held ?? 0) : from ? (balance.get(from) ?? 0) : 0
    const entries = [
      ...(from && to && sum > 0 ? [insertEntry({ claimId, actSeq: acts + 1, from, to, amountFen: sum, at: 1 })] : []),
      ...(isRelease
        ? (['reserved', 'committed'] as const).flatMap((account) => {
            const left = balance.get(account) ?? 0
            return left > 0
              ? [insertEntry({ claimId, actSeq: acts + 1, from: account, to: 'budget', amountFen: left, at: 1 })]
              : []
          })
        : []),
    ]
    const person = move === 'review' ? 'per_m0' : 'per_m1'
    try {
      await db.batch([
        insert('subsidy_acts', { ...act, person_id: person, at: Date.parse('2026-06-01'), amount_fen: amountFen }),
        ...entries,
        ...(move === 'publish'
          ? [{ sql: `UPDATE subsidy_claims SET publicity_ends_on = '2020-01-01' WHERE id = ?`, params: [claimId] }]
          : []),
        ...(move === 'submit'
          ? [{ sql: `UPDATE subsidy_claims SET entitled_fen = 700 WHERE id = ?`, params: [claimId] }]
          : []),
        insert('subsidy_acts', {
          ...act,
          seq: acts + 2,
          act: 'verify_account',
          from_state: moves[move].to,
          to_state: moves[move].to,
          person_id: person,
          at: 1,
        }),
      ])
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1)
    }
  }
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(59), fc.nat(30), fc.integer({ min: 1, max: 700 }), fc.nat(1)), {
          minLength: 50,
          maxLength: 50,
        }),
        async (steps) => {
          await Promise.all(
            steps.map(([at, pick, amount, connection]) => {
              const db = connections[connection]
              const one = claims[at]
              return db && one ? step(db, one.id, pick, amount) : undefined
            }),
          )
          const uses = await world.sql(`SELECT scope, used_fen FROM subsidy_uses`)
          for (const [scope, used] of uses)
            expect(used, String(scope)).toBeLessThanOrEqual(scope === 'pool:x:2026' ? poolFen : capFen)
          expect((await checkLedger(world.home.base)).faults).toEqual([])
        },
      ),
      { numRuns: 30 },
    )
  } finally {
    for (const db of connections) db.close()
  }
  // The walk came to the limits, or it would have shown nothing.
  expect([...refusals.keys()]).toEqual(expect.arrayContaining(['cap_exceeded', 'claim_changed_elsewhere']))
  expect(Number((await world.sql('SELECT count(*) FROM subsidy_ledger'))[0]?.[0])).toBeGreaterThan(50)
})
