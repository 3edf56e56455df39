import { open } from 'node:fs/promises'
import { invalid } from '../../../kernel/errors.ts'

const BOXES_MAX = 10_000
/** Some recorders miscount the last box by a little; players do not mind. */
const MISSING_BYTES_MAX = 64 * 1024
const MISSING_SHARE_MAX = 0.01
const MP4_EXTENSIONS = new Set(['mp4', 'm4v', 'm4a', 'mov', '3gp', '3g2'])
const RIFF_EXTENSIONS = new Set(['avi', 'wav'])
/** Written by recorders that did not know the size beforehand. */
const RIFF_SIZE_UNKNOWN = new Set([0, 0xffffffff])

const truncated = () => invalid('media_truncated', 'The file is incomplete: its end is missing')

const isCut = (statedBytes: number, sizeBytes: number): boolean =>
  statedBytes - sizeBytes > Math.min(MISSING_BYTES_MAX, MISSING_SHARE_MAX * statedBytes)

/** The size at the head of a RIFF file (AVI, WAVE) against the size it has. */
const checkRiff = async (path: string): Promise<void> => {
  const file = await open(path)
  try {
    const header = Buffer.alloc(8)
    await file.read(header, 0, 8, 0)
    const stated = header.readUInt32LE(4)
    if (!RIFF_SIZE_UNKNOWN.has(stated) && isCut(stated + 8, (await file.stat()).size)) throw truncated()
  } finally {
    await file.close()
  }
}

/**
 * Walks the top-level boxes of an ISO base media file (ISO/IEC 14496-12, 4.2). Throws AppError Invalid
 * `media_truncated` when a box runs past the end of the file or the movie box never comes.
 */
const checkMp4 = async (path: string): Promise<void> => {
  const file = await open(path)
  try {
    const size = (await file.stat()).size
    const header = Buffer.alloc(16)
    let offset = 0
    let movie = false
    for (let boxes = 0; offset + 8 <= size && boxes < BOXES_MAX; boxes++) {
      await file.read(header, 0, 16, offset)
      const type = header.toString('latin1', 4, 8)
      const short = header.readUInt32BE(0)
      const length = short === 1 ? Number(header.readBigUInt64BE(8)) : short === 0 ? size - offset : short
      if (length < 8) return
      if (type === 'moov' || type === 'moof') movie = true
      offset += length
    }
    if (!movie || isCut(offset, size)) throw truncated()
  } finally {
    await file.close()
  }
}

/**
 * What a look at the container's own sizes tells before any decoding. Throws AppError Invalid `media_truncated`; formats
 * without such sizes pass, and are noticed when decoding ends too early.
 */
export const checkComplete = async (path: string, extension: string): Promise<void> => {
  if (MP4_EXTENSIONS.has(extension)) await checkMp4(path)
  if (RIFF_EXTENSIONS.has(extension)) await checkRiff(path)
}
