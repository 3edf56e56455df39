import { writeWorkbook } from '../workbook/write-workbook.ts'
import type { AvailLine } from './avail-line.ts'
import { type AvailsKind, columns } from './columns.ts'

const version = '1.9'

/**
 * A workbook of EMA Avails 1.9 with a sheet for each kind that occurs. What the lines have beside the columns of 1.9 follows them, so that
 * reading the workbook gives the same values in the same order.
 */
export function writeAvails(lines: readonly Pick<AvailLine, 'kind' | 'values'>[]): Uint8Array {
  const kinds: readonly AvailsKind[] = ['Movies', 'TV']
  const sheets = kinds.flatMap((kind) => {
    const own = lines.filter((line) => line.kind === kind)
    if (own.length === 0) return []
    const known = columns[kind].map(({ column }) => column)
    const keys = [...new Set([...known, ...own.flatMap(({ values }) => Object.keys(values))])]
    const split = keys.map((key) => [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)] as const)
    const rows = [
      split.map(([section]) => section),
      split.map(([, name]) => name),
      keys.map((_key, i) => (i === 0 ? version : '')),
      ...own.map(({ values }) => keys.map((key) => values[key] ?? '')),
    ]
    return [{ name: kind, rows }]
  })
  return writeWorkbook(sheets)
}
