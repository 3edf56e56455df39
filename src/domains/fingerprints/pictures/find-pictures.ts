import type { MediaFingerprint } from '../../../ports/media.ts'
import { CONFIDENCE_MIN } from '../confidence.ts'
import { alignPairs } from '../features/align-features.ts'
import { mirrorFeatures } from '../features/extract.ts'
import type { Finding, FoundObject, MatcherDeps, ViewPairing } from '../finding.ts'
import { frameCandidates } from '../hashes/frame-candidates.ts'
import { featureCandidates } from './feature-candidates.ts'
import { layPictures } from './lay-pictures.ts'
import { matchPictures } from './match-pictures.ts'

const LAID_MAX = 16
/** Fewer looked-up points than this in one place are chance. */
const SHARED_MIN = 3

type Way = 'upright' | 'mirrored'

interface Candidate {
  work: MediaFingerprint
  pairings: readonly ViewPairing[]
  way: Way | null
}

/** The surer of the two; how the copy lies is read from the points where they are sure too. */
const join = (whole: Finding | null, laid: Finding | null): Finding | null => {
  if (!laid || (whole && laid.confidence < Math.min(CONFIDENCE_MIN, whole.confidence))) return whole
  return whole && whole.confidence > laid.confidence ? { ...laid, confidence: whole.confidence } : laid
}

/** Pictures that came up by points they share, those first whose points lie alike. */
const candidatesByPoints = async (query: MediaFingerprint, deps: MatcherDeps) => {
  const [upright] = query.features ?? []
  if (!upright) return []
  const mirrored = mirrorFeatures(upright)
  const ranked: { objectKey: string; work: MediaFingerprint; way: Way; shared: number }[] = []
  for (const { objectKey, mirrored: isMirrored, pairs } of await featureCandidates(upright, deps.index.features)) {
    const work = await deps.load(objectKey, ['frames', 'features'])
    const [points] = work?.features ?? []
    if (!work || !points || work.kind !== query.kind || work.algorithm !== query.algorithm) continue
    const shared = alignPairs(isMirrored ? mirrored : upright, points, pairs)?.inliers ?? 0
    if (shared >= SHARED_MIN) ranked.push({ objectKey, work, way: isMirrored ? 'mirrored' : 'upright', shared })
  }
  return ranked.sort((a, b) => b.shared - a.shared).slice(0, LAID_MAX)
}

/**
 * Every registered picture that came up and how much speaks for it, be it too little to report: as a whole by its codes, and in
 * part, turned or among others by its points.
 */
export const comparePictures = async (query: MediaFingerprint, deps: MatcherDeps): Promise<FoundObject[]> => {
  const candidates = new Map<string, Candidate>()
  for (const { objectKey, work, way } of await candidatesByPoints(query, deps)) {
    if (!candidates.has(objectKey)) candidates.set(objectKey, { work, pairings: [], way })
  }
  for (const { objectKey, pairings } of await frameCandidates(query, deps.index.frames)) {
    const known = candidates.get(objectKey)
    const work = known?.work ?? (await deps.load(objectKey, ['frames', 'features']))
    if (work?.kind !== query.kind || work.algorithm !== query.algorithm) continue
    candidates.set(objectKey, { work, pairings, way: known?.way ?? null })
  }
  const found: FoundObject[] = []
  for (const [objectKey, { work, pairings, way }] of candidates) {
    const whole = pairings.length > 0 ? matchPictures(query, work, pairings) : null
    const finding = join(whole, layPictures(query, work, way ?? undefined))
    if (finding) found.push({ objectKey, kind: 'image', ...finding })
  }
  return found
}
