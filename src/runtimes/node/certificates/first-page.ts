import type { PrintedCertificate, PrintedFact } from '../../../ports/certificates.ts'
import { drawQr, drawSeal } from './marks.ts'
import { factHeight, heightOf, ink, innerWidth, page, rule, type Sheet, set, setFact } from './sheet.ts'

const footTop = 652
const titleLinesMax = 4

/** Sets the page that is framed. Returns what found no room on it. */
export function setFirstPage(sheet: Sheet, certificate: PrintedCertificate): PrintedFact[] {
  sheet.addPage({ size: 'A4', margin: 0 })
  frame(sheet)
  const { side } = page
  set(sheet, '钤印 QIANYIN', side, 58, { sizePoints: 8.5, color: ink.soft, spacing: 1.6 })
  set(sheet, certificate.number, side, 58, { face: 'code', sizePoints: 8.5, color: ink.soft, align: 'right' })
  let y = 94
  // The last character has its space behind it too: half of that is taken back.
  y += set(sheet, certificate.heading[0], side + 5, y, {
    face: 'strong',
    sizePoints: 33,
    align: 'center',
    spacing: 10,
    leading: 1.35,
  })
  y +=
    3 +
    set(sheet, certificate.heading[1].toUpperCase(), side + 2, y + 2, {
      sizePoints: 9.5,
      color: ink.soft,
      align: 'center',
      spacing: 4,
    })
  sheet.rect(page.width / 2 - 17, y + 10, 34, 1.4).fill(ink.seal)
  y = setTitle(sheet, certificate, y + 30)
  y += set(sheet, certificate.kind.join('　'), side, y, { sizePoints: 9, color: ink.soft, align: 'center' })
  y += 18
  const left = setFacts(sheet, certificate.facts, y)
  setFoot(sheet, certificate)
  return left
}

function frame(sheet: Sheet): void {
  const inset = 30
  const [width, height] = [page.width - 2 * inset, page.height - 2 * inset]
  sheet.rect(inset, inset, width, height).lineWidth(0.6).strokeColor(ink.seal).strokeOpacity(1).stroke()
  sheet
    .rect(inset + 4, inset + 4, width - 8, height - 8)
    .lineWidth(0.3)
    .strokeColor(ink.line)
    .stroke()
}

const titleLeading = 1.38
const titleSetting = (sizePoints: number) =>
  ({ face: 'strong', sizePoints, align: 'center', leading: titleLeading, color: ink.text }) as const

const linesOf = (sheet: Sheet, words: string, sizePoints: number, width = innerWidth) =>
  Math.round(heightOf(sheet, words, { ...titleSetting(sizePoints), width }) / (sizePoints * titleLeading))

/** As large as its length allows; what is longer still is cut here and whole overleaf. */
function setTitle(sheet: Sheet, { title, isPlainTitle }: PrintedCertificate, y: number): number {
  const [open, close] = isPlainTitle ? ['', ''] : ['《', '》']
  const whole = `${open}${title}${close}`
  const sizes = [
    { size: 25, linesMax: 1 },
    { size: 21, linesMax: 2 },
    { size: 18, linesMax: 2 },
    { size: 14, linesMax: titleLinesMax },
  ]
  for (const { size, linesMax } of sizes) {
    if (linesOf(sheet, whole, size) <= linesMax) return setBalanced(sheet, whole, y, size)
  }
  const characters = Array.from(title)
  const cut = (count: number) => `${open}${characters.slice(0, count).join('').trimEnd()}……${close}`
  const fits = last(0, characters.length, (count) => linesOf(sheet, cut(count), 14) <= titleLinesMax)
  const below = setBalanced(sheet, cut(fits), y, 14)
  const note = { sizePoints: 7.5, color: ink.soft, align: 'center' } as const
  return below + set(sheet, '全称见后页 full title overleaf', page.side, below, note) + 4
}

/** In lines of about one length, so that no single character is left over. */
function setBalanced(sheet: Sheet, words: string, y: number, size: number): number {
  const lines = linesOf(sheet, words, size)
  const narrower = last(
    0,
    Math.floor(innerWidth / 2),
    (less) => linesOf(sheet, words, size, innerWidth - less) <= lines,
  )
  const width = innerWidth - narrower
  return y + set(sheet, words, page.side + narrower / 2, y, { ...titleSetting(size), width }) + 4
}

/** The last number from `first` up to `end` (exclusive) for which it holds, as it does for `first`. */
function last(first: number, end: number, holds: (value: number) => boolean): number {
  let [low, high] = [first, end]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}

/** Spread over the room that is there. */
function setFacts(sheet: Sheet, facts: readonly PrintedFact[], top: number): PrintedFact[] {
  const room = footTop - 14 - top
  const tight = 4.5
  let used = 0
  let count = 0
  for (const fact of facts) {
    const height = factHeight(sheet, fact, { air: tight })
    if (used + height > room) break
    used += height
    count++
  }
  const air = Math.min(8, tight + (room - used) / (2 * Math.max(1, count)))
  let y = top
  for (const fact of facts.slice(0, count)) y += setFact(sheet, fact, y, { air })
  rule(sheet, page.side, y, innerWidth)
  return facts.slice(count)
}

function setFoot(sheet: Sheet, certificate: PrintedCertificate): void {
  const { side } = page
  const qr = 66
  drawQr(sheet, certificate.address, side, footTop + 6, qr)
  set(sheet, '扫码核验 scan to check', side, footTop + qr + 11, { sizePoints: 6.6, color: ink.soft, width: 110 })
  setLevel(sheet, certificate, side + qr + 30, footTop + 4)
  const seal = 84
  const sealLeft = page.width - side - seal - 4
  set(sheet, certificate.issuer, sealLeft - 190, footTop + 22, { sizePoints: 9.5, align: 'right', width: 176 })
  set(sheet, certificate.issuedOn[0], sealLeft - 190, footTop + 39, { sizePoints: 9.5, align: 'right', width: 176 })
  set(sheet, certificate.issuedOn[1], sealLeft - 190, footTop + 55, {
    sizePoints: 7.5,
    color: ink.soft,
    align: 'right',
    width: 176,
  })
  drawSeal(sheet, sealLeft, footTop + 2, seal, -3)
  const [zh, en] = certificate.disclaimer
  const foot = page.height - 78
  rule(sheet, side, foot - 8, innerWidth)
  const height = set(sheet, zh, side, foot, { sizePoints: 7.4, color: ink.text, align: 'center', leading: 1.45 })
  set(sheet, en, side, foot + height, { sizePoints: 6.4, color: ink.soft, align: 'center', leading: 1.4 })
}

/** Which of the levels it is, as so many of four squares. */
function setLevel(sheet: Sheet, { level }: PrintedCertificate, x: number, y: number): void {
  if (!level) return
  const at = level.codes.indexOf(level.code)
  set(sheet, '存证等级 Assurance', x, y, { sizePoints: 7.2, color: ink.soft, width: 130 })
  level.codes.forEach((_, i) => {
    sheet.rect(x + 0.4 + i * 13, y + 16.4, 8.2, 8.2)
    if (i <= at) sheet.fillAndStroke(ink.seal, ink.seal)
    else sheet.lineWidth(0.6).strokeColor('#c9c3ba').stroke()
  })
  set(sheet, level.code, x + 58, y + 12.5, { face: 'strong', sizePoints: 11, width: 40 })
  const zh = set(sheet, level.words[0], x, y + 32, { sizePoints: 8.8, width: 132, leading: 1.4 })
  set(sheet, level.words[1], x, y + 32 + zh, { sizePoints: 7, color: ink.soft, width: 132, leading: 1.4 })
}
