import { unzlibSync } from 'fflate'
import { invalid } from '../../../../kernel/errors.ts'
import { type Bytes, joined } from '../../log/bytes.ts'
import { attachmentNames } from '../contract.ts'

/** Over anything that is printed here, and under what one may hand a browser. */
const pdfBytesMax = 64 * 2 ** 20
const attachmentBytesMax = 16 * 2 ** 20

export interface SealedPdf {
  /** All that the signature is over. */
  signed: Bytes
  /** The signature, a CMS in DER. */
  signature: Bytes
  attachments: ReadonlyMap<string, Bytes>
}

export const notACertificate = (what: string) =>
  invalid('certificate_malformed', `This is no certificate of deposit: ${what}`)

/**
 * Takes a certificate apart as `sealPdf` put it together. Throws Invalid `certificate_malformed` for any other file, `seal_not_whole`
 * where the signature is not over the whole document.
 */
export function readSealedPdf(pdf: Uint8Array): SealedPdf {
  if (pdf.length > pdfBytesMax) throw notACertificate('it is too large')
  const text = new TextDecoder('latin1').decode(pdf)
  if (!text.startsWith('%PDF-')) throw notACertificate('it is no PDF')
  const ranges = [
    ...text.matchAll(/\/ByteRange \[(\d{1,12}) (\d{1,12}) (\d{1,12}) (\d{1,12})\] *\n\/Contents <([0-9a-f]*)>/g),
  ]
  const [range] = ranges
  if (!range || ranges.length !== 1) throw notACertificate('it is not signed once, as ours are')
  const [start, before, after, rest] = range.slice(1, 5).map(Number)
  const hex = range[5] ?? ''
  const contentsAt = range.index + range[0].length - hex.length - 2
  const isWhole =
    start === 0 && before === contentsAt && after === contentsAt + hex.length + 2 && after + (rest ?? 0) === pdf.length
  if (!isWhole) {
    throw invalid('seal_not_whole', 'The signature is not over the whole document: something was added or cut')
  }
  return {
    signed: joined(pdf.subarray(0, before), pdf.subarray(after)),
    signature: signatureIn(hex),
    attachments: attachmentsOf(pdf, text),
  }
}

/** DER says how long it is; what follows is the room that was left, and zeros. */
function signatureIn(hex: string): Bytes {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  const first = bytes[1] ?? 0
  const lengthBytes = first > 0x80 ? first - 0x80 : 0
  let length = first
  if (lengthBytes > 0) {
    length = 0
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + (bytes[2 + i] ?? 0)
  }
  const end = 2 + lengthBytes + length
  if (bytes[0] !== 0x30 || end > bytes.length || bytes.subarray(end).some((byte) => byte !== 0)) {
    throw invalid('seal_broken', 'The signature of the document cannot be read: it was changed')
  }
  return bytes.subarray(0, end)
}

function attachmentsOf(pdf: Uint8Array, text: string): Map<string, Bytes> {
  const found = new Map<string, Bytes>()
  for (const [, name = '', id = ''] of text.matchAll(
    /\/Type \/Filespec\n[^>]*?\/F \(([^()\\]*)\)\n\/EF <<\n\/F (\d+) 0 R/g,
  )) {
    if (!Object.values<string>(attachmentNames).includes(name)) continue
    if (found.has(name)) throw notACertificate(`it has two attachments ${name}`)
    found.set(name, streamOf(pdf, text, id))
  }
  return found
}

function streamOf(pdf: Uint8Array, text: string, id: string): Bytes {
  const start = text.indexOf(`\n${id} 0 obj\n`)
  const streamAt = text.indexOf('\nstream\n', start)
  const dictionary = text.slice(start, streamAt)
  const length = Number(/\n\/Length (\d{1,9})\n/.exec(dictionary)?.[1] ?? Number.NaN)
  const size = Number(/\n\/Size (\d{1,9})\n/.exec(dictionary)?.[1] ?? Number.NaN)
  if (
    start < 0 ||
    streamAt < 0 ||
    !dictionary.includes('/FlateDecode') ||
    !(length > 0) ||
    !(size <= attachmentBytesMax)
  ) {
    throw notACertificate('an attachment cannot be read')
  }
  const from = streamAt + '\nstream\n'.length
  try {
    const bytes = unzlibSync(pdf.subarray(from, from + length), { out: new Uint8Array(size) })
    if (bytes.length === size) return new Uint8Array(bytes)
  } catch {}
  throw notACertificate('an attachment cannot be unpacked')
}
