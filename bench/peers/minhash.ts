import { readFile } from 'node:fs/promises'
import type { Found, Peer } from './peer.ts'

const GRAM = 5
const HASHES = 64
const WINDOW = 800
const STEP = 400
const JACCARD_MIN = 0.3

/** Odd multipliers of the hash family, from a fixed generator. */
const MULTIPLIERS = Uint32Array.from({ length: HASHES }, (_, i) => Math.imul(i + 1, 0x9e3779b1) | 1)

const gramHashes = (points: readonly string[], from: number, to: number): Uint32Array => {
  const out = new Uint32Array(Math.max(0, to - from - GRAM + 1))
  for (let i = 0; i < out.length; i++) {
    let hash = 0x811c9dc5
    for (let k = 0; k < GRAM; k++) hash = Math.imul(hash ^ (points[from + i + k]?.codePointAt(0) ?? 0), 0x01000193)
    out[i] = hash
  }
  return out
}

const signatureOf = (grams: Uint32Array): Uint32Array => {
  const signature = new Uint32Array(HASHES).fill(0xffffffff)
  for (const gram of grams) {
    for (let h = 0; h < HASHES; h++) {
      const mixed = Math.imul(gram ^ (gram >>> 15), MULTIPLIERS[h] ?? 1)
      const value = (mixed ^ (mixed >>> 13)) >>> 0
      if (value < (signature[h] ?? 0)) signature[h] = value
    }
  }
  return signature
}

interface Window {
  start: number
  end: number
  signature: Uint32Array
}

const windowsOf = async (path: string): Promise<Window[]> => {
  const points = [...(await readFile(path, 'utf8'))]
  const windows: Window[] = []
  for (let start = 0; start === 0 || start + STEP < points.length; start += STEP) {
    const end = Math.min(points.length, start + WINDOW)
    windows.push({ start, end, signature: signatureOf(gramHashes(points, start, end)) })
  }
  return windows
}

/** Plain MinHash over 5-grams of characters (Broder 1997), in half-overlapping windows so that passages can be found at all. */
export const createMinhashPeer = (): Peer => {
  const works = new Map<string, Window[]>()
  return {
    name: '5-gram MinHash',
    note: `5-grams of characters, ${HASHES} hashes, windows of ${WINDOW} characters, estimated Jaccard ≥ ${JACCARD_MIN}`,
    kinds: ['text'],
    register: async ({ key, path }) => {
      works.set(key, await windowsOf(path))
    },
    find: async (copy) => {
      const query = await windowsOf(copy.path)
      const found: Found[] = []
      for (const [work, windows] of works) {
        let best: { alike: number; q: Window; w: Window } | null = null
        for (const q of query) {
          for (const w of windows) {
            let same = 0
            for (let h = 0; h < HASHES; h++) if (q.signature[h] === w.signature[h]) same++
            if (same / HASHES >= JACCARD_MIN && (!best || same > best.alike)) best = { alike: same, q, w }
          }
        }
        if (!best) continue
        const { q, w } = best
        const segment = { queryStart: q.start, queryEnd: q.end, workStart: w.start, workEnd: w.end }
        found.push({ work, score: best.alike / HASHES, segments: [segment] })
      }
      return found
    },
  }
}
