import type { MediaFingerprint, PictureFeatures } from '../../../ports/media.ts'
import { laidConfidence } from '../confidence.ts'
import { pictureAgreement } from '../features/agreement.ts'
import { alignFeatures } from '../features/align-features.ts'
import type { Finding } from '../finding.ts'
import { editsOfTransform } from './picture-edits.ts'

/** When this share of the windows does not look the same, something lies over the picture. */
const COVERED_SHARE_MIN = 0.12

/**
 * Lays the query on the work by the points they share, and looks whether the pictures agree there; null when there is nothing to
 * lay on. `way` says in which of its two forms the query came up.
 */
export const layPictures = (
  query: MediaFingerprint,
  work: MediaFingerprint,
  way?: 'upright' | 'mirrored',
): Finding | null => {
  const [a, b]: (PictureFeatures | undefined)[] = [query.features?.[0], work.features?.[0]]
  if (!a || !b) return null
  const alignment = alignFeatures(a, b, way ? [way] : undefined)
  if (!alignment) return null
  const agreement = pictureAgreement(a, b, alignment.transform)
  const confidence = laidConfidence(alignment, agreement)
  const edits = editsOfTransform(alignment.transform, query, work)
  if (agreement && agreement.agreeing < (1 - COVERED_SHARE_MIN) * agreement.telling) edits.push('covered')
  return {
    confidence,
    error: agreement?.error ?? 255,
    edits,
    transform: alignment.transform.slice(0, 8),
    segments: [],
  }
}
