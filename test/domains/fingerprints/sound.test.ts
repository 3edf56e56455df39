import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createSoundFingerprint, SAMPLE_RATE } from '../../../src/domains/fingerprints/sound/fingerprint-sound.ts'
import { decodeSound, encodeSound } from '../../../src/domains/fingerprints/sound/sound-codec.ts'
import type { MediaFingerprint, SoundFingerprint } from '../../../src/ports/media.ts'
import { seeded } from '../../kit/media.ts'
import { makeSong, type Song } from '../../kit/sounds.ts'
import { matchAmong } from './synthetic.ts'

const WORK_SECONDS = 40
const song = (given: Omit<Song, 'sampleRate' | 'seconds'>): Float32Array =>
  makeSong({ seconds: WORK_SECONDS, sampleRate: SAMPLE_RATE, ...given })
const hear = (samples: Float32Array): MediaFingerprint => {
  const builder = createSoundFingerprint()
  for (let at = 0; at < samples.length; at += 3000) builder.add(samples.subarray(at, at + 3000))
  const sound = builder.finish(0)
  return {
    algorithm: 'none',
    kind: 'audio',
    durationSeconds: sound.durationSeconds,
    widthPixels: 0,
    heightPixels: 0,
    timesSeconds: new Float64Array(0),
    views: [],
    sound,
  }
}
const cut = (samples: Float32Array, start: number, end: number): Float32Array =>
  samples.slice(start * SAMPLE_RATE, end * SAMPLE_RATE)
const mix = (a: Float32Array, b: Float32Array, loudness: number): Float32Array =>
  a.map((value, i) => value + loudness * (b[i] ?? 0))
const joined = (...parts: Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]))

let works: Record<string, MediaFingerprint>
beforeAll(() => {
  works = Object.fromEntries([1, 2, 3].map((seed) => [`work${seed}`, hear(song({ seed }))]))
})

