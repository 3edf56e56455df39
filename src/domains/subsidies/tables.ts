/** Fen as yuan with two decimals, such as 1234.50. */
export const yuanText = (fen: number): string =>
  `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`

/**
 * CSV (RFC 4180) as spreadsheet programs open it: UTF-8 with its mark, so that Chinese is read as Chinese. A cell that would be a
 * formula gets an apostrophe, and a long number a tab before it, so that it keeps its digits.
 */
export function csvOf(rows: readonly (readonly string[])[]): Uint8Array {
  const cell = (text: string) => {
    const safe =
      /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)
        ? `'${text}`
        : /^\d{12,}$/.test(text)
          ? `\t${text}`
          : text
    return /[",\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return new TextEncoder().encode(`\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`)
}
