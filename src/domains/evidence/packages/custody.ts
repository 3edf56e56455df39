import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../../../kernel/canonical-json.ts'
import { invalid } from '../../../kernel/errors.ts'
import { toHex, utf8 } from '../log/bytes.ts'
import { CustodyEntry } from './contract.ts'

/** What stands before the first entry. */
const beginning = '0'.repeat(64)

export type CustodyAct = Pick<CustodyEntry, 'actor' | 'action' | 'objectSha256'> & { atMs: number }

const hashOf = (entry: Omit<CustodyEntry, 'hash'>): string => toHex(sha256(utf8(canonicalJson(entry))))

/** The acts as entries that go on from `last`. */
export function chained(last: CustodyEntry | null, acts: readonly CustodyAct[]): CustodyEntry[] {
  const entries: CustodyEntry[] = []
  for (const { atMs, actor, action, objectSha256 } of acts) {
    const before = entries.at(-1) ?? last
    const entry = {
      seq: (before?.seq ?? 0) + 1,
      at: new Date(atMs).toISOString(),
      actor,
      action,
      objectSha256,
      prev: before?.hash ?? beginning,
    }
    entries.push({ ...entry, hash: hashOf(entry) })
  }
  return entries
}

export const custodyLines = (entries: readonly CustodyEntry[]): Uint8Array =>
  utf8(entries.map((entry) => `${canonicalJson(entry)}\n`).join(''))

/** The entries of `custody.jsonl`, each held against the one before. Throws Invalid `custody_broken` with the line (from 1). */
export function verifyCustody(text: string): CustodyEntry[] {
  const entries: CustodyEntry[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const before = entries.at(-1)
    const parsed = CustodyEntry.safeParse(jsonOf(line))
    const { hash, ...rest } = parsed.success ? parsed.data : ({} as CustodyEntry)
    if (
      !parsed.success ||
      hash !== hashOf(rest) ||
      rest.seq !== (before?.seq ?? 0) + 1 ||
      rest.prev !== (before?.hash ?? beginning)
    ) {
      throw invalid('custody_broken', `The chain of custody is broken at line ${entries.length + 1}`, {
        line: entries.length + 1,
      })
    }
    entries.push(parsed.data)
  }
  return entries
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
