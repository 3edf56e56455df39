import { invalid } from '../../../kernel/errors.ts'
import { CODE_BYTES, type PictureFeatures } from '../../../ports/media.ts'

/** "QYP" and the version of this layout. */
const MAGIC = [0x51, 0x59, 0x50, 1]
const HEAD_BYTES = 8
const PICTURE_HEAD_BYTES = 14
const PICTURES_MAX = 1_000_000
const POINT_BYTES = 2 + 2 + 1 + 1 + CODE_BYTES

const malformed = (what: string) => invalid('fingerprint_malformed', `Not features of pictures: ${what}`)

const bytesOf = ({ xs, thumb }: PictureFeatures): number => PICTURE_HEAD_BYTES + xs.length * POINT_BYTES + thumb.length

/**
 * Layout, little-endian: magic (4), number of pictures (uint32), then each picture: frame (uint32), width, height, thumbWidth,
 * thumbHeight, number of points (uint16 each); xs, ys (uint16), levels, angles, codes, thumb.
 */
export const encodeFeatures = (pictures: readonly PictureFeatures[]): Uint8Array => {
  const bytes = new Uint8Array(pictures.reduce((sum, picture) => sum + bytesOf(picture), HEAD_BYTES))
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint32(4, pictures.length, true)
  let at = HEAD_BYTES
  for (const picture of pictures) {
    view.setUint32(at, picture.frame, true)
    const sizes = [picture.width, picture.height, picture.thumbWidth, picture.thumbHeight, picture.xs.length]
    sizes.forEach((size, i) => {
      view.setUint16(at + 4 + i * 2, size, true)
    })
    at += PICTURE_HEAD_BYTES
    for (const places of [picture.xs, picture.ys]) {
      for (const value of places) {
        view.setUint16(at, value, true)
        at += 2
      }
    }
    for (const column of [picture.levels, picture.angles, picture.codes, picture.thumb]) {
      bytes.set(column, at)
      at += column.length
    }
  }
  return bytes
}

/** The inverse of `encodeFeatures`. Throws AppError Invalid `fingerprint_malformed` for anything it did not write. */
export const decodeFeatures = (bytes: Uint8Array): PictureFeatures[] => {
  if (bytes.length < HEAD_BYTES || MAGIC.some((value, i) => bytes[i] !== value)) throw malformed('magic or version')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(4, true)
  if (count > PICTURES_MAX) throw malformed('count')
  let at = HEAD_BYTES
  const take = (size: number): Uint8Array => {
    at += size
    return bytes.slice(at - size, at)
  }
  const takeWords = (size: number): Uint16Array => {
    const words = Uint16Array.from({ length: size }, (_, i) => view.getUint16(at + i * 2, true))
    at += size * 2
    return words
  }
  const pictures: PictureFeatures[] = []
  for (let i = 0; i < count; i++) {
    if (at + PICTURE_HEAD_BYTES > bytes.length) throw malformed('length')
    const frame = view.getUint32(at, true)
    const [width = 0, height = 0, thumbWidth = 0, thumbHeight = 0, points = 0] = [0, 1, 2, 3, 4].map((k) =>
      view.getUint16(at + 4 + k * 2, true),
    )
    at += PICTURE_HEAD_BYTES
    if (at + points * POINT_BYTES + thumbWidth * thumbHeight > bytes.length) throw malformed('length')
    if (width === 0 || height === 0) throw malformed('size')
    pictures.push({
      frame,
      width,
      height,
      xs: takeWords(points),
      ys: takeWords(points),
      levels: take(points),
      angles: take(points),
      codes: take(points * CODE_BYTES),
      thumb: take(thumbWidth * thumbHeight),
      thumbWidth,
      thumbHeight,
    })
  }
  if (at !== bytes.length) throw malformed('length')
  return pictures
}
