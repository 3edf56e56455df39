import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { MediaFingerprint, MediaKind } from '../../src/ports/media.ts'
import { type Edit, editRandom, type Source } from '../edits/edit.ts'
import type { Peer } from '../peers/peer.ts'
import { isRegistered } from './corpus.ts'
import { createNearestWrong } from './nearest-wrong.ts'
import { foundByProduct, type Product } from './product.ts'
import type { Query } from './score.ts'

/** The matcher's own name for a kind's confidence, whether the work is in the copy, and which kind of match it was. */
export interface JudgedMatch {
  kind: MediaKind
  confidence: number
  right: boolean
  edit: string
}

export interface KindRun {
  kind: MediaKind
  queries: Query[]
  judged: JudgedMatch[]
  works: number
  unregistered: number
  nearestWrong: [number, number][]
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
  say: (line: string) => void
}

const PARALLEL = 2

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
  sources.sort((a, b) => (a.key < b.key ? -1 : 1))
  const registerSeconds = (performance.now() - started) / 1000
  say(
    `${kind}: ${registered.size} works registered in ${registerSeconds.toFixed(0)} s, ${sources.length} files are copied`,
  )

  const queries: Query[] = []
  const judged: JudgedMatch[] = []
  const times: number[] = []
  for (const edit of plan.edits) {
    await inParallel(sources, async (source) => {
      const output = join(plan.copiesFolder, randomUUID())
      try {
        const others = sources.filter(({ key }) => key !== source.key)
        const random = editRandom(plan.seed, edit.name, source.key)
        const copy = await edit.make({ source, others, voices: plan.voices, random, output })
        copy.pieces = copy.pieces.filter(({ work }) => registered.has(work))
        const fingerprint = await product.fingerprint(copy.path)
        const before = performance.now()
        const matches = await registry.match(fingerprint)
        times.push(performance.now() - before)
        const told = new Set([...copy.pieces.map(({ work }) => work), ...copy.also])
        for (const match of matches) {
          const right = told.has(match.objectKey)
          judged.push({ kind: match.kind, confidence: match.confidence, right, edit: edit.name })
        }
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
      } catch (cause) {
        failed.push(`${edit.name}, ${source.key}: ${reasonOf(cause)}`)
      }
    })
    say(`  ${edit.name}: done`)
  }
  const matchMsMedian = times.sort((a, b) => a - b)[times.length >> 1] ?? 0
  await registry.close()
  const unregistered = sources.filter(({ key }) => !registered.has(key)).length
  const counts = { works: registered.size, unregistered, registerSeconds, matchMsMedian }
  return { kind, queries, judged, nearestWrong: nearest.histogram(), failed, ...counts }
}
