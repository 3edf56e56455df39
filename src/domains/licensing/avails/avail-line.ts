import type { AvailsKind } from './columns.ts'

export interface AvailLine {
  sheet: string
  kind: AvailsKind
  /** The row, as the program shows it. */
  row: number
  /** What is written, by `Section/Name`; empty cells are left out. */
  values: Readonly<Record<string, string>>
}

export interface AvailIssue {
  sheet: string
  row: number
  /** The column's name; null for the row as a whole. */
  column: string | null
  severity: 'error' | 'warning'
  code: string
}

/** The value of a column, whatever its section. */
export function cellOf({ values }: Pick<AvailLine, 'values'>, name: string): string {
  for (const key in values) if (key.slice(key.indexOf('/') + 1) === name) return values[key] ?? ''
  return ''
}
