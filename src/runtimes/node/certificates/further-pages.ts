import type { PrintedCertificate, PrintedFact, PrintedFile, PrintedSection } from '../../../ports/certificates.ts'
import { factHeight, heightOf, ink, innerWidth, page, rule, type Sheet, set, setFact } from './sheet.ts'

const bottom = page.height - page.foot

/** A place on the pages behind the first, which turns the page where something does not fit. */
interface Column {
  y: number
  turn(): void
  need(height: number): void
}

function openColumn(sheet: Sheet): Column {
  const column: Column = {
    y: bottom,
    turn: () => {
      sheet.addPage({ size: 'A4', margin: 0 })
      column.y = page.top + 14
    },
    need: (height) => {
      if (column.y + height > bottom) column.turn()
    },
  }
  return column
}

/** The parts behind the first page, and the list of files. `left` had no room on the first. */
export function setFurtherPages(sheet: Sheet, certificate: PrintedCertificate, left: readonly PrintedFact[]): void {
  const column = openColumn(sheet)
  column.turn()
  if (left.length > 0) setSection(sheet, column, { heading: ['续首页', 'Continued from the first page'], facts: left })
  for (const section of certificate.sections) setSection(sheet, column, section)
  if (certificate.files.length > 0) setFiles(sheet, column, certificate.files)
}

function setSection(sheet: Sheet, column: Column, section: PrintedSection): void {
  const firstHeight = section.facts?.[0] ? factHeight(sheet, section.facts[0], { air: 5 }) : 40
  setHeading(sheet, column, section.heading, Math.min(firstHeight, 300))
  if (section.points) setPoints(sheet, column, section.points)
  for (const fact of section.facts ?? []) setLongFact(sheet, column, fact)
  if (section.code) setCode(sheet, column, section.code)
  if (section.note) {
    const [zh, en] = section.note
    const settings = [
      { text: zh, sizePoints: 8.2, color: ink.text },
      { text: en, sizePoints: 7.2, color: ink.soft },
    ]
    for (const { text, ...setting } of settings) {
      column.need(heightOf(sheet, text, setting))
      column.y += set(sheet, text, page.side, column.y, setting)
    }
  }
  column.y += 20
}

function setHeading(sheet: Sheet, column: Column, [zh, en]: PrintedSection['heading'], following: number): void {
  column.need(30 + following)
  const y = column.y
  sheet.rect(page.side, y + 3.5, 2.2, 11).fill(ink.seal)
  set(sheet, zh, page.side + 10, y, { face: 'strong', sizePoints: 12, width: 220, leading: 1.5 })
  set(sheet, en, page.side, y + 3.5, { sizePoints: 8.5, color: ink.soft, align: 'right', leading: 1.5 })
  column.y += 26
}

/** A fact that is higher than a page goes line by line. */
function setLongFact(sheet: Sheet, column: Column, fact: PrintedFact): void {
  const air = 5
  if (factHeight(sheet, fact, { air }) <= bottom - page.top - 60 || fact.lines.length < 2) {
    column.need(factHeight(sheet, fact, { air }))
    column.y += setFact(sheet, fact, column.y, { air })
    return
  }
  fact.lines.forEach((line, i) => {
    const one = { label: i === 0 ? fact.label : (['', ''] as const), lines: [line] }
    column.need(factHeight(sheet, one, { air: 3 }))
    column.y += setFact(sheet, one, column.y, { air: 3 })
  })
}

