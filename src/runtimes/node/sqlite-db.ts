import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Db, SqlValue, Statement } from '../../ports/db.ts'
import { constraintError } from '../../sql/constraints.ts'

const cachedStatementsMax = 500

export interface SqliteDb extends Db {
  /** A consistent copy of the whole database, also while it is written to. */
  backup(path: string): Promise<void>
  close(): void
}

/**
 * Opens or creates the database file and applies the migrations that it lacks. `synchronous = FULL`: what was acknowledged
 * survives a power cut.
 */
export function openSqlite(file: string, migrationsDir: string): SqliteDb {
  const database = new Database(file, { timeout: 15_000 })
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  migrate(database, migrationsDir)

  const prepared = new Map<string, Database.Statement>()
  const prepare = (sql: string) => {
    const known = prepared.get(sql)
    if (known) return known
    if (prepared.size >= cachedStatementsMax) prepared.clear()
    const made = database.prepare(sql)
    if (made.reader) made.raw()
    prepared.set(sql, made)
    return made
  }
  const run = ({ sql, params }: Statement): number => {
    const ready = prepare(sql)
    if (!ready.reader) return ready.run(...params).changes
    ready.all(...params)
    return database.prepare('SELECT changes()').pluck().get() as number
  }
  const runAll = database.transaction((statements: readonly Statement[]) => statements.map(run))

  const translated = <T>(work: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      try {
        resolve(work())
      } catch (error) {
        const known = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')
        reject((known && constraintError(error.message)) || error)
      }
    })

  return {
    rows: ({ sql, params }) => translated(() => prepare(sql).all(...params) as SqlValue[][]),
    batch: (statements) => translated(() => runAll.immediate(statements)),
    backup: async (path) => {
      await database.backup(path)
    },
    close: () => database.close(),
  }
}

/** The table is the one that `wrangler d1 migrations` keeps, so that a database can move between the two homes. */
function migrate(database: Database.Database, dir: string): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)',
  )
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const applyMissing = database.transaction(() => {
    const applied = new Set(database.prepare('SELECT name FROM d1_migrations').pluck().all())
    for (const name of files) {
      if (applied.has(name)) continue
      database.exec(readFileSync(join(dir, name), 'utf8'))
      database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').run(name)
    }
  })
  applyMissing.immediate()
}
