import type { FoundObject } from '../../src/domains/fingerprints/finding.ts'
import { indexObject } from '../../src/domains/fingerprints/index-object.ts'
import { compareFingerprint, type ObjectMatch, reportedMatches } from '../../src/domains/fingerprints/matcher.ts'
import { MEDIA_LIMITS, type MediaFingerprint } from '../../src/ports/media.ts'
import { createNodeMedia } from '../../src/runtimes/node/media/node-media.ts'
import { createNodeSearchIndex } from '../../src/runtimes/node/search/node-search-index.ts'
import type { Found } from '../peers/peer.ts'
import { createFingerprintCache } from './fingerprint-cache.ts'

/** The product as it is used: the media port makes fingerprints, the search index brings candidates up, the matcher decides. */
export const openProduct = async (cacheFolder: string | undefined) => {
  const media = createNodeMedia()
  const cached = await createFingerprintCache(cacheFolder)
  const make = (path: string): Promise<MediaFingerprint> => media.fingerprint({ path }, { limits: MEDIA_LIMITS })
  return {
    /** Throws AppError for a file that the product refuses. */
    fingerprint: make,
    fingerprintKept: (path: string): Promise<MediaFingerprint> => cached(path, () => make(path)),
    poster: (path: string): Promise<Uint8Array> => media.poster({ path }, { sidePixelsMax: 240 }),
    close: (): Promise<void> => media.close(),
    openRegistry: () => {
      const index = createNodeSearchIndex()
      const works = new Map<string, MediaFingerprint>()
      return {
        works,
        register: async (key: string, fingerprint: MediaFingerprint): Promise<void> => {
          works.set(key, fingerprint)
          await indexObject(index, key, fingerprint)
        },
        match: async (query: MediaFingerprint): Promise<{ compared: FoundObject[]; matches: ObjectMatch[] }> => {
          const compared = await compareFingerprint(query, { index, load: async (key) => works.get(key) ?? null })
          return { compared, matches: reportedMatches(compared) }
        },
        close: (): Promise<void> => index.close(),
      }
    },
  }
}

export type Product = Awaited<ReturnType<typeof openProduct>>

/** What was found by the kind that the copy is of; a film that was found by its sound alone stands aside. */
export const foundByProduct = (matches: readonly ObjectMatch[], query: MediaFingerprint): Found[] => {
  const own = matches.filter(({ kind }) => kind === query.kind)
  const known = new Set(own.map(({ objectKey }) => objectKey))
  const others = matches.filter(({ objectKey }) => !known.has(objectKey))
  return [
    ...own.map(({ objectKey, confidence, segments }) => ({ work: objectKey, score: confidence, segments })),
    ...others.map(({ objectKey, confidence }) => ({ work: objectKey, score: confidence, segments: [], aside: true })),
  ]
}
