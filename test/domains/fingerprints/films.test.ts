import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { indexObject } from '../../../src/domains/fingerprints/index-object.ts'
import { matchFingerprint } from '../../../src/domains/fingerprints/matcher.ts'
import type { MediaFingerprint } from '../../../src/ports/media.ts'
import { seeded } from '../../kit/media.ts'
import { film, laidOn, matchAmong, movingScene, type Scene, searchIndex, sequence } from './synthetic.ts'

const SECONDS = 6
const BARS = [180, 162, 131, 112, 84, 65, 35, 16]
const bars: Scene = (_, luma) => {
  const side = Math.sqrt(luma.length)
  for (let i = 0; i < luma.length; i++) luma[i] = BARS[Math.floor(((i % side) * BARS.length) / side)] ?? 0
}
const from =
  (scene: Scene, startSeconds: number): Scene =>
  (seconds, luma) =>
    scene(seconds + startSeconds, luma)

let works: Record<string, MediaFingerprint>
beforeAll(() => {
  works = Object.fromEntries([1, 2, 3].map((seed) => [`work${seed}`, film(movingScene(seed), { durationSeconds: 12 })]))
})

const corners = (m: readonly number[]) =>
  [0, 1].flatMap((y) =>
    [0, 1].map((x) => {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = m
      const w = g * x + h * y + 1
      return [(a * x + b * y + c) / w, (d * x + e * y + f) / w] as const
    }),
  )

describe('a copy whose picture', () => {
  const expectLaid = async (map: readonly number[], edits: readonly string[], background: Scene) => {
    const copy = film(laidOn(from(movingScene(2), 3), map, background), { durationSeconds: SECONDS })
    const matches = await matchAmong(copy, works)
    expect(matches.map(({ objectKey }) => objectKey)).toEqual(['work2'])
    expect(matches[0]?.segments).toHaveLength(1)
    const [segment] = matches[0]?.segments ?? []
    for (const edit of edits) expect(segment?.edits).toContain(edit)
    expect(Math.abs((segment?.queryStart ?? 99) - 0)).toBeLessThan(0.5)
    expect(Math.abs((segment?.queryEnd ?? 99) - SECONDS)).toBeLessThan(0.5)
    expect(Math.abs((segment?.workStart ?? 99) - 3)).toBeLessThan(0.5)
    const scale = Math.max(1, Math.abs(map[0] ?? 1))
    corners(segment?.transform ?? []).forEach(([x, y], i) => {
      const [u, v] = corners(map)[i] ?? [0, 0]
      expect(Math.max(Math.abs(x - u), Math.abs(y - v))).toBeLessThan(0.06 * scale)
    })
  }
  const black: Scene = (_, luma) => {
    luma.fill(0)
  }

  it('is cropped is found, wherever it was cropped, with the map between the pictures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.6, max: 0.92, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (side, x, y) => expectLaid([side, 0, (1 - side) * x, 0, side, (1 - side) * y, 0, 0], ['cropped'], black),
      ),
      { numRuns: 4, seed: 1 },
    )
  })

  it('is turned a little, or shown small on another film, is found', async () => {
    const [cos, sin] = [Math.cos(0.12), Math.sin(0.12)]
    await expectLaid(
      [cos, sin, (1 - cos - sin) / 2, -sin, cos, (1 + sin - cos) / 2, 0, 0],
      [`rotated:${Math.round((0.12 * 180) / Math.PI)}`],
      black,
    )
    await expectLaid([2, 0, -0.9, 0, 2, -0.15, 0, 0], ['inset'], movingScene(50))
    await expectLaid([-2, 0, 1.9, 0, 2, -0.15, 0, 0], ['inset', 'mirrored'], movingScene(51))
  })

  it('is partly covered is found', async () => {
    const covered: Scene = (seconds, luma) => {
      movingScene(2)(seconds + 3, luma)
      const side = Math.sqrt(luma.length)
      for (let y = 0; y < side * 0.35; y++) luma.fill(230, y * side, y * side + side * 0.4)
      luma.fill(0, Math.round(0.86 * side) * side)
    }
    const [found] = await matchAmong(film(covered, { durationSeconds: SECONDS }), works)
    expect(found).toMatchObject({ objectKey: 'work2', segments: [{ queryStart: 0, queryEnd: SECONDS }] })
  })

  it('is under stickers that change every code is found, and said to be covered', async () => {
    const stuck: Scene = (seconds, luma) => {
      movingScene(2)(seconds + 3, luma)
      const side = Math.sqrt(luma.length)
      for (const [x, y] of [
        [0.22, 0.25],
        [0.8, 0.3],
        [0.25, 0.78],
        [0.75, 0.7],
        [0.5, 0.5],
      ] as const) {
        for (let row = Math.ceil(side * (y - 0.125)); row < side * (y + 0.125); row++) {
          const half = Math.sqrt((side * 0.125) ** 2 - (row - side * y) ** 2)
          luma.fill(
            y > 0.5 ? 250 : 8,
            row * side + Math.round(side * x - half),
            row * side + Math.round(side * x + half),
          )
        }
      }
    }
    const [found] = await matchAmong(film(stuck, { durationSeconds: SECONDS }), works)
    expect(found).toMatchObject({ objectKey: 'work2', segments: [{ queryStart: 0, queryEnd: SECONDS }] })
    expect(found?.edits).toContain('covered')
  })
})

