import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeIscc } from '../../../../src/domains/fingerprints/iscc/codes.ts'
import type { WorkIscc } from '../../../../src/domains/fingerprints/iscc/contract.ts'
import { metaCode } from '../../../../src/domains/fingerprints/iscc/meta-code.ts'
import { decodeUnits, encodeUnits } from '../../../../src/domains/fingerprints/iscc/stored-units.ts'
import { makePicture } from '../../../kit/pictures.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../../kit/world.ts'

let world: World
let lin: Person
let other: Person

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  other = await world.signUp('other')
})
afterAll(() => world.close())

const ask = async (who: Person, path: string): Promise<WorkIscc> => {
  const { status, body } = await who.call('GET', path)
  expect(status).toBe(200)
  return body as unknown as WorkIscc
}

describe('the ISCC of a work', () => {
  test('names each file by its title, content, data and bytes, for its owner and for anyone', async () => {
    const file = await lin.file(await makePicture(world.dir, 70))
    const draft = draftOf({ title: '雨', synopsis: '一场雨', files: [{ fileId: file.id }] })
    const work = await registerWork(world, lin, 'image', draft)
    const own = await ask(lin, `/api/iscc/works/${work.id}`)
    const [version] = own.versions
    expect(version?.meta).toBe(metaCode({ name: '雨', description: '一场雨' }, 256).iscc)
    const [named] = version?.files ?? []
    expect(named?.sha256).toBe(file.sha256)
    const first64 = (code: string | null | undefined) => [...(decodeIscc(code ?? '')[0]?.body.subarray(0, 8) ?? [])]
    expect(decodeIscc(named?.iscc ?? '').map(({ body }) => [...body])).toEqual(
      [version?.meta, named?.content, named?.data, named?.instance].map(first64),
    )
    expect(await ask(other, `/api/iscc/registry/${work.registrationNumber}`)).toEqual(own)
  })

  test('of a draft is its own; without a title it has no Meta-Code, and a stranger finds none', async () => {
    const file = await lin.file(await makePicture(world.dir, 71))
    const draft = draftOf({ title: '', files: [{ fileId: file.id }] })
    const { body } = await lin.call('POST', '/api/works', { kind: 'image', draft })
    const [version] = (await ask(lin, `/api/iscc/works/${body.id}`)).versions
    expect(version?.meta).toBeNull()
    expect(decodeIscc(version?.files[0]?.iscc ?? '').map(({ mainType }) => mainType)).toEqual([
      'CONTENT',
      'DATA',
      'INSTANCE',
    ])
    expect(await other.call('GET', `/api/iscc/works/${body.id}`)).toMatchObject({
      status: 404,
      body: { code: 'work_not_found' },
    })
    expect(await other.call('GET', '/api/iscc/registry/QY-2026-99999999')).toMatchObject({
      status: 404,
      body: { code: 'registration_not_found' },
    })
  })
})

describe('stored units', () => {
  const units = {
    content: null,
    data: 'ISCC:GAASL4F2WZY7KBXB',
    instance: 'ISCC:IAA26E2JXH27TING',
  }
  test('come back as they went in', () => {
    expect(decodeUnits(encodeUnits(units))).toEqual(units)
  })
  test.each([
    ['no JSON', '{'],
    ['a unit of another kind', JSON.stringify({ ...units, data: units.instance })],
    ['a unit too few', JSON.stringify({ content: null, data: units.data })],
    ['something more', JSON.stringify({ ...units, more: 1 })],
  ])('refuse %s', (_what, text) => {
    expect(() => decodeUnits(new TextEncoder().encode(text))).toThrow(
      expect.objectContaining({ code: 'fingerprint_malformed' }),
    )
  })
})