function setPoints(sheet: Sheet, column: Column, points: NonNullable<PrintedSection['points']>): void {
  const gap = 24
  const width = (innerWidth - gap) / 2
  const sides = [points.filter(({ done }) => done), points.filter(({ done }) => !done)]
  const heads = [
    ['已核查', 'Checked'],
    ['未核查', 'Not checked'],
  ] as const
  column.need(230)
  const top = column.y
  const ends = sides.map((side, i) => {
    const x = page.side + i * (width + gap)
    let y = top
    const [zh = '', en = ''] = heads[i] ?? []
    set(sheet, `${zh}　${en}`, x, y, { sizePoints: 8.5, color: i === 0 ? ink.seal : ink.soft, width })
    y += 17
    for (const { done, words } of side) {
      rule(sheet, x, y, width)
      y += 5
      if (done) tick(sheet, x + 0.5, y + 4)
      else
        sheet
          .circle(x + 3.6, y + 7, 2.6)
          .lineWidth(0.7)
          .strokeColor('#b0a99f')
          .stroke()
      y += set(sheet, words[0], x + 15, y, { sizePoints: 9, width: width - 15, leading: 1.4 })
      y += set(sheet, words[1], x + 15, y, { sizePoints: 7, color: ink.soft, width: width - 15, leading: 1.35 })
      y += 5
    }
    return y
  })
  column.y = Math.max(...ends) + 6
}

const tick = (sheet: Sheet, x: number, y: number) =>
  sheet
    .moveTo(x, y + 3)
    .lineTo(x + 2.6, y + 5.6)
    .lineTo(x + 7, y)
    .lineWidth(1.1)
    .strokeColor(ink.seal)
    .stroke()

function setCode(sheet: Sheet, column: Column, lines: readonly string[]): void {
  const setting = { face: 'code', sizePoints: 7.2, width: innerWidth - 28, leading: 1.6 } as const
  const height = lines.reduce((sum, line) => sum + heightOf(sheet, line, setting) + 3, 0) + 13
  column.need(height)
  sheet.roundedRect(page.side, column.y, innerWidth, height, 3).fill(ink.wash)
  let y = column.y + 8
  for (const line of lines) {
    set(sheet, '$', page.side + 9, y, { ...setting, color: ink.seal, width: 10 })
    y += set(sheet, line, page.side + 20, y, setting) + 3
  }
  column.y += height + 8
}

function setFiles(sheet: Sheet, column: Column, files: readonly PrintedFile[]): void {
  if (files.length > 3) column.turn()
  setHeading(sheet, column, [`附页　文件清单（${files.length}）`, `Annex: list of files (${files.length})`], 60)
  const digits = String(files.length).length
  files.forEach((file, i) => {
    const width = innerWidth - 32
    const name = { sizePoints: 9, width, leading: 1.4 } as const
    const small = { sizePoints: 7.2, color: ink.soft, width, leading: 1.4 } as const
    const hash = { face: 'code', sizePoints: 6.9, color: ink.soft, width, leading: 1.5 } as const
    const hashes = [`SHA-256  ${file.sha256}`, `SM3      ${file.sm3}`]
    const height =
      heightOf(sheet, file.heading.text, name) +
      heightOf(sheet, file.facts, small) +
      hashes.reduce((sum, text) => sum + heightOf(sheet, text, hash), 0) +
      13
    column.need(height)
    rule(sheet, page.side, column.y, innerWidth)
    let y = column.y + 5.5
    set(sheet, String(i + 1).padStart(digits, '0'), page.side, y + 1.2, {
      face: 'code',
      sizePoints: 7.6,
      color: ink.seal,
      width: 30,
    })
    y += set(sheet, file.heading.text, page.side + 32, y, name)
    y += set(sheet, file.facts, page.side + 32, y, small)
    for (const text of hashes) y += set(sheet, text, page.side + 32, y, hash)
    column.y += height
  })
  rule(sheet, page.side, column.y, innerWidth)
}

/** Once it is known how many pages there are. */
export function setFolios(sheet: Sheet, { number, heading }: PrintedCertificate): void {
  const { count } = sheet.bufferedPageRange()
  for (let i = 0; i < count; i++) {
    sheet.switchToPage(i)
    const y = page.height - 47
    set(sheet, `${i + 1} / ${count}`, page.side, y, { face: 'code', sizePoints: 7, color: ink.soft, align: 'center' })
    if (i === 0) continue
    set(sheet, heading[0], page.side, 42, { sizePoints: 8, color: ink.soft, spacing: 1.2 })
    set(sheet, number, page.side, 42, { face: 'code', sizePoints: 8, color: ink.soft, align: 'right' })
    rule(sheet, page.side, 60, innerWidth)
  }
}
