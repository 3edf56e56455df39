import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeWords, hammingDistance } from '../../src/domains/fingerprints/hashes/hamming.ts'
import { MEDIA_LIMITS, type MediaFingerprint } from '../../src/ports/media.ts'
import { createNodeMedia, type NodeMedia } from '../../src/runtimes/node/media/node-media.ts'
import { temporaryDirectory } from '../kit/media.ts'
import { makePicture } from '../kit/pictures.ts'

const WIDTH = 480
const HEIGHT = 360
/** Of 256: what compression and another colour space may change. */
const BITS_MAX = 16

let media: NodeMedia
let folder: { path: string; remove: () => Promise<void> }
let original: string
let plain: MediaFingerprint

const print = (path: string): Promise<MediaFingerprint> => media.fingerprint({ path }, { limits: MEDIA_LIMITS })
const at = (name: string): string => join(folder.path, name)
const bitsFrom = (one: MediaFingerprint, other: MediaFingerprint): number =>
  hammingDistance(
    codeWords(one.views[0]?.codes ?? new Uint8Array(32)),
    0,
    codeWords(other.views[0]?.codes ?? new Uint8Array(32)),
    0,
  )

beforeAll(async () => {
  folder = await temporaryDirectory()
  media = createNodeMedia({ concurrency: 2 })
  original = await makePicture(folder.path, 11, { width: WIDTH, height: HEIGHT })
  plain = await print(original)
})
afterAll(async () => {
  await media.close()
  await folder.remove()
})

/** The picture with its left half as seen through: on white it must look like the picture with a white left half. */
const holed = (image: Sharp): Sharp =>
  image.ensureAlpha().composite([
    {
      input: { create: { width: WIDTH / 2, height: HEIGHT, channels: 4, background: '#000' } },
      left: 0,
      top: 0,
      blend: 'dest-out',
    },
  ])

const formats: readonly [string, string, string, (image: Sharp) => Sharp][] = [
  ['WebP', 'a.webp', 'image/webp', (image) => image.webp({ quality: 80 })],
  ['WebP without loss', 'b.webp', 'image/webp', (image) => image.webp({ lossless: true })],
  ['AVIF', 'c.avif', 'image/avif', (image) => image.avif({ quality: 60, effort: 0 })],
  ['JPEG in CMYK', 'd.jpg', 'image/jpeg', (image) => image.toColourspace('cmyk').jpeg({ quality: 90 })],
  ['JPEG in grey', 'e.jpg', 'image/jpeg', (image) => image.greyscale().jpeg({ quality: 90 })],
  ['progressive JPEG', 'f.jpg', 'image/jpeg', (image) => image.jpeg({ progressive: true })],
  ['PNG of 16 bits', 'g.png', 'image/png', (image) => image.toColourspace('rgb16').png()],
  ['PNG of 16 bits in grey', 'h.png', 'image/png', (image) => image.toColourspace('grey16').png()],
  ['PNG with a palette', 'i.png', 'image/png', (image) => image.png({ palette: true, colours: 64 })],
  ['TIFF', 'j.tiff', 'image/tiff', (image) => image.tiff({ compression: 'lzw' })],
  ['GIF', 'k.gif', 'image/gif', (image) => image.gif()],
]

describe('a picture', () => {
  it.each(formats)('stays the same as %s', async (_, name, mimeType, encode) => {
    await writeFile(at(name), await encode(sharp(original).removeAlpha()).toBuffer())
    expect(await media.inspect({ path: at(name) }, MEDIA_LIMITS)).toMatchObject({
      kind: 'image',
      mimeType,
      widthPixels: WIDTH,
      heightPixels: HEIGHT,
    })
    const found = await print(at(name))
    expect([found.widthPixels, found.heightPixels]).toEqual([WIDTH, HEIGHT])
    expect(bitsFrom(found, plain)).toBeLessThanOrEqual(BITS_MAX)
    expect((await sharp(await media.poster({ path: at(name) }, { sidePixelsMax: 100 })).metadata()).width).toBe(100)
  })

  it.each([
    ['8 bits', 'l.png', (image: Sharp) => image.png()],
    ['16 bits', 'm.png', (image: Sharp) => image.toColourspace('rgb16').png()],
    ['WebP', 'n.webp', (image: Sharp) => image.webp({ lossless: true })],
  ])('is seen on white where it is transparent, %s', async (_, name, encode) => {
    const whiteHalf = await sharp(original)
      .removeAlpha()
      .composite([
        { input: { create: { width: WIDTH / 2, height: HEIGHT, channels: 3, background: '#fff' } }, left: 0, top: 0 },
      ])
      .png()
      .toBuffer()
    await writeFile(at('white-half.png'), whiteHalf)
    const half = await holed(sharp(original)).png().toBuffer()
    await writeFile(at(name), await encode(sharp(half)).toBuffer())
    const [seen, expected] = [await print(at(name)), await print(at('white-half.png'))]
    expect(bitsFrom(seen, expected)).toBeLessThanOrEqual(2)
    expect(bitsFrom(seen, plain)).toBeGreaterThan(2 * BITS_MAX)
  })

  it('that moves is known by its first page, and says how many it has', async () => {
    const pages = [original, await makePicture(folder.path, 12, { width: WIDTH, height: HEIGHT })]
    const animated = await sharp(pages, { join: { animated: true } })
      .gif({ delay: [100, 100] })
      .toBuffer()
    await writeFile(at('moving.gif'), animated)
    expect(await media.inspect({ path: at('moving.gif') }, MEDIA_LIMITS)).toMatchObject({
      kind: 'image',
      pages: 2,
      heightPixels: HEIGHT,
    })
    const found = await print(at('moving.gif'))
    expect(found.heightPixels).toBe(HEIGHT)
    expect(bitsFrom(found, plain)).toBeLessThanOrEqual(BITS_MAX)
  })

  it.each([2, 5, 6, 8])('with EXIF orientation %i is upright', async (orientation) => {
    const exif = await sharp(original).removeAlpha().withMetadata({ orientation }).jpeg({ quality: 92 }).toBuffer()
    await writeFile(at('turned.jpg'), exif)
    await writeFile(at('upright.png'), await sharp(exif).autoOrient().png().toBuffer())
    const [found, upright] = [await print(at('turned.jpg')), await print(at('upright.png'))]
    expect([found.widthPixels, found.heightPixels]).toEqual([upright.widthPixels, upright.heightPixels])
    expect(found.widthPixels).toBe(orientation < 5 ? WIDTH : HEIGHT)
    expect(bitsFrom(found, upright)).toBeLessThanOrEqual(2)
  })

  it.each([
    ['HEIC', 'heic'],
    ['HEIC of ten bits', 'heix'],
  ])('as %s is refused by name', async (_, brand) => {
    const head = Buffer.alloc(512)
    head.writeUInt32BE(24, 0)
    head.write(`ftyp${brand}`, 4, 'latin1')
    head.write('mif1heic', 16, 'latin1')
    await writeFile(at('photo.heic'), head)
    const refusal = expect.objectContaining({ name: 'AppError', kind: 'Invalid', code: 'media_type_unsupported' })
    await expect(media.inspect({ path: at('photo.heic') }, MEDIA_LIMITS)).rejects.toEqual(refusal)
    await expect(print(at('photo.heic'))).rejects.toEqual(refusal)
  })
})
