import { invalid } from '../../../kernel/errors.ts'
import { fromBase64, joined, sameBytes, toBase64, utf8 } from './bytes.ts'
import { isKeyName, isSignedBy, noteAlgorithm, type Signer, type VerifierKey } from './keys.ts'

export interface NoteSignature {
  name: string
  keyId: Uint8Array
  /** What follows the key id, as its algorithm has it. */
  body: Uint8Array
}

/** A signed note (c2sp.org/signed-note): a text that ends with a line break, and who signed it. */
export interface Note {
  text: string
  signatures: NoteSignature[]
}

const noteCharactersMax = 1_000_000
const signaturesMax = 100

/** Throws Invalid `note_malformed`. */
export function parseNote(note: string): Note {
  const split = note.lastIndexOf('\n\n')
  const lines = note.slice(split + 2).split('\n')
  const isWhole = note.endsWith('\n') && note.isWellFormed() && note.length <= noteCharactersMax
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note has none but the line break
  if (split < 0 || !isWhole || /[\u0000-\u0009\u000b-\u001f]/.test(note)) throw malformed('its form')
  lines.pop()
  if (lines.length === 0 || lines.length > signaturesMax) throw malformed('how many signatures it has')
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignature) }
}

function parseSignature(line: string): NoteSignature {
  const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? []
  if (!isKeyName(name)) throw malformed('a line of a signature')
  const bytes = fromBase64(encoded)
  if (bytes.length < 5) throw malformed('a line of a signature')
  return { name, keyId: bytes.subarray(0, 4), body: bytes.subarray(4) }
}

const malformed = (what: string) => invalid('note_malformed', `This is no signed note: ${what} is not as it must be`)

export const formatSignature = ({ name, keyId, body }: NoteSignature): string =>
  `— ${name} ${toBase64(joined(keyId, body))}\n`

export async function signNote(text: string, signer: Signer): Promise<string> {
  const { name, id, algorithm } = signer.key
  if (algorithm !== noteAlgorithm || !text.endsWith('\n')) throw malformed('what is to be signed')
  return `${text}\n${formatSignature({ name, keyId: id, body: await signer.sign(utf8(text)) })}`
}

/** The bodies of what claims to be signed by this key. */
export const signaturesOf = (note: Note, key: VerifierKey): Uint8Array[] =>
  note.signatures.filter(({ name, keyId }) => name === key.name && sameBytes(keyId, key.id)).map(({ body }) => body)

/**
 * Whether a key of a log signed the note. What unknown keys signed is passed over. Throws Invalid `signature_wrong` where the
 * key's own signature does not fit the text.
 */
export async function isNoteSignedBy(note: Note, key: VerifierKey): Promise<boolean> {
  const bodies = signaturesOf(note, key)
  for (const body of bodies) {
    if (!(await isSignedBy(key, body, utf8(note.text)))) {
      throw invalid('signature_wrong', `The signature of ${key.name} does not fit this text`)
    }
  }
  return bodies.length > 0
}
