import { sha256 } from '@noble/hashes/sha2.js'
import type { Seal } from '../../../../ports/certificates.ts'
import { type Bytes, joined, toHex, utf8 } from '../../log/bytes.ts'
import { signDetached } from './cms.ts'

const rangePlaceholder = '/ByteRange [0 9999999999 9999999999 9999999999]'
const contentsStart = '/Contents <'

/**
 * Signs a PDF that was laid out with room for it (see `PrintCertificate`): all of it but the signature itself, and nothing is
 * touched afterwards. Throws where there is no room.
 */
export async function sealPdf(
  printed: Uint8Array,
  seal: Seal,
  timestamp: (signatureSha256: Uint8Array) => Promise<Uint8Array | null>,
): Promise<Bytes> {
  const pdf = new Uint8Array(printed)
  const text = new TextDecoder('latin1').decode(pdf)
  const rangeAt = text.lastIndexOf(rangePlaceholder)
  const contentsAt = text.indexOf(contentsStart, rangeAt) + contentsStart.length - 1
  const end = text.indexOf('>', contentsAt) + 1
  if (rangeAt < 0 || contentsAt < rangeAt || end <= 0) throw new Error('This PDF has no room for a signature')
  const range = `/ByteRange [0 ${contentsAt} ${end} ${pdf.length - end}]`
  pdf.set(utf8(range.padEnd(rangePlaceholder.length)), rangeAt)
  const digest = sha256(joined(pdf.subarray(0, contentsAt), pdf.subarray(end)))
  const signature = toHex(await signDetached(digest, seal, timestamp))
  const room = end - contentsAt - 2
  if (signature.length > room) throw new Error(`A signature of ${signature.length / 2} bytes has no room in this PDF`)
  pdf.set(utf8(signature), contentsAt + 1)
  return pdf
}
