import { mkdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const OWNER_FILE = 'owner.db'

export interface IndexOwner {
  release(): void
}

const errorCode = (error: unknown): string => (error instanceof Database.SqliteError ? error.code : '')

/**
 * The right to write the index of this directory, or null while another process has it. It is SQLite's lock on a file that
 * stays empty: the operating system takes it back from a process that dies, however it dies. Throws what the file system says.
 */
export function becomeOwner(dir: string): IndexOwner | null {
  mkdirSync(dir, { recursive: true })
  const path = join(dir, OWNER_FILE)
  try {
    return lock(path)
  } catch (error) {
    if (errorCode(error) !== 'SQLITE_NOTADB') throw error
    // The content is read under the lock, so nobody has it; and the file stays the same one.
    truncateSync(path)
    return lock(path)
  }
}

function lock(path: string): IndexOwner | null {
  const database = new Database(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (errorCode(error).startsWith('SQLITE_BUSY')) return null
    throw error
  }
  return { release: () => database.close() }
}
