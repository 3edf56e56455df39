import { codeWords, hammingDistance } from '../../src/domains/fingerprints/hashes/hamming.ts'
import type { MediaFingerprint } from '../../src/ports/media.ts'
import type { Found, Peer } from './peer.ts'

const DISTANCE_MAX = 31
const QUALITY_MIN = 50
const SECONDS_APART = 1
const QUERY_SHARE_MIN = 0.8

/** One frame a second of good quality, each code once. */
const bagOf = ({ timesSeconds, views }: MediaFingerprint): Uint32Array => {
  const [view] = views
  if (!view) return new Uint32Array(0)
  const words = codeWords(view.codes)
  const kept = new Map<string, Uint32Array>()
  let next = 0
  timesSeconds.forEach((time, i) => {
    if (time < next) return
    next = time + SECONDS_APART - 0.01
    if ((view.qualities[i] ?? 0) < QUALITY_MIN) return
    const code = words.slice(i * 8, i * 8 + 8)
    kept.set(code.join(), code)
  })
  const bag = new Uint32Array(kept.size * 8)
  let at = 0
  for (const code of kept.values()) bag.set(code, 8 * at++)
  return bag
}

/** vPDQ with its defaults (facebook/ThreatExchange, vpdq/): bags of frames, no order, no places. */
export const createVpdqPeer = (): Peer => {
  const works: { key: string; bag: Uint32Array }[] = []
  return {
    name: 'vPDQ',
    note: 'vPDQ: 1 frame a second, quality ≥ 50, distance ≤ 31, 80 % of the copy’s frames; it tells no places',
    kinds: ['video'],
    register: async (work, fingerprint) => {
      works.push({ key: work.key, bag: bagOf(fingerprint) })
    },
    find: async (_, fingerprint) => {
      const bag = bagOf(fingerprint)
      const frames = bag.length / 8
      if (frames === 0) return []
      const found: Found[] = []
      for (const work of works) {
        let same = 0
        for (let i = 0; i < frames; i++) {
          for (let j = 0; j * 8 < work.bag.length; j++) {
            if (hammingDistance(bag, i, work.bag, j) > DISTANCE_MAX) continue
            same++
            break
          }
        }
        if (same / frames >= QUERY_SHARE_MIN) found.push({ work: work.key, score: same / frames, segments: null })
      }
      return found
    },
  }
}
