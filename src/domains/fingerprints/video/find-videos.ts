import type { MediaFingerprint } from '../../../ports/media.ts'
import type { FoundObject, MatcherDeps } from '../finding.ts'
import { frameCandidates } from '../hashes/frame-candidates.ts'
import { matchVideos } from './match-videos.ts'

/** Every registered film that the query shows, each compared as a whole. */
export const findVideos = async (query: MediaFingerprint, deps: MatcherDeps): Promise<FoundObject[]> => {
  const found: FoundObject[] = []
  for (const { objectKey, pairings } of await frameCandidates(query, deps.index.frames)) {
    const work = await deps.load(objectKey, ['frames'])
    if (work?.kind !== query.kind || work.algorithm !== query.algorithm) continue
    const finding = matchVideos(query, work, pairings)
    if (finding) found.push({ objectKey, kind: 'video', ...finding })
  }
  return found
}
