import type { MediaFingerprint } from '../../../ports/media.ts'
import type { FoundObject, MatcherDeps, ViewPairing } from '../finding.ts'
import { frameCandidates } from '../hashes/frame-candidates.ts'
import { dropCommonStretches, type FoundFilm } from './common-stretches.ts'
import { featureCandidates } from './feature-candidates.ts'
import { matchVideos } from './match-videos.ts'
import { placementsOf } from './placements.ts'

interface Candidate {
  pairings: readonly ViewPairing[]
  pairs: readonly { query: number; work: number }[]
}

/** Every registered film that the query shows, each compared as a whole. */
export const findVideos = async (query: MediaFingerprint, deps: MatcherDeps): Promise<FoundObject[]> => {
  const candidates = new Map<string, Candidate>()
  for (const { objectKey, pairings } of await frameCandidates(query, deps.index.frames)) {
    candidates.set(objectKey, { pairings, pairs: [] })
  }
  for (const { objectKey, pairs } of await featureCandidates(query, deps.index.features)) {
    candidates.set(objectKey, { pairings: candidates.get(objectKey)?.pairings ?? [], pairs })
  }
  const films: FoundFilm[] = []
  for (const [objectKey, { pairings, pairs }] of candidates) {
    const work = await deps.load(objectKey, pairs.length > 0 ? ['frames', 'features'] : ['frames'])
    if (work?.kind !== query.kind || work.algorithm !== query.algorithm) continue
    const finding = matchVideos(query, work, pairings, placementsOf(query, work, pairs))
    if (!finding) continue
    const registrant = (await deps.registrantOf?.(objectKey)) ?? objectKey
    films.push({ objectKey, registrant, work, finding })
  }
  films.sort((a, b) => (a.objectKey < b.objectKey ? -1 : 1))
  return dropCommonStretches(films).map(({ objectKey, finding }) => ({ objectKey, kind: 'video', ...finding }))
}
