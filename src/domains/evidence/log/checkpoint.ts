import { invalid } from '../../../kernel/errors.ts'
import { decimal, fromBase64, joined, toBase64, utf8 } from './bytes.ts'
import { cosignatureAlgorithm, isSignedBy, type Signer, type VerifierKey } from './keys.ts'
import { HASH_BYTES } from './merkle.ts'
import { formatSignature, isNoteSignedBy, type Note, parseNote, signaturesOf } from './note.ts'

/** What a log says of itself: so many entries, with this root (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  origin: string
  size: number
  root: Uint8Array
}

export const checkpointText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${toBase64(root)}\n`

/** Throws Invalid `checkpoint_malformed`. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', sizeLine = '', rootLine = ''] = text.split('\n')
  const size = decimal(sizeLine)
  const root = /^[A-Za-z0-9+/]{43}=$/.test(rootLine) ? fromBase64(rootLine) : null
  if (origin === '' || size === null || root?.length !== HASH_BYTES || !text.endsWith('\n')) {
    throw invalid('checkpoint_malformed', 'This is no checkpoint of a log')
  }
  return { origin, size, root }
}

/**
 * A checkpoint that the log with this key has signed. Throws Invalid `note_malformed`, `checkpoint_malformed`, `signature_wrong`,
 * `signature_missing`, `origin_differs`.
 */
export async function openCheckpoint(note: string, key: VerifierKey): Promise<Checkpoint & { note: Note }> {
  const parsed = parseNote(note)
  const checkpoint = parseCheckpoint(parsed.text)
  if (checkpoint.origin !== key.name) {
    throw invalid('origin_differs', `This checkpoint is of the log ${checkpoint.origin}, and the key of ${key.name}`)
  }
  if (!(await isNoteSignedBy(parsed, key))) {
    throw invalid('signature_missing', `The log ${key.name} has not signed this checkpoint with this key`)
  }
  return { ...checkpoint, note: parsed }
}

const witnessed = (seconds: number, text: string) => utf8(`cosignature/v1\ntime ${seconds}\n${text}`)

/** The line of a witness under a checkpoint, with the time at which it saw it in seconds since 1970 (c2sp.org/tlog-cosignature). */
export async function cosign(text: string, seconds: number, signer: Signer): Promise<string> {
  const time = new Uint8Array(8)
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds))
  const { name, id } = signer.key
  return formatSignature({ name, keyId: id, body: joined(time, await signer.sign(witnessed(seconds, text))) })
}

/**
 * When the witness with this key saw the checkpoint, in seconds since 1970; null where it has not signed. Throws Invalid
 * `signature_wrong`.
 */
export async function cosignedAt(note: Note, key: VerifierKey): Promise<number | null> {
  if (key.algorithm !== cosignatureAlgorithm) return null
  const [body] = signaturesOf(note, key)
  if (!body) return null
  const seconds = body.length === 72 ? Number(new DataView(body.buffer, body.byteOffset).getBigUint64(0)) : 0
  if (!Number.isSafeInteger(seconds) || !(await isSignedBy(key, body.subarray(8), witnessed(seconds, note.text)))) {
    throw invalid('signature_wrong', `The cosignature of ${key.name} does not fit this checkpoint`)
  }
  return seconds
}
