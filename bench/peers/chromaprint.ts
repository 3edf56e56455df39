import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { popcount32 } from '../../src/domains/fingerprints/hashes/hamming.ts'
import type { Found, Peer } from './peer.ts'

const run = promisify(execFile)
/** Chromaprint: hop of 1,365 samples at 11,025 Hz. */
const SECONDS_A_VALUE = 1365 / 11_025
/** AcoustID's matcher takes a stretch when fewer bits than this differ on average. */
const BITS_MAX = 10
const KEY_SHIFT = 20
const OFFSETS_TRIED = 8
const VALUES_MIN = 16

const rawPrint = async (path: string): Promise<Uint32Array> => {
  // It takes the end of some files for an error, after printing all that it is asked for.
  const { stdout } = await run('fpcalc', ['-raw', '-json', '-length', '0', path], { maxBuffer: 2 ** 26 }).catch(
    (cause: { stdout?: string }) => {
      if (cause.stdout) return { stdout: cause.stdout }
      throw cause
    },
  )
  return Uint32Array.from((JSON.parse(stdout) as { fingerprint: number[] }).fingerprint)
}

/** Offsets on which most 12-bit keys agree, then the mean of differing bits over all that overlaps. */
const compare = (query: Uint32Array, work: Uint32Array): { bits: number; offset: number } | null => {
  const places = new Map<number, number[]>()
  query.forEach((value, i) => {
    const key = value >>> KEY_SHIFT
    const at = places.get(key)
    if (at) at.push(i)
    else places.set(key, [i])
  })
  const votes = new Map<number, number>()
  work.forEach((value, j) => {
    for (const i of places.get(value >>> KEY_SHIFT) ?? []) votes.set(j - i, (votes.get(j - i) ?? 0) + 1)
  })
  const offsets = [...votes].sort((a, b) => b[1] - a[1]).slice(0, OFFSETS_TRIED)
  let best: { bits: number; offset: number } | null = null
  for (const [offset] of offsets) {
    const from = Math.max(0, -offset)
    const to = Math.min(query.length, work.length - offset)
    if (to - from < Math.max(VALUES_MIN, query.length / 2)) continue
    let bits = 0
    for (let i = from; i < to; i++) bits += popcount32((query[i] ?? 0) ^ (work[i + offset] ?? 0))
    bits /= to - from
    if (!best || bits < best.bits) best = { bits, offset }
  }
  return best
}

/** Chromaprint's own fingerprints, aligned as AcoustID does. */
export const createChromaprintPeer = (): Peer => {
  const works = new Map<string, Uint32Array>()
  return {
    name: 'Chromaprint',
    note: 'fpcalc -raw, alignment by 12-bit keys, fewer than 10 of 32 bits differ',
    kinds: ['audio'],
    register: async ({ key, path }) => {
      works.set(key, await rawPrint(path))
    },
    find: async (copy) => {
      const query = await rawPrint(copy.path)
      const found: Found[] = []
      for (const [work, print] of works) {
        const best = compare(query, print)
        if (!best || best.bits >= BITS_MAX) continue
        const workStart = Math.max(0, best.offset) * SECONDS_A_VALUE
        const queryStart = Math.max(0, -best.offset) * SECONDS_A_VALUE
        const seconds = query.length * SECONDS_A_VALUE - queryStart
        const segment = { queryStart, queryEnd: queryStart + seconds, workStart, workEnd: workStart + seconds }
        found.push({ work, score: 32 - best.bits, segments: [segment] })
      }
      return found
    },
  }
}
