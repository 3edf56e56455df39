import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { codeWords, hammingDistance } from '../../../src/domains/fingerprints/hashes/hamming.ts'
import { createPdq, pdqCode, pdqHex, type Turn } from '../../../src/domains/fingerprints/hashes/pdq.ts'
import { referencePdq } from '../../../src/domains/fingerprints/pictures/fingerprint-picture.ts'
import { seeded } from '../../kit/media.ts'

const shared = process.env.QIANYIN_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const pdqFolder = join(shared, 'data', 'pdq')
const hasReference = existsSync(join(pdqFolder, 'EXPECTED-cpp.tsv'))
if (!hasReference) console.warn(`SKIPPED: ${pdqFolder} absent, PDQ is not compared with the reference C++`)

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex')).reverse()
const distance = (a: Uint8Array, b: Uint8Array): number => hammingDistance(codeWords(a), 0, codeWords(b), 0)

/** A picture made of overlapping seeded rectangles, RGB. */
const drawn = (seed: number, width: number, height: number): Uint8Array => {
  const random = seeded(seed)
  const pixels = new Uint8Array(width * height * 3).fill(127)
  for (let r = 0; r < 25; r++) {
    const [x0, y0] = [Math.floor(random() * width), Math.floor(random() * height)]
    const [w, h] = [Math.floor(random() * width * 0.5), Math.floor(random() * height * 0.5)]
    const colour = [random() * 255, random() * 255, random() * 255]
    for (let y = y0; y < Math.min(height, y0 + h); y++) {
      for (let x = x0; x < Math.min(width, x0 + w); x++) pixels.set(colour, (y * width + x) * 3)
    }
  }
  return pixels
}

describe('PDQ against the reference C++', () => {
  it.skipIf(!hasReference)('has no bit and no quality different on any of its pictures', async () => {
    const rows = readFileSync(join(pdqFolder, 'EXPECTED-cpp.tsv'), 'utf8').trim().split('\n').slice(1)
    expect(rows.length).toBe(39)
    for (const row of rows) {
      const [file = '', hash = '', quality = ''] = row.split('\t')
      const { data, info } = await sharp(join(pdqFolder, file))
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true })
      const pixels =
        info.channels === 3
          ? data
          : Uint8Array.from({ length: data.length * 3 }, (_, i) => data[Math.floor(i / 3)] ?? 0)
      expect({ file, ...referencePdq(pixels, info.width, info.height) }).toEqual({
        file,
        hex: hash,
        quality: Number(quality),
      })
    }
  })

  it.skipIf(!hasReference)('turns codes as the reference does, within 2 bits', async () => {
    // Meta's names turn the other way: its rotate90 is counter-clockwise, its flipX is top to bottom.
    const turns: Turn[] = [
      'rotated:270',
      'rotated:180',
      'rotated:90',
      'flipped',
      'mirrored',
      'transposed',
      'transversed',
    ]
    const rows = readFileSync(join(pdqFolder, 'EXPECTED-cpp.tsv'), 'utf8').trim().split('\n').slice(1)
    const row = rows.find((line) => line.startsWith('bridge-mods/square-512x512.jpg')) ?? ''
    const [file = '', , , ...expected] = row.split('\t')
    const { data } = await sharp(join(pdqFolder, file)).raw().toBuffer({ resolveWithObject: true })
    const luma = Float32Array.from(
      { length: 512 * 512 },
      (_, i) => 0.299 * (data[i * 3] ?? 0) + 0.587 * (data[i * 3 + 1] ?? 0) + 0.114 * (data[i * 3 + 2] ?? 0),
    )
    const spectrum = createPdq(512, 512, 'reference')(luma)
    turns.forEach((turn, i) => {
      expect(distance(pdqCode(spectrum, turn), fromHex(expected[i] ?? ''))).toBeLessThanOrEqual(2)
    })
  })
})

describe('PDQ of pictures of our own', () => {
  it('keeps its pinned values', () => {
    const pinned = [1, 2, 3].map((seed) => referencePdq(drawn(seed, 320, 200), 320, 200))
    expect(pinned).toMatchInlineSnapshot(`
      [
        {
          "hex": "ebd5a05eef71518ed7b1146ae3c02a15c8b95b41956a354e6e93c894aa1bd768",
          "quality": 100,
        },
        {
          "hex": "55aa47c12d55a85c9a7452aaa52bad515ad44a55256b57c35ad640aaa97dfab9",
          "quality": 37,
        },
        {
          "hex": "cc0f700edc076a4ba5a45ad9cfe04dddcecc4fc20d8cce46b98cb233f170b1b1",
          "quality": 92,
        },
      ]
    `)
    expect(referencePdq(drawn(4, 900, 700), 900, 700)).toMatchInlineSnapshot(`
      {
        "hex": "9b452599caab9965255508ebc32e3554eea913bac4c6b29d9ee1d49636b2c23d",
        "quality": 100,
      }
    `)
  })

  it('gives a flat picture no quality', () => {
    expect(createPdq(64, 64, 'area')(new Uint8Array(4096).fill(200)).quality).toBe(0)
  })

  it('sets 128 of 256 bits', () => {
    const code = pdqCode(createPdq(96, 80, 'area')(drawn(5, 96, 80).filter((_, i) => i % 3 === 0)))
    expect(distance(code, new Uint8Array(32))).toBe(128)
  })

  it('knows a picture averaged down from a turned one', async () => {
    const side = 256
    const pixels = drawn(6, side, side)
    const luma = (bytes: Uint8Array): Uint8Array => bytes.filter((_, i) => i % 3 === 0)
    const hash = createPdq(side, side, 'area')
    const turned = (change: (picture: Sharp) => Sharp): Promise<Buffer> =>
      change(sharp(pixels, { raw: { width: side, height: side, channels: 3 } }))
        .raw()
        .toBuffer()
    const spectrum = hash(luma(pixels))
    const cases: [Turn, (picture: Sharp) => Sharp][] = [
      ['mirrored', (picture) => picture.flop()],
      ['flipped', (picture) => picture.flip()],
      ['rotated:90', (picture) => picture.rotate(90)],
      ['rotated:180', (picture) => picture.rotate(180)],
      ['rotated:270', (picture) => picture.rotate(270)],
    ]
    for (const [turn, change] of cases) {
      const other = pdqCode(hash(luma(await turned(change))))
      expect(distance(pdqCode(spectrum, turn), other), turn).toBeLessThanOrEqual(4)
      expect(distance(pdqCode(spectrum), other), turn).toBeGreaterThan(60)
    }
  })

  it('writes hex with the highest word first', () => {
    const code = new Uint8Array(32)
    code[0] = 1
    code[31] = 0x80
    expect(pdqHex(code)).toBe(`80${'0'.repeat(60)}01`)
  })
})
