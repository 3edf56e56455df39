export interface ContentRange {
  start: number
  end: number
}

export interface Content {
  body: ReadableStream<Uint8Array>
  mimeType: string
  totalBytes: number
}

/** One range of a Range header (RFC 9110, section 14.2) as half-open bytes; several ranges or nonsense are as no header. */
export function parseRange(
  header: string | undefined,
): { start: number; end: number } | { suffix: number } | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (first === undefined || last === undefined) return undefined
  if (first === '') return last === '' ? undefined : { suffix: Number(last) }
  const end = last === '' ? Number.MAX_SAFE_INTEGER : Number(last) + 1
  return end > Number(first) ? { start: Number(first), end } : undefined
}

/** Serves private content, in parts when asked to. `read` gets the range that was asked for. */
export async function answerContent(
  rangeHeader: string | undefined,
  read: (range?: ContentRange) => Promise<Content>,
): Promise<Response> {
  const asked = parseRange(rangeHeader)
  const range = asked && 'suffix' in asked ? await suffixRange(asked.suffix, read) : asked
  const content = await read(range)
  const headers = new Headers({
    'Content-Type': content.mimeType,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, max-age=3600',
    // A stored text or picture never runs as a page of ours.
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Content-Disposition': 'inline',
  })
  const end = range ? Math.min(range.end, content.totalBytes) : content.totalBytes
  const start = range?.start ?? 0
  headers.set('Content-Length', String(end - start))
  if (range) headers.set('Content-Range', `bytes ${start}-${end - 1}/${content.totalBytes}`)
  return new Response(content.body, { status: range ? 206 : 200, headers })
}

async function suffixRange(suffix: number, read: (range?: ContentRange) => Promise<Content>): Promise<ContentRange> {
  const { body, totalBytes } = await read()
  await body.cancel()
  return { start: Math.max(0, totalBytes - suffix), end: totalBytes }
}
