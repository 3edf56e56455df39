import { beforeAll, describe, expect, it } from 'vitest'
import { createSoundFingerprint, SAMPLE_RATE } from '../../../src/domains/fingerprints/sound/fingerprint-sound.ts'
import type { MediaFingerprint } from '../../../src/ports/media.ts'
import { makeSong } from '../../kit/sounds.ts'
import { film, matchAmong, movingScene } from './synthetic.ts'

const SECONDS = 12
const song = (seed: number, seconds = SECONDS): Float32Array => makeSong({ seed, seconds, sampleRate: SAMPLE_RATE })
const mix = (a: Float32Array, b: Float32Array, loudness = 1): Float32Array =>
  a.map((value, i) => value + loudness * (b[i] ?? 0))
const joined = (...parts: Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]))
const cut = (samples: Float32Array, start: number, end: number): Float32Array =>
  samples.slice(start * SAMPLE_RATE, end * SAMPLE_RATE)
/** A film of one scene with a sound, or none. */
const withSound = (pictures: MediaFingerprint, samples: Float32Array | null): MediaFingerprint => {
  if (!samples) return pictures
  const builder = createSoundFingerprint()
  builder.add(samples)
  return { ...pictures, sound: builder.finish(0) }
}

const [effects, voice, otherVoice, otherMusic] = [song(1), song(2), song(3), song(4)]
const pictures: MediaFingerprint[] = []
let works: Record<string, MediaFingerprint>
beforeAll(() => {
  for (let seed = 1; seed <= 3; seed++) pictures.push(film(movingScene(seed), { durationSeconds: SECONDS }))
  works = {
    play: withSound(pictures[0] as MediaFingerprint, mix(effects, voice, 0.7)),
    other: withSound(pictures[1] as MediaFingerprint, song(5)),
  }
})
const copyOf = (samples: Float32Array | null) =>
  withSound(film(movingScene(1), { durationSeconds: SECONDS, grain: 4 }), samples)

describe('films with sound', () => {
  it('are told once, with what was found by pictures and what by sound', async () => {
    const [match, ...others] = await matchAmong(copyOf(mix(effects, voice, 0.7)), works)
    expect(others).toEqual([])
    expect(match).toMatchObject({ objectKey: 'play', kind: 'video', edits: [] })
    expect(match?.segments).toHaveLength(1)
    expect(match?.sound?.segments).toHaveLength(1)
    expect(match?.sound?.segments[0]?.queryEnd).toBeGreaterThan(SECONDS - 1)
  })

  it('are dubbed when another voice is over the same effects', async () => {
    const [match, ...others] = await matchAmong(copyOf(mix(effects, otherVoice, 2)), works)
    expect(others).toEqual([])
    expect(match).toMatchObject({ objectKey: 'play', kind: 'video', edits: ['dubbed'] })
    expect(match?.segments[0]?.edits).toEqual(['dubbed'])
    expect(match?.sound?.segments[0]?.edits).toEqual(['partial'])
  })

  it('have another sound when nothing of the work is heard, and none is told of silence', async () => {
    const [replaced, ...others] = await matchAmong(copyOf(mix(otherMusic, otherVoice)), works)
    expect(others).toEqual([])
    expect(replaced).toMatchObject({ objectKey: 'play', kind: 'video', edits: ['sound-replaced'], sound: null })
    for (const silent of [null, new Float32Array(SECONDS * SAMPLE_RATE)]) {
      expect((await matchAmong(copyOf(silent), works))[0]).toMatchObject({ objectKey: 'play', edits: [], sound: null })
    }
  })

  it('are found by their sound alone under other pictures', async () => {
    const [match, ...others] = await matchAmong(
      withSound(pictures[2] as MediaFingerprint, mix(effects, voice, 0.7)),
      works,
    )
    expect(others).toEqual([])
    expect(match).toMatchObject({ objectKey: 'play', kind: 'audio' })
  })

  it('that share nothing but a library track are not accused, and a true copy among them is', async () => {
    const track = song(50, 10)
    const show = (seed: number): Float32Array => joined(cut(song(seed), 0, 5), track, cut(song(seed), 6, 11))
    const [first] = pictures as [MediaFingerprint]
    const soundOnly = { ...first, views: [], timesSeconds: new Float64Array(0) }
    const shows = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`show${i}`, withSound(soundOnly, show(60 + i))]),
    )
    const query = withSound(soundOnly, show(90))
    expect(await matchAmong(query, shows)).toEqual([])
    expect(await matchAmong(query, shows, async () => 'one studio')).toHaveLength(6)
    const copy = await matchAmong(withSound(soundOnly, show(62)), shows)
    expect(copy.map(({ objectKey }) => objectKey)).toEqual(['show2'])
  })
})
