import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyTransform } from '../../src/domains/fingerprints/features/transform.ts'
import { indexObject } from '../../src/domains/fingerprints/index-object.ts'
import { matchFingerprint, type ObjectMatch } from '../../src/domains/fingerprints/matcher.ts'
import { featureEntries } from '../../src/domains/fingerprints/video/feature-candidates.ts'
import { CODE_BYTES, MEDIA_LIMITS, type MediaFingerprint } from '../../src/ports/media.ts'
import { createNodeMedia, type NodeMedia } from '../../src/runtimes/node/media/node-media.ts'
import { createNodeSearchIndex } from '../../src/runtimes/node/search/node-search-index.ts'
import { temporaryDirectory } from '../kit/media.ts'
import { makePicture } from '../kit/pictures.ts'

const WIDTH = 480
const HEIGHT = 360
const SEEDS = [1, 2, 3, 4, 5, 6] as const

let media: NodeMedia
let index: ReturnType<typeof createNodeSearchIndex>
let folder: { path: string; remove: () => Promise<void> }
const paths = new Map<number, string>()
const works = new Map<string, MediaFingerprint>()

const print = (path: string): Promise<MediaFingerprint> => media.fingerprint({ path }, { limits: MEDIA_LIMITS })
const pictureOf = (seed: number): Sharp => sharp(paths.get(seed))

const saved = async (image: Sharp): Promise<MediaFingerprint> => {
  const path = join(folder.path, `${randomUUID()}.jpg`)
  // What was drawn is kept before it is read again: sharp has one resize and one extract a pipeline.
  await writeFile(path, await image.jpeg({ quality: 85 }).toBuffer())
  return print(path)
}

const matchAmong = async (query: MediaFingerprint, among: ReadonlyMap<string, MediaFingerprint>) => {
  const own = createNodeSearchIndex()
  for (const [key, fingerprint] of among) await indexObject(own, key, fingerprint)
  const matches = await matchFingerprint(query, { index: own, load: async (key) => among.get(key) ?? null })
  await own.close()
  return matches
}

const find = async (image: Sharp): Promise<ObjectMatch[]> =>
  matchFingerprint(await saved(image), { index, load: async (key) => works.get(key) ?? null })

type Place = readonly [number, number]
const CORNERS: readonly Place[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]

/** Each place of the copy must be laid within 2 % of where it came from; fractions of the copy and of the work. */
const liesAt = (match: ObjectMatch | undefined, source: (place: Place) => Place, places = CORNERS): void => {
  const transform = [...(match?.transform ?? []), 1]
  expect(transform).toHaveLength(9)
  for (const place of places) {
    const [x, y] = applyTransform(transform, ...place)
    const [u, v] = source(place)
    expect(Math.max(Math.abs(x - u), Math.abs(y - v)), `at ${place}`).toBeLessThan(0.02)
  }
}

const onlyMatch = (matches: readonly ObjectMatch[], seed: number): ObjectMatch | undefined => {
  expect(matches.map(({ objectKey }) => objectKey)).toEqual([`work${seed}`])
  expect(matches[0]).toMatchObject({ kind: 'image', segments: [] })
  return matches[0]
}

beforeAll(async () => {
  folder = await temporaryDirectory()
  media = createNodeMedia({ concurrency: 2 })
  index = createNodeSearchIndex()
  for (const seed of SEEDS) {
    const path = await makePicture(folder.path, seed, { width: WIDTH, height: HEIGHT })
    paths.set(seed, path)
    const fingerprint = await print(path)
    works.set(`work${seed}`, fingerprint)
    await indexObject(index, `work${seed}`, fingerprint)
  }
})
afterAll(async () => {
  await index.close()
  await media.close()
  await folder.remove()
})

