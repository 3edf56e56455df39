import type { ContentBox, FingerprintView, MediaFingerprint } from '../../../ports/media.ts'
import { alignFeatures } from '../features/align-features.ts'
import { applyTransform, type Transform } from '../features/transform.ts'
import { WHOLE_BOX } from '../hashes/content-box.ts'
import type { FramePair } from './covered.ts'

/** Unrelated pictures have up to about seven inliers: a placement is only a question, put to the frames over time. */
const INLIERS_MIN = 5
const PLACEMENTS_MAX = 4
/** Two placements whose corners lie this near each other, in shares of the work's sides, are one. */
const SAME_PLACEMENT = 0.05
const CORNERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const

export interface Placement {
  /** From the query's picture to the work's, mirroring included. */
  transform: Transform
  /** Points that agree in the pair of key frames that gave it, and in all pairs that say the same. */
  inliers: number
  support: number
  /** The part of the query that is no padding. */
  within: ContentBox
  /** The key frames that say so. */
  pairs: FramePair[]
}

/** Largest distance between where two maps put the middle of the work and the corners of its image. */
export const placementDistance = (a: Transform, b: Transform): number =>
  Math.max(
    ...CORNERS.map(([x, y]) => {
      const [u, v] = applyTransform(a, x, y)
      const [s, t] = applyTransform(b, x, y)
      return Math.max(Math.abs(u - s), Math.abs(v - t)) / Math.max(1, Math.abs(u - 0.5), Math.abs(v - 0.5))
    }),
  )

/** The window of a view at one frame; null where it has none. */
export const boxAt = (view: FingerprintView, frame: number): ContentBox | null => {
  if (!view.boxes) return view.box
  const [left = 0, top = 0, right = 0, bottom = 0] = view.boxes.subarray(frame * 4, frame * 4 + 4)
  return right === 0 ? null : { left: left / 255, top: top / 255, right: right / 255, bottom: bottom / 255 }
}

const contentBoxAt = (file: MediaFingerprint, frame: number): ContentBox => {
  const boxed = file.views[1]
  return (boxed && boxAt(boxed, frame)) ?? WHOLE_BOX
}

/** The ways in which pairs of key frames say that the query lies on the work, the best supported first. */
export const placementsOf = (
  query: MediaFingerprint,
  work: MediaFingerprint,
  pairs: readonly { query: number; work: number }[],
): Placement[] => {
  const found: Placement[] = []
  for (const pair of pairs) {
    const a = query.features?.[pair.query]
    const b = work.features?.[pair.work]
    const alignment = a && b && alignFeatures(a, b)
    if (!alignment || alignment.inliers < INLIERS_MIN) continue
    const { transform, inliers } = alignment
    const within = contentBoxAt(query, a.frame)
    const same = found.find((other) => placementDistance(other.transform, transform) <= SAME_PLACEMENT)
    const frames = { query: a.frame, work: b.frame }
    if (!same) found.push({ transform, inliers, support: inliers, within, pairs: [frames] })
    else {
      same.support += inliers
      same.pairs.push(frames)
      if (inliers > same.inliers) Object.assign(same, { transform, inliers, within })
    }
  }
  return found.sort((a, b) => b.support - a.support).slice(0, PLACEMENTS_MAX)
}
