import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RegistryEntry } from '../../../src/domains/works/contract.ts'
import { searchQuery, searchText } from '../../../src/domains/works/rules.ts'
import { makePicture } from '../../kit/pictures.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../../kit/world.ts'

let world: World
let lin: Person

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
  const titles = ['骑楼夜雨', '珠江来信', 'Night Rain under the Arcades', '木棉花开 第二季']
  for (const [i, title] of titles.entries()) {
    const file = await lin.file(await makePicture(world.dir, 10 + i))
    await registerWork(world, lin, 'image', draftOf({ title, files: [{ fileId: file.id }], synopsis: `第${i}部` }))
  }
  await lin.call('POST', '/api/works', { kind: 'image', draft: draftOf({ title: '骑楼未登记的草稿' }) })
})
afterAll(() => world.close())

const find = async (query: string) => {
  const { body } = await world.anonymous.call('GET', `/api/registry?query=${encodeURIComponent(query)}`)
  return (body.items as RegistryEntry[]).map(({ title }) => title)
}

describe('the public registry', () => {
  test.each([
    ['one Chinese character', '雨', ['骑楼夜雨']],
    ['two characters inside a title', '楼夜', ['骑楼夜雨']],
    ['the start of a Latin word, in any case', 'NIGHT ra', ['Night Rain under the Arcades']],
    ['an author', '陈晚潮 珠江', ['珠江来信']],
    ['full-width letters', 'Ｎｉｇｈｔ', ['Night Rain under the Arcades']],
    ['characters that do not follow each other', '骑夜', []],
    ['the syntax of the search engine', '" OR title:* NEAR( -', []],
  ])('is searched by %s', async (_what, query, titles) => {
    expect(await find(query)).toEqual(titles)
  })

  test('shows no drafts, and newest first without a query', async () => {
    expect(await find('')).toEqual(['木棉花开 第二季', 'Night Rain under the Arcades', '珠江来信', '骑楼夜雨'])
  })

  test('pages through all works without a gap or a repeat', async () => {
    const seen: string[] = []
    let cursor = ''
    for (let page = 0; page < 10; page++) {
      const { body } = await world.anonymous.call('GET', `/api/registry?limit=1${cursor && `&cursor=${cursor}`}`)
      seen.push(...(body.items as RegistryEntry[]).map(({ title }) => title))
      if (body.nextCursor === null) break
      cursor = String(body.nextCursor)
    }
    expect(seen).toEqual(await find(''))
  })

  test('says nothing of who uploaded, and no file name', async () => {
    const { body } = await world.anonymous.call('GET', '/api/registry?limit=1')
    const text = JSON.stringify(body)
    expect(text).not.toContain('picture-')
    expect(text).not.toContain('lin@example.com')
  })

  test('shows the poster of a work that has no picture of its own', async () => {
    const poster = await lin.file(await makePicture(world.dir, 30))
    const script = join(world.dir, '剧本.txt')
    await writeFile(script, '第一场　骑楼　夜　雨。'.repeat(40))
    const text = await lin.file(script)
    const draft = draftOf({ title: '剧本', category: 'written', files: [{ fileId: text.id }], posterFileId: poster.id })
    const { registrationNumber } = await registerWork(world, lin, 'text', draft)
    const entry = await world.anonymous.call('GET', `/api/registry/${registrationNumber}`)
    expect(entry.body.hasPoster).toBe(true)
    expect((await world.anonymous.fetch('GET', `/api/registry/${registrationNumber}/poster`)).status).toBe(200)
  })

  test('an unknown number is not found', async () => {
    expect(await world.anonymous.call('GET', '/api/registry/QY-2026-99999999')).toMatchObject({
      status: 404,
      body: { code: 'registration_not_found' },
    })
  })
})

test('any words are a query that the engine takes, and a text is found by any run of its characters', () =>
  fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom(...'骑楼夜雨abc12 "*-:(é𠮷ＡＢ'), minLength: 1, maxLength: 12 }),
      fc.nat(10),
      async (text, from) => {
        const piece = [...text].slice(from % [...text].length).join('')
        const query = searchQuery(piece)
        if (query === null) return
        const rows = await world.sql('SELECT count(*) FROM works_search WHERE works_search MATCH ?', query)
        expect(typeof rows[0]?.[0]).toBe('number')
        expect(searchText(text)).not.toMatch(/\s{2}/)
      },
    ),
    { numRuns: 200 },
  ))
