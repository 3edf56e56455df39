import { getTableName, is, Table } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as accounts from '../../src/domains/accounts/schema.ts'
import * as certificates from '../../src/domains/evidence/certificates/schema.ts'
import * as packages from '../../src/domains/evidence/packages/schema.ts'
import * as evidence from '../../src/domains/evidence/schema.ts'
import * as files from '../../src/domains/files/schema.ts'
import * as fingerprints from '../../src/domains/fingerprints/schema.ts'
import * as listings from '../../src/domains/licensing/listings/schema.ts'
import * as licensing from '../../src/domains/licensing/schema.ts'
import * as mediation from '../../src/domains/mediation/schema.ts'
import * as notices from '../../src/domains/notices/schema.ts'
import * as provenance from '../../src/domains/provenance/schema.ts'
import * as subsidies from '../../src/domains/subsidies/schema.ts'
import * as verifications from '../../src/domains/verifications/schema.ts'
import * as works from '../../src/domains/works/schema.ts'
import * as jobs from '../../src/jobs/schema.ts'
import { openWorld, type World } from '../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const tables = [
  accounts,
  files,
  verifications,
  works,
  fingerprints,
  provenance,
  evidence,
  certificates,
  packages,
  licensing,
  mediation,
  notices,
  subsidies,
  listings,
  jobs,
]
  .flatMap((room) => Object.values(room) as unknown[])
  .filter((value): value is SQLiteTable => is(value, Table))

test.each(tables.map((table) => [getTableName(table), table] as const))(
  'the rows of %s are as the migrations make them',
  async (name, table) => {
    const declared = getTableConfig(table).columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      notNull: column.notNull,
    }))
    const rows = await world.sql('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', name)
    const stored = rows.map(([column, type, notNull, key]) => ({
      name: column,
      type,
      notNull: notNull === 1 || Number(key) > 0,
    }))
    const byName = (a: { name: unknown }, b: { name: unknown }) => String(a.name).localeCompare(String(b.name))
    expect([...declared].sort(byName)).toEqual(stored.sort(byName))
  },
)

test('every table of the migrations has an owner', async () => {
  const rows = await world.sql(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'works_search%' AND name NOT LIKE 'listings_search%'",
  )
  const owned = new Set(tables.map(getTableName))
  expect(rows.map(([name]) => String(name)).filter((name) => !owned.has(name))).toEqual(['d1_migrations'])
})
