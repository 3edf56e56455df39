import { invalid } from '../../../kernel/errors.ts'
import { readWorkbook, type Sheet } from '../workbook/read-workbook.ts'
import { type AvailIssue, type AvailLine, cellOf } from './avail-line.ts'
import type { AvailsKind } from './columns.ts'
import { issuesOfLine } from './line-rules.ts'

export interface AvailsReport {
  sheets: { name: string; kind: AvailsKind | null; version: string | null; rows: number }[]
  lines: AvailLine[]
  issues: AvailIssue[]
}

/** Row 1 names the section, row 2 the column, row 3 holds hints and the version, and is never data. */
const [sectionRow, nameRow, hintRow] = [1, 2, 3] as const

const spelling: Readonly<Record<string, string>> = { VolumeDistributionNumber: 'VolumeDistributinoNumber' }

/**
 * Reads a workbook of EMA Avails, 1.7.2 to 1.9, by the names of its columns. Sheets that are not Avails, such as a dictionary, are
 * named in the report and left out; so are rows whose first cell begins with `//`. Throws Invalid `workbook_broken`,
 * `workbook_too_large`, `avails_missing`.
 */
export function readAvails(bytes: Uint8Array): AvailsReport {
  const report: AvailsReport = { sheets: [], lines: [], issues: [] }
  for (const sheet of readWorkbook(bytes)) readSheet(sheet, report)
  if (!report.sheets.some(({ kind }) => kind !== null)) {
    throw invalid('avails_missing', 'No sheet of the workbook has the columns of EMA Avails')
  }
  report.issues.push(...sameWindows(report.lines))
  return report
}

function readSheet({ name, rows }: Sheet, report: AvailsReport): void {
  const header = new Map<number, string>()
  for (const [column, cell] of rows.get(nameRow) ?? []) {
    const section = rows.get(sectionRow)?.get(column)?.text.trim() ?? ''
    const title = cell.text.trim()
    header.set(column, `${section}/${spelling[title] ?? title}`)
  }
  const names = new Set([...header.values()].map((key) => key.slice(key.indexOf('/') + 1)))
  const isAvails = ['Territory', 'LicenseType', 'Start', 'End', 'WorkType'].every((column) => names.has(column))
  if (!isAvails) {
    report.sheets.push({ name, kind: null, version: null, rows: 0 })
    return
  }
  const kind: AvailsKind = names.has('SeriesContentID') || names.has('SeasonNumber') ? 'TV' : 'Movies'
  const hints = [...(rows.get(hintRow)?.values() ?? [])].map(({ text }) => text.trim())
  const version =
    hints.find((hint) => /^1\.\d(?:\.\d)?[a-z]?$/.test(hint)) ?? (names.has('TerritoryExclusion') ? '1.7.3' : '1.7.2')
  let count = 0
  for (const row of [...rows.keys()].sort((a, b) => a - b)) {
    if (row <= hintRow) continue
    const cells = rows.get(row) ?? new Map()
    if (cells.get(1)?.text.startsWith('//')) continue
    const values: Record<string, string> = {}
    const issue = (column: string | null, severity: AvailIssue['severity'], code: string) =>
      report.issues.push({ sheet: name, row, column, severity, code })
    for (const [column, cell] of cells) {
      const key = header.get(column)
      const text = cell.text.trim()
      if (key === undefined) {
        if (text !== '') issue(null, 'warning', 'column_without_name')
        continue
      }
      const title = key.slice(key.indexOf('/') + 1)
      if (cell.isError) issue(title, 'error', 'cell_is_error')
      else if (cell.isFormula) issue(title, 'warning', 'formula_not_computed')
      if (text !== '') values[key] = text
    }
    if (Object.keys(values).length === 0) continue
    count++
    const line: AvailLine = { sheet: name, kind, row, values }
    report.lines.push(line)
    for (const found of issuesOfLine(line)) issue(found.column, found.severity, found.code)
  }
  report.sheets.push({ name, kind, version, rows: count })
}

/** Two lines for the same thing on the same terms, whose windows share a day. */
function sameWindows(lines: readonly AvailLine[]): AvailIssue[] {
  const key = [
    'ALID',
    'ContentID',
    'EpisodeContentID',
    'SeasonContentID',
    'SeasonNumber',
    'EpisodeNumber',
    'Territory',
    'LicenseType',
  ]
  const terms = [
    'LicenseRightsDescription',
    'FormatProfile',
    'AssetLanguage',
    'Licensee',
    'PriceType',
    'StoreType',
    'EntryType',
    'HDR',
    'AvailID',
    'ContractID',
    'ServiceProvider',
  ]
  const groups = Map.groupBy(lines, (line) =>
    JSON.stringify([line.kind, ...[...key, ...terms].map((name) => cellOf(line, name))]),
  )
  const issues: AvailIssue[] = []
  for (const group of groups.values()) {
    const dated = group
      .map((line) => ({ line, start: cellOf(line, 'Start'), end: cellOf(line, 'End') }))
      .filter(({ start }) => /^\d{4}-/.test(start))
      .sort((a, b) => (a.start < b.start ? -1 : 1))
    let last = dated[0]
    for (const one of dated.slice(1)) {
      if (last && (!/^\d{4}-/.test(last.end) || one.start <= last.end)) {
        issues.push({
          sheet: one.line.sheet,
          row: one.line.row,
          column: 'Start',
          severity: 'warning',
          code: 'window_overlaps',
        })
      }
      if (!last || one.end > last.end || !/^\d{4}-/.test(one.end)) last = one
    }
  }
  return issues
}
