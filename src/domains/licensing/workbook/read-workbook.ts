import { Unzip, UnzipInflate } from 'fflate'
import { AppError, invalid } from '../../../kernel/errors.ts'
import { attribute, readXml } from './xml.ts'

export interface Cell {
  /** As written; a date as YYYY-MM-DD, with a time of day as YYYY-MM-DDThh:mm:ss, a time alone as hh:mm:ss. */
  text: string
  /** The text is what a formula gave when the file was saved. */
  isFormula: boolean
  isError: boolean
}

export interface Sheet {
  name: string
  /** By the number of the row, then of the column, as the program shows them: both from 1. Empty cells are left out. */
  rows: Map<number, Map<number, Cell>>
}

const fileBytesMax = 32 * 2 ** 20
const unpackedBytesLimit = 256 * 2 ** 20
const partsMax = 2000
const rowsMax = 100_000
const columnsMax = 500
const cellsMax = 8_000_000

/**
 * The sheets of an XLSX workbook (ECMA-376), in order; formulas are not computed. Throws Invalid `workbook_broken`,
 * `workbook_too_large`.
 */
export function readWorkbook(bytes: Uint8Array, unpackedBytesMax = unpackedBytesLimit): Sheet[] {
  if (bytes.length > fileBytesMax) throw tooLarge()
  const parts = unpack(bytes, unpackedBytesMax)
  const part = (path: string): string => {
    const found = parts.get(path)
    if (!found) throw broken(`it lacks ${path.replace(/[^\w/.]/g, '')}`)
    return new TextDecoder().decode(found)
  }
  const targets = new Map<string, string>()
  readXml(part('xl/_rels/workbook.xml.rels'), {
    open: (name, attributes) => {
      if (name !== 'Relationship') return
      const target = attribute(attributes, 'Target') ?? ''
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
      targets.set(attribute(attributes, 'Id') ?? '', path)
    },
  })
  const named: { name: string; path: string }[] = []
  let is1904 = false
  readXml(part('xl/workbook.xml'), {
    open: (name, attributes) => {
      if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attribute(attributes, 'date1904') ?? '')
      if (name !== 'sheet') return
      const path = targets.get(attribute(attributes, '(?:\\w+:)?id') ?? '') ?? ''
      named.push({ name: attribute(attributes, 'name') ?? '', path })
    },
  })
  const strings = parts.has('xl/sharedStrings.xml') ? sharedStrings(part('xl/sharedStrings.xml')) : []
  const styles = parts.has('xl/styles.xml') ? dateStyles(part('xl/styles.xml')) : new Set<number>()
  const budget = { cells: 0 }
  return named
    .filter(({ path }) => parts.has(path))
    .map(({ name, path }) => ({ name, rows: readRows(part(path), { strings, styles, is1904, budget }) }))
}

const broken = (why: string) => invalid('workbook_broken', `This is no workbook that can be read: ${why}`)
const tooLarge = () =>
  invalid('workbook_too_large', 'The workbook is too large: at most 32 MB, 100,000 rows, 500 columns')

