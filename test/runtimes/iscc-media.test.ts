import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blake3 } from '@noble/hashes/blake3.js'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audioCode } from '../../src/domains/fingerprints/iscc/audio-code.ts'
import { compareIsccs } from '../../src/domains/fingerprints/iscc/codes.ts'
import { greyPicture } from '../../src/domains/fingerprints/iscc/grey-picture.ts'
import { instanceCode } from '../../src/domains/fingerprints/iscc/instance-code.ts'
import { cleanText } from '../../src/domains/fingerprints/iscc/text.ts'
import { textCode } from '../../src/domains/fingerprints/iscc/text-code.ts'
import { type IsccUnits, MEDIA_LIMITS } from '../../src/ports/media.ts'
import { CHROMAPRINT_SAMPLE_RATE, createChromaprint } from '../../src/runtimes/node/media/iscc/chromaprint.ts'
import { createNodeMedia, type NodeMedia } from '../../src/runtimes/node/media/node-media.ts'
import { editVideo, HALF_SIZE, makeSound, makeVideo, seeded, temporaryDirectory } from '../kit/media.ts'
import { makePicture } from '../kit/pictures.ts'

let media: NodeMedia
let folder: { path: string; remove: () => Promise<void> }
const at = (name: string): string => join(folder.path, name)
const iscc = async (path: string): Promise<IsccUnits> => {
  const { iscc } = await media.fingerprint({ path }, { limits: MEDIA_LIMITS })
  if (!iscc) throw new Error('no ISCC')
  return iscc
}
const contentBits = (a: IsccUnits, b: IsccUnits): number | undefined =>
  compareIsccs(a.content ?? '', b.content ?? '')[0]?.differingBits

beforeAll(async () => {
  folder = await temporaryDirectory()
  media = createNodeMedia({ concurrency: 1 })
})
afterAll(async () => {
  await media.close()
  await folder.remove()
})

describe('a picture', () => {
  it('keeps its Image-Code within a few bits when re-encoded small, framed in white or turned by metadata', async () => {
    const path = await makePicture(folder.path, 1)
    const original = await iscc(path)
    expect(original.content).toMatch(/^ISCC:EED/)
    await sharp(path).resize(240).jpeg({ quality: 20 }).toFile(at('small.jpg'))
    await sharp(path)
      .extend({ top: 30, left: 50, bottom: 9, right: 9, background: '#fff' })
      .png()
      .toFile(at('framed.png'))
    await sharp(path).rotate(90).withMetadata({ orientation: 8 }).png().toFile(at('turned.png'))
    for (const name of ['small.jpg', 'framed.png', 'turned.png']) {
      const copy = await iscc(at(name))
      expect(contentBits(original, copy), name).toBeLessThanOrEqual(16)
      expect(copy.instance).not.toBe(original.instance)
    }
    expect(contentBits(original, await iscc(await makePicture(folder.path, 2)))).toBeGreaterThan(60)
  })

  it('is the same on white as where it is transparent', async () => {
    const path = await makePicture(folder.path, 3)
    const hole = Buffer.from('<svg width="480" height="360"><circle cx="200" cy="150" r="90"/></svg>')
    const cut = await sharp(path)
      .ensureAlpha()
      .composite([{ input: hole, blend: 'dest-out' }])
      .png()
      .toBuffer()
    await writeFile(at('cut.png'), cut)
    await sharp(cut).flatten({ background: '#fff' }).png().toFile(at('filled.png'))
    expect((await iscc(at('cut.png'))).content).toBe((await iscc(at('filled.png'))).content)
  })

  it('of one colour has nothing to trim, and is grey as ITU-R BT.601 says', () => {
    const pixels = new Uint8Array(40 * 50 * 3)
    for (let i = 0; i < pixels.length; i += 3) pixels.set([200, 100, 50], i)
    expect([...new Set(greyPicture({ pixels, width: 40, height: 50 }))]).toEqual([124])
  })
})

describe('a video', () => {
  it('keeps its Video-Code within a few bits when re-encoded at half size or turned by metadata', async () => {
    makeVideo(at('film.mp4'), { seed: 1, durationSeconds: 8, shotSeconds: 2 })
    editVideo(at('film.mp4'), at('half.mp4'), { filters: HALF_SIZE, crf: 30 })
    editVideo(at('film.mp4'), at('turned.mp4'), { filters: 'transpose=clock', turnBack: true, crf: 20 })
    makeVideo(at('other.mp4'), { seed: 2, durationSeconds: 8, shotSeconds: 2 })
    const film = await iscc(at('film.mp4'))
    expect(film.content).toMatch(/^ISCC:EMD/)
    for (const name of ['half.mp4', 'turned.mp4']) {
      expect(contentBits(film, await iscc(at(name))), name).toBeLessThanOrEqual(24)
    }
    expect(contentBits(film, await iscc(at('other.mp4')))).toBeGreaterThan(60)
  })
})

