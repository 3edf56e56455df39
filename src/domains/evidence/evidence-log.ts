import { canonicalJson } from '../../kernel/canonical-json.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Statement } from '../../ports/db.ts'
import type { EvidenceLog, LoggedAct } from '../../ports/evidence-log.ts'
import type { Queue } from '../../ports/queue.ts'
import { commitmentOf, leafPieces, SALT_BYTES } from './log/leaf.ts'
import { insertEntry } from './store.ts'

/** Enters an act, and asks nobody to publish it. */
export function entryStatements(act: LoggedAct, at: number): Statement[] {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const { type, subjectId, version = null, publicId } = act
  const record = canonicalJson(act.record)
  const pieces = leafPieces(commitmentOf(salt, record), type, at)
  return insertEntry({ type, subjectId, version, at, pieces, publicId, salt, record })
}

/** The log over the home's own database. */
export function evidenceLog(queue: Queue, clock: Clock): EvidenceLog {
  return {
    append: (act) => [
      ...entryStatements(act, clock.nowMs()),
      ...queue.enqueue({
        name: 'evidence.publish-log',
        payload: {},
        key: `evidence.publish-log:${crypto.randomUUID()}`,
        lane: 'light',
        subjectId: 'log',
      }),
    ],
  }
}
