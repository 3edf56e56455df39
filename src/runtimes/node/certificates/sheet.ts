import PDFDocument from 'pdfkit'
import type { Bilingual, PrintedCertificate, PrintedFact } from '../../../ports/certificates.ts'

export type Sheet = InstanceType<typeof PDFDocument>
export type Face = 'serif' | 'strong' | 'code'

/** Points of 1/72 inch; A4. */
export const page = { width: 595.28, height: 841.89, side: 68, top: 64, foot: 64 }
export const innerWidth = page.width - 2 * page.side
export const ink = { text: '#1d1b19', soft: '#76706a', line: '#ddd8d0', wash: '#f8f6f2', seal: '#b3261e' }

/** PDF/A-3b needs its conformance named in the metadata and every face embedded. */
export function openSheet(
  { number, heading, title, isPlainTitle, issuer, issuedAtMs }: PrintedCertificate,
  faces: Record<Face, Buffer>,
): Sheet {
  const at = new Date(issuedAtMs)
  const sheet = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    lang: 'zh-CN',
    displayTitle: true,
    font: '',
    info: {
      Title: `${heading[0]} ${number} ${isPlainTitle ? title : `《${title}》`}`,
      Author: issuer,
      Subject: heading[1],
      Creator: 'Qianyin',
      Producer: 'Qianyin',
      CreationDate: at,
      ModDate: at,
    },
  })
  for (const [name, face] of Object.entries(faces)) sheet.registerFont(name, face)
  return sheet
}

interface Setting {
  face?: Face
  sizePoints: number
  color?: string
  align?: 'left' | 'center' | 'right'
  width?: number
  /** Between the characters. */
  spacing?: number
  /** From line to line, in sizes of the type. */
  leading?: number
}

/** Sets text at its upper left corner and returns how high it came out. */
export function set(sheet: Sheet, text: string, x: number, y: number, setting: Setting): number {
  const options = prepare(sheet, setting)
  const height = sheet.heightOfString(text, options)
  sheet.fillColor(setting.color ?? ink.text).text(text, x, y, options)
  return height
}

export function heightOf(sheet: Sheet, text: string, setting: Setting): number {
  return sheet.heightOfString(text, prepare(sheet, setting))
}

function prepare(sheet: Sheet, { face = 'serif', sizePoints, align, width, spacing, leading = 1.5 }: Setting) {
  sheet.font(face).fontSize(sizePoints)
  return {
    width: width ?? innerWidth,
    align: align ?? 'left',
    characterSpacing: spacing ?? 0,
    lineGap: sizePoints * leading - sheet.currentLineHeight(false),
  } as const
}

export const rule = (sheet: Sheet, x: number, y: number, width: number, color: string = ink.line, thickness = 0.5) =>
  sheet
    .moveTo(x, y)
    .lineTo(x + width, y)
    .lineWidth(thickness)
    .strokeColor(color)
    .stroke()

const labelWidth = 116
const styles = {
  plain: { face: 'serif', sizePoints: 10.5, color: ink.text, leading: 1.45 },
  soft: { face: 'serif', sizePoints: 8.5, color: ink.soft, leading: 1.5 },
  code: { face: 'code', sizePoints: 7.4, color: ink.soft, leading: 1.6 },
  name: { face: 'serif', sizePoints: 10.5, color: ink.text, leading: 1.45 },
} as const satisfies Record<PrintedFact['lines'][number]['style'], Setting>

export interface FactSetting {
  /** White above and below. */
  air: number
}

export function factHeight(sheet: Sheet, { label, lines }: PrintedFact, { air }: FactSetting): number {
  const width = innerWidth - labelWidth
  const body = lines.reduce((sum, { text, style }) => sum + heightOf(sheet, text, { ...styles[style], width }), 0)
  return Math.max(body, labelHeight(sheet, label)) + 2 * air
}

/** A label and what it says, with a hairline above. Returns its height. */
export function setFact(sheet: Sheet, fact: PrintedFact, y: number, { air }: FactSetting): number {
  const [zh, en] = fact.label
  const height = factHeight(sheet, fact, { air })
  rule(sheet, page.side, y, innerWidth)
  const labelled = set(sheet, zh, page.side, y + air + 0.8, {
    sizePoints: 9.2,
    color: ink.text,
    width: labelWidth - 12,
    leading: 1.45,
  })
  set(sheet, en, page.side, y + air + labelled, {
    sizePoints: 7.2,
    color: ink.soft,
    width: labelWidth - 12,
    leading: 1.4,
  })
  // Small type stands on the line of the label.
  let at = y + air + (fact.lines[0]?.style === 'code' ? 2.4 : 0)
  for (const { text, style } of fact.lines) {
    at += set(sheet, text, page.side + labelWidth, at, { ...styles[style], width: innerWidth - labelWidth })
  }
  return height
}

const labelHeight = (sheet: Sheet, [zh, en]: Bilingual) =>
  heightOf(sheet, zh, { sizePoints: 9.2, width: labelWidth - 12, leading: 1.45 }) +
  heightOf(sheet, en, { sizePoints: 7.2, width: labelWidth - 12, leading: 1.4 })
