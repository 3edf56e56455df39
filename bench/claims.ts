// npm run bench:claims [-- --rows 1000000]
// What a preview of an amount and an entry with its cap check cost over a small and over a large ledger, in the same process.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ClaimDraft } from '../src/domains/subsidies/contract.ts'
import { insertEntry } from '../src/domains/subsidies/ledger/store.ts'
import { programmeVersion } from '../src/domains/subsidies/programmes/store.ts'
import { judge } from '../src/domains/subsidies/queries/judge.ts'
import { checkLedger } from '../src/domains/subsidies/queries/officers.ts'
import { databaseQueue } from '../src/jobs/queue.ts'
import { openSqlite, type SqliteDb } from '../src/runtimes/node/sqlite-db.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } })
const rowsMost = Number(values.rows)
if (!Number.isInteger(rowsMost) || rowsMost < 4000) throw new Error('--rows is a number from 4000')
const rowsLeast = 1000
const rowsOfClaim = 4
const rounds = 400
const code = 'm5-overseas'
const clock = { nowMs: () => Date.now() }
const dir = mkdtempSync(join(tmpdir(), 'qianyin-bench-claims-'))

/** A ledger of paid and recovered claims, put in without the triggers, which come back before anything is measured. */
async function filled(rows: number): Promise<SqliteDb> {
  const db = openSqlite(join(dir, `${rows}.db`), 'migrations')
  const run = async (...statements: string[]) => void (await db.batch(statements.map((sql) => ({ sql, params: [] }))))
  const triggers = await db.rows({
    sql: `SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'subsidy_%'`,
    params: [],
  })
  const count = Math.floor(rows / rowsOfClaim)
  const each = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
  await run(
    ...triggers.map(([name]) => `DROP TRIGGER ${name}`),
    `UPDATE subsidy_programmes SET state = 'confirmed', confirmed_at = 1 WHERE code = '${code}'`,
    `INSERT INTO subsidy_windows (id, programme_code, programme_version, year, opens_on, closes_on, created_at)
      VALUES ('win_bench', '${code}', 1, 2026, '2020-01-01', '2099-12-31', 1)`,
    `INSERT INTO organisations (id, kind, name, country, verification, created_at) VALUES ('org_bench', 'studio', 'Bench', 'CN', 'documents_checked', 1)`,
    `${each} INSERT INTO subsidy_claims (id, organisation_id, window_id, programme_code, year, serial, draft, revision, state, act_count,
        amount_fen, entitled_fen, changed_at, created_at)
      SELECT 'clm_' || i, 'org_bench', 'win_bench', '${code}', 2026, i, '{}', 1, 'repaid', 1, 100, 1000000, 1, 1 FROM n`,
    `${each} INSERT INTO subsidy_acts (claim_id, seq, act, from_state, to_state, at) SELECT 'clm_' || i, 1, 'repay', 'recovering', 'repaid', 1 FROM n`,
    `${each} INSERT INTO subsidy_claim_scopes (claim_id, scope, cap_fen) SELECT 'clm_' || i, 'cap:${code}:enterprise:org_bench:2026', 40000000 FROM n`,
    ...[
      ['budget', 'reserved'],
      ['reserved', 'committed'],
      ['committed', 'paid'],
      ['paid', 'budget'],
    ].map(
      (
        [credit, debit],
        place,
      ) => `${each} INSERT INTO subsidy_ledger (seq, claim_id, act_seq, debit, credit, amount_fen, at)
        SELECT (i - 1) * ${rowsOfClaim} + ${place} + 1, 'clm_' || i, 1, '${debit}', '${credit}', 100, 1 FROM n`,
    ),
    `INSERT INTO subsidy_uses (scope, used_fen) VALUES ('cap:${code}:enterprise:org_bench:2026', 0)`,
    ...triggers.map(([, sql]) => String(sql)),
  )
  return db
}

const median = (all: number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0

try {
  const dbs = [await filled(rowsLeast), await filled(rowsMost)]
  const times = dbs.map(() => ({ preview: [] as number[], entry: [] as number[] }))
  const cost = {
    kind: 'translation',
    what: 'x',
    issuer: 'A',
    billedTo: 'Bench',
    payee: 'A',
    issuedOn: '2026-03-02',
    paidOn: '2026-03-05',
    amountMinor: 123_457,
    currency: 'CNY',
    otherPublicFen: 0,
  }
  for (let round = 0; round < rounds; round++) {
    for (const [i, db] of dbs.entries()) {
      const body = (await programmeVersion(db, code, 1))?.body
      if (!body) throw new Error('no programme')
      const draft = ClaimDraft.parse({
        costs: Array.from({ length: 5 }, (_none, n) => ({ ...cost, invoiceNumber: `${round}-${n}` })),
      })
      const ctx = { db, clock, queue: databaseQueue(db, clock) }
      let started = performance.now()
      await judge(ctx, { id: null, organisationId: 'org_bench', programmeCode: code, year: 2026, body, draft })
      times[i]?.preview.push(performance.now() - started)
      const entry = { claimId: `clm_${1 + (round % 200)}`, actSeq: 1, amountFen: 7, at: 1 }
      started = performance.now()
      await db.batch([
        insertEntry({ ...entry, from: 'budget', to: 'reserved' }),
        insertEntry({ ...entry, from: 'reserved', to: 'budget' }),
      ])
      times[i]?.entry.push(performance.now() - started)
    }
  }
  const [small, large] = times
  if (!small || !large) throw new Error('nothing was measured')
  for (const name of ['preview', 'entry'] as const) {
    const [a, b] = [median(small[name]), median(large[name])]
    console.log(
      `${name}: ${a.toFixed(3)} ms over ${rowsLeast} rows, ${b.toFixed(3)} ms over ${rowsMost} rows: ${(b / a).toFixed(2)} ×`,
    )
  }
  const [, whole] = dbs
  if (whole) {
    const started = performance.now()
    const { entries, faults } = await checkLedger({ db: whole })
    console.log(
      `ledger check: ${entries} entries in ${((performance.now() - started) / 1000).toFixed(1)} s, ${faults.length} faults`,
    )
  }
  for (const db of dbs) db.close()
} finally {
  rmSync(dir, { recursive: true, force: true })
}
