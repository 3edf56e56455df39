import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckView, PassagePair } from '../../../src/domains/fingerprints/contract.ts'
import type { WorkView } from '../../../src/domains/works/contract.ts'
import { editVideo, makeVideo } from '../../kit/media.ts'
import { makePicture } from '../../kit/pictures.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'
import { textOf } from './text-maker.ts'

let world: World
let lin: Person
let other: Person
let film: string
let drama: WorkView

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  other = await world.signUp('other')
  film = join(world.dir, 'film.mp4')
  makeVideo(film, { seed: 1, durationSeconds: 14 })
  const second = join(world.dir, 'second.mp4')
  makeVideo(second, { seed: 2, durationSeconds: 8 })
  const files = [await lin.file(film), await lin.file(second)]
  drama = await registerWork(
    world,
    lin,
    'micro_drama',
    draftOf({ category: 'audiovisual', files: files.map(({ id }, i) => ({ fileId: id, episode: i + 1 })) }),
  )
})
afterAll(() => world.close())

const check = async (who: Person, path: string): Promise<CheckView> => {
  const uploadId = await who.upload(path)
  const accepted = await who.call('POST', '/api/files', { uploadId })
  const created = await who.call('POST', '/api/checks', { fileId: accepted.body.id })
  expect(created).toMatchObject({ status: 201, body: { state: 'waiting', matches: null } })
  await world.work()
  return (await who.call('GET', `/api/checks/${created.body.id}`)).body as unknown as CheckView
}

describe('checking a file against the registry', () => {
  test('names the work, the episode and the seconds of an edited copy', async () => {
    const copy = join(world.dir, 'copy.mp4')
    editVideo(film, copy, { startSeconds: 3, durationSeconds: 8, filters: 'scale=96:54', crf: 32 })
    const { state, matches } = await check(lin, copy)
    expect(state).toBe('done')
    expect(matches).toHaveLength(1)
    const [match] = matches ?? []
    expect(match).toMatchObject({ workId: drama.id, episode: 1, identical: false, ownWork: true })
    const [segment] = match?.segments ?? []
    expect(Math.abs((segment?.workStart ?? 0) - 3)).toBeLessThan(1)
    expect(Math.abs((segment?.workEnd ?? 0) - 11)).toBeLessThan(1)
    expect(Math.abs((segment?.queryEnd ?? 0) - 8)).toBeLessThan(1)
  })

  test('the very same bytes are said to be identical, over their whole length', async () => {
    const { matches } = await check(other, film)
    expect(matches?.[0]).toMatchObject({ workId: drama.id, identical: true, confidence: 1, ownWork: false })
    expect(matches?.[0]?.segments[0]).toMatchObject({ queryStart: 0, workStart: 0, episode: 1 })
  })

  test('finds nothing in a film that nobody registered, nor in a draft of another', async () => {
    const unknown = join(world.dir, 'unknown.mp4')
    makeVideo(unknown, { seed: 99, durationSeconds: 9 })
    expect((await check(lin, unknown)).matches).toEqual([])
    const draft = await other.file(await makePicture(world.dir, 50))
    await other.call('POST', '/api/works', { kind: 'image', draft: draftOf({ files: [{ fileId: draft.id }] }) })
    expect((await check(lin, await makePicture(world.dir, 50))).matches).toEqual([])
  })

  test('finds a mirrored and re-encoded picture, and a work is found as soon as it is registered', async () => {
    const path = await makePicture(world.dir, 60)
    const file = await lin.file(path)
    const work = await registerWork(world, lin, 'image', draftOf({ title: '画', files: [{ fileId: file.id }] }))
    const copy = join(world.dir, 'mirrored.jpg')
    await sharp(path).flop().resize(300).jpeg({ quality: 40 }).toFile(copy)
    const { matches } = await check(other, copy)
    expect(matches?.map(({ workId }) => workId)).toEqual([work.id])
    expect(matches?.[0]?.edits).toContain('mirrored')
  })

  test('a check made before the file is read waits for it; one made after answers too', async () => {
    const path = join(world.dir, 'again.mp4')
    await copyFile(film, path)
    const first = await check(lin, path)
    const second = await lin.call('POST', '/api/checks', { fileId: first.file.id })
    await world.work()
    const again = await lin.call('GET', `/api/checks/${second.body.id}`)
    expect(again.body.matches).toEqual(first.matches)
    expect((await lin.call('GET', '/api/checks?limit=2')).body.items).toMatchObject([
      { id: second.body.id, matchCount: 1 },
      { id: first.id, matchCount: 1 },
    ])
  })
})

