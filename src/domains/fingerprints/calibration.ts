import type { MediaKind } from '../../ports/media.ts'
import { CALIBRATION, type Calibration } from './calibration-data.ts'
import { CONFIDENCE_MAX } from './confidence.ts'
import type { FoundObject, FoundSegment } from './finding.ts'

/** Too short to be called a copy however sure the likeness is: what it says is not how sure we are. */
const QUOTATION = 'quotation'

/**
 * How many of 100 matches with this much evidence were right, as a share, by edited copies of media of which the truth is known; below what was
 * measured no more than the evidence itself. Never above 0.99. Of a kind that was not calibrated the evidence itself, which is a ranking.
 */
export const calibratedConfidence = (
  kind: MediaKind,
  evidence: number,
  { kinds }: Pick<Calibration, 'kinds'> = CALIBRATION,
): number => {
  const steps = kinds[kind] ?? []
  const measured = steps.findLast((one) => one.evidence <= evidence)?.confidence
  return Math.min(CONFIDENCE_MAX, measured ?? Math.min(evidence, steps[0]?.confidence ?? evidence))
}

const calibratedSegments = (kind: MediaKind, segments: readonly FoundSegment[]): FoundSegment[] =>
  segments.map((of) => ({
    ...of,
    confidence: of.edits.includes(QUOTATION) ? of.confidence : calibratedConfidence(kind, of.confidence),
  }))

/** A match, its segments and its sound with calibrated confidence in the place of evidence. */
export const calibrated = (found: FoundObject): FoundObject => {
  const segments = calibratedSegments(found.kind, found.segments)
  const sound = found.sound && {
    confidence: calibratedConfidence('audio', found.sound.confidence),
    segments: calibratedSegments('audio', found.sound.segments),
  }
  const whole = segments.length > 0 ? [] : [calibratedConfidence(found.kind, found.confidence)]
  const confidence = Math.max(...whole, ...segments.map((segment) => segment.confidence), sound?.confidence ?? 0)
  return { ...found, confidence, segments, ...(found.sound === undefined ? {} : { sound: sound ?? null }) }
}
