import type { MediaFingerprint } from '../../../ports/media.ts'
import type { FoundObject, MatcherDeps } from '../finding.ts'
import { frameCandidates } from '../hashes/frame-candidates.ts'
import { matchPictures } from './match-pictures.ts'

/** Every registered picture that the query shows, each compared as a whole. */
export const findPictures = async (query: MediaFingerprint, deps: MatcherDeps): Promise<FoundObject[]> => {
  const found: FoundObject[] = []
  for (const { objectKey, pairings } of await frameCandidates(query, deps.index.frames)) {
    const work = await deps.load(objectKey, ['frames'])
    if (work?.kind !== query.kind || work.algorithm !== query.algorithm) continue
    const finding = matchPictures(query, work, pairings)
    if (finding) found.push({ objectKey, kind: 'image', ...finding })
  }
  return found
}