describe('sounds', () => {
  it('find themselves over the whole length and nothing else', async () => {
    const matches = await matchAmong(works.work2 as MediaFingerprint, works)
    expect(matches.map(({ objectKey, kind }) => ({ objectKey, kind }))).toEqual([{ objectKey: 'work2', kind: 'audio' }])
    const [segment] = matches[0]?.segments ?? []
    expect(matches[0]?.segments).toHaveLength(1)
    expect(segment?.edits).toEqual([])
    expect(segment?.queryStart).toBeLessThan(0.5)
    expect(segment?.queryEnd).toBeGreaterThan(WORK_SECONDS - 0.7)
    expect(matches[0]?.confidence).toBeGreaterThan(0.95)
  })

  it('are found at another tempo and pitch, and both are told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 2, 3),
        fc.constantFrom(0.82, 0.9, 1, 1.06, 1.22),
        fc.constantFrom(-2, 0, 1, 2),
        fc.double({ min: 0, max: 15, noNaN: true }),
        async (seed, tempo, semitones, start) => {
          const copy = hear(cut(song({ seed, tempo, semitones }), start, start + 12))
          const matches = await matchAmong(copy, works)
          expect(matches.map(({ objectKey }) => objectKey)).toEqual([`work${seed}`])
          const [segment] = matches[0]?.segments ?? []
          expect(Math.abs((segment?.queryStart ?? 99) - 0)).toBeLessThan(0.6)
          expect(Math.abs((segment?.queryEnd ?? 99) - 12)).toBeLessThan(0.6)
          expect(Math.abs((segment?.workStart ?? 99) - start * tempo)).toBeLessThan(0.6)
          expect(Math.abs((segment?.workEnd ?? 99) - (start + 12) * tempo)).toBeLessThan(0.6)
          const told = (name: string): number =>
            Number(segment?.edits.find((edit) => edit.startsWith(name))?.slice(name.length))
          if (tempo !== 1) expect(told('speed:')).toBeCloseTo(tempo, 1)
          else expect(segment?.edits.join()).not.toContain('speed')
          if (semitones !== 0) expect(told('pitch:')).toBe(semitones)
          else expect(segment?.edits.join()).not.toContain('pitch')
        },
      ),
      { numRuns: 5, seed: 20261125 },
    )
  })

  it('are found when they are played slower or faster as a whole, as a tape is', async () => {
    for (const speed of [0.8, 1.25]) {
      const copy = hear(cut(song({ seed: 2, tempo: speed, semitones: 12 * Math.log2(speed) }), 5, 15))
      const [match, ...others] = await matchAmong(copy, works)
      expect(others).toEqual([])
      expect(match).toMatchObject({ objectKey: 'work2' })
      expect(match?.segments[0]?.edits).toEqual([`speed:${speed.toFixed(2)}`, `pitch:${speed < 1 ? '-4' : '+4'}`])
    }
  })

  it('are found under another sound as loud, and both are named', async () => {
    const both = hear(mix(cut(song({ seed: 1 }), 5, 17), cut(song({ seed: 3 }), 20, 32), 1))
    const matches = await matchAmong(both, works)
    expect(matches.map(({ objectKey }) => objectKey).sort()).toEqual(['work1', 'work3'])
    const starts = Object.fromEntries(matches.map(({ objectKey, segments: [one] }) => [objectKey, one?.workStart ?? 0]))
    expect(Math.abs((starts.work1 ?? 0) - 5)).toBeLessThan(1)
    expect(Math.abs((starts.work3 ?? 0) - 20)).toBeLessThan(1)
  })

  it('that follow each other are told apart, with their places in both', async () => {
    const medley = hear(
      joined(cut(song({ seed: 2 }), 22, 32), cut(song({ seed: 9 }), 0, 8), cut(song({ seed: 2 }), 4, 14)),
    )
    const [match, ...others] = await matchAmong(medley, works)
    expect(others).toEqual([])
    expect(match?.segments).toHaveLength(2)
    const places = match?.segments.map(({ queryStart, queryEnd, workStart, workEnd }) =>
      [queryStart, queryEnd, workStart, workEnd].map(Math.round),
    )
    expect(places).toEqual([
      [0, 10, 22, 32],
      [18, 28, 4, 14],
    ])
  })

  it('that share less than two seconds are no match, however well these agree', async () => {
    const sharing = (seconds: number) =>
      hear(
        joined(cut(song({ seed: 30 }), 0, 4), cut(song({ seed: 2 }), 12, 12 + seconds), cut(song({ seed: 31 }), 0, 4)),
      )
    expect(await matchAmong(sharing(1.9), works)).toEqual([])
    const [longer, ...others] = await matchAmong(sharing(3), works)
    expect(others).toEqual([])
    expect(longer?.objectKey).toBe('work2')
    expect((longer?.segments[0]?.queryEnd ?? 0) - (longer?.segments[0]?.queryStart ?? 0)).toBeGreaterThanOrEqual(2)
  })

  it('that say nothing match nothing: silence, tones, hum, noise', async () => {
    const random = seeded(5)
    const length = 20 * SAMPLE_RATE
    const of = (sampleAt: (i: number) => number): MediaFingerprint =>
      hear(Float32Array.from({ length }, (_, i) => sampleAt(i)))
    const tone = (hertz: number) => (i: number) => 0.3 * Math.sin((i * 2 * Math.PI * hertz) / SAMPLE_RATE)
    const beep = (i: number) => (i % SAMPLE_RATE < 2000 ? tone(1000)(i) : 0)
    const noise = () => 0.3 * (random() - 0.5)
    const dull = {
      silence: of(() => 0),
      tone: of(tone(440)),
      hum: of((i) => tone(100)(i) + 0.3 * tone(200)(i)),
      beeps: of(beep),
      noise: of(noise),
    }
    for (const query of [of(() => 0), of(tone(440)), of(tone(100)), of(beep), of(noise)]) {
      expect(await matchAmong(query, { ...dull, ...works })).toEqual([])
    }
  })

  it('that many unlike works have in common are nobody’s', async () => {
    const jingle = cut(song({ seed: 50 }), 0, 12)
    const shows = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => {
        const own = song({ seed: 60 + i })
        return [`show${i}`, hear(joined(cut(own, 0, 8), jingle, cut(own, 8, 16)))]
      }),
    )
    const three = Object.fromEntries(Object.entries(shows).slice(0, 3))
    expect(await matchAmong(hear(jingle), three)).toHaveLength(3)
    expect(await matchAmong(hear(jingle), shows)).toEqual([])
    const episode = hear(joined(jingle, cut(song({ seed: 60 }), 8, 16)))
    expect((await matchAmong(episode, shows)).map(({ objectKey }) => objectKey)).toEqual(['show0'])
  })

  it('are stored as they are', () => {
    const { sound } = works.work1 as MediaFingerprint
    const bytes = encodeSound(sound as SoundFingerprint)
    expect(decodeSound(bytes)).toEqual(sound)
    expect(bytes.length / (WORK_SECONDS / 60)).toBeLessThan(14_000)
    for (const length of [0, 10, bytes.length - 1]) {
      expect(() => decodeSound(bytes.slice(0, length))).toThrow(
        expect.objectContaining({ code: 'fingerprint_malformed' }),
      )
    }
  })
})
