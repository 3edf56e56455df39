import type { PictureTransform } from '../../../../src/domains/fingerprints/contract.ts'

/** The way the copy lies, and the shape of the work; null where either is not known. */
export const lieOf = (
  transform: PictureTransform | null | undefined,
  work: { widthPixels: number | null; heightPixels: number | null },
) =>
  transform && work.widthPixels && work.heightPixels
    ? { transform, workAspect: work.widthPixels / work.heightPixels }
    : null

/**
 * The CSS that lays a picture filling a box on another one filling the same box. `transform` is in fractions of width and
 * height; CSS counts pixels from the top left corner and reads its 4 × 4 matrix column by column (CSS Transforms 2, 12).
 */
export const lieOn = (transform: PictureTransform, width: number, height: number): string => {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0] = transform
  const ratio = width / Math.max(1, height)
  const columns = [
    [a, d / ratio, 0, g / Math.max(1, width)],
    [b * ratio, e, 0, h / Math.max(1, height)],
    [0, 0, 1, 0],
    [c * width, f * height, 0, 1],
  ]
  return `matrix3d(${columns.flat().join(', ')})`
}
