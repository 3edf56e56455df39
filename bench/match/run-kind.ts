import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { calibratedConfidence } from '../../src/domains/fingerprints/calibration.ts'
import type { FoundObject } from '../../src/domains/fingerprints/finding.ts'
import type { ObjectMatch } from '../../src/domains/fingerprints/matcher.ts'
import type { MediaFingerprint, MediaKind } from '../../src/ports/media.ts'
import { type Edit, editRandom, type Source } from '../edits/edit.ts'
import type { Peer } from '../peers/peer.ts'
import { isRegistered } from './corpus.ts'
import { createNearestWrong } from './nearest-wrong.ts'
import { foundByProduct, type Product } from './product.ts'
import type { Query } from './score.ts'

/** A copy beside one work that came up for it: how much spoke for it, whether it was reported, and whether it is in the copy. */
export interface JudgedMatch {
  kind: MediaKind
  /** Not calibrated, 0..0.99. */
  evidence: number
  /** What was told; null where it was too little to report. */
  confidence: number | null
  right: boolean
  /** Told as a quotation and not as a copy: its confidence does not say how sure we are. */
  quotation: boolean
  edit: string
  source: string
  work: string
}

export interface KindRun {
  kind: MediaKind
  queries: Query[]
  judged: JudgedMatch[]
  works: number
  unregistered: number
  nearestWrong: [number, number][]
  /** Lower end of each bin of evidence, and of how many copies the strongest wrong work fell into it. */
  strongestWrong: [number, number][]
  /** Set when time ran out: how many of the sources were copied. */
  sourcesDone: number
  /** Copies that could not be made or read, with the reason. */
  failed: string[]
  registerSeconds: number
  /** Median wall time of one match after fingerprinting, on a warm index. */
  matchMsMedian: number
}

export interface KindPlan {
  kind: MediaKind
  media: readonly string[]
  distractors: readonly string[]
  edits: readonly Edit[]
  voices: readonly string[]
  peers: readonly Peer[]
  seed: number
  copiesFolder: string
  /** After this much copying no further source is begun. Infinity for all of them. */
  minutesMax: number
  say: (line: string) => void
}

const PARALLEL = 2
export const EVIDENCE_BIN = 0.05

/** Runs `work` over all items, two at a time, in order of start. */
const inParallel = async <T>(items: readonly T[], work: (item: T, i: number) => Promise<void>): Promise<void> => {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i]
      if (item !== undefined) await work(item, i)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, lane))
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).slice(0, 300)

/** What speaks for a work by each kind of evidence: a film by its pictures, and apart from that by its sound. */
const evidenceOf = ({ kind, confidence, segments, sound }: FoundObject) => [
  {
    kind,
    evidence: Math.max(...(segments.length > 0 ? segments.map((one) => one.confidence) : [confidence])),
    segments,
  },
  ...(sound ? [{ kind: 'audio' as const, evidence: sound.confidence, segments: sound.segments }] : []),
]

const judgeOf = (compared: readonly FoundObject[], matches: readonly ObjectMatch[], told: ReadonlySet<string>) =>
  compared.flatMap((found) =>
    evidenceOf(found).map(({ kind, evidence, segments }) => ({
      kind,
      evidence,
      confidence: matches.find(({ objectKey }) => objectKey === found.objectKey)
        ? calibratedConfidence(kind, evidence)
        : null,
      right: told.has(found.objectKey),
      quotation: segments.length > 0 && segments.every(({ edits }) => edits.includes('quotation')),
      work: found.objectKey,
    })),
  )

