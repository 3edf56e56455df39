import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SAMPLES_PER_SECOND } from '../../src/domains/fingerprints/video/fingerprint-video.ts'
import { MEDIA_LIMITS, type MediaFingerprint } from '../../src/ports/media.ts'
import { openContainer } from '../../src/runtimes/node/media/container.ts'
import { decodeTracks, frameSeconds, type Track } from '../../src/runtimes/node/media/decode.ts'
import { fingerprint } from '../../src/runtimes/node/media/media-work.ts'
import { skipNeedlessFrames } from '../../src/runtimes/node/media/needless-frames.ts'
import { matchAmong } from '../domains/fingerprints/synthetic.ts'
import { type EditOptions, editVideo, makeVideo, temporaryDirectory } from '../kit/media.ts'

const SECONDS = 6
let folder: { path: string; remove: () => Promise<void> }
let film: MediaFingerprint
const at = (name: string): string => join(folder.path, name)
const print = (name: string): Promise<MediaFingerprint> =>
  fingerprint(at(name), { limits: MEDIA_LIMITS, threads: 1, onProgress: () => undefined })

beforeAll(async () => {
  folder = await temporaryDirectory()
  makeVideo(at('film.mp4'), { seed: 4, width: 320, height: 180, durationSeconds: SECONDS, shotSeconds: 2, crf: 30 })
  film = await print('film.mp4')
})
afterAll(() => folder.remove())

/** SDR with white at 203 nits coded by SMPTE ST 2084 (PQ), ITU-R BT.2408; limited range, 10 bits. */
const light = 'pow(0.0203*pow(clip((val-64)/876,0,1),2.4),0.1593017578)'
const PQ = `format=yuv420p10le,lutyuv=y='64+876*pow((0.8359375+18.8515625*${light})/(1+18.6875*${light}),78.84375)'`

const expectWhole = async (copy: MediaFingerprint, seconds = SECONDS) => {
  const [found] = await matchAmong(copy, { film })
  expect(found?.segments).toHaveLength(1)
  expect(Math.abs(found?.segments[0]?.queryStart ?? 99)).toBeLessThan(0.5)
  expect(Math.abs((found?.segments[0]?.queryEnd ?? 99) - seconds)).toBeLessThan(0.5)
  expect(Math.abs((found?.segments[0]?.workEnd ?? 99) - seconds)).toBeLessThan(0.5)
}

describe('a copy is found, with its ends, when it', () => {
  it.each<[string, string, EditOptions]>([
    ['has frames at uneven times', 'uneven.mkv', { filters: "select='lt(mod(n,10),3)+eq(mod(n,17),0)'" }],
    ['has 10 bits', 'ten.mp4', { pixelFormat: 'yuv420p10le' }],
    [
      'is HDR',
      'hdr.mp4',
      {
        filters: PQ,
        pixelFormat: 'yuv420p10le',
        encoder: { 'x264-params': 'colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc' },
      },
    ],
    ['is interlaced', 'fields.mp4', { filters: 'setfield=tff', encoder: { 'x264-params': 'interlaced=1' } }],
    ['has odd sides', 'odd.mp4', { filters: 'scale=191:107', pixelFormat: 'yuv444p' }],
    ['has 240 frames a second', 'quick.mp4', { filters: 'scale=96:54', frameRate: 240 }],
    ['is turned by metadata', 'turned.mp4', { filters: 'transpose=clock', turnBack: true }],
  ])('%s', async (_, name, edit) => {
    editVideo(at('film.mp4'), at(name), edit)
    const copy = await print(name)
    expect(Math.abs(copy.durationSeconds - SECONDS)).toBeLessThan(0.3)
    expect(copy.iscc?.content).not.toBeNull()
    await expectWhole(copy)
  })

  it('is two recordings in one file, the clock of the second beginning anew', async () => {
    editVideo(at('film.mp4'), at('first.ts'), { durationSeconds: 2 })
    editVideo(at('film.mp4'), at('second.ts'), { startSeconds: 2, durationSeconds: 4 })
    await writeFile(at('joined.ts'), Buffer.concat([await readFile(at('first.ts')), await readFile(at('second.ts'))]))
    const joined = await print('joined.ts')
    expect(Math.abs(joined.durationSeconds - SECONDS)).toBeLessThan(0.3)
    await expectWhole(joined)
  })
})

it('a film of one frame a second is sampled once a second, a still of ten minutes is done and accuses nobody', async () => {
  editVideo(at('film.mp4'), at('slow.mp4'), { frameRate: 1 })
  expect([...(await print('slow.mp4')).timesSeconds.slice(0, 5)]).toEqual([0, 1, 2, 3, 4])
  editVideo(at('film.mp4'), at('still.mp4'), {
    durationSeconds: 0.04,
    filters: 'scale=96:54,loop=loop=599:size=1,setpts=N/TB',
    encoder: { preset: 'ultrafast' },
  })
  const still = await print('still.mp4')
  expect(still.timesSeconds.length).toBeGreaterThanOrEqual(599)
  expect(await matchAmong(film, { still })).toEqual([])
})

it('a film of eight hours is read to its end, a longer one is refused', async () => {
  const slow = (hours: number): EditOptions => ({
    durationSeconds: 1,
    filters: `scale=96:54,fps=12,loop=loop=3:size=12:start=0,setpts=N*${Math.round((hours * 3600) / 48)}/TB`,
    encoder: { preset: 'ultrafast' },
  })
  editVideo(at('film.mp4'), at('eight.mp4'), slow(7.9))
  const found = await print('eight.mp4')
  expect(found.timesSeconds.length).toBeGreaterThanOrEqual(47)
  expect(found.timesSeconds.at(-1)).toBeGreaterThan(7.5 * 3600)
  editVideo(at('film.mp4'), at('nine.mp4'), slow(9))
  await expect(print('nine.mp4')).rejects.toMatchObject({ code: 'media_too_long' })
})

it('frames that are left undecoded are never those that are looked at', async () => {
  editVideo(at('film.mp4'), at('thirty.mp4'), { frameRate: 30, encoder: { 'x264-params': 'b-adapt=0:bframes=3' } })
  const decode = async (skip: boolean): Promise<number[]> => {
    const container = await openContainer(at('thirty.mp4'))
    const { video } = container
    if (!video) throw new Error('no video stream')
    const seconds: number[] = []
    const origin = { originSeconds: () => 0, perSecond: SAMPLES_PER_SECOND, phase: 0 }
    const track: Track = {
      ...{ stream: video, threads: 1 },
      ...(skip ? { onPacket: skipNeedlessFrames(container, video, [{ ...origin, looksAt: 'after' }]) } : {}),
      onFrame: (frame) => {
        seconds.push(frameSeconds(frame, video))
        return true
      },
    }
    decodeTracks(container, [track], { pixelsMax: MEDIA_LIMITS.pixelsMax })
    container.close()
    return seconds
  }
  const [every, some] = [await decode(false), await decode(true)]
  expect(some.length).toBeLessThan(every.length)
  const sampled: number[] = []
  for (let k = 0; k < SECONDS * SAMPLES_PER_SECOND; k++) {
    sampled.push(every.find((seconds) => seconds >= k / SAMPLES_PER_SECOND - 0.001) ?? Number.NaN)
  }
  expect(sampled.filter((seconds) => !some.includes(seconds))).toEqual([])
  expect([...(await print('thirty.mp4')).timesSeconds]).toEqual(sampled)
})
