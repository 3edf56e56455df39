import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { indexContents, indexObject } from '../../../src/domains/fingerprints/index-object.ts'
import { SOUND_ALGORITHM } from '../../../src/domains/fingerprints/sound/fingerprint-sound.ts'
import { CODE_BYTES, type MediaFingerprint, THUMB_BYTES } from '../../../src/ports/media.ts'
import type { SearchIndex } from '../../../src/ports/search-index.ts'

/** Numbers that look random and are the same everywhere. */
const numbers = (count: number, below: number): number[] =>
  Array.from({ length: count }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 8) % below)
const bytes = (count: number): Uint8Array => Uint8Array.from(numbers(count, 256))
const ascending = (count: number, step: number): number[] => Array.from({ length: count }, (_, i) => i * step)

const FRAMES = 12
const POINTS = 200
const sample = (kind: MediaFingerprint['kind']): MediaFingerprint => ({
  algorithm: 'any',
  kind,
  durationSeconds: 6,
  widthPixels: 640,
  heightPixels: 640,
  timesSeconds: Float64Array.from(ascending(FRAMES, 0.5)),
  views: [
    {
      box: { left: 0, top: 0, right: 1, bottom: 1 },
      codes: bytes(FRAMES * CODE_BYTES),
      mirroredCodes: bytes(FRAMES * CODE_BYTES),
      turnedCodes: new Uint8Array(0),
      qualities: new Uint8Array(FRAMES).fill(100),
      thumbs: bytes(FRAMES * THUMB_BYTES),
    },
  ],
  features: [
    {
      frame: 0,
      width: 640,
      height: 640,
      xs: Uint16Array.from(numbers(POINTS, 65_536)),
      ys: Uint16Array.from(numbers(POINTS, 65_521)),
      levels: new Uint8Array(POINTS),
      angles: bytes(POINTS),
      codes: bytes(POINTS * CODE_BYTES),
      thumb: bytes(64),
      thumbWidth: 8,
      thumbHeight: 8,
    },
  ],
  sound: {
    algorithm: SOUND_ALGORITHM,
    startSeconds: 0,
    durationSeconds: 6,
    times: Uint32Array.from(ascending(180, 3)),
    pitches: Uint16Array.from(numbers(180, 500)),
    ranks: Uint8Array.from(numbers(180, 30)),
  },
  text: {
    characters: 600,
    tokens: Uint16Array.from(numbers(300, 2 ** 14)),
    starts: Uint32Array.from(ascending(300, 2)),
    ends: Uint32Array.from(ascending(300, 2), (start) => start + 2),
    script: 'simplified',
  },
})

/** What an object adds to each index, in one number. */
const entriesOf = async (kind: MediaFingerprint['kind']): Promise<string> => {
  const told: string[] = []
  const listening = (name: string) => ({
    add: async (entries: readonly Record<string, string | Uint8Array | Uint32Array>[]) => {
      for (const entry of entries) {
        for (const [column, values] of Object.entries(entry)) told.push(`${name} ${column} ${values}`)
      }
    },
  })
  const index = Object.fromEntries(['frames', 'features', 'sound', 'text'].map((name) => [name, listening(name)]))
  await indexObject(index as unknown as SearchIndex, 'object', sample(kind))
  expect(new Set(told.map((line) => line.split(' ')[0]))).toEqual(new Set(Object.keys(index)))
  return createHash('sha256').update(told.join('\n')).digest('hex').slice(0, 16)
}

/** An index that was kept is used for as long as `indexContents` stays: where the entries change, its number has to. */
it('the kept index is made again when objects give other entries', async () => {
  expect({ contents: indexContents, image: await entriesOf('image'), video: await entriesOf('video') }).toEqual({
    contents: '1 qianyin-picture-2 qianyin-video-2 qianyin-features-2 qianyin-sound-1 qianyin-text-1',
    image: '278bf0eaeae58d36',
    video: 'eb1d31249bddcff2',
  })
})