/** Registers everything, makes every copy, and asks every matcher. */
export const runKind = async (product: Product, plan: KindPlan): Promise<KindRun> => {
  const { kind, peers, say } = plan
  const registry = product.openRegistry()
  const nearest = createNearestWrong()
  const sources: Source[] = []
  const registered = new Set<string>()
  const failed: string[] = []
  const started = performance.now()
  const enter = async (path: string, isSource: boolean): Promise<void> => {
    let fingerprint: MediaFingerprint
    try {
      fingerprint = await product.fingerprintKept(path)
    } catch (cause) {
      failed.push(`${path}: ${reasonOf(cause)}`)
      return
    }
    const work: Source = { key: path, path, kind, durationSeconds: fingerprint.durationSeconds }
    if (isSource) sources.push(work)
    if (isSource && !isRegistered(path)) return
    registered.add(path)
    await registry.register(path, fingerprint)
    nearest.add(path, fingerprint)
    for (const peer of peers)
      await peer.register(work, fingerprint).catch((cause) => failed.push(`${peer.name}: ${reasonOf(cause)}`))
  }
  const all = [
    ...plan.media.map((path) => [path, true] as const),
    ...plan.distractors.map((path) => [path, false] as const),
  ]
  await inParallel(all, async ([path, isSource], i) => {
    await enter(path, isSource)
    if ((i + 1) % 500 === 0) say(`  ${i + 1} of ${all.length} fingerprinted`)
  })
  // Two are entered at a time: the order of the list, not of the end.
  sources.sort((a, b) => plan.media.indexOf(a.path) - plan.media.indexOf(b.path))
  const registerSeconds = (performance.now() - started) / 1000
  say(
    `${kind}: ${registered.size} works registered in ${registerSeconds.toFixed(0)} s, ${sources.length} files are copied`,
  )

  const queries: Query[] = []
  const judged: JudgedMatch[] = []
  const strongest = new Map<number, number>()
  const times: number[] = []
  const copyOf = async (source: Source, edit: Edit): Promise<void> => {
    const output = join(plan.copiesFolder, randomUUID())
    const others = sources.filter(({ key }) => key !== source.key)
    const random = editRandom(plan.seed, edit.name, source.key)
    const copy = await edit.make({ source, others, voices: plan.voices, random, output })
    copy.pieces = copy.pieces.filter(({ work }) => registered.has(work))
    const fingerprint = await product.fingerprint(copy.path)
    const before = performance.now()
    const { compared, matches } = await registry.match(fingerprint)
    times.push(performance.now() - before)
    const told = new Set([...copy.pieces.map(({ work }) => work), ...copy.also])
    const judge = judgeOf(compared, matches, told)
    judged.push(...judge.map((one) => ({ ...one, edit: edit.name, source: source.key })))
    const wrong = Math.max(0, ...judge.filter(({ right }) => !right).map(({ evidence }) => evidence))
    const bin = Math.floor(wrong / EVIDENCE_BIN + 1e-9)
    strongest.set(bin, (strongest.get(bin) ?? 0) + 1)
    nearest.count(fingerprint, told)
    const found: Query['found'] = [foundByProduct(matches, fingerprint)]
    for (const peer of peers) {
      found.push(
        await peer.find(copy, fingerprint).catch((cause) => {
          failed.push(`${peer.name}, ${edit.name}, ${source.key}: ${reasonOf(cause)}`)
          return null
        }),
      )
    }
    queries.push({ kind, group: edit.group, edit: edit.name, source: source.key, copy, found })
  }
  // One source after the other, so that a run that is ended has every edit equally often.
  const copying = performance.now()
  let sourcesDone = 0
  for (const source of sources) {
    if (performance.now() - copying > plan.minutesMax * 60_000) break
    await inParallel(plan.edits, async (edit) => {
      await copyOf(source, edit).catch((cause) => failed.push(`${edit.name}, ${source.key}: ${reasonOf(cause)}`))
    })
    sourcesDone++
    say(`  ${sourcesDone} of ${sources.length} sources copied`)
  }
  const inOrder = new Map(plan.edits.map(({ name }, i) => [name, i]))
  queries.sort((x, y) => (inOrder.get(x.edit) ?? 0) - (inOrder.get(y.edit) ?? 0))
  const matchMsMedian = times.sort((a, b) => a - b)[times.length >> 1] ?? 0
  await registry.close()
  const unregistered = sources.slice(0, sourcesDone).filter(({ key }) => !registered.has(key)).length
  const counts = { works: registered.size, unregistered, registerSeconds, matchMsMedian, sourcesDone }
  const strongestWrong = [...strongest]
    .sort((x, y) => x[0] - y[0])
    .map(([bin, count]): [number, number] => [bin * EVIDENCE_BIN, count])
  return { kind, queries, judged, nearestWrong: nearest.histogram(), strongestWrong, failed, ...counts }
}
