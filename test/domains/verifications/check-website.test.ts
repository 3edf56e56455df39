import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError, invalid } from '../../../src/kernel/errors.ts'
import type { OutsideAnswer } from '../../../src/ports/outside-world.ts'
import { openWorld, type World } from '../../kit/world.ts'
import { type Applicant, applicant, licence, member, path, request } from './people.ts'

let world: World
let lin: Applicant
let id: string
let code: string
let asked: { url: string; bytesMax: number }[] = []
let answer: () => Partial<OutsideAnswer>

beforeAll(async () => {
  world = await openWorld()
  world.home.base.outside = {
    ...world.home.base.outside,
    get: async (url, { bytesMax }) => {
      asked.push({ url, bytesMax })
      return { status: 200, url, mimeType: 'text/plain', body: new Uint8Array(), ...answer() }
    },
  }
  lin = await applicant(world, 'lin', 1)
  id = await request(lin, licence(lin.file, { website: 'https://studio.example/about?x=1' }))
  code = String((await lin.person.call('GET', `${path}/${id}`)).body.websiteCode)
})
afterAll(() => world.close())

const check = (of = id, { person } = lin) => person.call('POST', `${path}/${of}/website-check`)
const page = (text: string) => new TextEncoder().encode(text)

describe('looking for the code at the website', () => {
  test.each<[string, () => Partial<OutsideAnswer>]>([
    ['code_not_found', () => ({ status: 404, body: page(code) })],
    ['code_not_found', () => ({ body: page('<html>welcome</html>') })],
    ['website_not_https', () => ({ url: 'http://studio.example/', body: page(code) })],
    [
      'address_refused',
      () => {
        throw invalid('address_refused', '')
      },
    ],
    [
      'answer_too_large',
      () => {
        throw invalid('answer_too_large', '')
      },
    ],
    [
      'outside_unreachable',
      () => {
        throw new AppError('Unavailable', 'outside_unreachable', '')
      },
    ],
    ['confirmed', () => ({ body: page(`${code}\n`) })],
  ])('finds %s, and keeps it with the time', async (finding, answers) => {
    answer = answers
    asked = []
    expect(await check()).toMatchObject({
      status: 200,
      body: { websiteFinding: finding, websiteCheckedAt: expect.any(String), state: 'waiting' },
    })
    expect(asked).toEqual([{ url: 'https://studio.example/.well-known/qianyin-verification.txt', bytesMax: 4096 }])
    const entries = await world.sql(
      "SELECT details FROM audit_entries WHERE subject_id = ? AND action = 'verification.website_checked' ORDER BY id",
      id,
    )
    expect(JSON.parse(String(entries.at(-1)?.[0]))).toEqual({ finding })
  })

  test('the officer sees the finding', async () => {
    const officer = await member(world, 'officer', 'org_publicity', 'member')
    expect((await officer.call('GET', `${path}/${id}`)).body).toMatchObject({ websiteFinding: 'confirmed' })
    expect((await officer.call('POST', `${path}/${id}/website-check`)).status).toBe(403)
  })

  test('trouble of our own is no finding', async () => {
    answer = () => {
      throw new Error('a mistake of ours')
    }
    expect((await check()).status).toBe(500)
    expect((await lin.person.call('GET', `${path}/${id}`)).body).toMatchObject({ websiteFinding: 'confirmed' })
    world.errors.length = 0
  })

  test('is refused to others, without a website, too often, and once the request is closed', async () => {
    answer = () => ({})
    const other = await applicant(world, 'other', 2)
    expect(await check(id, other)).toMatchObject({ status: 404, body: { code: 'verification_not_found' } })
    expect((await world.anonymous.call('POST', `${path}/${id}/website-check`)).status).toBe(401)
    const plain = await request(other, licence(other.file))
    expect((await other.person.call('GET', `${path}/${plain}`)).body).toMatchObject({
      website: null,
      websiteCode: null,
    })
    expect(await check(plain, other)).toMatchObject({ status: 409, body: { code: 'website_missing' } })
    let last = await check()
    for (let turn = 0; turn < 20 && last.status === 200; turn++) last = await check()
    expect(last).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } })
    asked = []
    await lin.person.call('DELETE', `${path}/${id}`)
    expect(await check()).toMatchObject({ status: 409, body: { code: 'verification_decided' } })
    expect(asked).toEqual([])
  })
})

test('a check that ends after the decision does not change what the officer saw', async () => {
  const late = await applicant(world, 'late', 3)
  const of = await request(late, licence(late.file, { website: 'https://late.example' }))
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  let go = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  world.home.base.outside = {
    ...world.home.base.outside,
    get: async (url) => {
      arrive()
      await held
      return { status: 200, url, mimeType: 'text/plain', body: new Uint8Array() }
    },
  }
  const checking = check(of, late)
  await arrived
  await late.person.call('DELETE', `${path}/${of}`)
  go()
  expect(await checking).toMatchObject({ status: 409, body: { code: 'verification_decided' } })
  expect((await late.person.call('GET', `${path}/${of}`)).body).toMatchObject({ websiteFinding: null })
})
