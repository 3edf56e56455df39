import { copyFile, open, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { indexObject } from '../../src/domains/fingerprints/index-object.ts'
import { matchFingerprint } from '../../src/domains/fingerprints/matcher.ts'
import { MEDIA_LIMITS, type MediaFingerprint } from '../../src/ports/media.ts'
import { openContainer } from '../../src/runtimes/node/media/container.ts'
import { createNodeMedia, type NodeMedia } from '../../src/runtimes/node/media/node-media.ts'
import { createNodeSearchIndex } from '../../src/runtimes/node/search/node-search-index.ts'
import { editVideo, halfSizeMiddle, joinStreams, makeSound, makeVideo, temporaryDirectory } from '../kit/media.ts'
import { makeSong } from '../kit/sounds.ts'

let media: NodeMedia
let folder: { path: string; remove: () => Promise<void> }
const at = (name: string): string => join(folder.path, name)
const print = (name: string): Promise<MediaFingerprint> =>
  media.fingerprint({ path: at(name) }, { limits: MEDIA_LIMITS })
const refusal = (code: string) => expect.objectContaining({ name: 'AppError', kind: 'Invalid', code })

beforeAll(async () => {
  folder = await temporaryDirectory()
  media = createNodeMedia({ concurrency: 2 })
  makeVideo(at('film.mp4'), { seed: 1, durationSeconds: 16, shotSeconds: 4 })
  makeVideo(at('quick.mp4'), { seed: 2, durationSeconds: 4, fastStart: true, crf: 4 })
  makeSound(at('sound.m4a'), 3)
})
afterAll(async () => {
  await media.close()
  await folder.remove()
})

/** Refused by a fingerprint job, and the engine goes on working. */
const refuses = async (name: string, code: string): Promise<void> => {
  await expect(print(name)).rejects.toEqual(refusal(code))
  expect((await media.inspect({ path: at('quick.mp4') }, MEDIA_LIMITS)).kind).toBe('video')
}

describe('sound', () => {
  it('of a film is found in a recording and the other way round; a film by both', async () => {
    const song = makeSong({ seed: 4, seconds: 24, sampleRate: 44_100 })
    makeSound(at('song.m4a'), 24, (n) => song[n] ?? 0)
    makeSound(at('cut.m4a'), 12, (n) => song[n + 8 * 44_100] ?? 0)
    joinStreams([at('film.mp4'), at('song.m4a')], at('sung.mp4'))
    const index = createNodeSearchIndex()
    try {
      const works: Record<string, MediaFingerprint> = { film: await print('sung.mp4'), song: await print('song.m4a') }
      for (const [key, work] of Object.entries(works)) await indexObject(index, key, work)
      const load = async (key: string) => works[key] ?? null
      const heard = await matchFingerprint(await print('cut.m4a'), { index, load })
      expect(heard.map(({ objectKey, kind }) => `${objectKey} ${kind}`).sort()).toEqual(['film audio', 'song audio'])
      for (const { segments } of heard) {
        expect(segments).toHaveLength(1)
        expect(Math.abs((segments[0]?.workStart ?? 99) - (segments[0]?.queryStart ?? 0) - 8)).toBeLessThan(0.1)
        expect(segments[0]?.queryEnd).toBeGreaterThan(11.4)
      }
      const seen = await matchFingerprint(works.film as MediaFingerprint, { index, load })
      expect(seen.map(({ objectKey, kind }) => `${objectKey} ${kind}`).sort()).toEqual(['film video', 'song audio'])
      const film = seen.find(({ objectKey }) => objectKey === 'film')
      expect(film?.sound?.segments[0]?.queryEnd).toBeGreaterThan(14)
      expect(film?.edits).toEqual([])
    } finally {
      await index.close()
    }
  })
})

describe('good files', () => {
  it('tell their facts by their bytes, whatever they are called', async () => {
    await copyFile(at('film.mp4'), at('film.jpg'))
    const facts = await media.inspect({ path: at('film.jpg') }, MEDIA_LIMITS)
    expect(facts).toMatchObject({
      kind: 'video',
      mimeType: 'video/mp4',
      videoCodec: 'h264',
      widthPixels: 192,
      heightPixels: 108,
      hasAudio: false,
    })
    expect(facts.durationSeconds).toBeCloseTo(16, 0)
  })

  it('are sampled eight times a second from their own first frame, with progress up to 1', async () => {
    const fractions: number[] = []
    const found = await media.fingerprint(
      { path: at('film.mp4') },
      { limits: MEDIA_LIMITS, onProgress: (fraction) => fractions.push(fraction) },
    )
    expect(found.timesSeconds[0]).toBe(0)
    expect(found.timesSeconds.length).toBeGreaterThanOrEqual(16 * 8 - 1)
    expect(found.durationSeconds).toBeCloseTo(16, 1)
    expect(fractions.at(-1)).toBe(1)
    expect(fractions.every((fraction, i) => i === 0 || fraction >= (fractions[i - 1] ?? 0))).toBe(true)
  })

  it.each(['mov', 'mkv', 'avi', 'ts', 'flv'])('are read in a %s as in an mp4', async (extension) => {
    editVideo(at('quick.mp4'), at(`same.${extension}`), {})
    const found = await print(`same.${extension}`)
    expect(found.kind).toBe('video')
    expect(Math.abs(found.durationSeconds - 4)).toBeLessThan(0.4)
    expect(found.timesSeconds.length).toBeGreaterThanOrEqual(29)
  })

  it('of sound only are sound, in an .mp4 as well, and have no pictures', async () => {
    await copyFile(at('sound.m4a'), at('sound.mp4'))
    const facts = await media.inspect({ path: at('sound.mp4') }, MEDIA_LIMITS)
    expect(facts).toMatchObject({ kind: 'audio', audioCodec: 'aac' })
    const found = await print('sound.mp4')
    expect(found).toMatchObject({ kind: 'audio', views: [] })
    expect(found.durationSeconds).toBeCloseTo(3, 0)
    await expect(media.poster({ path: at('sound.mp4') }, { sidePixelsMax: 64 })).rejects.toEqual(
      refusal('media_no_stream'),
    )
  })

  it('of sound whose rate changes midway are heard to their end', async () => {
    const tone = (hertz: number, rate: number) => (n: number) =>
      n % rate < rate / 2 ? 0.3 * Math.sin((n * 2 * Math.PI * hertz) / rate) : 0
    makeSound(at('fast.aac'), 3, tone(440, 44_100))
    makeSound(at('slow.aac'), 3, tone(880, 22_050), 22_050)
    await writeFile(at('both.aac'), Buffer.concat([await readFile(at('fast.aac')), await readFile(at('slow.aac'))]))
    const { durationSeconds, sound } = await print('both.aac')
    expect(durationSeconds).toBeCloseTo(6, 0)
    // 96 to the octave from 110 Hz: the tones are at 192 and 288, and would be at 384 with the wrong rate.
    const peaks = (pitch: number, from: number, to: number): number =>
      [...(sound?.pitches ?? [])].filter((value, i) => {
        const seconds = ((sound?.times[i] ?? 0) * 128) / 11_025
        return seconds >= from && seconds < to && Math.abs(value - pitch) < 3
      }).length
    expect(peaks(192, 0, 2.9)).toBeGreaterThan(peaks(288, 0, 2.9))
    expect(peaks(288, 3.4, 5.9)).toBeGreaterThan(Math.max(peaks(192, 3.4, 5.9), peaks(384, 3.4, 5.9)))
  })

  it('of sound with a cover picture are sound', async () => {
    makeSound(at('plain.aac'), 3)
    const picture = await sharp(await posterOf('film.mp4'))
      .jpeg()
      .toBuffer()
    const frame = Buffer.concat([Buffer.from('\0image/jpeg\0\x03\0', 'latin1'), picture])
    const size = Buffer.alloc(4)
    size.writeUInt32BE(frame.length)
    // ID3v2.3: a tag's size has seven bits a byte.
    const whole = frame.length + 10
    const tag = Buffer.from(
      [0x49, 0x44, 0x33, 3, 0, 0, 21, 14, 7, 0].map((value, i) => (i < 6 ? value : (whole >> value) & 127)),
    )
    await writeFile(
      at('cover.mp3'),
      Buffer.concat([tag, Buffer.from('APIC'), size, Buffer.alloc(2), frame, await readFile(at('plain.aac'))]),
    )
    const container = await openContainer(at('cover.mp3'))
    expect(container.format.streams).toHaveLength(2)
    container.close()
    const found = await print('cover.mp3')
    expect(found).toMatchObject({ kind: 'audio', views: [] })
    expect(found.durationSeconds).toBeCloseTo(3, 0)
  })

  it('of text are told with their encoding', async () => {
    await writeFile(at('novel.mp4'), '第一章 风起\n他推开门。'.repeat(50))
    expect(await media.inspect({ path: at('novel.mp4') }, MEDIA_LIMITS)).toMatchObject({
      kind: 'text',
      mimeType: 'text/plain',
      encoding: 'utf-8',
    })
    await writeFile(at('gbk.txt'), Buffer.from('b5dad2bbd5c2b7e7c6f00a'.repeat(20), 'hex'))
    expect(await media.inspect({ path: at('gbk.txt') }, MEDIA_LIMITS)).toMatchObject({ encoding: 'gb18030' })
    expect((await print('gbk.txt')).kind).toBe('text')
  })

  it('of pictures are upright and on white before they are hashed', async () => {
    const plain = sharp(await posterOf('film.mp4'))
    await writeFile(at('plain.png'), await plain.clone().png().toBuffer())
    await writeFile(
      at('turned.jpg'),
      await plain.clone().rotate(270).withExif({}).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer(),
    )
    const [a, b] = [await print('plain.png'), await print('turned.jpg')]
    expect([b.widthPixels, b.heightPixels]).toEqual([a.widthPixels, a.heightPixels])
    expect(a.published?.pdqHex).toMatch(/^[0-9a-f]{64}$/)
    expect(a.published?.imghashHex).toMatch(/^[0-9a-f]{64}$/)
    const distance = [...(a.views[0]?.codes ?? [])].reduce(
      (sum, byte, i) => sum + (byte ^ (b.views[0]?.codes[i] ?? 0)).toString(2).replaceAll('0', '').length,
      0,
    )
    expect(distance).toBeLessThanOrEqual(16)
  })

  it('give a poster no larger than asked', async () => {
    const { width = 0, height = 0, format } = await sharp(await posterOf('film.mp4', 100)).metadata()
    expect([Math.max(width, height), format]).toEqual([100, 'webp'])
  })

  it('turned by metadata are fingerprinted as a player shows them', async () => {
    editVideo(at('film.mp4'), at('portrait.mp4'), { filters: 'transpose=1', durationSeconds: 2, turnBack: true })
    const facts = await media.inspect({ path: at('portrait.mp4') }, MEDIA_LIMITS)
    expect([facts.widthPixels, facts.heightPixels]).toEqual([192, 108])
    const [found, upright] = [await print('portrait.mp4'), await print('film.mp4')]
    const first = (one: MediaFingerprint): number[] => [...(one.views[0]?.thumbs.subarray(0, 256) ?? [])]
    const error = first(found).reduce((sum, value, i) => sum + Math.abs(value - (first(upright)[i] ?? 0)), 0) / 256
    expect(error).toBeLessThan(4)
  })
})

const posterOf = async (name: string, sidePixelsMax = 192): Promise<Uint8Array> =>
  media.poster({ path: at(name) }, { sidePixelsMax })

describe('bad files', () => {
  it.each([
    ['of 0 bytes', 'empty.mp4', 'file_empty', async (path: string) => writeFile(path, '')],
    ['that are zips', 'a.mp4', 'media_type_unsupported', async (path: string) => writeFile(path, ZIP)],
    [
      'that are SVG with script',
      'a.svg',
      'media_type_unsupported',
      async (path: string) =>
        writeFile(path, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ],
    [
      'that are XML SVG with script',
      'b.png',
      'media_type_unsupported',
      async (path: string) =>
        writeFile(path, '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    ],
    [
      'of random bytes',
      'noise.mp4',
      'media_type_unsupported',
      async (path: string) =>
        writeFile(path, Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) & 255))),
    ],
    ['of one pixel', 'dot.png', 'picture_too_small', async (path: string) => flatPicture(path, 1, 1)],
    ['of 30,000 × 30,000 pixels', 'huge.png', 'picture_too_large', async (path: string) => hugePng(path)],
    [
      'with the movie box at the end and cut',
      'cut-end.mp4',
      'media_truncated',
      async (path: string) => {
        await copyFile(at('film.mp4'), path)
        await truncate(path, Math.floor((await stat(path)).size * 0.7))
      },
    ],
    [
      'with the movie box in front and cut',
      'cut-front.mp4',
      'media_truncated',
      async (path: string) => {
        await copyFile(at('quick.mp4'), path)
        await truncate(path, Math.floor((await stat(path)).size * 0.5))
      },
    ],
    [
      'Matroska and cut',
      'cut.mkv',
      'media_truncated',
      async (path: string) => {
        editVideo(at('film.mp4'), path, {})
        await truncate(path, Math.floor((await stat(path)).size * 0.5))
      },
    ],
    [
      'JPEG and cut',
      'cut.jpg',
      'media_truncated',
      async (path: string) => {
        const whole = await sharp(await posterOf('film.mp4'))
          .resize(800)
          .jpeg()
          .toBuffer()
        await writeFile(path, whole.subarray(0, Math.floor(whole.length / 2)))
      },
    ],
    [
      'PNG and spoilt',
      'spoilt.png',
      'media_broken',
      async (path: string) => {
        const whole = await sharp(await posterOf('film.mp4'))
          .png()
          .toBuffer()
        whole.fill(0x55, 60, whole.length - 20)
        await writeFile(path, whole)
      },
    ],
    [
      'with a video stream of no frames',
      'frameless.mp4',
      'media_truncated',
      async (path: string) => {
        const film = await readFile(at('film.mp4'))
        // In each table of samples the count becomes 0.
        for (const [box, count] of [
          ['stsz', 12],
          ['stts', 8],
          ['stsc', 8],
          ['stco', 8],
          ['stss', 8],
          ['ctts', 8],
        ] as const) {
          const from = film.lastIndexOf(box)
          if (from >= 0) film.writeUInt32BE(0, from + count)
        }
        await writeFile(path, film)
      },
    ],
    [
      'with nothing in the movie box',
      'hollow.mp4',
      'media_no_stream',
      async (path: string) =>
        writeFile(
          path,
          Buffer.from(
            '0000002066747970697 36f6d0000020069736f6d69736f32617663316d703431000000086d6f6f76'.replaceAll(' ', ''),
            'hex',
          ),
        ),
    ],
  ])('%s are refused by name', async (_, name, code, make) => {
    await make(at(name))
    await refuses(name, code)
  })

  it('of 30,000 × 30,000 pixels are refused from the header', async () => {
    await hugePng(at('huge2.png'))
    await expect(media.inspect({ path: at('huge2.png') }, MEDIA_LIMITS)).rejects.toEqual(refusal('picture_too_large'))
  })

  it('too long or too large for the limits are refused', async () => {
    await expect(media.inspect({ path: at('film.mp4') }, { ...MEDIA_LIMITS, durationSecondsMax: 10 })).rejects.toEqual(
      refusal('media_too_long'),
    )
    await expect(media.inspect({ path: at('film.mp4') }, { ...MEDIA_LIMITS, sizeBytesMax: 100 })).rejects.toEqual(
      refusal('file_too_large'),
    )
  })
})

describe('media processes', () => {
  it('that are killed fail only their own job, and the next job gets a new one', async () => {
    const one = createNodeMedia({ concurrency: 1 })
    const job = one.fingerprint({ path: at('film.mp4') }, { limits: MEDIA_LIMITS })
    const failed = expect(job).rejects.toMatchObject({ kind: 'Unavailable', code: 'media_worker_failed' })
    for (const id of one.processIds()) process.kill(id, 'SIGKILL')
    await failed
    expect((await one.fingerprint({ path: at('quick.mp4') }, { limits: MEDIA_LIMITS })).kind).toBe('video')
    await one.close()
    await expect(one.fingerprint({ path: at('quick.mp4') }, { limits: MEDIA_LIMITS })).rejects.toMatchObject({
      code: 'media_closed',
    })
  })

  it('are stopped at the wall-time limit and when the caller gives up', async () => {
    await expect(
      media.fingerprint({ path: at('film.mp4') }, { limits: { ...MEDIA_LIMITS, wallTimeMs: 1 } }),
    ).rejects.toEqual(refusal('media_time_limit'))
    const reason = new Error('given up')
    const controller = new AbortController()
    const job = media.fingerprint({ path: at('film.mp4') }, { limits: MEDIA_LIMITS, signal: controller.signal })
    const waiting = media.fingerprint(
      { path: at('film.mp4') },
      { limits: MEDIA_LIMITS, signal: AbortSignal.abort(reason) },
    )
    controller.abort(reason)
    await expect(job).rejects.toBe(reason)
    await expect(waiting).rejects.toBe(reason)
    expect((await print('quick.mp4')).kind).toBe('video')
  })

  it('are stopped when they need too much memory', async () => {
    const poor = createNodeMedia({ concurrency: 1, memoryBytesMax: 1_000_000 })
    makeVideo(at('long.mp4'), { seed: 3, durationSeconds: 30 })
    await expect(poor.fingerprint({ path: at('long.mp4') }, { limits: MEDIA_LIMITS })).rejects.toMatchObject({
      code: 'media_worker_failed',
    })
    await poor.close()
  })
})

describe('from file to match', () => {
  it('finds the half-size copy of ten seconds, its mirror and its quick copy, and not another film', async () => {
    makeVideo(at('other.mp4'), { seed: 9, durationSeconds: 10, shotSeconds: 3 })
    const works = new Map([
      ['film', await print('film.mp4')],
      ['quick', await print('quick.mp4')],
    ])
    const index = createNodeSearchIndex()
    for (const [key, work] of works) await indexObject(index, key, work)
    const find = async (name: string) =>
      matchFingerprint(await print(name), {
        index,
        load: async (key) => works.get(key) ?? null,
      })
    const { startSeconds } = halfSizeMiddle(at('film.mp4'), at('copy.mp4'), 16)
    editVideo(at('film.mp4'), at('mirror.mkv'), { filters: 'hflip', startSeconds: 2, durationSeconds: 8, crf: 30 })
    editVideo(at('film.mp4'), at('fast.mp4'), { filters: 'setpts=PTS/1.25', startSeconds: 1, durationSeconds: 10 })
    for (const [name, from, seconds, edits] of [
      ['copy.mp4', startSeconds, 10, []],
      ['mirror.mkv', 2, 8, ['mirrored']],
      ['fast.mp4', 1, 10, ['speed:1.25']],
    ] as const) {
      const [match, ...more] = await find(name)
      expect(more).toEqual([])
      expect(match).toMatchObject({ objectKey: 'film', kind: 'video', edits })
      expect(match?.segments).toHaveLength(1)
      expect(Math.abs((match?.segments[0]?.workStart ?? 99) - from)).toBeLessThan(0.5)
      expect(Math.abs((match?.segments[0]?.workEnd ?? 99) - from - seconds)).toBeLessThan(0.5)
      expect(match?.segments[0]?.queryStart).toBeLessThan(0.5)
    }
    expect(await find('other.mp4')).toEqual([])
    expect(await index.frames.size()).toMatchObject({ objects: 2 })
    for (const part of [index.frames, index.features]) await part.remove(['film'])
    expect(await find('copy.mp4')).toEqual([])
    await index.close()
    await expect(index.frames.size()).rejects.toMatchObject({ code: 'search_index_failed' })
  })
})

/** An archive with one empty file in it. */
const ZIP = Buffer.from(
  `504b0304${'00'.repeat(22)}01000000${'61'}504b0102${'00'.repeat(24)}0100${'00'.repeat(16)}61504b0506${'00'.repeat(18)}`,
  'hex',
)

const flatPicture = async (path: string, width: number, height: number): Promise<void> => {
  await sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .png()
    .toFile(path)
}

/** A PNG whose header says 30,000 × 30,000; the pixels are not even there. */
const hugePng = async (path: string): Promise<void> => {
  await flatPicture(path, 8, 8)
  const bytes = await readFile(path)
  bytes.writeUInt32BE(30_000, 16)
  bytes.writeUInt32BE(30_000, 20)
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
  const file = await open(path, 'w')
  await file.write(bytes)
  await file.close()
}

const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
