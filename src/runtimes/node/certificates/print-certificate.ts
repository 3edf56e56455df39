import type { PrintedCertificate } from '../../../ports/certificates.ts'
import { setFirstPage } from './first-page.ts'
import { setFolios, setFurtherPages } from './further-pages.ts'
import { openSheet, type Sheet } from './sheet.ts'
import { coverageOf, inType, type readTypefaces } from './typefaces.ts'

/** Room for a CMS with a chain and a timestamp, in bytes. */
const signatureBytes = 16_384
const rangePlaceholder = 9_999_999_999

/** As `PrintCertificate` promises; works for about a second on 30 MB of type, so it has a thread of its own. */
export async function printCertificate(
  given: PrintedCertificate,
  faces: ReturnType<typeof readTypefaces>,
): Promise<Uint8Array> {
  const certificate = inType(given, coverageOf(faces))
  const sheet = openSheet(certificate, faces)
  const pieces: Uint8Array[] = []
  sheet.on('data', (piece: Uint8Array) => pieces.push(piece))
  const done = new Promise<void>((resolve, reject) => {
    sheet.once('end', resolve)
    sheet.once('error', reject)
  })
  const left = setFirstPage(sheet, certificate)
  setFurtherPages(sheet, certificate, left)
  setFolios(sheet, certificate)
  const at = new Date(certificate.issuedAtMs)
  for (const { name, bytes, mimeType, description } of certificate.attachments) {
    // PDF/A-3 wants to know what an attachment is to the page.
    const options = { name, type: mimeType, description, creationDate: at, modifiedDate: at, relationship: 'Data' }
    sheet.file(Buffer.from(bytes), options)
  }
  addSignatureField(sheet, at)
  sheet.end()
  await done
  return new Uint8Array(Buffer.concat(pieces))
}

/** An invisible field (PDF 1.7, 12.7.4.5) with an empty signature of PAdES (ETSI EN 319 142-1) on the first page. */
function addSignatureField(sheet: Sheet, at: Date): void {
  sheet.switchToPage(0)
  const signature = sheet.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, rangePlaceholder, rangePlaceholder, rangePlaceholder],
    Contents: Buffer.alloc(signatureBytes),
    M: at,
  })
  signature.end('')
  const field = sheet.ref({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    T: new String('seal'),
    V: signature,
    // Printed, and not to be moved or changed.
    F: 132,
    Rect: [0, 0, 0, 0],
    P: sheet.page.dictionary,
  })
  field.end('')
  sheet.page.annotations.push(field)
  sheet.font('serif').initForm()
  const form = formOf(sheet)
  form.Fields.push(field)
  form.SigFlags = 3
  // PDF/A allows no appearance that a reader would have to make.
  delete form.NeedAppearances
}

interface Form {
  Fields: unknown[]
  SigFlags?: number
  NeedAppearances?: boolean
}

/** pdfkit makes the dictionary of the form and has no other way to it. */
const formOf = (sheet: Sheet): Form =>
  (sheet as unknown as { _root: { data: { AcroForm: { data: Form } } } })._root.data.AcroForm.data
