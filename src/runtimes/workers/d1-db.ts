import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types'
import type { Db, SqlValue, Statement } from '../../ports/db.ts'
import { constraintError } from '../../sql/constraints.ts'

/** What D1 hands out for a column; a BLOB comes as a list of bytes. */
type D1Value = string | number | null | number[] | ArrayBuffer

/**
 * The database on D1. It has no 64-bit integers of JavaScript's own: a bigint beyond the safe integers is refused with a RangeError
 * before anything is sent.
 */
export function d1Db(database: D1Database): Db {
  const prepare = ({ sql, params }: Statement): D1PreparedStatement =>
    database.prepare(sql).bind(...params.map(bindable))

  return {
    rows: (statement) =>
      translated(async () => {
        const rows = await prepare(statement).raw<D1Value[]>()
        return rows.map((row) => row.map(readable))
      }),
    batch: (statements) =>
      translated(async () => {
        if (statements.length === 0) return []
        const results = await database.batch(statements.map(prepare))
        return results.map(({ meta }) => meta.changes)
      }),
  }
}

function bindable(value: SqlValue): string | number | Uint8Array | null {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`D1 cannot hold the integer ${value}`)
  return number
}

function readable(value: D1Value): SqlValue {
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  return Array.isArray(value) ? Uint8Array.from(value) : value
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isOfD1 = error instanceof Error && error.message.startsWith('D1_')
    throw (isOfD1 && constraintError(error.message)) || error
  }
}
