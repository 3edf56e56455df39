import { AppError } from '../kernel/errors.ts'

/**
 * Turns SQLite's words for a broken constraint into a Conflict, and anything else into null. The words are the same from
 * better-sqlite3 and from D1, which puts its own before them.
 */
export function constraintError(message: string): AppError | null {
  const unique = /UNIQUE constraint failed: ([\w.]+(?:, [\w.]+)*)/.exec(message)?.[1]
  if (unique) {
    const columns = unique.split(', ').map((column) => column.split('.')[1] ?? column)
    return new AppError('Conflict', `taken:${unique.split('.')[0]}.${columns.join('+')}`, `Already there: ${unique}`)
  }
  if (/FOREIGN KEY constraint failed/.test(message)) {
    return new AppError('Conflict', 'reference_missing', 'Something that this refers to does not exist')
  }
  const check = /(?:CHECK|NOT NULL) constraint failed: ([^\n]+?)(?:: SQLITE|$)/.exec(message)?.[1]
  if (check) return new AppError('Conflict', 'check_failed', 'The database refuses a value')
  const raised = /^(?:D1_ERROR: )?([a-z][a-z0-9_]+)(?:: SQLITE_CONSTRAINT.*)?$/.exec(message.trim())?.[1]
  return raised ? new AppError('Conflict', raised, `The database refuses this: ${raised}`) : null
}
