import { AppError } from '../../../kernel/errors.ts'
import { decimal, fromBase64, sameBytes } from '../log/bytes.ts'
import { type Checkpoint, cosign, openCheckpoint, parseCheckpoint } from '../log/checkpoint.ts'
import type { Signer, VerifierKey } from '../log/keys.ts'
import { emptyRoot, HASH_BYTES, isConsistent } from '../log/merkle.ts'
import { parseNote } from '../log/note.ts'

/** What a witness has cosigned last of a log. */
export interface Witnessed {
  size: number
  root: Uint8Array
  /** The checkpoint with the cosignature. */
  note: string
}

export interface WitnessMemory {
  latest(origin: string): Promise<Witnessed | null>
  /** Keeps `next` for good if what was cosigned last is still of `oldSize` (0 for nothing), in one step. Resolves to whether it did. */
  advance(origin: string, oldSize: number, next: Witnessed, atMs: number): Promise<boolean>
}

export interface WitnessAnswer {
  status: 200 | 400 | 403 | 404 | 409 | 422
  type: 'text/plain; charset=utf-8' | 'text/x.tlog.size'
  body: string
}

export interface WitnessRole {
  memory: WitnessMemory
  signer: Signer
  /** The logs that are watched; a log whose key was replaced has several. */
  logs: readonly VerifierKey[]
  nowMs(): number
}

const proofMax = 63

const refused = (status: Exclude<WitnessAnswer['status'], 200 | 409>, why: string): WitnessAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${why}\n`,
})
const conflict = (size: number): WitnessAnswer => ({ status: 409, type: 'text/x.tlog.size', body: `${size}\n` })

/**
 * `add-checkpoint` of c2sp.org/tlog-witness: cosigns a checkpoint that goes on from the last one, and no other. What was cosigned is
 * kept before anybody sees the cosignature. Never throws for what the body holds.
 */
export async function addCheckpoint(role: WitnessRole, body: string): Promise<WitnessAnswer> {
  const request = parseRequest(body)
  if (!request) return refused(400, 'The request cannot be read')
  const { oldSize, proof, note } = request
  const { origin } = request.checkpoint
  const keys = role.logs.filter(({ name }) => name === origin)
  if (keys.length === 0) return refused(404, 'This witness does not know this log')
  const checkpoint = await signedBy(note, keys)
  if (!checkpoint) return refused(403, 'The log has not signed this checkpoint')
  const { size, root } = checkpoint
  if (oldSize > size) return refused(400, 'The old size is above the size of the checkpoint')
  const last = await role.memory.latest(origin)
  if (oldSize !== (last?.size ?? 0)) return conflict(last?.size ?? 0)
  const isSound = last && oldSize > 0 ? isConsistent(oldSize, size, last.root, root, proof) : proof.length === 0
  const isEmpty = size > 0 || sameBytes(root, emptyRoot())
  if (!isSound || !isEmpty) return refused(422, 'This checkpoint does not go on from the one that was cosigned last')
  const nowMs = role.nowMs()
  const { text } = parseNote(note)
  const line = await cosign(text, Math.floor(nowMs / 1000), role.signer)
  const isKept = await role.memory.advance(origin, oldSize, { size, root, note: `${note}${line}` }, nowMs)
  if (!isKept) return conflict((await role.memory.latest(origin))?.size ?? 0)
  return { status: 200, type: 'text/plain; charset=utf-8', body: line }
}

function parseRequest(body: string) {
  const split = body.indexOf('\n\n')
  const [first = '', ...lines] = body.slice(0, Math.max(0, split)).split('\n')
  const oldSize = decimal(/^old (\d+)$/.exec(first)?.[1] ?? '')
  if (oldSize === null || lines.length > proofMax) return null
  const note = body.slice(split + 2)
  try {
    const proof = lines.map(fromBase64)
    if (proof.some(({ length }) => length !== HASH_BYTES)) return null
    return { oldSize, proof, note, checkpoint: parseCheckpoint(parseNote(note).text) }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

async function signedBy(note: string, keys: readonly VerifierKey[]): Promise<Checkpoint | null> {
  let found: Checkpoint | null = null
  for (const key of keys) {
    try {
      found = await openCheckpoint(note, key)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // A wrong signature spoils the note, whatever else is under it (c2sp.org/signed-note).
      if (error.code !== 'signature_missing') return null
    }
  }
  return found
}
