import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { CONFIDENCE_MIN } from '../../../src/domains/fingerprints/confidence.ts'
import type { MediaFingerprint } from '../../../src/ports/media.ts'
import { blackScene, film, matchAmong, movingScene, sequence, still } from './synthetic.ts'

const WORK_SECONDS = 24
let works: Record<string, MediaFingerprint>
beforeAll(() => {
  works = Object.fromEntries(
    [1, 2, 3].map((seed) => [`work${seed}`, film(movingScene(seed), { durationSeconds: WORK_SECONDS })]),
  )
})

describe('videos', () => {
  it('find themselves over the whole length and nothing else', async () => {
    for (const [objectKey, work] of Object.entries(works)) {
      const matches = await matchAmong(work, works)
      expect(matches.map((match) => match.objectKey)).toEqual([objectKey])
      expect(matches[0]?.confidence).toBeGreaterThan(0.95)
      expect(matches[0]?.edits).toEqual([])
      expect(matches[0]?.segments).toHaveLength(1)
      expect(matches[0]?.segments[0]).toMatchObject({ queryStart: 0, queryEnd: WORK_SECONDS })
      expect(matches[0]?.segments[0]?.workStart).toBeCloseTo(0, 0)
      expect(matches[0]?.segments[0]?.workEnd).toBeCloseTo(WORK_SECONDS, 0)
    }
  })

  it('are found after cutting, mirroring, a change of speed and grain, with both ends within half a second', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 2, 3),
        fc.double({ min: 0, max: 12, noNaN: true }),
        fc.constantFrom(0.8, 1, 1.15, 1.3),
        fc.boolean(),
        fc.integer({ min: 0, max: 12 }),
        async (seed, startSeconds, speed, mirrored, grain) => {
          const durationSeconds = 8
          const copy = film(movingScene(seed), { startSeconds, durationSeconds, speed, mirrored, grain })
          const matches = await matchAmong(copy, works)
          expect(matches.map((match) => match.objectKey)).toEqual([`work${seed}`])
          const [segment] = matches[0]?.segments ?? []
          expect(Math.abs((segment?.queryStart ?? 99) - 0)).toBeLessThan(0.5)
          expect(Math.abs((segment?.queryEnd ?? 99) - durationSeconds)).toBeLessThan(0.5)
          expect(Math.abs((segment?.workStart ?? 99) - startSeconds)).toBeLessThan(0.5)
          expect(Math.abs((segment?.workEnd ?? 99) - (startSeconds + durationSeconds * speed))).toBeLessThan(0.5)
          expect(segment?.edits.includes('mirrored')).toBe(mirrored)
          const told = segment?.edits.find((edit) => edit.startsWith('speed:'))
          if (speed === 1) expect(told).toBeUndefined()
          else expect(Number(told?.slice('speed:'.length))).toBeCloseTo(speed, 1)
        },
      ),
      { numRuns: 16, seed: 20261123 },
    )
  })

  it('agree from either side', async () => {
    const part = film(movingScene(2), { startSeconds: 6, durationSeconds: 9 })
    const [there] = await matchAmong(part, works)
    const [back] = await matchAmong(works.work2 ?? part, { part })
    expect(there?.segments).toHaveLength(1)
    expect(back?.segments).toHaveLength(1)
    for (const [a, b] of [
      [there?.segments[0]?.queryStart, back?.segments[0]?.workStart],
      [there?.segments[0]?.queryEnd, back?.segments[0]?.workEnd],
      [there?.segments[0]?.workStart, back?.segments[0]?.queryStart],
      [there?.segments[0]?.workEnd, back?.segments[0]?.queryEnd],
    ]) {
      expect(Math.abs((a ?? 99) - (b ?? -99))).toBeLessThan(0.3)
    }
    expect(Math.abs((there?.confidence ?? 0) - (back?.confidence ?? 0))).toBeLessThan(0.1)
  })

  it('cut together are told apart, each piece at its place', async () => {
    const [a, b] = [movingScene(1), movingScene(3)]
    const mix = sequence(
      [5, (seconds, luma) => a(seconds + 8, luma)],
      [6, movingScene(77)],
      [4, (seconds, luma) => b(seconds + 2, luma)],
      [5, (seconds, luma) => a(seconds, luma)],
    )
    const matches = await matchAmong(film(mix, { durationSeconds: 20 }), works)
    expect(matches.map(({ objectKey }) => objectKey).sort()).toEqual(['work1', 'work3'])
    const pieces = matches.flatMap(({ objectKey, segments }) => segments.map((segment) => ({ objectKey, ...segment })))
    const expected = [
      ['work1', 0, 5, 8, 13],
      ['work3', 11, 15, 2, 6],
      ['work1', 15, 20, 0, 5],
    ] as const
    expect(pieces).toHaveLength(expected.length)
    for (const [objectKey, queryStart, queryEnd, workStart, workEnd] of expected) {
      const piece = pieces.find((one) => one.objectKey === objectKey && Math.abs(one.queryStart - queryStart) < 0.5)
      expect(piece, `${objectKey} at ${queryStart}`).toBeDefined()
      expect(Math.abs((piece?.queryEnd ?? 99) - queryEnd)).toBeLessThan(0.5)
      expect(Math.abs((piece?.workStart ?? 99) - workStart)).toBeLessThan(0.5)
      expect(Math.abs((piece?.workEnd ?? 99) - workEnd)).toBeLessThan(0.5)
    }
  })

  it('that were never registered are not accused', async () => {
    for (const seed of [11, 12, 13]) {
      expect(await matchAmong(film(movingScene(seed), { durationSeconds: 12 }), works)).toEqual([])
    }
  })

  it('are not accused for black alone', async () => {
    const intro = (seed: number): MediaFingerprint =>
      film(sequence([6, blackScene], [8, movingScene(seed)]), { durationSeconds: 14 })
    const registered = { dark: intro(1) }
    expect(await matchAmong(intro(2), registered)).toEqual([])
    expect(await matchAmong(film(blackScene, { durationSeconds: 10 }), registered)).toEqual([])
    expect(await matchAmong(intro(1), registered)).toMatchObject([
      { objectKey: 'dark', segments: [{ queryStart: 0, queryEnd: 14 }] },
    ])
  })

  it('by one fixed camera at another time are not taken for copies', async () => {
    const room = movingScene(5, 1000)
    const walk =
      (person: number) =>
      (seconds: number, luma: Uint8Array): void => {
        room(0, luma)
        const side = 256
        const cx = side * (0.5 + 0.45 * Math.sin(person * 2.1 + seconds * (0.3 + person * 0.17)))
        for (let y = 60; y < 220; y++) {
          for (let x = Math.max(0, Math.floor(cx - 18)); x < Math.min(side, cx + 18); x++) luma[y * side + x] = 20
        }
      }
    const registered = { monday: film(walk(1), { durationSeconds: 20 }) }
    expect(await matchAmong(film(walk(4), { durationSeconds: 10 }), registered)).toEqual([])
    const copy = film(walk(1), { startSeconds: 7, durationSeconds: 8, grain: 6 })
    const [found] = await matchAmong(copy, registered)
    expect(Math.abs((found?.segments[0]?.workStart ?? 99) - 7)).toBeLessThan(0.5)
  })

  it('do not depend on the order of registration', async () => {
    const copy = film(movingScene(2), { startSeconds: 3, durationSeconds: 8 })
    const backwards = Object.fromEntries(Object.entries(works).reverse())
    expect(await matchAmong(copy, backwards)).toEqual(await matchAmong(copy, works))
  })

  it('are passed over when the object has gone', async () => {
    const work = works.work1 ?? film(movingScene(1), { durationSeconds: 4 })
    expect(await matchAmong(work, { work1: { ...work, algorithm: 'older' } })).toEqual([])
  })
})

