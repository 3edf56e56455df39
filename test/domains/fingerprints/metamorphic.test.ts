import { beforeAll, describe, expect, it } from 'vitest'
import { indexObject } from '../../../src/domains/fingerprints/index-object.ts'
import { matchFingerprint } from '../../../src/domains/fingerprints/matcher.ts'
import { createSoundFingerprint, SAMPLE_RATE } from '../../../src/domains/fingerprints/sound/fingerprint-sound.ts'
import { soundEntries } from '../../../src/domains/fingerprints/sound/landmarks.ts'
import { fingerprintText } from '../../../src/domains/fingerprints/text/fingerprint-text.ts'
import { textEntries } from '../../../src/domains/fingerprints/text/shingles.ts'
import type { MediaFingerprint, SoundFingerprint } from '../../../src/ports/media.ts'
import type { SearchIndex } from '../../../src/ports/search-index.ts'
import { seeded } from '../../kit/media.ts'
import { makeSong } from '../../kit/sounds.ts'
import { laidOn, matchAmong, movingScene, searchIndex, still } from './synthetic.ts'
import { textOf } from './text-maker.ts'

const UNRELATED = 10_000
const CODE_BYTES = 32

const soundOf = (sound: SoundFingerprint): MediaFingerprint => ({
  ...{ algorithm: 'none', kind: 'audio', durationSeconds: sound.durationSeconds, widthPixels: 0, heightPixels: 0 },
  ...{ timesSeconds: new Float64Array(0), views: [], sound },
})
const heard = (seed: number, startSeconds: number, seconds: number): MediaFingerprint => {
  const song = makeSong({ seed, seconds: startSeconds + seconds, sampleRate: SAMPLE_RATE })
  const builder = createSoundFingerprint()
  builder.add(song.subarray(startSeconds * SAMPLE_RATE))
  return soundOf(builder.finish(0))
}
const passage = (seed: number, from: number, to: number): MediaFingerprint =>
  fingerprintText([...textOf('zh', seed, 40)].slice(from, to).join(''))
const picture = (seed: number): MediaFingerprint => still(movingScene(seed), 1)

const randomCodes = (random: () => number, count: number): Uint8Array =>
  Uint8Array.from({ length: count * CODE_BYTES }, () => random() * 256)
const randomPeaks = (random: () => number): SoundFingerprint => ({
  ...{ algorithm: 'none', startSeconds: 0, durationSeconds: 3 },
  times: Uint32Array.from({ length: 30 }, (_, i) => i * 6 + Math.floor(random() * 6)),
  pitches: Uint16Array.from({ length: 30 }, () => random() * 500),
  ranks: Uint8Array.from({ length: 30 }, (_, i) => i % 15),
})

interface Kind {
  /** Three works. */
  works: () => Record<string, MediaFingerprint>
  /** A copy of a part of work2. */
  copy: () => MediaFingerprint
  /** Puts works into the index that have nothing to do with the three. */
  addUnrelated: (index: SearchIndex, random: () => number) => Promise<void>
}

const three = (make: (seed: number) => MediaFingerprint): Record<string, MediaFingerprint> =>
  Object.fromEntries([1, 2, 3].map((seed) => [`work${seed}`, make(seed)]))
const many = <T>(make: (objectKey: string, i: number) => T): T[] =>
  Array.from({ length: UNRELATED }, (_, i) => make(`unrelated${i}`, i))

const KINDS: Record<string, Kind> = {
  pictures: {
    works: () => three(picture),
    copy: () => still(laidOn(movingScene(2), [0.8, 0, 0.1, 0, 0.8, 0.1, 0, 0], movingScene(90)), 1),
    addUnrelated: async (index, random) => {
      const slots = Uint32Array.from({ length: 8 }, (_, i) => i)
      await index.frames.add(
        many((objectKey) => ({ objectKey, codes: randomCodes(random, 4), slots: slots.slice(0, 4) })),
      )
      await index.features.add(many((objectKey) => ({ objectKey, codes: randomCodes(random, 8), slots })))
    },
  },
  sounds: {
    works: () => three((seed) => heard(seed, 0, 25)),
    copy: () => heard(2, 8, 10),
    addUnrelated: (index, random) => index.sound.add(many((objectKey) => soundEntries(objectKey, randomPeaks(random)))),
  },
  texts: {
    works: () => three((seed) => passage(seed, 0, 6000)),
    copy: () => passage(2, 1500, 2400),
    addUnrelated: async (index, random) => {
      const tale = passage(50, 0, 6000).text
      if (!tale) throw new Error('no text')
      const length = 120
      await index.text.add(
        many((objectKey) => {
          // The words of the language in an order of their own.
          const tokens = Uint16Array.from({ length }, () => tale.tokens[Math.floor(random() * tale.tokens.length)] ?? 0)
          const places = Uint32Array.from({ length }, (_, i) => i)
          return textEntries(objectKey, {
            ...{ characters: length, tokens, starts: places, ends: places.map((at) => at + 1), script: 'neither' },
          })
        }),
      )
    },
  },
}

describe.each(Object.entries(KINDS))('answers about %s', (_, kind) => {
  let works: Record<string, MediaFingerprint>
  let copy: MediaFingerprint
  beforeAll(() => {
    works = kind.works()
    copy = kind.copy()
  })

  it('are the same from either side', async () => {
    const [there, ...others] = await matchAmong(copy, works)
    const [back] = await matchAmong(works.work2 ?? copy, { copy })
    expect(others).toEqual([])
    expect([there?.objectKey, back?.objectKey]).toEqual(['work2', 'copy'])
    expect(Math.abs((there?.confidence ?? 0) - (back?.confidence ?? 9))).toBeLessThan(0.1)
    expect(back?.segments).toHaveLength(there?.segments.length ?? -1)
    for (const [i, segment] of (there?.segments ?? []).entries()) {
      const mirror = back?.segments[i]
      const slack = segment.unit === 'characters' ? 6 : 0.5
      expect(Math.abs(segment.queryStart - (mirror?.workStart ?? -99))).toBeLessThan(slack)
      expect(Math.abs(segment.queryEnd - (mirror?.workEnd ?? -99))).toBeLessThan(slack)
      expect(Math.abs(segment.workStart - (mirror?.queryStart ?? -99))).toBeLessThan(slack)
      expect(Math.abs(segment.workEnd - (mirror?.queryEnd ?? -99))).toBeLessThan(slack)
    }
  })

  it('do not depend on the order of registration', async () => {
    const backwards = Object.fromEntries(Object.entries(works).reverse())
    expect(await matchAmong(copy, backwards)).toEqual(await matchAmong(copy, works))
  })

  it('do not change with ten thousand unrelated works', async () => {
    const index = searchIndex()
    for (const [objectKey, work] of Object.entries(works)) await indexObject(index, objectKey, work)
    const deps = { index, load: async (objectKey: string) => works[objectKey] ?? null }
    const before = await matchFingerprint(copy, deps)
    expect(before.map(({ objectKey }) => objectKey)).toEqual(['work2'])
    await kind.addUnrelated(index, seeded(7))
    expect(await matchFingerprint(copy, deps)).toEqual(before)
  })
})
