import { sha256 } from '@noble/hashes/sha2.js'
import { invalid } from '../../../kernel/errors.ts'
import { joined, utf8 } from '../log/bytes.ts'
import { responseOfToken, tokenOf } from '../timestamps/response.ts'
import { type Timestamp, verifyTimestamp } from '../timestamps/token.ts'

/**
 * The checkpoint without what witnesses put under it, which may come later: the text, the empty line, and the signature of the log.
 * These are the bytes of `checkpoints/N`, and the first five lines of any copy.
 */
export const stampedNote = (note: string): string => `${note.split('\n').slice(0, 5).join('\n')}\n`

/**
 * What a timestamp of a checkpoint is over. The first one: `checkpoints/N`. Each further one, made before the certificate of the one
 * before it ends: `checkpoints/N` and that one as a file (RFC 4998 section 5.2 has the idea).
 */
export const stampedBy = (note: string, before: Uint8Array | null): Uint8Array =>
  sha256(joined(utf8(stampedNote(note)), ...(before ? [responseOfToken(before)] : [])))

export interface CheckpointTime extends Timestamp {
  /** When the newest timestamp of the chain loses its certificate, in milliseconds since 1970. */
  provenUntilMs: number
}

/**
 * Verifies the timestamps of a checkpoint, from the first to its newest renewal, as files or bare tokens. Throws what `verifyTimestamp`
 * throws, and Invalid `timestamp_renewed_late`.
 */
export async function verifyCheckpointTime(
  note: string,
  files: readonly Uint8Array[],
  roots: readonly Uint8Array[],
): Promise<CheckpointTime> {
  let first: Timestamp | undefined
  let last: Timestamp | undefined
  let before: Uint8Array | null = null
  for (const file of files) {
    const token = tokenOf(file)
    const said: Timestamp = await verifyTimestamp(token, { sha256: stampedBy(note, before), roots })
    if (last && said.atMs > last.certificateEndsAtMs) {
      throw invalid('timestamp_renewed_late', 'A timestamp was renewed only when its certificate had ended')
    }
    first ??= said
    last = said
    before = token
  }
  if (!first || !last) throw invalid('timestamp_malformed', 'There is no timestamp')
  return { ...first, provenUntilMs: last.certificateEndsAtMs }
}
