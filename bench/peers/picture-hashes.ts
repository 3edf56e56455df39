import { popcount32 } from '../../src/domains/fingerprints/hashes/hamming.ts'
import type { PublishedHashes } from '../../src/ports/media.ts'
import type { Found, Peer } from './peer.ts'

const hexWords = (hex: string): Uint32Array =>
  Uint32Array.from({ length: 8 }, (_, i) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16))

/** One 256-bit hash a picture, compared with every registered one. */
const hashPeer = (
  name: string,
  note: string,
  distanceMax: number,
  hashOf: (hashes: PublishedHashes) => string | null,
): Peer => {
  const works: { key: string; words: Uint32Array }[] = []
  return {
    name,
    note,
    kinds: ['image'],
    register: async (work, { published }) => {
      const hash = published ? hashOf(published) : null
      if (hash) works.push({ key: work.key, words: hexWords(hash) })
    },
    find: async (_, { published }) => {
      const hash = published ? hashOf(published) : null
      if (!hash) return []
      const words = hexWords(hash)
      const found: Found[] = []
      for (const work of works) {
        let distance = 0
        for (let i = 0; i < 8; i++) distance += popcount32((words[i] ?? 0) ^ (work.words[i] ?? 0))
        if (distance <= distanceMax) found.push({ work: work.key, score: 256 - distance, segments: null })
      }
      return found
    },
  }
}

const PDQ_QUALITY_MIN = 50

/** The reference's own advice: distance up to 31, quality above 49 (facebook/ThreatExchange, pdq/README.md). */
export const createPdqPeer = (): Peer =>
  hashPeer('PDQ at 31', 'Meta’s PDQ, distance ≤ 31, quality ≥ 50', 31, (hashes) =>
    hashes.pdqQuality >= PDQ_QUALITY_MIN ? hashes.pdqHex : null,
  )

/** A tenth of the bits, as tools on blockhash use. */
export const createImghashPeer = (): Peer =>
  hashPeer('imghash', 'blockhash of imghash, 16 × 16, distance ≤ 25 (10 %)', 25, (hashes) => hashes.imghashHex)
