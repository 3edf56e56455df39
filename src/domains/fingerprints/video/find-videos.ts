import type { MediaFingerprint } from '../../../ports/media.ts'
import type { FoundObject, MatcherDeps, ViewPairing } from '../finding.ts'
import { frameCandidates } from '../hashes/frame-candidates.ts'
import { dropCommonStretches, type FoundFilm } from './common-stretches.ts'
import type { FramePair } from './covered.ts'
import { featureCandidates } from './feature-candidates.ts'
import { matchVideos } from './match-videos.ts'
import { placementsOf } from './placements.ts'
import { frameBefore } from './track.ts'

const HEARD_STEP_SECONDS = 0.5
const HEARD_PAIRS_MAX = 40

interface Candidate {
  pairings: readonly ViewPairing[]
  /** Rows of `features`. */
  pairs: readonly { query: number; work: number }[]
}

/** Frames that were shown while the same was heard, should the pictures be the work's too. */
const pairsHeard = (query: MediaFingerprint, work: MediaFingerprint, { segments }: FoundObject): FramePair[] => {
  const pairs: FramePair[] = []
  for (const { queryStart, queryEnd, workStart, workEnd } of segments) {
    const speed = (workEnd - workStart) / Math.max(1e-6, queryEnd - queryStart)
    for (let at = queryStart; at < queryEnd && pairs.length < HEARD_PAIRS_MAX; at += HEARD_STEP_SECONDS) {
      const frames = {
        query: frameBefore(query.timesSeconds, at),
        work: frameBefore(work.timesSeconds, workStart + speed * (at - queryStart)),
      }
      if (frames.query >= 0 && frames.work >= 0) pairs.push(frames)
    }
  }
  return pairs
}

/** Every registered film that the query shows, each compared as a whole. What was `heard` is looked at too. */
export const findVideos = async (
  query: MediaFingerprint,
  deps: MatcherDeps,
  heard: readonly FoundObject[] = [],
): Promise<FoundObject[]> => {
  const candidates = new Map<string, Candidate>()
  for (const { objectKey, pairings } of await frameCandidates(query, deps.index.frames)) {
    candidates.set(objectKey, { pairings, pairs: [] })
  }
  for (const { objectKey, pairs } of await featureCandidates(query, deps.index.features)) {
    candidates.set(objectKey, { pairings: candidates.get(objectKey)?.pairings ?? [], pairs })
  }
  for (const { objectKey } of heard)
    if (!candidates.has(objectKey)) candidates.set(objectKey, { pairings: [], pairs: [] })
  const films: FoundFilm[] = []
  for (const [objectKey, { pairings, pairs }] of candidates) {
    const work = await deps.load(objectKey, pairs.length > 0 ? ['frames', 'features'] : ['frames'])
    if (work?.kind !== query.kind || work.algorithm !== query.algorithm) continue
    const sound = heard.find((one) => one.objectKey === objectKey)
    const moments = sound ? pairsHeard(query, work, sound) : []
    const finding = matchVideos(query, work, pairings, placementsOf(query, work, pairs), moments)
    if (!finding) continue
    const registrant = (await deps.registrantOf?.(objectKey)) ?? objectKey
    films.push({ objectKey, registrant, work, finding })
  }
  films.sort((a, b) => (a.objectKey < b.objectKey ? -1 : 1))
  return dropCommonStretches(films).map(({ objectKey, finding }) => ({ objectKey, kind: 'video', ...finding }))
}
