import { AppError, invalid } from '../../../kernel/errors.ts'
import { decimal, fromBase64, toBase64 } from './bytes.ts'
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { HASH_BYTES, isIncluded, leafHash } from './merkle.ts'
import { parseNote } from './note.ts'
import { type Policy, requireQuorum, type Seen } from './policy.ts'

const header = 'c2sp.org/tlog-proof@v1'
const proofCharactersMax = 1_000_000
const hashesMax = 63

/** That an entry is in a log, in one file (c2sp.org/tlog-proof). */
export interface TlogProof {
  /** Not covered by the proof: whoever reads it checks it against the leaf. */
  extra: Uint8Array | null
  index: number
  /** The sibling of the leaf first. */
  hashes: Uint8Array[]
  /** The signed note, byte for byte. */
  checkpoint: string
}

export function formatProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [
    header,
    ...(extra === null ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
  ]
  return `${lines.join('\n')}\n\n${checkpoint}`
}

/** Throws Invalid `proof_malformed`, and what `parseNote` and `parseCheckpoint` throw of its checkpoint. */
export function parseProof(text: string): TlogProof {
  const split = text.indexOf('\n\n')
  const lines = text.slice(0, Math.max(0, split)).split('\n')
  const [first, ...rest] = lines
  if (first !== header || text.length > proofCharactersMax) throw malformed()
  const extra = rest[0]?.startsWith('extra ') ? fromBase64(rest.shift()?.slice('extra '.length) ?? '') : null
  const index = decimal(/^index (\d+)$/.exec(rest.shift() ?? '')?.[1] ?? '')
  if (index === null || rest.length > hashesMax) throw malformed()
  const hashes = rest.map(fromBase64)
  if (hashes.some(({ length }) => length !== HASH_BYTES)) throw malformed()
  const checkpoint = text.slice(split + 2)
  parseCheckpoint(parseNote(checkpoint).text)
  return { extra, index, hashes, checkpoint }
}

const malformed = () => invalid('proof_malformed', 'This is no tlog-proof file')

export interface Proven {
  checkpoint: Checkpoint
  witnesses: Seen[]
}

/**
 * That the entry is in a log of the policy, and that the policy's witnesses saw the checkpoint. Throws Invalid `origin_unknown`,
 * `signature_missing`, `signature_wrong`, `quorum_missing`, `not_in_tree`.
 */
export async function verifyProof(proof: TlogProof, entry: Uint8Array, policy: Policy): Promise<Proven> {
  const { origin } = parseCheckpoint(parseNote(proof.checkpoint).text)
  const keys = policy.logs.filter(({ name }) => name === origin)
  if (keys.length === 0) throw invalid('origin_unknown', `No key is given for the log ${origin}`)
  let missing: unknown
  for (const key of keys) {
    try {
      const { note, ...checkpoint } = await openCheckpoint(proof.checkpoint, key)
      const witnesses = await requireQuorum(policy, note)
      if (!isIncluded(leafHash(entry), proof.index, checkpoint.size, proof.hashes, checkpoint.root)) {
        throw invalid(
          'not_in_tree',
          'The path of hashes does not lead from this entry to the root that the log has signed',
        )
      }
      return { checkpoint, witnesses }
    } catch (error) {
      // A log whose key was replaced has several.
      if (!(error instanceof AppError) || error.code !== 'signature_missing') throw error
      missing = error
    }
  }
  throw missing
}