/** Unpacks piece by piece, so that a small file that unpacks to a giant one is stopped on the way. */
function unpack(bytes: Uint8Array, unpackedBytesMax: number): Map<string, Uint8Array> {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw broken('it is not packed as XLSX is')
  const parts = new Map<string, Uint8Array>()
  let total = 0
  let count = 0
  const unzip = new Unzip((file) => {
    count++
    if (count > partsMax) throw tooLarge()
    if (
      !/^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml)$/.test(
        file.name,
      )
    )
      return
    const pieces: Uint8Array[] = []
    file.ondata = (error, piece, isLast) => {
      if (error) throw error instanceof AppError ? error : broken('it is damaged')
      total += piece.length
      if (total > unpackedBytesMax) throw tooLarge()
      pieces.push(piece)
      if (isLast) parts.set(file.name, joined(pieces))
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  try {
    const pieceBytes = 1 << 16
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      unzip.push(bytes.subarray(at, at + pieceBytes), at + pieceBytes >= bytes.length)
    }
  } catch (error) {
    throw error instanceof AppError ? error : broken('it is damaged')
  }
  return parts
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function sharedStrings(xml: string): string[] {
  const strings: string[] = []
  let isText = false
  let isPhonetic = false
  readXml(xml, {
    open: (name) => {
      if (name === 'si') strings.push('')
      if (name === 'rPh') isPhonetic = true
      isText = name === 't'
    },
    close: (name) => {
      if (name === 'rPh') isPhonetic = false
      isText = false
    },
    text: (text) => {
      if (isText && !isPhonetic) strings[strings.length - 1] += text
    },
  })
  return strings
}

/** The numbers of the cell styles that show a number as a date: ECMA-376 part 1, 18.8.30 and 18.8.31. */
function dateStyles(xml: string): Set<number> {
  const dates = new Set<number>()
  const custom = new Map<string, string>()
  let isInCellStyles = false
  let style = 0
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'numFmt')
        custom.set(attribute(attributes, 'numFmtId') ?? '', attribute(attributes, 'formatCode') ?? '')
      if (name === 'cellXfs') isInCellStyles = true
      if (name !== 'xf' || !isInCellStyles) return
      const id = attribute(attributes, 'numFmtId') ?? ''
      const plain = (custom.get(id) ?? '').replace(/"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
      const number = Number(id)
      if ((number >= 14 && number <= 22) || (number >= 45 && number <= 47) || /[dmyhs]/i.test(plain)) dates.add(style)
      style++
    },
    close: (name) => {
      if (name === 'cellXfs') isInCellStyles = false
    },
  })
  return dates
}

interface Reading {
  strings: readonly string[]
  styles: ReadonlySet<number>
  is1904: boolean
  budget: { cells: number }
}

function readRows(xml: string, reading: Reading): Sheet['rows'] {
  const rows: Sheet['rows'] = new Map()
  let row = 0
  let column = 0
  let type = 'n'
  let style = 0
  let text = ''
  let isFormula = false
  let isValue = false
  readXml(xml, {
    open: (name, attributes) => {
      isValue = name === 'v' || name === 't'
      if (name === 'row') {
        row = Number(attribute(attributes, 'r') ?? row + 1)
        column = 0
        if (!(row >= 1 && row <= 1_048_576)) throw broken('a row has no number')
      } else if (name === 'c') {
        column = columnOf(attribute(attributes, 'r')) ?? column + 1
        type = attribute(attributes, 't') ?? 'n'
        style = Number(attribute(attributes, 's') ?? 0)
        text = ''
        isFormula = false
      } else if (name === 'f') isFormula = true
    },
    text: (piece) => {
      if (isValue) text += piece
    },
    close: (name) => {
      isValue = false
      if (name !== 'c' || (text === '' && !isFormula)) return
      if (rows.size >= rowsMax && !rows.has(row)) throw tooLarge()
      if (column > columnsMax || ++reading.budget.cells > cellsMax) throw tooLarge()
      const cells = rows.get(row) ?? new Map<number, Cell>()
      cells.set(column, { text: shown(text, type, style, reading), isFormula, isError: type === 'e' })
      rows.set(row, cells)
    },
  })
  return rows
}

/** A reference such as `AB12` as the number of its column. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (letters === undefined) return undefined
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column
}

function shown(text: string, type: string, style: number, { strings, styles, is1904 }: Reading): string {
  if (type === 's') return strings[Number(text)] ?? ''
  if (type === 'b') return text === '1' ? 'TRUE' : 'FALSE'
  if (type !== 'n' || text === '') return text
  const number = Number(text)
  if (!Number.isFinite(number)) return text
  return styles.has(style) ? dateText(number, is1904) : String(number)
}

/** A serial date: days since 1899-12-30, where the program believes in a 29 February 1900; or since 1904-01-01. */
function dateText(serial: number, is1904: boolean): string {
  if (serial >= 0 && serial < 1) return new Date(Math.round(serial * 86_400) * 1000).toISOString().slice(11, 19)
  const days = is1904 ? serial + 1462 : serial < 61 ? serial + 1 : serial
  const ms = Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000
  if (Number.isNaN(ms) || ms < -62_135_596_800_000 || ms > 253_402_300_799_000) return String(serial)
  const iso = new Date(ms).toISOString()
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19)
}