describe('a copy of a picture lies where it came from', () => {
  it('after three fifths of each side are cut out off the middle', async () => {
    const box = { left: 168, top: 24, width: 288, height: 216 }
    const match = onlyMatch(await find(pictureOf(1).extract(box)), 1)
    liesAt(match, ([x, y]) => [(box.left + x * box.width) / WIDTH, (box.top + y * box.height) / HEIGHT])
    expect(match?.edits).toEqual(['cropped'])
  })

  it('turned by 7 degrees, the corners filled', async () => {
    const { data, info } = await pictureOf(2)
      .rotate(7, { background: '#000' })
      .png()
      .toBuffer({ resolveWithObject: true })
    const match = onlyMatch(await find(sharp(data)), 2)
    const angle = (7 * Math.PI) / 180
    const back = ([x, y]: Place): Place => {
      const [u, v] = [(x - 0.5) * info.width, (y - 0.5) * info.height]
      return [
        (u * Math.cos(angle) + v * Math.sin(angle)) / WIDTH + 0.5,
        (-u * Math.sin(angle) + v * Math.cos(angle)) / HEIGHT + 0.5,
      ]
    }
    liesAt(match, back)
    expect(match?.edits).toEqual([expect.stringMatching(/^rotated:[678]$/)])
  })

  it('mirrored and cut', async () => {
    const box = { left: 30, top: 40, width: 384, height: 288 }
    const { data } = await pictureOf(3).extract(box).png().toBuffer({ resolveWithObject: true })
    const match = onlyMatch(await find(sharp(data).flop()), 3)
    liesAt(match, ([x, y]) => [(box.left + (1 - x) * box.width) / WIDTH, (box.top + y * box.height) / HEIGHT])
    expect(match?.edits).toEqual(['mirrored', 'cropped'])
  })

  it('inside another picture, which is found too', async () => {
    const small = await pictureOf(4).resize(240, 180).png().toBuffer()
    const matches = await find(pictureOf(5).composite([{ input: small, left: 200, top: 30 }]))
    expect(matches.map(({ objectKey }) => objectKey).toSorted()).toEqual(['work4', 'work5'])
    const inset = matches.find(({ objectKey }) => objectKey === 'work4')
    const inWork = ([x, y]: Place): Place => [(x * WIDTH - 200) / 240, (y * HEIGHT - 30) / 180]
    liesAt(inset, inWork, [
      [200 / WIDTH, 30 / HEIGHT],
      [440 / WIDTH, 210 / HEIGHT],
    ])
    expect(inset?.edits).toEqual(['inset'])
    const below = matches.find(({ objectKey }) => objectKey === 'work5')
    liesAt(below, (place) => place)
    expect(below?.edits).toEqual(['covered'])
  })

  it('photographed at an angle', async () => {
    const { data } = await pictureOf(6).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    const map = [0.94, 0.07, 0.0, -0.04, 0.97, 0.03, 0.13, -0.1, 1]
    const seen = Buffer.alloc(WIDTH * HEIGHT * 3, 40)
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const [u, v] = applyTransform(map, (x + 0.5) / WIDTH, (y + 0.5) / HEIGHT)
        const [column, row] = [Math.floor(u * WIDTH), Math.floor(v * HEIGHT)]
        if (column < 0 || row < 0 || column >= WIDTH || row >= HEIGHT) continue
        data.copy(seen, (y * WIDTH + x) * 3, (row * WIDTH + column) * 3, (row * WIDTH + column) * 3 + 3)
      }
    }
    const match = onlyMatch(await find(sharp(seen, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })), 6)
    liesAt(match, ([x, y]) => [...applyTransform(map, x, y)])
    expect(match?.edits).toContain('perspective')
  })

  it('in a collage, each of the four', async () => {
    const tiles = await Promise.all(
      [1, 2, 3, 4].map(async (seed, i) => ({
        input: await pictureOf(seed).resize(320, 240).png().toBuffer(),
        left: (i % 2) * 328,
        top: (i >> 1) * 248,
      })),
    )
    const ground = sharp({ create: { width: 648, height: 488, channels: 3, background: '#fff' } })
    const matches = await find(ground.composite(tiles))
    expect(matches.map(({ objectKey }) => objectKey).toSorted()).toEqual(['work1', 'work2', 'work3', 'work4'])
    for (const { objectKey, transform, edits } of matches) {
      const tile = tiles[Number(objectKey.slice(-1)) - 1]
      const inWork = ([x, y]: Place): Place => [(x * 648 - (tile?.left ?? 0)) / 320, (y * 488 - (tile?.top ?? 0)) / 240]
      const [left, top] = [(tile?.left ?? 0) / 648, (tile?.top ?? 0) / 488]
      liesAt({ objectKey, kind: 'image', confidence: 1, edits, transform, segments: [] } as ObjectMatch, inWork, [
        [left, top],
        [left + 320 / 648, top + 240 / 488],
      ])
      expect(edits).toEqual(['inset'])
    }
  })

  it('though a hundred films in the same index show the same points', async () => {
    const copy = await saved(pictureOf(1).extract({ left: 150, top: 20, width: 300, height: 240 }))
    const work = works.get('work1') ?? copy
    const own = createNodeSearchIndex()
    // Three frames of each film, which keep fewer points a frame than pictures do.
    const points = work.features?.[0] ?? copy.features?.[0]
    const parts = points
      ? [0, 70, 140].map((from) => ({ ...points, codes: points.codes.subarray(from * CODE_BYTES) }))
      : []
    const films = Array.from({ length: 100 }, (_, i) => featureEntries(`film${i}`, parts))
    await own.features.add(films)
    await indexObject(own, 'work1', work)
    const load = async (key: string) => (key === 'work1' ? work : { ...work, kind: 'video' as const })
    const matches = await matchFingerprint(copy, { index: own, load })
    await own.close()
    expect(onlyMatch(matches, 1)?.edits).toEqual(['cropped'])
  })

  it('in neither direction differently: the work lies in the copy by the inverse', async () => {
    const box = { left: 20, top: 120, width: 300, height: 220 }
    const copy = await saved(pictureOf(2).extract(box))
    const [there] = await matchAmong(copy, works)
    const [back] = await matchAmong(works.get('work2') ?? copy, new Map([['copy', copy]]))
    expect([there?.objectKey, back?.objectKey]).toEqual(['work2', 'copy'])
    for (const place of CORNERS) {
      const inWork = applyTransform([...(there?.transform ?? []), 1], ...place)
      const [x, y] = applyTransform([...(back?.transform ?? []), 1], ...inWork)
      expect(Math.max(Math.abs(x - place[0]), Math.abs(y - place[1]))).toBeLessThan(0.02)
    }
  })
})

