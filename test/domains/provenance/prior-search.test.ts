import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PriorSearchView } from '../../../src/domains/provenance/contract.ts'
import type { WorkView } from '../../../src/domains/works/contract.ts'
import { makePicture } from '../../kit/pictures.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

let world: World
let lin: Person
let mo: Person
let first: WorkView
let copied: WorkView
let copyPath: string

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  mo = await world.signUp('mo')
  const original = await makePicture(world.dir, 11)
  first = await register(lin, [original])
  copyPath = join(world.dir, 'copy.jpg')
  await sharp(original).flop().resize(300).jpeg({ quality: 60 }).toFile(copyPath)
  copied = await register(mo, [copyPath])
})
afterAll(() => world.close())

async function register(who: Person, paths: string[]): Promise<WorkView> {
  const files = []
  for (const path of paths) files.push({ fileId: (await who.file(path)).id })
  return registerWork(world, who, 'image', draftOf({ files }))
}
const searchOf = async (who: Person, work: WorkView, query = '') =>
  (await who.call('GET', `/api/works/${work.id}/prior-registrations${query}`)).body as unknown as PriorSearchView
const answer = (who: Person, work: WorkView, number: string | null, more: Record<string, unknown> = {}) =>
  who.call('POST', `/api/works/${work.id}/prior-registrations/${number}/answer`, {
    version: 1,
    answer: 'licensed',
    statement: '经著作权人书面许可改编，合同编号 2026-17。',
    ...more,
  })
const publicly = async (work: WorkView) =>
  (await world.anonymous.call('GET', `/api/registry/${work.registrationNumber}/provenance`)).body

test('the first of its kind is clear, and so it stays when a copy comes later', async () => {
  expect(await searchOf(lin, first)).toMatchObject({ state: 'clear', version: 1, registrations: [] })
})

test('an edited copy is told which earlier registration it shows, and the public is not told before it is answered', async () => {
  const search = await searchOf(mo, copied)
  expect(search).toMatchObject({
    state: 'unanswered',
    registrations: [{ registrationNumber: first.registrationNumber, isOwn: false, answer: null }],
  })
  expect(search.registrations[0]?.findings[0]).toMatchObject({ identical: false, edits: ['mirrored'] })
  expect(search.registrations[0]?.confidence).toBeGreaterThan(0.9)
  expect(await publicly(copied)).toMatchObject({ priorSearch: { state: 'unanswered', registrations: [] } })
  expect((await lin.call('GET', `/api/works/${copied.id}/prior-registrations`)).status).toBe(404)
})

test('the answer is given once, by the registrant, in words', async () => {
  const number = first.registrationNumber
  expect((await answer(mo, copied, number, { statement: ' short ' })).status).toBe(422)
  expect((await answer(mo, copied, number, { answer: 'because' })).status).toBe(422)
  expect((await answer(mo, copied, number, { version: 2 })).status).toBe(404)
  expect((await answer(mo, copied, copied.registrationNumber)).status).toBe(404)
  expect((await answer(lin, copied, number)).status).toBe(404)
  const [won, lost] = await Promise.all([answer(mo, copied, number), answer(mo, copied, number)])
  expect([won.status, lost.status].sort()).toEqual([200, 409])
  expect(await searchOf(mo, copied)).toMatchObject({
    state: 'answered',
    registrations: [{ answer: { answer: 'licensed', statement: expect.stringContaining('书面许可') } }],
  })
  expect(await publicly(copied)).toMatchObject({
    priorSearch: { state: 'answered', registrations: [{ registrationNumber: number, answer: { answer: 'licensed' } }] },
  })
  for (const table of ['prior_answers', 'prior_registrations', 'prior_searches']) {
    for (const sql of [`DELETE FROM ${table}`, `UPDATE ${table} SET version = 9`]) {
      await expect(world.home.db.batch([{ sql, params: [] }])).rejects.toThrow(/final|fixed/)
    }
  }
})

test('the next version carries the answer where it shows no more than before, and asks anew where it does', async () => {
  await mo.call('POST', `/api/works/${copied.id}/amendment`)
  await mo.call('POST', `/api/works/${copied.id}/registration`, { revision: 1 })
  await world.work()
  expect(await searchOf(mo, copied)).toMatchObject({
    version: 2,
    state: 'answered',
    registrations: [{ answer: { answer: 'licensed' } }],
  })
  const { body } = await mo.call('POST', `/api/works/${copied.id}/amendment`)
  const [draft] = (body as unknown as WorkView).versions
  const blurred = join(world.dir, 'blurred.jpg')
  await sharp(copyPath).blur(1.2).jpeg().toFile(blurred)
  const files = [...(draft?.files ?? []), { fileId: (await mo.file(blurred)).id }]
  await mo.call('PUT', `/api/works/${copied.id}/draft`, {
    revision: 1,
    draft: draftOf({ files }),
  })
  await mo.call('POST', `/api/works/${copied.id}/registration`, { revision: 2 })
  await world.work()
  const search = await searchOf(mo, copied)
  expect(search).toMatchObject({ version: 3, state: 'unanswered' })
  expect(search.registrations[0]?.findings).toHaveLength(2)
  expect(await searchOf(mo, copied, '?version=1')).toMatchObject({ version: 1, state: 'answered' })
})

test('one’s own earlier registration needs no answer', async () => {
  const again = await register(mo, [copyPath])
  expect(await searchOf(mo, again)).toMatchObject({
    state: 'unanswered',
    registrations: expect.arrayContaining([
      expect.objectContaining({ registrationNumber: copied.registrationNumber, isOwn: true }),
    ]),
  })
  expect((await answer(mo, again, copied.registrationNumber)).status).toBe(404)
})

test('two that are registered at the same moment are not both clear', async () => {
  const path = await makePicture(world.dir, 23)
  const edited = join(world.dir, 'edited.jpg')
  await sharp(path).resize(400).jpeg().toFile(edited)
  const drafts = await Promise.all(
    (
      [
        [lin, path],
        [mo, edited],
      ] as const
    ).map(async ([who, file]) => {
      const fileId = (await who.file(file)).id
      const { body } = await who.call('POST', '/api/works', { kind: 'image', draft: draftOf({ files: [{ fileId }] }) })
      return { who, id: String(body.id) }
    }),
  )
  for (const { who, id } of drafts) await who.call('POST', `/api/works/${id}/registration`, { revision: 1 })
  await world.work()
  const states = await Promise.all(
    drafts.map(async ({ who, id }) => (await who.call('GET', `/api/works/${id}/prior-registrations`)).body.state),
  )
  expect(states).toEqual(['clear', 'unanswered'])
})
