export type SqlValue = string | number | bigint | Uint8Array | null

/** One SQLite statement with its positional parameters; at most 100 of them (the limit of D1). */
export interface Statement {
  readonly sql: string
  readonly params: readonly SqlValue[]
}

/**
 * The database: SQLite, embedded on Node and D1 on Workers.
 *
 * Both homes turn a broken constraint into AppError Conflict: a trigger's `RAISE(ABORT, 'code')` gives that code, a unique key
 * gives `taken:<table>.<column>`. Anything else that the driver throws is passed on.
 */
export interface Db {
  /** Rows as arrays, in the order of the selected columns. */
  rows(statement: Statement): Promise<SqlValue[][]>
  /** Runs all statements in one transaction: all of them, or none. Returns how many rows each one changed: zero
   * is zero in both homes, but D1 also counts what triggers and full-text tables change. */
  batch(statements: readonly Statement[]): Promise<number[]>
}
