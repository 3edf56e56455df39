import type { TextFingerprint } from '../../../ports/media.ts'
import type { KeyHits, KeyIndex } from '../../../ports/search-index.ts'
import { shinglesOf, winnow } from './shingles.ts'

/** A key that occurs more often in the registry is nobody's. */
const ENTRIES_MAX = 64
/** Keys looked up in one call, so that other searches get their turn in between. */
const KEYS_AT_A_TIME = 20_000
/** Longer queries look up only some of their shingles, among them nearly all that the registry kept. */
const WHOLE_QUERY_TOKENS_MAX = 300_000
const LONG_QUERY_WINDOW = 4
const PLACES_IN_QUERY_MAX = 8
const HITS_MAX = 4_000_000
/** Seeds of one passage follow each other within so many tokens. */
const REACH_TOKENS = 120
/** How far text may be put in or left out between two seeds: so many tokens, and this share of their distance. */
const DRIFT_TOKENS = 8
const DRIFT_SHARE = 0.25
const OPEN_GROUPS_MAX = 32

export interface Seed {
  query: number
  work: number
  /** 1 for a shingle that only this work has, less for what is common. */
  weight: number
}

/** Seeds that lie in order and close together. */
export interface SeedGroup {
  seeds: Seed[]
  weight: number
}

const probesOf = (text: TextFingerprint, keys: Uint32Array): number[] => {
  const places = new Map<number, number>()
  const long = text.tokens.length > WHOLE_QUERY_TOKENS_MAX
  const candidates = long ? winnow(keys, () => LONG_QUERY_WINDOW) : keys.keys()
  const probes: number[] = []
  for (const position of candidates) {
    const key = keys[position] ?? 0
    if (key === 0) continue
    const before = places.get(key) ?? 0
    places.set(key, before + 1)
    if (before < PLACES_IN_QUERY_MAX) probes.push(position)
  }
  return probes
}

const collect = (into: Map<string, Seed[]>, probes: readonly number[], hits: KeyHits): void => {
  for (let i = 0; i < hits.queries.length; i++) {
    const row = hits.queries[i] ?? 0
    const objectKey = hits.objectKeys[hits.objects[i] ?? 0] ?? ''
    const seeds = into.get(objectKey) ?? []
    into.set(objectKey, seeds)
    const weight = 1 / (1 + Math.log2(Math.max(1, hits.frequencies[row] ?? 1)))
    seeds.push({ query: probes[row] ?? 0, work: hits.positions[i] ?? 0, weight })
  }
}

/** Shingles of the query that registered texts have too, by object. */
export const findSeeds = async (
  text: TextFingerprint,
  index: Pick<KeyIndex, 'search'>,
): Promise<Map<string, Seed[]>> => {
  const { keys } = shinglesOf(text)
  const probes = probesOf(text, keys)
  const found = new Map<string, Seed[]>()
  let count = 0
  for (let at = 0; at < probes.length && count < HITS_MAX; at += KEYS_AT_A_TIME) {
    const some = probes.slice(at, at + KEYS_AT_A_TIME)
    const hits = await index.search(
      Uint32Array.from(some, (position) => keys[position] ?? 0),
      ENTRIES_MAX,
    )
    count += hits.queries.length
    collect(found, some, hits)
  }
  return found
}

/** The seeds of one object in groups, heaviest first. Each seed joins the group whose diagonal it lies nearest to. */
export const groupSeeds = (seeds: readonly Seed[]): SeedGroup[] => {
  const groups: SeedGroup[] = []
  let open: SeedGroup[] = []
  for (const seed of seeds.toSorted((a, b) => a.query - b.query || a.work - b.work)) {
    open = open.filter(({ seeds: own }) => seed.query - (own.at(-1)?.query ?? 0) <= REACH_TOKENS)
    let nearest: SeedGroup | null = null
    let least = Number.POSITIVE_INFINITY
    for (const group of open) {
      const last = group.seeds.at(-1)
      if (!last || seed.query === last.query || seed.work <= last.work) continue
      const apart = seed.query - last.query
      const drift = Math.abs(seed.work - last.work - apart)
      if (drift > DRIFT_TOKENS + DRIFT_SHARE * apart || drift >= least) continue
      nearest = group
      least = drift
    }
    if (nearest) {
      nearest.seeds.push(seed)
      nearest.weight += seed.weight
      continue
    }
    const group = { seeds: [seed], weight: seed.weight }
    groups.push(group)
    open.push(group)
    if (open.length > OPEN_GROUPS_MAX) open.shift()
  }
  return groups.sort((a, b) => b.weight - a.weight)
}
