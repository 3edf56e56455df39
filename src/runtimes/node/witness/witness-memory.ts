import type { WitnessMemory } from '../../../domains/evidence/witness/add-checkpoint.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { Db } from '../../../ports/db.ts'

/** The memory of a witness in a SQLite file of its own; several processes may share it. */
export function witnessMemory(db: Db): WitnessMemory {
  return {
    latest: async (origin) => {
      const [row] = await db.rows({
        sql: 'SELECT size, root, note FROM witnessed_logs WHERE origin = ?',
        params: [origin],
      })
      const [size, root, note] = row ?? []
      return typeof size === 'number' && root instanceof Uint8Array && typeof note === 'string'
        ? { size, root: new Uint8Array(root), note }
        : null
    },
    advance: async (origin, oldSize, { size, root, note }, atMs) => {
      const set = 'size = ?, root = ?, note = ?, seen_at = ? WHERE origin = ? AND size = ?'
      const next = [size, root, note, atMs]
      const first = {
        sql: 'INSERT INTO witnessed_logs (size, root, note, seen_at, origin) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        params: [...next, origin],
      }
      const update = { sql: `UPDATE witnessed_logs SET ${set}`, params: [...next, origin, oldSize] }
      try {
        const isFirst = oldSize === 0 && (await db.batch([first]))[0] === 1
        if (isFirst) return true
        const [changed] = await db.batch([update])
        return changed === 1
      } catch (error) {
        if (error instanceof AppError && error.code === 'log_head_moved') return false
        throw error
      }
    },
  }
}
