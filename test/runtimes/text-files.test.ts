import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenizeText } from '../../src/domains/fingerprints/text/tokenize-text.ts'
import { MEDIA_LIMITS } from '../../src/ports/media.ts'
import { createNodeMedia, type NodeMedia } from '../../src/runtimes/node/media/node-media.ts'
import { temporaryDirectory } from '../kit/media.ts'

let media: NodeMedia
let folder: { path: string; remove: () => Promise<void> }
beforeAll(async () => {
  folder = await temporaryDirectory()
  media = createNodeMedia({ concurrency: 1 })
})
afterAll(async () => {
  await media.close()
  await folder.remove()
})

const textOf = async (name: string, bytes: Uint8Array | string) => {
  const path = join(folder.path, name)
  await writeFile(path, bytes)
  return (await media.fingerprint({ path }, { limits: MEDIA_LIMITS })).text
}
const refusal = (code: string) => expect.objectContaining({ name: 'AppError', kind: 'Invalid', code })

const SENTENCE = '她推开那扇木门，看见雨落在青石板上。The lamp went out & the river rose.'
const plain = tokenizeText(SENTENCE)

const docx = (xml: string | Uint8Array): Uint8Array =>
  zipSync({
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    ),
    'word/document.xml': typeof xml === 'string' ? strToU8(xml) : xml,
  })

/** A PDF of one page with these lines, `extra` in its trailer. */
const pdf = (lines: readonly string[], extra = ''): string => {
  const content = `BT /F1 12 Tf 50 750 Td 14 TL ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let out = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const at = out.length
    out += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const start = out.length
  return `${out}xref\n0 6\n0000000000 65535 f \n${places.join('')}trailer\n<</Size 6/Root 1 0 R${extra}>>\nstartxref\n${start}\n%%EOF\n`
}

describe('texts in files', () => {
  it('read the same in UTF-8, UTF-16 and GB 18030', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(SENTENCE, 'utf16le')])
    expect(await textOf('utf8.txt', SENTENCE)).toEqual(plain)
    expect(await textOf('bom.txt', `\ufeff${SENTENCE}`)).toEqual(plain)
    expect(await textOf('utf16.txt', utf16)).toEqual(plain)
    const gb = await textOf('gb.txt', Buffer.from('b5dad2bbd5c220b7e7c6f00a'.repeat(20), 'hex'))
    expect(gb).toEqual(tokenizeText('第一章 风起\n'.repeat(20)))
  })

  it('of Word are its runs and paragraphs, without what was deleted', async () => {
    const [first, second] = SENTENCE.split('。')
    const found = await textOf(
      'script.docx',
      docx(
        `<?xml version="1.0"?><w:document><w:body><w:p><w:r><w:t>${first}</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t xml:space="preserve">。</w:t></w:r></w:p><w:p><w:r><w:t>${second?.replace('&', '&amp;')}</w:t></w:r></w:p></w:body></w:document>`,
      ),
    )
    expect(found?.tokens).toEqual(plain.tokens)
  })

  it('of PDF are its lines', async () => {
    const found = await textOf('lines.pdf', pdf(['The lamp went out and', 'the river rose.']))
    expect(found?.tokens).toEqual(tokenizeText('The lamp went out and\nthe river rose.').tokens)
  })
})

describe('texts that cannot be read', () => {
  it('are refused by name, and the engine goes on', async () => {
    const zeros = new Uint8Array(201 * 2 ** 20)
    await expect(textOf('bomb.docx', docx(zeros))).rejects.toEqual(refusal('text_too_long'))
    await expect(textOf('cut.docx', docx(SENTENCE).subarray(0, 500))).rejects.toEqual(refusal('media_broken'))
    await expect(textOf('broken.pdf', `%PDF-1.7\n${'garbage '.repeat(500)}`)).rejects.toEqual(refusal('media_broken'))
    const locked = `/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<${'00'.repeat(32)}>/U<${'11'.repeat(32)}>>>`
    await expect(textOf('locked.pdf', pdf(['secret'], locked))).rejects.toEqual(refusal('text_locked'))
    await expect(textOf('long.txt', 'a'.repeat(20_000_001))).rejects.toEqual(refusal('text_too_long'))
    await expect(
      textOf('bad.txt', Buffer.concat([Buffer.from('好'.repeat(100_000)), Buffer.from([0xff, 0xfe])])),
    ).rejects.toEqual(refusal('media_broken'))
    expect(await textOf('good.txt', SENTENCE)).toEqual(plain)
  }, 60_000)
})
