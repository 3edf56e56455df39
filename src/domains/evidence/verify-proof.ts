import { canonicalJson } from '../../kernel/canonical-json.ts'
import { invalid } from '../../kernel/errors.ts'
import { type CheckpointTime, verifyCheckpointTime } from './attestations/timestamp-chain.ts'
import { Leaf, ProofExtra, RecordWithFiles } from './contract.ts'
import { fromBase64, utf8 } from './log/bytes.ts'
import { commitmentOf } from './log/leaf.ts'
import type { Policy } from './log/policy.ts'
import { type Proven, parseProof, verifyProof } from './log/tlog-proof.ts'

export interface ProvenAct extends Proven {
  index: number
  leaf: Leaf
  /** What the leaf commits to, checked against it; null where the proof does not carry it. */
  record: Record<string, unknown> | null
  /** How many timestamps it carries: one of the checkpoint, and its renewals. */
  timestamps: number
  /** What they prove; null where there is none, or no authority to believe. */
  time: CheckpointTime | null
}

/**
 * What a proof file of ours proves, by the keys of the policy, the certificates of authorities (DER), and nothing else: no server, no
 * data. Throws Invalid
 * `proof_malformed` and its like for what is no proof; `record_differs` where the record is not the one that was logged; and what
 * `verifyProof` and `verifyCheckpointTime` throw.
 */
export async function verifyProofFile(
  text: string,
  policy: Policy,
  authorities: readonly Uint8Array[] = [],
): Promise<ProvenAct> {
  const proof = parseProof(text)
  const extra = ProofExtra.safeParse(jsonOf(proof.extra))
  const leaf = extra.success ? Leaf.safeParse(jsonOf(utf8(extra.data.leaf))) : null
  if (!extra.success || !leaf?.success) {
    throw invalid('proof_malformed', 'This proof does not carry the entry that it is about')
  }
  const proven = await verifyProof(proof, utf8(extra.data.leaf), policy)
  const { salt, record, timestamps = [] } = extra.data
  if (record !== undefined && commitmentOf(fromBase64(salt ?? ''), canonicalJson(record)) !== leaf.data.commit) {
    throw invalid('record_differs', 'What this proof says of the work is not what was entered in the log')
  }
  const files = timestamps.map(fromBase64)
  const isDated = files.length > 0 && authorities.length > 0
  const time = isDated ? await verifyCheckpointTime(proof.checkpoint, files, authorities) : null
  return { ...proven, index: proof.index, leaf: leaf.data, record: record ?? null, timestamps: files.length, time }
}

function jsonOf(bytes: Uint8Array | null): unknown {
  try {
    return bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    return null
  }
}

/**
 * Which file of a proven act has these bytes: its place from 1, and how many there are. Throws Invalid `record_missing`,
 * `file_differs`.
 */
export function fileOfRecord({ record }: ProvenAct, sha256: string): { place: number; of: number } {
  const parsed = RecordWithFiles.safeParse(record)
  if (!parsed.success) {
    throw invalid('record_missing', 'This proof does not carry what was entered, so no file can be held against it')
  }
  const { files } = parsed.data
  const at = files.findIndex((file) => file.sha256 === sha256)
  if (at < 0) throw invalid('file_differs', 'The file is none of those that were entered: its bytes are others')
  return { place: at + 1, of: files.length }
}
