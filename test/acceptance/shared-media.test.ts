import { existsSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MatchSegment } from '../../src/domains/fingerprints/contract.ts'
import { findMatches } from '../../src/domains/fingerprints/index.ts'
import type { Context } from '../../src/ports/context.ts'
import { readLocalFile } from '../../src/runtimes/node/cli/match.ts'
import { editVideo, HALF_SIZE } from '../kit/media.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../kit/world.ts'

const copySeconds = 10
const endErrorSecondsMax = 1

const folder = resolve(import.meta.dirname, '../../../shared/data/media/videos')
/** Of many edits of one clip two say what the others would, each after half a minute of reading. */
const furtherEdits = /^tmk_(chair-(19|20|22-sd-grey|22-sd-sepia|22-with-small)|pattern-(sd-grey|sd-with-small|longer))/
const videos = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => !furtherEdits.test(name))
      .sort()
  : []
if (videos.length === 0) console.warn('SKIPPED: ../shared/data/media is absent, so real videos were not tested')

/** The folder's README: `tmk_chair-*` are edits of one clip, `tmk_pattern-*` of another. */
const clipOf = (name: string) => /^tmk_(chair|pattern)-/.exec(name)?.[1] ?? name

let world: World
let lin: Person
let ctx: Context
const works = new Map<string, string>()

beforeAll(async () => {
  if (videos.length === 0) return
  world = await openWorld()
  lin = await world.signUp('lin')
  const actor = { kind: 'operator', organisationId: 'org_platform' } as const
  const signal = new AbortController().signal
  const caller = { address: '', userAgent: '' }
  ctx = { ...world.home.base, actor, caller, origin: '', requestId: 'test', progress: () => {}, completion: [], signal }
})
afterAll(() => world?.close())

const far = (segment: MatchSegment | undefined, start: number, length: number) =>
  Math.max(
    Math.abs((segment?.queryStart ?? Number.POSITIVE_INFINITY) - 0),
    Math.abs((segment?.workStart ?? Number.POSITIVE_INFINITY) - start),
    Math.abs((segment?.queryEnd ?? Number.POSITIVE_INFINITY) - length),
    Math.abs((segment?.workEnd ?? Number.POSITIVE_INFINITY) - (start + length)),
  )

test.skipIf(videos.length === 0).each(videos)(
  'the middle of %s at half size: nothing before it is registered, its seconds after',
  async (name) => {
    const path = join(folder, name)
    const file = await lin.file(path)
    expect(file.state).toBe('ready')
    const duration = file.durationSeconds ?? 0
    const start = Math.max(0, (duration - copySeconds) / 2)
    const copy = join(world.dir, `copy-of-${basename(name)}.mp4`)
    editVideo(path, copy, { startSeconds: start, durationSeconds: copySeconds, filters: HALF_SIZE })
    const { fingerprint, digests } = await readLocalFile(ctx, copy)

    const before = await findMatches(ctx, fingerprint, digests.sha256)
    expect(before.filter(({ workId }) => works.get(workId) !== clipOf(name)).map(({ title }) => title)).toEqual([])

    const work = await registerWork(
      world,
      lin,
      'video',
      draftOf({ title: name, category: 'audiovisual', files: [{ fileId: file.id }] }),
    )
    works.set(work.id, clipOf(name))
    const [first, ...others] = await findMatches(ctx, fingerprint, digests.sha256)
    expect(first?.title).toBe(name)
    expect(first?.segments).toHaveLength(1)
    expect(far(first?.segments[0], start, fingerprint.durationSeconds)).toBeLessThanOrEqual(endErrorSecondsMax)
    expect(others.filter(({ workId }) => works.get(workId) !== clipOf(name))).toEqual([])
  },
)
