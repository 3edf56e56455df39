import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFingerprint, encodeFingerprint } from '../../../src/domains/fingerprints/codec.ts'
import { AppError } from '../../../src/kernel/errors.ts'
import type { MediaFingerprint } from '../../../src/ports/media.ts'
import { film, movingScene, type Scene, still } from './synthetic.ts'

const published = { pdqHex: 'ab'.repeat(32), pdqQuality: 77, imghashHex: '01'.repeat(32) }
const letterboxed: Scene = (seconds, luma) => {
  movingScene(3)(seconds, luma)
  luma.fill(0, 0, luma.length / 5)
  luma.fill(0, (4 * luma.length) / 5)
}
/** A film without its features, which are a part of their own. */
const frames = (scene: Scene): MediaFingerprint => {
  const { features: _, ...rest } = film(scene, { durationSeconds: 2 })
  return rest
}
const samples: MediaFingerprint[] = [
  frames(movingScene(1)),
  frames(letterboxed),
  { ...still(movingScene(2), 1), published },
  {
    algorithm: 'qianyin-none-1',
    kind: 'audio',
    durationSeconds: 12.5,
    widthPixels: 0,
    heightPixels: 0,
    timesSeconds: new Float64Array(0),
    views: [],
  },
]

describe('fingerprints as bytes', () => {
  it('come back as they went', () => {
    for (const sample of samples) expect(decodeFingerprint(encodeFingerprint(sample))).toEqual(sample)
  })

  it('are read from the middle of a larger buffer', () => {
    for (const sample of samples) {
      const bytes = encodeFingerprint(sample)
      const around = new Uint8Array(bytes.length + 9)
      around.set(bytes, 3)
      expect(decodeFingerprint(around.subarray(3, 3 + bytes.length))).toEqual(sample)
    }
  })

  it('are refused in one way when they are malformed, whatever was done to them', () => {
    const all = samples.map(encodeFingerprint)
    fc.assert(
      fc.property(
        fc.nat(samples.length - 1),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
        fc.option(fc.nat(), { nil: undefined }),
        (which, changes, cut) => {
          const bytes = (all[which] ?? new Uint8Array()).slice()
          for (const [place, value] of changes) bytes[place % Math.min(bytes.length, 700)] = value
          const given = cut === undefined ? bytes : bytes.subarray(0, cut % bytes.length)
          try {
            const read = decodeFingerprint(given)
            expect(read.views.every((view) => view.codes.length === read.timesSeconds.length * 32)).toBe(true)
          } catch (cause) {
            expect(cause).toBeInstanceOf(AppError)
            expect(cause).toMatchObject({ kind: 'Invalid', code: 'fingerprint_malformed' })
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['another version', Uint8Array.from([0x51, 0x59, 0x46, 9, 0, 0, 0, 0])],
    ['text', new TextEncoder().encode('not a fingerprint at all')],
  ])('are refused: %s', (_, bytes) => {
    expect(() => decodeFingerprint(bytes)).toThrow(expect.objectContaining({ code: 'fingerprint_malformed' }))
  })

  it('are refused when cut short or with something behind', () => {
    const bytes = encodeFingerprint(film(movingScene(1), { durationSeconds: 1 }))
    const longer = new Uint8Array(bytes.length + 1)
    longer.set(bytes)
    for (const given of [bytes.subarray(0, bytes.length - 1), longer]) {
      expect(() => decodeFingerprint(given)).toThrow(expect.objectContaining({ code: 'fingerprint_malformed' }))
    }
  })
})