describe('a scene in which every frame looks like every other', () => {
  const take =
    (seed: number): Scene =>
    (seconds, luma) => {
      movingScene(80, 99)(0, luma)
      const side = Math.sqrt(luma.length)
      for (const [k, radius] of [30, 18, 24].entries()) {
        const part = (n: number): number => Math.sin(seconds * (0.9 + 0.37 * n + 0.61 * k) + seed * (k + 2.3 * n))
        const [x, y] = [side * (0.3 + 0.2 * k) + 14 * part(0) + 9 * part(1), side * 0.5 + 12 * part(2) + 8 * part(3)]
        for (let row = Math.ceil(y - radius); row < y + radius; row++) {
          const half = Math.sqrt(Math.max(0, radius ** 2 - (row - y) ** 2))
          luma.fill(k % 2 === 0 ? 40 : 215, row * side + Math.round(x - half), row * side + Math.round(x + half))
        }
      }
    }

  it('is found in another order, every piece at its place, and another take of it is not', async () => {
    const registered = { take1: film(take(1), { durationSeconds: 12 }) }
    const pieces = (seed: number): Scene =>
      sequence([4, from(take(seed), 8)], [4, from(take(seed), 4)], [4, take(seed)])
    const [found, ...others] = await matchAmong(film(pieces(1), { durationSeconds: 12, grain: 4 }), registered)
    expect(others).toEqual([])
    const places = found?.segments.map(({ queryStart, workStart, workEnd }) =>
      [queryStart, workStart, workEnd].map(Math.round),
    )
    expect(places).toEqual([
      [0, 8, 12],
      [4, 4, 8],
      [8, 0, 4],
    ])
    expect(await matchAmong(film(take(2), { durationSeconds: 12 }), registered)).toEqual([])
  })
})

describe('what belongs to nobody', () => {
  it('is an intro that many unlike works of different registrants share, until it is part of a copy', async () => {
    const intro = movingScene(60)
    const episode = (seed: number): Scene => sequence([4, intro], [8, movingScene(seed)])
    const registered = Object.fromEntries(
      [61, 62, 63, 64, 65].map((seed) => [`work${seed}`, film(episode(seed), { durationSeconds: 12 })]),
    )
    const other = film(sequence([4, intro], [5, movingScene(70)]), { durationSeconds: 9 })
    const { work61, work62, ...few } = registered
    expect((await matchAmong(other, few)).map(({ objectKey }) => objectKey).sort()).toEqual(Object.keys(few))
    expect(await matchAmong(other, registered)).toEqual([])
    const backwards = Object.fromEntries(Object.entries(registered).reverse())
    const copy = film(episode(63), { durationSeconds: 10, grain: 4 })
    const found = await matchAmong(copy, registered)
    expect(found).toMatchObject([{ objectKey: 'work63', segments: [{ queryStart: 0, queryEnd: 10 }] }])
    expect(await matchAmong(copy, backwards)).toEqual(found)
    const oneRegistrant = async () => 'org_1'
    expect(await matchAmong(other, registered, oneRegistrant)).toHaveLength(5)
  })

  it('is not a work that was registered many times', async () => {
    const again = Object.fromEntries(
      [2, 3, 4, 5, 6].map((grain) => [`work${grain}`, film(movingScene(2), { durationSeconds: 12, grain })]),
    )
    const copy = film(movingScene(2), { startSeconds: 3, durationSeconds: 5 })
    expect(await matchAmong(copy, again)).toHaveLength(5)
  })

  it('is a test pattern', async () => {
    const registered = { barred: film(sequence([6, bars], [4, movingScene(80)]), { durationSeconds: 10 }) }
    expect(
      await matchAmong(film(sequence([6, bars], [4, movingScene(81)]), { durationSeconds: 10 }), registered),
    ).toEqual([])
  })

  it('is one still beside another of the same place', async () => {
    const room: Scene = (_, luma) => movingScene(82)(0, luma)
    const registered = { room: film(room, { durationSeconds: 10 }) }
    expect(await matchAmong(film(room, { durationSeconds: 10, grain: 5 }), registered)).toEqual([])
  })
})

describe('ten thousand unrelated works', () => {
  it('change no answer', async () => {
    const index = searchIndex()
    for (const [objectKey, work] of Object.entries(works)) await indexObject(index, objectKey, work)
    const deps = { index, load: async (objectKey: string) => works[objectKey] ?? null }
    const copies = [
      film(movingScene(1), { startSeconds: 2, durationSeconds: 5, mirrored: true }),
      film(laidOn(movingScene(3), [0.7, 0, 0.25, 0, 0.7, 0.1, 0, 0], movingScene(90)), { durationSeconds: 5 }),
      film(movingScene(91), { durationSeconds: 5 }),
    ]
    const before = []
    for (const copy of copies) before.push(await matchFingerprint(copy, deps))
    const random = seeded(5)
    const codes = (count: number) => Uint8Array.from({ length: count * 32 }, () => random() * 256)
    for (const [shelf, count] of [
      [index.frames, 6],
      [index.features, 20],
    ] as const) {
      await shelf.add(
        Array.from({ length: 10_000 }, (_, i) => ({
          objectKey: `unrelated${i}`,
          codes: codes(count),
          slots: Uint32Array.from({ length: count }, (_, slot) => slot),
        })),
      )
    }
    const after = []
    for (const copy of copies) after.push(await matchFingerprint(copy, deps))
    expect(before.map((matches) => matches.map(({ objectKey }) => objectKey))).toEqual([['work1'], ['work3'], []])
    expect(after).toEqual(before)
  })
})
