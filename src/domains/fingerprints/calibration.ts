import type { MediaKind } from '../../ports/media.ts'
import { CALIBRATION, type Calibration } from './calibration-data.ts'
import { CONFIDENCE_MAX } from './confidence.ts'
import type { FoundObject, FoundSegment } from './finding.ts'

/** Too short to be called a copy however sure the likeness is: what it says is not how sure we are. */
const QUOTATION = 'quotation'

/**
 * How many of 100 matches with this much evidence were right, as a share, by edited copies of media of which the truth is known; below what was
 * measured the first step. Never above 0.99. Of a kind that was not calibrated the evidence itself, which is a ranking.
 */
export const calibratedConfidence = (
  kind: MediaKind,
  evidence: number,
  { kinds }: Pick<Calibration, 'kinds'> = CALIBRATION,
): number => {
  const steps = kinds[kind] ?? []
  const step = steps.findLast((one) => one.evidence <= evidence) ?? steps[0]
  return Math.min(CONFIDENCE_MAX, step?.confidence ?? evidence)
}

/** A match and its segments with calibrated confidence in the place of evidence. */
export const calibrated = (found: FoundObject): FoundObject => {
  if (!CALIBRATION.kinds[found.kind]) return found
  const told = (of: FoundSegment): number =>
    of.edits.includes(QUOTATION) ? of.confidence : calibratedConfidence(found.kind, of.confidence)
  const segments = found.segments.map((segment) => ({ ...segment, confidence: told(segment) }))
  const confidence =
    segments.length > 0
      ? Math.max(...segments.map((segment) => segment.confidence))
      : calibratedConfidence(found.kind, found.confidence)
  return { ...found, confidence, segments }
}
