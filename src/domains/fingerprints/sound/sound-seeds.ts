import type { SoundFingerprint } from '../../../ports/media.ts'
import type { KeyHits, KeyIndex } from '../../../ports/search-index.ts'
import { type Landmarks, landmarkKeys, PITCHES_PER_STEP, TEMPO_STEP } from './landmarks.ts'
import { firstFrom, type SoundLine } from './sound-line.ts'

/** A key that occurs more often in the registry tells nothing. */
const ENTRIES_MAX = 5000
/** Landmarks vote for an offset in bins of so many hops. */
const BIN_HOPS = 4
/** Within one step of tempo the true speed lies on this grid. */
const FINE_SPEEDS = [-0.03, -0.0225, -0.015, -0.0075, 0, 0.0075, 0.015, 0.0225, 0.03]
export const VOTES_MIN = 6
const SEEDS_PER_OBJECT = 3
const SAME_PLACE_HOPS = 64

/** A change of tempo and pitch that the query may have. */
export interface Change {
  tempoSteps: number
  pitchSteps: number
}

export interface SoundSeed {
  objectKey: string
  line: SoundLine
  votes: number
  /** Peaks of the query from..to - 1 were looked at. */
  from: number
  to: number
}

const HOPS_PER_WINDOW = 861
const WINDOW_STEP = 430

/** Overlapping windows of ten seconds, by the peaks in them. */
export const windowsOf = ({ times }: SoundFingerprint): { from: number; to: number }[] => {
  const windows: { from: number; to: number }[] = []
  const last = times.at(-1) ?? 0
  for (let start = 0; start <= last; start += WINDOW_STEP) {
    if (start > 0 && last - start < WINDOW_STEP) break
    const from = firstFrom(times, start)
    const to = firstFrom(times, start + HOPS_PER_WINDOW)
    if (to - from >= VOTES_MIN) windows.push({ from, to })
  }
  return windows
}

/** Each landmark of the query that a work has too: when in the query, counted from the middle of the window, and in the work. */
interface Votes {
  objects: Uint32Array
  times: Float64Array
  positions: Uint32Array
}

/** Rows of the hits, those of each change together; every change has `length` query keys. */
const rowsByChange = (hits: KeyHits, changes: number, length: number): Uint32Array[] => {
  const counts = new Uint32Array(changes)
  for (const query of hits.queries) {
    const change = Math.floor(query / length)
    counts[change] = (counts[change] as number) + 1
  }
  const rows = Array.from(counts, (count) => new Uint32Array(count))
  counts.fill(0)
  for (let i = 0; i < hits.queries.length; i++) {
    const change = Math.floor((hits.queries[i] as number) / length)
    const at = counts[change] as number
    if (rows[change]) rows[change][at] = i
    counts[change] = at + 1
  }
  return rows
}

/** A first count, in wide bins that a wrong speed does not leave; places are shared by chance, which does no harm. */
const WIDE_BIN_HOPS = 24
const PLACES = 2 ** 16

/** The votes for each object that could be part of something, in wide bins of time that hold enough of them. */
const promisingVotes = (votes: Votes, speed: number): Map<number, number[]> => {
  const { objects, times, positions } = votes
  const counts = new Uint16Array(PLACES)
  const places = new Uint32Array(times.length)
  for (let i = 0; i < times.length; i++) {
    const bin = Math.floor(((positions[i] as number) - speed * (times[i] as number)) / WIDE_BIN_HOPS)
    const place = (Math.imul(objects[i] as number, 0x9e3779b1) + bin) & (PLACES - 1)
    places[i] = place
    counts[place] = (counts[place] as number) + 1
  }
  const own = new Map<number, number[]>()
  for (let i = 0; i < times.length; i++) {
    const place = places[i] as number
    const around = Math.max(counts[(place + 1) & (PLACES - 1)] as number, counts[(place - 1) & (PLACES - 1)] as number)
    if ((counts[place] as number) + around < VOTES_MIN) continue
    const object = objects[i] as number
    const list = own.get(object)
    if (list) list.push(i)
    else own.set(object, [i])
  }
  return own
}

/** The speeds and places (hop of the work in the middle of the window) that most landmarks of one object vote for. */
const strongestLines = ({ times, positions }: Votes, own: readonly number[], centre: number) => {
  if (own.length < VOTES_MIN) return []
  const found: { speed: number; place: number; count: number }[] = []
  for (const share of FINE_SPEEDS) {
    const speed = centre * (1 + share)
    const bins = new Map<number, number>()
    for (const i of own) {
      const bin = Math.floor(((positions[i] as number) - speed * (times[i] as number)) / BIN_HOPS)
      bins.set(bin, (bins.get(bin) ?? 0) + 1)
    }
    for (const [bin, votes] of bins) {
      const above = bins.get(bin + 1) ?? 0
      const below = bins.get(bin - 1) ?? 0
      const count = votes + Math.max(above, below)
      if (count >= VOTES_MIN) found.push({ speed, place: (bin + (above >= below ? 1 : 0)) * BIN_HOPS, count })
    }
  }
  found.sort((a, b) => b.count - a.count)
  const kept: typeof found = []
  for (const one of found) {
    if (kept.length === SEEDS_PER_OBJECT) break
    if (!kept.some(({ place }) => Math.abs(place - one.place) < SAME_PLACE_HOPS)) kept.push(one)
  }
  return kept
}

/** Works that may hold what is heard in one window of the query, if the query has been changed in one of these ways. */
export const findSeeds = async (
  landmarks: Landmarks,
  window: { from: number; to: number },
  changes: readonly Change[],
  index: Pick<KeyIndex, 'search'>,
): Promise<SoundSeed[]> => {
  const { length } = landmarks.times
  const keys = new Uint32Array(changes.length * length)
  changes.forEach(({ tempoSteps, pitchSteps }, c) => {
    keys.set(landmarkKeys(landmarks, tempoSteps, pitchSteps), c * length)
  })
  const hits = await index.search(keys, ENTRIES_MAX)
  const middle = ((landmarks.times[0] ?? 0) + (landmarks.times.at(-1) ?? 0)) / 2
  const seeds: SoundSeed[] = []
  rowsByChange(hits, changes.length, length).forEach((rows, c) => {
    const { tempoSteps, pitchSteps } = changes[c] ?? { tempoSteps: 0, pitchSteps: 0 }
    // What lasts longer in the work than in the query is played faster.
    const centre = Math.exp(tempoSteps * TEMPO_STEP)
    const votes: Votes = {
      objects: rows.map((i) => hits.objects[i] as number),
      times: Float64Array.from(rows, (i) => (landmarks.times[(hits.queries[i] as number) % length] as number) - middle),
      positions: rows.map((i) => hits.positions[i] as number),
    }
    for (const [object, own] of promisingVotes(votes, centre)) {
      for (const { speed, place, count } of strongestLines(votes, own, centre)) {
        const line = { speed, offset: place - speed * middle, pitch: -pitchSteps * PITCHES_PER_STEP }
        seeds.push({ objectKey: hits.objectKeys[object] ?? '', line, votes: count, ...window })
      }
    }
  })
  return seeds
}
