import type { Db } from '../../ports/db.ts'
import type { AuditFault } from './audit-log.ts'
import { sameBytes, toBase64, utf8 } from './log/bytes.ts'
import { parseCheckpoint } from './log/checkpoint.ts'
import { commitmentOf } from './log/leaf.ts'
import { parseNote } from './log/note.ts'
import { checkpointsFrom, entriesBetween, recordsBetween } from './store.ts'

/** Holds the database against what the log has published: each entry, what it commits to, and each checkpoint. */
export function auditRows(db: Db) {
  return {
    onEntries: async (start: number, entries: readonly Uint8Array[]): Promise<AuditFault[]> => {
      const end = start + entries.length
      const [rows, records] = await Promise.all([entriesBetween(db, start, end), recordsBetween(db, start, end)])
      const leaves = new Map(rows.map((row) => [row.entryIndex, row.leaf]))
      const faults: AuditFault[] = []
      for (const [i, entry] of entries.entries()) {
        const leaf = leaves.get(start + i)
        if (leaf === undefined) faults.push({ code: 'row_missing', place: `log_entries ${start + i}` })
        else if (!sameBytes(utf8(leaf), entry)) faults.push({ code: 'row_differs', place: `log_entries ${start + i}` })
      }
      for (const { entryIndex, salt, record } of records) {
        const entry = new TextDecoder().decode(entries[entryIndex - start])
        if (!entry.includes(`"commit":"${commitmentOf(salt, record)}"`)) {
          faults.push({ code: 'row_differs', place: `log_records ${entryIndex}` })
        }
      }
      return faults
    },

    checkpoints: async (read: (path: string) => Promise<Uint8Array | null>): Promise<AuditFault[]> => {
      const faults: AuditFault[] = []
      for (let from = 0; ; ) {
        const rows = await checkpointsFrom(db, from, 500)
        for (const { number, size, root, note, publishedAt } of rows) {
          from = number + 1
          const place = `log_checkpoints ${number}`
          const said = parseCheckpoint(parseNote(note).text)
          if (said.size !== size || toBase64(said.root) !== toBase64(root)) faults.push({ code: 'row_differs', place })
          else if (publishedAt !== null) {
            const bytes = await read(`checkpoints/${number}`)
            if (!bytes || !sameBytes(bytes, utf8(note))) faults.push({ code: 'row_differs', place })
          }
        }
        if (rows.length < 500) return faults
      }
    },
  }
}