const over = (seed: number, body: string): Sharp =>
  pictureOf(seed).composite([
    {
      input: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${body}</svg>`),
    },
  ])

/** Strokes in the manner of writing, the same for the same seed. */
const strokes = (seed: number, left: number, top: number, columns: number, rows: number): string => {
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
  let body = ''
  for (let i = 0; i < columns * rows * 6; i++) {
    const cell = Math.floor(i / 6)
    const [x, y] = [left + (cell % columns) * 18, top + Math.floor(cell / columns) * 18]
    const across = random() < 0.5
    const [width, height] = across ? [6 + random() * 9, 2] : [2, 6 + random() * 9]
    body += `<rect x="${x + random() * 6}" y="${y + random() * 6}" width="${width}" height="${height}" fill="#fff"/>`
  }
  return body
}

const bricks = (size: number, shift: number): string => {
  let body = ''
  for (let row = -1; row * size < HEIGHT; row++) {
    body += `<rect x="0" y="${row * size + shift}" width="${WIDTH}" height="3" fill="#eee"/>`
    for (let x = (row % 2) * size - size; x < WIDTH; x += size * 2) {
      body += `<rect x="${x + shift}" y="${row * size + shift}" width="3" height="${size}" fill="#eee"/>`
    }
  }
  return body
}

const grid = Array.from(
  { length: 24 },
  (_, i) =>
    `<rect x="${i * 20}" y="0" width="2" height="${HEIGHT}" fill="#222"/><rect x="0" y="${i * 20}" width="${WIDTH}" height="2" fill="#222"/>`,
).join('')

const frame = `<path d="M0 0H${WIDTH}V${HEIGHT}H0Z M40 36V324H440V36Z" fill="#a33" fill-rule="evenodd"/>${strokes(5, 6, 4, 26, 1)}${strokes(6, 6, 334, 26, 1)}`
const logo = `<circle cx="90" cy="80" r="56" fill="#fff"/><path d="M60 60l60 8l-20 50z" fill="#07c"/><rect x="70" y="96" width="40" height="14" fill="#d22"/>`

describe('two pictures are not one for having in common', () => {
  it.each([
    ['a logo', logo, logo],
    ['a line of text', strokes(9, 20, 300, 24, 2), strokes(9, 20, 300, 24, 2)],
    ['text in another place', strokes(9, 20, 300, 24, 2), strokes(9, 20, 30, 24, 2)],
    ['a frame', frame, frame],
    ['a grid', grid, grid],
    ['bricks', bricks(30, 0), bricks(30, 11)],
  ])('%s', async (_, one, other) => {
    const among = new Map([
      ['one', await saved(over(1, one))],
      ['two', await saved(over(2, one))],
    ])
    expect(await matchAmong(await saved(over(5, other)), among)).toEqual([])
  })
})
