/**
 * How ISO 24138:2024 prepares text. JavaScript's Unicode tables may be newer than the reference's, which matters only for
 * characters that were assigned since.
 */

/** For hashing: decomposed, lower case, without space, control signs, marks and punctuation, recomposed. */
export const collapseText = (text: string): string =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\s\p{C}\p{M}\p{P}]/gu, '')
    .normalize('NFKC')

/** For display: NFKC, without control signs other than line ends, at most one empty line in a row, no space around. */
export const cleanText = (text: string): string => {
  const kept: string[] = []
  const lines = text
    .normalize('NFKC')
    .replace(/[^\P{C}\n\v\f\r\u0085]/gu, '')
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
  for (const line of lines) {
    if (line.trim() !== '') kept.push(line)
    else if (kept.at(-1) !== '') kept.push('')
  }
  return kept.join('\n').trim()
}

/** One line: runs of space become one. */
export const joinLines = (text: string): string => text.trim().split(/\s+/).join(' ')

/** At most `bytesMax` bytes of UTF-8, cut between characters, no space around. */
export const trimToBytes = (text: string, bytesMax: number): string => {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length <= bytesMax) return text.trim()
  return new TextDecoder()
    .decode(bytes.subarray(0, bytesMax))
    .replace(/\ufffd+$/, '')
    .trim()
}

/** Calls `visit` with each run of `width` characters as UTF-8, in order; once with everything when there are fewer. */
export const forEachWindow = (text: string, width: number, visit: (bytes: Uint8Array) => void): void => {
  const bytes = new TextEncoder().encode(text)
  const starts = new Uint32Array(width)
  let characters = 0
  for (let at = 0; at <= bytes.length; at++) {
    const ends = at === bytes.length
    // Bytes 10xxxxxx go on with a character
    if (!ends && ((bytes[at] ?? 0) & 0xc0) === 0x80) continue
    if (characters >= width) visit(bytes.subarray(starts[characters % width] ?? 0, at))
    if (!ends) starts[characters++ % width] = at
  }
  if (characters < width) visit(bytes)
}
