import type { ContentBox } from '../../../ports/media.ts'
import { applyTransform, invertTransform, type Transform } from '../features/transform.ts'

const ROTATION_MIN_DEGREES = 1.5
/** The copy shows less than this share of the work's width or height. */
const CROPPED_SIDE_MAX = 0.95
/** The work fills less than this share of the copy's width or height. */
const PADDED_SIDE_MAX = 0.95
/** It fills less than this share of both. */
const INSET_SIDE_MAX = 0.75

/**
 * What was done to a copy whose picture lies on the work's as `transform` says: `mirrored`, `rotated:5` (degrees clockwise),
 * `cropped`, and `padded` or, when it is small both ways, `inset`. Outside `within` the copy shows padding; `aspect` is its width
 * over its height.
 */
export const placementEdits = (transform: Transform, within: ContentBox, aspect: number): string[] => {
  const [a = 1, b = 0, , d = 0, e = 1] = transform
  const edits: string[] = []
  const mirrored = a * e - b * d < 0
  if (mirrored) edits.push('mirrored')
  const toQuery = invertTransform(transform)
  if (!toQuery) return edits
  const at = (x: number, y: number): readonly [number, number] => {
    const [u, v] = applyTransform(toQuery, x, y)
    return [u * aspect, v]
  }
  const [[leftX, leftY], [rightX, rightY]] = mirrored ? [at(1, 0.5), at(0, 0.5)] : [at(0, 0.5), at(1, 0.5)]
  const degrees = Math.round((Math.atan2(rightY - leftY, rightX - leftX) * 180) / Math.PI)
  if (Math.abs(degrees) >= ROTATION_MIN_DEGREES) edits.push(`rotated:${(degrees + 360) % 360}`)
  const [top, bottom] = [at(0.5, 0), at(0.5, 1)]
  const span = (a: number, b: number, low: number, high: number, limit: number) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)]
    const common = Math.max(0, Math.min(high, to) - Math.max(low, from))
    return { shown: common / Math.max(1e-6, to - from), filled: common / limit }
  }
  const across = span(leftX, rightX, within.left * aspect, within.right * aspect, aspect)
  const down = span(top[1], bottom[1], within.top, within.bottom, 1)
  if (Math.min(across.shown, down.shown) < CROPPED_SIDE_MAX) edits.push('cropped')
  if (Math.max(across.filled, down.filled) < INSET_SIDE_MAX) edits.push('inset')
  else if (Math.min(across.filled, down.filled) < PADDED_SIDE_MAX) edits.push('padded')
  return edits
}