describe('a text', () => {
  it('has the Text-Code of its words in any encoding', async () => {
    const words = '第一回\n雨夜，她推开骑楼的门。\n\n“你来了。”他说。'.repeat(20)
    await writeFile(at('utf-8.txt'), `\ufeff${words}`)
    await writeFile(at('utf-16.txt'), Buffer.from(`\ufeff${words}`, 'utf16le'))
    const expected = textCode(cleanText(words), 256)
    expect((await iscc(at('utf-8.txt'))).content).toBe(expected)
    expect((await iscc(at('utf-16.txt'))).content).toBe(expected)
  })

  it('has the Instance-Code of its bytes', async () => {
    await writeFile(at('letter.txt'), 'Dear registry, '.repeat(9_000))
    const bytes = await readFile(at('letter.txt'))
    expect((await iscc(at('letter.txt'))).instance).toBe(instanceCode(blake3(bytes), 256))
  })
})

describe('a sound', () => {
  it('has an Audio-Code from three seconds on', async () => {
    makeSound(at('sound.m4a'), 6)
    makeSound(at('short.m4a'), 1)
    expect((await iscc(at('sound.m4a'))).content).toMatch(/^ISCC:EID/)
    expect((await iscc(at('short.m4a'))).content).toBeNull()
  })
})

describe('Chromaprint', () => {
  const melody = (seconds: number, seed: number, gain = 1): Float32Array => {
    const random = seeded(seed)
    const notes = Array.from({ length: seconds * 4 }, () => 110 * 2 ** (Math.floor(random() * 36) / 12))
    return Float32Array.from({ length: seconds * CHROMAPRINT_SAMPLE_RATE }, (_, i) => {
      const note = notes[Math.floor((i * 4) / CHROMAPRINT_SAMPLE_RATE)] ?? 0
      const phase = (2 * Math.PI * note * i) / CHROMAPRINT_SAMPLE_RATE
      return gain * (0.3 * Math.sin(phase) + 0.1 * Math.sin(3 * phase))
    })
  }
  const print = (samples: Float32Array): Int32Array => {
    const chromaprint = createChromaprint()
    try {
      for (let i = 0; i < samples.length; i += 1000) chromaprint.add(samples.subarray(i, i + 1000))
      return chromaprint.finish()
    } finally {
      chromaprint.close()
    }
  }

  it('hears the same music louder, and other music as other', () => {
    const code = audioCode(print(melody(20, 1, 0.5)), 256)
    const bits = (samples: Float32Array) => compareIsccs(code, audioCode(print(samples), 256))[0]?.differingBits
    expect(bits(melody(20, 1))).toBeLessThanOrEqual(16)
    expect(bits(melody(20, 2))).toBeGreaterThan(60)
  })

  it('says nothing of no sound, and of too little', () => {
    expect(print(new Float32Array(0))).toHaveLength(0)
    expect(print(melody(1, 1))).toHaveLength(0)
  })

  const fpcalc = spawnSync('fpcalc', ['-version']).status === 0
  it.skipIf(!fpcalc)('gives what fpcalc gives', async () => {
    const samples = melody(12, 3)
    const pcm = Int16Array.from(samples, (sample) => Math.round(sample * 32_768))
    const header = Buffer.from('RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0........\x02\0\x10\0data....', 'latin1')
    header.writeUInt32LE(36 + pcm.byteLength, 4)
    header.writeUInt32LE(CHROMAPRINT_SAMPLE_RATE, 24)
    header.writeUInt32LE(CHROMAPRINT_SAMPLE_RATE * 2, 28)
    header.writeUInt32LE(pcm.byteLength, 40)
    await writeFile(at('melody.wav'), Buffer.concat([header, Buffer.from(pcm.buffer)]))
    // Some versions end with an error after having said everything.
    const said = spawnSync('fpcalc', ['-raw', '-signed', '-length', '0', at('melody.wav')], { encoding: 'utf8' }).stdout
    expect([...print(samples)].join()).toBe(/FINGERPRINT=(.*)/.exec(said)?.[1])
  })
})
