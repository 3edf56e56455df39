import type { SQL } from 'drizzle-orm'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import { drizzle } from 'drizzle-orm/sqlite-proxy'
import type { Db, SqlValue, Statement } from '../ports/db.ts'

const neverRuns = () => Promise.reject(new Error('This builder only writes statements; read with reader(db)'))

/** Builds statements; `statement()` makes them plain data, which no `await` can set off by accident. */
export const build = drizzle(neverRuns)

const readers = new WeakMap<Db, typeof build>()

/** Drizzle over the port, for reading. */
export function reader(db: Db): typeof build {
  const known = readers.get(db)
  if (known) return known
  const made = drizzle(async (sql, params, method) => {
    const rows = await db.rows({ sql, params: params as SqlValue[] })
    // The proxy wants the row itself for `get`, and types it as a list of rows.
    return { rows: method === 'get' ? (rows[0] as unknown as SqlValue[][]) : rows }
  })
  readers.set(db, made)
  return made
}

export function statement(builder: { toSQL(): { sql: string; params: unknown[] } }): Statement {
  const { sql, params } = builder.toSQL()
  return { sql, params: params as SqlValue[] }
}

const dialect = new SQLiteSyncDialect()

/** For what the builder has no words: full-text tables, INSERT … SELECT. */
export function rawStatement(query: SQL): Statement {
  const { sql, params } = dialect.sqlToQuery(query)
  return { sql, params: params as SqlValue[] }
}
