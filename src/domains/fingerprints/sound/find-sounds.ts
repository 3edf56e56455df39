import type { MediaFingerprint, SoundFingerprint } from '../../../ports/media.ts'
import type { FoundObject, FoundSegment, MatcherDeps } from '../finding.ts'
import { dropCommonSounds } from './common-sounds.ts'
import { HOP_SECONDS } from './fingerprint-sound.ts'
import { PITCHES_PER_STEP, soughtLandmarks, TEMPO_STEP } from './landmarks.ts'
import type { SoundLine } from './sound-line.ts'
import { type Change, findSeeds, type SoundSeed, windowsOf } from './sound-seeds.ts'
import { growStretch, type SoundStretch } from './sound-stretch.ts'

/** Works compared in full. */
const CANDIDATES_MAX = 40
const SEEDS_OF_WORK_MAX = 48
const SEGMENTS_MAX = 24
/** In long recordings only so many windows are tried with every change of tempo and pitch. */
const CHANGED_WINDOWS_MAX = 40
const UNCHANGED: Change = { tempoSteps: 0, pitchSteps: 0 }
const TEMPO_STEPS_MAX = 5
const PITCH_STEPS_MAX = 5
const STEPS_TRIED_MAX = 10

/** What is smaller is the error of the measurement. */
const SPEED_CHANGE_MIN = 0.012
/** When less of what is heard than this agrees, something else is heard too. */
export const WHOLE_SHARE_MIN = 0.4

/** Below this much evidence (nats) nothing is said. */
const EVIDENCE_MIN = 55
const PITCHES_MIN = 5
const TIMES_MIN = 12
/** Two seconds: what is shorter and agrees, by one fast figure of tones, is a coincidence of two musics. */
const SPAN_HOPS_MIN = Math.round(2 / HOP_SECONDS)

const confidenceOf = ({ evidence }: SoundStretch): number => Math.min(0.99, 1 - 2 ** (-evidence / EVIDENCE_MIN))

const isCopy = (query: SoundFingerprint, stretch: SoundStretch): boolean =>
  stretch.evidence >= EVIDENCE_MIN &&
  stretch.pitchesAgreeing >= PITCHES_MIN &&
  stretch.timesAgreeing >= TIMES_MIN &&
  (query.times[stretch.to - 1] ?? 0) - (query.times[stretch.from] ?? 0) >= SPAN_HOPS_MIN

/** Every change of tempo and pitch that is looked for, by tempo. */
const allChanges = (): Change[][] => {
  const changes: Change[][] = []
  for (let tempoSteps = -TEMPO_STEPS_MAX; tempoSteps <= TEMPO_STEPS_MAX; tempoSteps++) {
    const of: Change[] = []
    // What is played faster as a whole, like a tape, is higher too.
    const asTape = Math.round((-24 * tempoSteps * TEMPO_STEP) / Math.LN2)
    for (let pitchSteps = -STEPS_TRIED_MAX; pitchSteps <= STEPS_TRIED_MAX; pitchSteps++) {
      const isTried = Math.abs(pitchSteps) <= PITCH_STEPS_MAX || Math.abs(pitchSteps - asTape) <= 1
      if (isTried && (tempoSteps !== 0 || pitchSteps !== 0)) of.push({ tempoSteps, pitchSteps })
    }
    changes.push(of)
  }
  return changes
}

export interface Heard {
  objectKey: string
  registrant: string
  work: SoundFingerprint
  stretches: SoundStretch[]
}

/** Stretches of one line are one, with silence or somebody else's sound in between, when not further apart. */
const GAP_HOPS_MAX = Math.round(12 / HOP_SECONDS)
const SAME_LINE_HOPS = 12

const isSamePlace = (a: SoundLine, b: SoundLine, hop: number): boolean =>
  Math.abs(a.speed * hop + a.offset - b.speed * hop - b.offset) < SAME_LINE_HOPS

const isOneLine = (a: SoundStretch, b: SoundStretch, { times }: SoundFingerprint): boolean => {
  const start = times[b.from] ?? 0
  const end = times[a.to - 1] ?? 0
  return (
    start - end <= GAP_HOPS_MAX &&
    Math.abs(a.line.pitch - b.line.pitch) < PITCHES_PER_STEP &&
    isSamePlace(a.line, b.line, end) &&
    isSamePlace(a.line, b.line, start)
  )
}

const joinLines = (query: SoundFingerprint, stretches: readonly SoundStretch[]): SoundStretch[] => {
  const joined: SoundStretch[] = []
  for (const one of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (!last || !isOneLine(last, one, query)) {
      joined.push(one)
      continue
    }
    const agreeing = last.share * (last.to - last.from) + one.share * (one.to - one.from)
    joined[joined.length - 1] = {
      ...(last.evidence >= one.evidence ? last : one),
      from: last.from,
      to: one.to,
      evidence: last.evidence + one.evidence,
      share: agreeing / (one.to - last.from),
    }
  }
  return joined
}

/** What is heard at another speed and agrees little may be a line that crosses the true one. */
const isSettled = ({ line, share }: SoundStretch): boolean =>
  share >= WHOLE_SHARE_MIN || Math.abs(line.speed - 1) < SPEED_CHANGE_MIN

