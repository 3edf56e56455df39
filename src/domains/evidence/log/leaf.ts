import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../../../kernel/canonical-json.ts'
import { type Bytes, joined, toBase64, utf8 } from './bytes.ts'

export const SALT_BYTES = 32

/** Base64 of SHA-256(salt ‖ record). Whoever has not the salt learns nothing of the record, however few there could be. */
export const commitmentOf = (salt: Uint8Array, record: string): string =>
  toBase64(sha256(joined(salt, utf8(record))) as Bytes)

/**
 * A leaf as RFC 8785 writes it, cut where the database puts in its `id` (between quotes) and its `prev`:
 * {"commit":…,"id":…,"prev":…,"t":…,"ts":…,"v":1}.
 */
export function leafPieces(commit: string, type: string, atMs: number): [string, string, string] {
  const rest = canonicalJson({ t: type, ts: new Date(atMs).toISOString(), v: 1 })
  return [`{"commit":${canonicalJson(commit)},"id":`, ',"prev":', `,${rest.slice(1)}`]
}
