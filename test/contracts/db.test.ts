import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSqlite } from '../../src/runtimes/node/sqlite-db.ts'
import { dbContract } from './db.contract.ts'

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url))

dbContract('SQLite', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'db-'))
  const db = openSqlite(join(dir, 'qianyin.db'), migrations)
  return {
    db,
    close: async () => {
      db.close()
      await rm(dir, { recursive: true })
    },
  }
})
