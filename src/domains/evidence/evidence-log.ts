import { canonicalJson } from '../../kernel/canonical-json.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EvidenceLog } from '../../ports/evidence-log.ts'
import type { Queue } from '../../ports/queue.ts'
import { toHex } from './log/bytes.ts'
import { commitmentOf, leafPieces, SALT_BYTES } from './log/leaf.ts'
import { insertEntry } from './store.ts'

/** The log over the home's own database. */
export function evidenceLog(queue: Queue, clock: Clock): EvidenceLog {
  return {
    append: ({ type, subjectId, version, publicId, record }) => {
      const at = clock.nowMs()
      const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
      const text = canonicalJson(record)
      return [
        ...insertEntry({
          type,
          subjectId,
          version: version ?? null,
          at,
          pieces: leafPieces(commitmentOf(salt, text), type, at),
          publicId,
          salt,
          record: text,
        }),
        ...queue.enqueue({
          name: 'evidence.publish-log',
          payload: {},
          key: `evidence.publish-log:${toHex(salt.subarray(0, 12))}`,
          lane: 'light',
          subjectId: 'log',
        }),
      ]
    },
  }
}