/** The stretches of one work that the seeds lead to, strongest first, none over another in the query. */
const hearWork = (query: SoundFingerprint, work: SoundFingerprint, seeds: readonly SoundSeed[]): SoundStretch[] => {
  const found: SoundStretch[] = []
  for (const seed of seeds.toSorted((a, b) => b.votes - a.votes).slice(0, SEEDS_OF_WORK_MAX)) {
    if (found.length === SEGMENTS_MAX) break
    const middle = (seed.from + seed.to) >> 1
    const hop = query.times[middle] ?? 0
    if (found.some((one) => middle >= one.from && middle < one.to && isSamePlace(one.line, seed.line, hop))) continue
    const stretch = growStretch(query, work, seed)
    if (stretch && isCopy(query, stretch)) found.push(stretch)
  }
  found.sort((a, b) => b.evidence - a.evidence)
  const apart = found.filter((one, i) => !found.slice(0, i).some(({ from, to }) => one.from < to && from < one.to))
  return joinLines(query, apart)
}

/** Works that the query's sound may be from, with the stretches that agree. */
export const hear = async (query: SoundFingerprint, deps: MatcherDeps): Promise<Heard[]> => {
  const works = new Map<string, SoundFingerprint | null>()
  const seedsOf = new Map<string, SoundSeed[]>()
  const heard = new Map<string, Heard>()
  const load = async (objectKey: string): Promise<SoundFingerprint | null> => {
    const known = works.get(objectKey)
    if (known !== undefined) return known
    const sound = (await deps.load(objectKey, ['frames', 'sound']))?.sound
    const work = sound?.algorithm === query.algorithm ? sound : null
    works.set(objectKey, work)
    return work
  }
  const compare = async (seeds: readonly SoundSeed[]): Promise<void> => {
    const changed = new Set<string>()
    for (const seed of seeds) {
      const own = seedsOf.get(seed.objectKey) ?? []
      seedsOf.set(seed.objectKey, own)
      own.push(seed)
      changed.add(seed.objectKey)
    }
    const most = (key: string): number => Math.max(...(seedsOf.get(key) ?? []).map(({ votes }) => votes))
    const ranked = [...changed].sort((a, b) => most(b) - most(a)).slice(0, CANDIDATES_MAX)
    for (const objectKey of ranked) {
      const work = await load(objectKey)
      if (!work) continue
      const stretches = hearWork(query, work, seedsOf.get(objectKey) ?? [])
      if (stretches.length === 0) continue
      const registrant = (await deps.registrantOf?.(objectKey)) ?? objectKey
      heard.set(objectKey, { objectKey, registrant, work, stretches })
    }
  }

  const windows = windowsOf(query)
  const unchanged: SoundSeed[] = []
  for (const window of windows) {
    const landmarks = soughtLandmarks(query, window.from, window.to, true)
    unchanged.push(...(await findSeeds(landmarks, window, [UNCHANGED], deps.index.sound)))
  }
  await compare(unchanged)

  const unexplained = () =>
    windows.filter(({ from, to }) => {
      const middle = (from + to) / 2
      return ![...heard.values()].some(({ stretches }) =>
        stretches.some((stretch) => middle >= stretch.from && middle < stretch.to && isSettled(stretch)),
      )
    })
  const left = unexplained()
  const every = Math.max(2, Math.ceil(left.length / CHANGED_WINDOWS_MAX))
  const changed: SoundSeed[] = []
  for (const window of left.filter((_, i) => i % every === 0)) {
    const landmarks = soughtLandmarks(query, window.from, window.to, false)
    // A few at a time, so that other searches get their turn in between.
    for (const changes of allChanges()) changed.push(...(await findSeeds(landmarks, window, changes, deps.index.sound)))
  }
  await compare(changed)
  return [...heard.values()]
}

const PITCHES_PER_SEMITONE = 8

const editsOf = ({ line, share }: SoundStretch): string[] => {
  const edits: string[] = []
  if (Math.abs(line.speed - 1) > SPEED_CHANGE_MIN) edits.push(`speed:${line.speed.toFixed(2)}`)
  const semitones = Math.round(line.pitch / PITCHES_PER_SEMITONE)
  if (semitones !== 0) edits.push(`pitch:${semitones > 0 ? '+' : ''}${semitones}`)
  if (share < WHOLE_SHARE_MIN) edits.push('partial')
  return edits
}

const segmentOf = (query: SoundFingerprint, work: SoundFingerprint, stretch: SoundStretch): FoundSegment => {
  const { line } = stretch
  const first = query.times[stretch.from] ?? 0
  const last = query.times[stretch.to - 1] ?? 0
  const queryTime = (hop: number): number => Math.max(0, query.startSeconds + hop * HOP_SECONDS)
  const workTime = (hop: number): number =>
    Math.max(0, work.startSeconds + (line.speed * hop + line.offset) * HOP_SECONDS)
  return {
    queryStart: queryTime(first),
    queryEnd: queryTime(last),
    workStart: workTime(first),
    workEnd: workTime(last),
    confidence: confidenceOf(stretch),
    edits: editsOf(stretch),
  }
}

/** Every registered recording, and film, whose sound is heard in the query's. */
export const findSounds = async (query: MediaFingerprint, deps: MatcherDeps): Promise<FoundObject[]> => {
  const { sound } = query
  if (!sound) return []
  return dropCommonSounds(sound, await hear(sound, deps)).map(({ objectKey, work, stretches }) => {
    const segments = stretches.map((one) => segmentOf(sound, work, one)).sort((a, b) => a.queryStart - b.queryStart)
    const confidence = Math.max(...segments.map((segment) => segment.confidence))
    return { objectKey, kind: 'audio' as const, confidence, error: 0, edits: [], segments }
  })
}