describe('what a check shows of the work', () => {
  test('its owner may play all of it; anyone else sees frames of the matched seconds only', async () => {
    const copy = join(world.dir, 'part.mp4')
    editVideo(film, copy, { startSeconds: 4, durationSeconds: 6, filters: 'scale=96:54' })
    const mine = await check(lin, copy)
    const theirs = await check(other, copy)
    const media = (who: Person, id: string) =>
      who.fetch('GET', `/api/checks/${id}/media?side=work&match=0`, { headers: { Range: 'bytes=0-99' } })
    const played = await media(lin, mine.id)
    expect([played.status, played.headers.get('content-range')?.split('/')[0]]).toEqual([206, 'bytes 0-99'])
    expect((await played.arrayBuffer()).byteLength).toBe(100)
    expect((await media(other, theirs.id)).status).toBe(404)
    expect((await media(other, mine.id)).status).toBe(404)
    const frame = async (who: Person, id: string, atSeconds: number) =>
      (await who.fetch('GET', `/api/checks/${id}/frame?side=work&match=0&atSeconds=${atSeconds}`)).status
    expect(await frame(other, theirs.id, 6)).toBe(200)
    expect(await frame(other, theirs.id, 13)).toBe(404)
    expect(await frame(lin, mine.id, 13)).toBe(200)
  })

  test('of a text the words of each passage, on both sides; of a work of another only what the copy has', async () => {
    const written = `🌊${textOf('zh', 4101, 30)}`
    const points = [...written]
    const path = join(world.dir, 'novel.txt')
    await writeFile(path, written)
    const file = await lin.file(path)
    await registerWork(world, lin, 'text', draftOf({ title: '江潮', files: [{ fileId: file.id }] }))
    const copied = points.slice(400, 900)
    const copy = join(world.dir, 'copy.txt')
    await writeFile(copy, `${textOf('zh', 4102, 6)}${copied.join('')}${textOf('zh', 4103, 6)}`)
    const mine = await check(lin, copy)
    const theirs = await check(other, copy)
    const [segment] = mine.matches?.[0]?.segments ?? []
    expect(segment?.unit).toBe('characters')
    const { workStart = 0, workEnd = 0 } = segment ?? {}
    const passages = async (who: Person, id: string, query = '') =>
      (await who.call('GET', `/api/checks/${id}/passages${query}`)) as unknown as { status: number; body: PassagePair }
    const own = (await passages(lin, mine.id)).body
    expect(own.work.text).toBe(points.slice(workStart, workEnd).join(''))
    expect(own.work.before).toBe(points.slice(workStart - 200, workStart).join(''))
    expect(own.query.text.slice(20, 400)).toBe(own.work.text.slice(20, 400))
    expect(own.query.before).toHaveLength(200)
    const foreign = (await passages(other, theirs.id)).body
    expect(foreign.work).toEqual({ ...own.work, before: '', after: '' })
    expect(foreign.query).toEqual(own.query)
    expect((await passages(other, mine.id)).status).toBe(404)
    expect((await passages(lin, mine.id, '?segment=7')).status).toBe(404)
    expect((await passages(lin, (await check(lin, film)).id)).status).toBe(404)
  })

  test('a frame is the right one', async () => {
    const checked = await check(lin, film)
    const thumb = async (address: string) => {
      const response = await lin.fetch('GET', address)
      expect(response.headers.get('content-type')).toBe('image/webp')
      return sharp(Buffer.from(await response.arrayBuffer()))
        .resize(8, 8, { fit: 'fill' })
        .greyscale()
        .raw()
        .toBuffer()
    }
    const difference = (a: Buffer, b: Buffer) =>
      a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length
    const at = (side: string, s: number) => thumb(`/api/checks/${checked.id}/frame?side=${side}&match=0&atSeconds=${s}`)
    expect(difference(await at('query', 5), await at('work', 5))).toBeLessThan(3)
    expect(difference(await at('query', 5), await at('work', 10))).toBeGreaterThan(6)
  })
})

test('a check of a file that turns out to be broken has failed, on its page and in the list', async () => {
  const path = join(world.dir, 'broken.jpg')
  const whole = await sharp(await makePicture(world.dir, 70))
    .jpeg({ quality: 95 })
    .toBuffer()
  await writeFile(path, whole.subarray(0, Math.floor(whole.length / 2)))
  const { id, state } = await check(lin, path)
  expect(state).toBe('failed')
  const { body } = await lin.call('GET', '/api/checks?limit=1')
  expect(body.items).toMatchObject([{ id, state: 'failed' }])
})

test('a limit of this machine refuses no file for good', async () => {
  const path = join(world.dir, 'slow.mp4')
  makeVideo(path, { seed: 77, durationSeconds: 20, width: 640, height: 360 })
  const { media } = world.home.base.limits
  const usual = media.wallTimeMs
  media.wallTimeMs = 1
  const failed = await lin.file(path)
  media.wallTimeMs = usual
  expect(failed.state).toBe('failed')
  expect(world.errors.splice(0)).toMatchObject([{ event: 'job.dead' }])
  expect((await other.file(path)).state).toBe('ready')
})

test('progress is told as events until the answer is there', async () => {
  const uploadId = await lin.upload(film)
  const accepted = await lin.call('POST', '/api/files', { uploadId })
  const stream = await lin.fetch('GET', `/api/files/${accepted.body.id}/progress`)
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  const [text] = await Promise.all([stream.text(), world.work()])
  const states = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '{}').state)
  expect(states[0]).toBe('storing')
  expect(states.at(-1)).toBe('ready')
})

test('nothing of all this was an error on the server', () => expect(world.errors).toEqual([]))
