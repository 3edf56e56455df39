import type { PictureAgreement } from './features/agreement.ts'
import type { FeatureAlignment } from './features/align-features.ts'
import { NOISE_VARIANCE } from './video/change.ts'
import type { Stretch } from './video/verify.ts'

/** Below this nothing is reported. */
export const CONFIDENCE_MIN = 0.5
/** Nothing measured excludes one wrong match in a hundred of each kind at every degree: nothing is ever said to be certain. */
export const CONFIDENCE_MAX = 0.99
/** Two stills may be alike by chance of place (one camera, an empty room): alone they are never reported. */
const STILL_MAX = 0.45
const STILL_DISTANCE_MAX = 24
const STILL_QUALITY_MIN = 20

const clamp = (value: number): number => Math.max(0, Math.min(1, value))

/**
 * How sure we are that a stretch of video is a copy, 0..0.99: the product of
 * - picture: (72 - d) / 40, d the median PDQ distance. Distinct pictures of quality 50 were never closer than 74 bits in
 *   7.2 million comparisons, true copies are mostly below 32;
 * - share: of the telling frames between the ends, four of five must agree for full marks;
 * - length: 1 - 2^(-n/6), n agreeing frames: 1.5 seconds give 0.75;
 * - motion: 1 - 5u, u the share of change over time that the work does not explain. Copies leave 0 to 0.09, other takes by
 *   the same fixed camera 0.09 to 1. Where both stand still it is 0.45 for clear pictures within 24 bits, else 0.
 * Each further scene that agrees at its time is another witness: picture and motion p become 1 - (1 - p)^scenes. No fixed
 * camera explains two scenes, and no chance two pictures in the right order.
 */
export const stretchConfidence = (stretch: Stretch): number => {
  const { change } = stretch
  const witnessed = (one: number): number => 1 - (1 - one) ** stretch.scenes
  const picture = witnessed(clamp((72 - stretch.distanceMedian) / 40))
  const share = clamp(stretch.sameShare / 0.8)
  const length = 1 - 2 ** (-stretch.sameFrames / 6)
  const energy = Math.max(change.queryVariance, change.workVariance)
  const moving = energy / (energy + NOISE_VARIANCE)
  // Nothing that moves, nothing that could show a change of speed.
  const still =
    stretch.line.speed === 1 &&
    stretch.distanceMedian <= STILL_DISTANCE_MAX &&
    stretch.qualityMedian >= STILL_QUALITY_MIN
      ? STILL_MAX
      : 0
  const motion = moving * witnessed(clamp(1 - 5 * stretch.unexplained)) + (1 - moving) * still
  return Math.min(CONFIDENCE_MAX, picture * share * length * motion)
}

/** Regions make more comparisons, so each needs to be nearer. */
const REGION_PENALTY = 8

/**
 * How sure we are that two pictures are one, 0..0.99: full marks up to 31 bits (no distinct pair in 7.2 million was closer
 * than 74), falling to nothing at 63, times how alike the thumbnails are: 0 at correlation 0.5, 1 from 0.9. When only
 * parts of the pictures are compared, 8 bits are added first.
 */
export const pictureConfidence = (distance: number, likeness: number, parts: boolean): number =>
  Math.min(CONFIDENCE_MAX, clamp((63 - distance - (parts ? REGION_PENALTY : 0)) / 32) * clamp((likeness - 0.5) / 0.4))

const WINDOWS_MIN = 4

/**
 * How sure we are that a picture laid on another by shared points is a copy, 0..0.99: the product of
 * - points: (n - 7) / 7, n independent points that one map explains;
 * - spread: they must span a fifth of one of the pictures for full marks, so that a shared logo or line of text is no copy;
 * - agreement: (s - 0.25) / 0.35, s the share of windows of the common part that look the same. Without enough that shows
 *   something there is no second witness and no copy.
 */
export const laidConfidence = (alignment: FeatureAlignment, agreement: PictureAgreement | null): number => {
  if (!agreement || agreement.telling < WINDOWS_MIN) return 0
  const points = clamp((alignment.inliers - 7) / 7)
  const spread = clamp(Math.max(alignment.querySpread, alignment.workSpread) / 0.2)
  const same = clamp((agreement.agreeing / agreement.telling - 0.25) / 0.35)
  return Math.min(CONFIDENCE_MAX, points * spread * same)
}
