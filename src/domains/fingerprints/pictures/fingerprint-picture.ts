import type { ContentBox, FingerprintView, MediaFingerprint, PublishedHashes } from '../../../ports/media.ts'
import { extractFeatures } from '../features/extract.ts'
import { detectContentBox, WHOLE_BOX } from '../hashes/content-box.ts'
import { createPdq, pdqCode, pdqHex } from '../hashes/pdq.ts'
import { createViewBuilder } from '../hashes/view.ts'

/**
 * Regions hashed beside the whole, on both sides: centres find copies that were cropped, top and bottom those with a band of
 * text over the rest. One PDQ forgives a crop of 2 to 3 %, so these reach to about 20 %.
 */
const REGIONS: readonly ContentBox[] = [
  { left: 0.04, top: 0.04, right: 0.96, bottom: 0.96 },
  { left: 0.07, top: 0.07, right: 0.93, bottom: 0.93 },
  { left: 0.1, top: 0.1, right: 0.9, bottom: 0.9 },
  { left: 0, top: 0, right: 1, bottom: 0.8 },
  { left: 0, top: 0.2, right: 1, bottom: 1 },
]

export const PICTURE_ALGORITHM = 'qianyin-picture-2'
/** Pictures are shrunk, never enlarged, to at most this many pixels each way before hashing. */
export const PICTURE_SIDE_MAX = 512

export interface PictureLuma {
  /** 0.299R + 0.587G + 0.114B, width × height values, upright, on white where it was transparent. */
  luma: Float32Array
  width: number
  height: number
  /** Of the file, before shrinking. */
  widthPixels: number
  heightPixels: number
  /** The picture in its own shape, longest side FEATURES_SIDE where it has that many pixels or can be enlarged to it. */
  shaped?: { luma: Float32Array; width: number; height: number }
  published?: PublishedHashes
}

export const FEATURES_SIDE = 512
/** Enlarging further shows nothing new. */
export const FEATURES_ENLARGE_MAX = 3

/**
 * The published PDQ of a picture: Meta's reference takes every floor(i × size / 512)th pixel of pictures above 512 either way.
 * `pixels` holds width × height × 3 values, RGB.
 */
export const referencePdq = (pixels: Uint8Array, width: number, height: number): { hex: string; quality: number } => {
  const shrunk = width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX
  const columns = shrunk ? PICTURE_SIDE_MAX : width
  const rows = shrunk ? PICTURE_SIDE_MAX : height
  const luma = new Float32Array(columns * rows)
  for (let y = 0; y < rows; y++) {
    const row = Math.floor((y * height) / rows) * width
    for (let x = 0; x < columns; x++) {
      const at = (row + Math.floor((x * width) / columns)) * 3
      luma[y * columns + x] = 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0)
    }
  }
  const spectrum = createPdq(columns, rows, 'reference')(luma)
  return { hex: pdqHex(pdqCode(spectrum)), quality: spectrum.quality }
}

/** The fingerprint of one still picture: whole, in regions, and without plain borders if it has any; each in all eight turns. */
export const fingerprintPicture = (picture: PictureLuma): MediaFingerprint => {
  const { luma, width, height } = picture
  const box = detectContentBox([Uint8Array.from(luma)], width, height)
  const views = [WHOLE_BOX, ...REGIONS, ...(box ? [box] : [])].map((window): FingerprintView => {
    const builder = createViewBuilder(window, width, height, true)
    builder.add(luma)
    return builder.finish()
  })
  const { shaped } = picture
  return {
    algorithm: PICTURE_ALGORITHM,
    kind: 'image',
    durationSeconds: 0,
    widthPixels: picture.widthPixels,
    heightPixels: picture.heightPixels,
    timesSeconds: new Float64Array(1),
    views,
    ...(shaped ? { features: [extractFeatures(shaped.luma, shaped.width, shaped.height)] } : {}),
    ...(picture.published ? { published: picture.published } : {}),
  }
}
