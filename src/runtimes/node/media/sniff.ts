import { type FileHandle, open } from 'node:fs/promises'
import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type'
import { invalid } from '../../../kernel/errors.ts'
import type { MediaFacts, MediaKind } from '../../../ports/media.ts'

export interface SniffedType {
  kind: MediaKind
  mimeType: string
  extension: string
  sizeBytes: number
  encoding?: NonNullable<MediaFacts['encoding']>
}

const HEAD_BYTES = 256 * 1024

const MIME_KINDS: Record<string, MediaKind> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/apng': 'image',
  'image/webp': 'image',
  'image/gif': 'image',
  'image/avif': 'image',
  'image/tiff': 'image',
  'video/mp4': 'video',
  'video/x-m4v': 'video',
  'video/quicktime': 'video',
  'video/3gpp': 'video',
  'video/3gpp2': 'video',
  'video/matroska': 'video',
  'video/x-matroska': 'video',
  'video/webm': 'video',
  'video/vnd.avi': 'video',
  'video/x-msvideo': 'video',
  'video/mp2t': 'video',
  'video/x-flv': 'video',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/x-m4a': 'audio',
  'audio/aac': 'audio',
  'audio/wav': 'audio',
  'audio/flac': 'audio',
  'audio/x-flac': 'audio',
  'audio/ogg': 'audio',
  'audio/opus': 'audio',
  'audio/ogg; codecs=opus': 'audio',
  'video/ogg': 'video',
  'application/ogg': 'audio',
  'application/pdf': 'text',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'text',
}

const unsupported = (found: string) =>
  invalid('media_type_unsupported', `This type of file is not accepted (${found})`, { found })

const CONTROL = /[^\P{Cc}\t\n\r\f]/u
const MARKUP = /<(?:svg|script|html|!doctype\s+html|\?xml)[\s>]/i

const decodes = (bytes: Uint8Array, encoding: string): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return null
  }
}

const sniffText = (head: Uint8Array): NonNullable<MediaFacts['encoding']> | null => {
  const candidates: NonNullable<MediaFacts['encoding']>[] =
    head[0] === 0xff && head[1] === 0xfe
      ? ['utf-16le']
      : head[0] === 0xfe && head[1] === 0xff
        ? ['utf-16be']
        : ['utf-8', 'gb18030']
  for (const encoding of candidates) {
    const text = decodes(head, encoding)
    if (text === null || CONTROL.test(text)) continue
    if (MARKUP.test(text.slice(0, 4096))) throw unsupported('markup')
    return encoding
  }
  return null
}

const readHead = async (file: FileHandle): Promise<Uint8Array> => {
  const head = new Uint8Array(HEAD_BYTES)
  const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0)
  return head.subarray(0, bytesRead)
}

/**
 * The type by the file's bytes. Throws AppError Invalid: `file_empty`, `media_type_unsupported`. A container is called
 * video here even when it turns out to hold sound only.
 */
export const sniffType = async (path: string): Promise<SniffedType> => {
  const file = await open(path)
  try {
    const sizeBytes = (await file.stat()).size
    if (sizeBytes === 0) throw invalid('file_empty', 'The file has no content')
    const head = await readHead(file)
    const found = (await fileTypeFromFile(path).catch(() => undefined)) ?? (await fileTypeFromBuffer(head))
    if (found) {
      const kind = MIME_KINDS[found.mime]
      if (!kind) throw unsupported(found.mime)
      return { kind, mimeType: found.mime, extension: found.ext, sizeBytes }
    }
    const encoding = sniffText(head)
    if (!encoding) throw unsupported('unknown')
    return { kind: 'text', mimeType: 'text/plain', extension: 'txt', sizeBytes, encoding }
  } finally {
    await file.close()
  }
}