describe('pictures', () => {
  it('find themselves, mirrored and turned too, and no other picture', async () => {
    const album = Object.fromEntries([1, 2, 3, 4].map((seed) => [`p${seed}`, still(movingScene(seed), 1)]))
    const upright = still(movingScene(2), 1)
    expect(await matchAmong(upright, album)).toMatchObject([
      { objectKey: 'p2', kind: 'image', segments: [], edits: [] },
    ])
    const mirrored = still((seconds, luma) => {
      movingScene(2)(seconds, luma)
      for (let y = 0; y < 256; y++) luma.subarray(y * 256, (y + 1) * 256).reverse()
    }, 1)
    expect(await matchAmong(mirrored, album)).toMatchObject([{ objectKey: 'p2', edits: ['mirrored'] }])
    const upsideDown = still((seconds, luma) => {
      movingScene(2)(seconds, luma)
      luma.reverse()
    }, 1)
    expect(await matchAmong(upsideDown, album)).toMatchObject([{ objectKey: 'p2', edits: ['rotated:180'] }])
    expect(await matchAmong(still(movingScene(9), 1), album)).toEqual([])
    expect(CONFIDENCE_MIN).toBeGreaterThanOrEqual(0.5)
  })

  it('that show nothing match nothing', async () => {
    expect(await matchAmong(still(blackScene, 0), { black: still(blackScene, 0) })).toEqual([])
  })
})
