import { AppError } from '../../../kernel/errors.ts'
import type { Db } from '../../../ports/db.ts'
import type { AuditFault, ReadObject } from '../audit-log.ts'
import { checkpointPath } from '../objects.ts'
import { timestampPath } from './read-timestamps.ts'
import { timestampsOf } from './store.ts'
import { type CheckpointTime, verifyCheckpointTime } from './timestamp-chain.ts'

export interface TimestampAudit {
  /** How many checkpoints have one. */
  stamped: number
  /** How many of them were verified: none where no authority is given to believe. */
  checked: number
  faults: AuditFault[]
}

/**
 * Verifies every timestamp of a log and every renewal of one, against the checkpoints that they are over. `rows` gives what the database
 * says of a checkpoint's first timestamp, where there is one to hold against it.
 */
export async function auditTimestamps(
  read: ReadObject,
  roots: readonly Uint8Array[] | null,
  rows?: (number: number, time: CheckpointTime) => Promise<AuditFault[]>,
): Promise<TimestampAudit> {
  const faults: AuditFault[] = []
  let [stamped, checked] = [0, 0]
  for (let number = 0; ; number++) {
    const note = await read(checkpointPath(number))
    if (!note) return { stamped, checked, faults }
    const files: Uint8Array[] = []
    for (;;) {
      const file = await read(timestampPath(number, files.length))
      if (!file) break
      files.push(file)
    }
    if (files.length === 0) continue
    stamped++
    if (!roots) continue
    checked++
    try {
      const time = await verifyCheckpointTime(new TextDecoder().decode(note), files, roots)
      faults.push(...((await rows?.(number, time)) ?? []))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      faults.push({ code: error.code, place: timestampPath(number, 0) })
    }
  }
}

/** Holds the row of a first timestamp against the timestamp itself. */
export const auditTimestampRow =
  (db: Db) =>
  async (number: number, { atMs, authority }: CheckpointTime): Promise<AuditFault[]> => {
    const [row] = await timestampsOf(db, number)
    const isSame = row?.at === atMs && row.authority === authority
    return isSame ? [] : [{ code: 'row_differs', place: `log_timestamps ${number}` }]
  }
