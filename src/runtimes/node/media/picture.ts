import imghash from 'imghash'
import sharp, { type Sharp } from 'sharp'
import type { RgbPicture } from '../../../domains/fingerprints/iscc/grey-picture.ts'
import {
  FEATURES_ENLARGE_MAX,
  FEATURES_SIDE,
  fingerprintPicture,
  PICTURE_SIDE_MAX,
  referencePdq,
} from '../../../domains/fingerprints/pictures/fingerprint-picture.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { MediaFacts, MediaFingerprint } from '../../../ports/media.ts'

const IMGHASH_BITS = 16
/** imghash walks all pixels in JavaScript; larger pictures are shrunk for it first, which moves a few bits. */
const IMGHASH_PIXELS_MAX = 16_000_000
const CUT_OFF =
  /premature|truncat|unexpected end|end of (?:file|stream|image|data)|not enough (?:data|input)|incomplete|short read|bitstream_?(?:not_)?/i

/** Limits are checked from the header before, so libvips need not refuse by itself. */
const openPicture = (path: string): Sharp =>
  sharp(path, { limitInputPixels: false, failOn: 'truncated', sequentialRead: true, pages: 1 })

const pictureError = (cause: unknown) => {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return CUT_OFF.test(reason)
    ? invalid('media_truncated', 'The picture is incomplete: its end is missing')
    : invalid('media_broken', 'The picture cannot be decoded')
}

/** Size and page count from the header. Throws AppError Invalid `media_broken`, `media_truncated`. */
export const pictureFacts = async (
  path: string,
): Promise<Pick<MediaFacts, 'widthPixels' | 'heightPixels' | 'pages'>> => {
  try {
    const header = await sharp(path, { limitInputPixels: false }).metadata()
    const { width, height } = header.autoOrient
    return {
      widthPixels: width,
      heightPixels: height,
      ...((header.pages ?? 1) > 1 ? { pages: header.pages ?? 1 } : {}),
    }
  } catch (cause) {
    throw pictureError(cause)
  }
}

const decodeRgb = async (path: string): Promise<{ pixels: Buffer; width: number; height: number }> => {
  try {
    const { data, info } = await openPicture(path)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    if (info.channels === 3) return { pixels: data, width: info.width, height: info.height }
    const pixels = Buffer.alloc(info.width * info.height * 3)
    for (let i = 0; i < info.width * info.height; i++) pixels.fill(data[i * info.channels] ?? 0, i * 3, i * 3 + 3)
    return { pixels, width: info.width, height: info.height }
  } catch (cause) {
    throw pictureError(cause)
  }
}

const blockhash = (pixels: Buffer, width: number, height: number): string => {
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let i = 0; i < width * height; i++) {
    data[i * 4] = pixels[i * 3] ?? 0
    data[i * 4 + 1] = pixels[i * 3 + 1] ?? 0
    data[i * 4 + 2] = pixels[i * 3 + 2] ?? 0
  }
  return imghash.hashRaw({ width, height, data }, IMGHASH_BITS)
}

/** Decodes the first page upright and on white, and fingerprints it. `onPixels` sees it at full size. */
export const pictureFingerprint = async (
  path: string,
  onPixels: (picture: RgbPicture) => void,
): Promise<MediaFingerprint> => {
  const whole = await decodeRgb(path)
  onPixels(whole)
  const resized = async (width: number, height: number) => {
    const pixels = await sharp(whole.pixels, {
      raw: { width: whole.width, height: whole.height, channels: 3 },
      limitInputPixels: false,
    })
      .resize(width, height, { fit: 'fill' })
      .raw()
      .toBuffer()
    const luma = new Float32Array(width * height)
    for (let i = 0; i < luma.length; i++) {
      luma[i] = 0.299 * (pixels[i * 3] ?? 0) + 0.587 * (pixels[i * 3 + 1] ?? 0) + 0.114 * (pixels[i * 3 + 2] ?? 0)
    }
    return { pixels, luma, width, height }
  }
  const square = await resized(Math.min(PICTURE_SIDE_MAX, whole.width), Math.min(PICTURE_SIDE_MAX, whole.height))
  const { pixels: small, luma, width, height } = square
  const scale = Math.min(FEATURES_ENLARGE_MAX, FEATURES_SIDE / Math.max(whole.width, whole.height))
  const { pixels: _, ...shaped } = await resized(
    Math.max(1, Math.round(whole.width * scale)),
    Math.max(1, Math.round(whole.height * scale)),
  )
  const pdq = referencePdq(whole.pixels, whole.width, whole.height)
  const imghashHex =
    whole.width * whole.height <= IMGHASH_PIXELS_MAX
      ? blockhash(whole.pixels, whole.width, whole.height)
      : blockhash(small, width, height)
  return fingerprintPicture({
    luma,
    width,
    height,
    shaped,
    widthPixels: whole.width,
    heightPixels: whole.height,
    published: { pdqHex: pdq.hex, pdqQuality: pdq.quality, imghashHex },
  })
}

/** A WebP of the first page that fits a square of `sidePixelsMax`. */
export const picturePoster = async (path: string, sidePixelsMax: number): Promise<Uint8Array> => {
  try {
    return await openPicture(path)
      .autoOrient()
      .resize(sidePixelsMax, sidePixelsMax, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer()
  } catch (cause) {
    throw pictureError(cause)
  }
}
