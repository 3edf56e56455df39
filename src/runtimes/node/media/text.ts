import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'
import { getDocumentProxy } from 'unpdf'
import { invalid } from '../../../kernel/errors.ts'
import type { MediaFacts, TextRange } from '../../../ports/media.ts'

/** More than any novel has: 20,000,000 UTF-16 units. */
const UNITS_MAX = 20_000_000
const PLAIN_BYTES_MAX = 80 * 2 ** 20
/** Files of Word and PDF hold pictures as well. */
const PACKED_BYTES_MAX = 200 * 2 ** 20
const DOCUMENT_XML_BYTES_MAX = 200 * 2 ** 20
const PAGES_MAX = 20_000

const tooLong = () => invalid('text_too_long', 'The text is longer than can be compared')
const broken = (what: string) => invalid('media_broken', `The text cannot be read: ${what}`)

const withinLimit = (text: string): string => {
  if (text.length > UNITS_MAX) throw tooLong()
  return text
}

const plainText = async (path: string, encoding: string): Promise<string> => {
  const bytes = await readFile(path)
  try {
    return withinLimit(new TextDecoder(encoding, { fatal: true }).decode(bytes))
  } catch (cause) {
    if (cause instanceof TypeError) throw broken(`not valid ${encoding}`)
    throw cause
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const withoutEntities = (xml: string): string =>
  xml.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[String(name).toLowerCase()] ?? whole
    const codePoint = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole
  })

/** Runs of text and ends of paragraphs (ECMA-376 part 1, 17.3); deleted text and field codes have other names. */
const WORD_PARTS = /<w:t(?:\s[^<>]{0,1000})?>([^<]*)<\/w:t>|<\/w:p>|<w:(br|cr|tab)\b/g

/**
 * The text of a Word document. Only its main part is unpacked, into no more memory than the archive's directory says
 * beforehand, so that a bomb is refused by its label or cut off by it.
 */
const wordText = async (path: string): Promise<string> => {
  const bytes = await readFile(path)
  let tooLarge = false
  let xml: Uint8Array | undefined
  try {
    xml = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name !== 'word/document.xml') return false
        tooLarge ||= originalSize > DOCUMENT_XML_BYTES_MAX
        return !tooLarge
      },
    })['word/document.xml']
  } catch {
    throw broken('not a whole Word document')
  }
  if (tooLarge) throw tooLong()
  if (!xml) throw broken('not a Word document')
  const parts: string[] = []
  for (const [whole, run, gap] of strFromU8(xml).matchAll(WORD_PARTS)) {
    parts.push(run !== undefined ? withoutEntities(run) : whole === '</w:p>' || gap !== 'tab' ? '\n' : '\t')
  }
  return withinLimit(parts.join(''))
}

/** The text of a PDF, page after page, as pdf.js finds it; none in a PDF of scanned pages. */
const pdfText = async (path: string, onProgress: (fraction: number) => void): Promise<string> => {
  const bytes = await readFile(path)
  const parts: string[] = []
  let length = 0
  try {
    const document = await getDocumentProxy(new Uint8Array(bytes), { stopAtErrors: false })
    if (document.numPages > PAGES_MAX) throw tooLong()
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number)
      for (const item of (await page.getTextContent()).items) {
        if (!('str' in item)) continue
        parts.push(item.str, item.hasEOL ? '\n' : '')
        length += item.str.length + 1
        if (length > UNITS_MAX) throw tooLong()
      }
      parts.push('\n')
      page.cleanup()
      onProgress(number / document.numPages)
    }
    await document.loadingTask.destroy()
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException') {
      throw invalid('text_locked', 'The document is locked by a password')
    }
    if (cause instanceof Error && cause.name === 'AppError') throw cause
    throw broken('not a whole PDF')
  }
  return parts.join('')
}

/**
 * What is written in a text file, a Word document or a PDF. Offsets of matches are in code points of this text. Throws AppError
 * Invalid `text_too_long`, `text_locked`, `media_broken`.
 */
export const extractText = async (
  path: string,
  facts: MediaFacts,
  onProgress: (fraction: number) => void,
): Promise<string> => {
  if (facts.sizeBytes > (facts.encoding ? PLAIN_BYTES_MAX : PACKED_BYTES_MAX)) throw tooLong()
  if (facts.encoding) return plainText(path, facts.encoding)
  return facts.mimeType === 'application/pdf' ? pdfText(path, onProgress) : wordText(path)
}

/** Parts of a text by code points: found in one walk, as the text may be long and hold pairs of surrogates. */
export const textRanges = (text: string, ranges: readonly TextRange[]): string[] => {
  const wanted = [...new Set(ranges.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  const units = new Map<number, number>()
  let unit = 0
  let point = 0
  for (const place of wanted) {
    for (; point < place && unit < text.length; point++) unit += (text.codePointAt(unit) as number) > 0xffff ? 2 : 1
    units.set(place, unit)
  }
  return ranges.map(({ from, to }) => text.slice(units.get(from), units.get(to)))
}
