import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeAvails } from '../../../src/domains/licensing/avails/write-avails.ts'
import { Scope } from '../../../src/domains/licensing/contract.ts'
import { availabilityOf } from '../../../src/domains/licensing/engine/answer.ts'
import { vocabularyOf } from '../../../src/domains/licensing/engine/vocabulary.ts'
import { bookOf } from '../../../src/domains/licensing/queries/book.ts'
import { openTargets, type Targets } from '../../http/permissions/targets.ts'
import { openWorld, type Person, type World } from '../../kit/world.ts'

let world: World
let targets: Targets
let seller: Person
let buyer: Person
let organisationId: string
beforeAll(async () => {
  world = await openWorld()
  targets = await openTargets(world)
  seller = await world.signUp('seller')
  buyer = await world.signUp('buyer')
  await world.place(buyer, await targets.organisation('buyer'), 'owner')
  organisationId = await world.organisationOf(seller)
})
afterAll(() => world.close())

const change = (sql: string, ...params: string[]) => world.home.db.batch([{ sql, params }])
const listing = (more: object = {}) => ({
  revision: 0,
  titleZh: '骑楼夜雨',
  titleEn: 'Arcade in the Night Rain',
  synopsisZh: '一把伞，两代人。',
  synopsisEn: 'One umbrella, two generations.',
  genre: 'urban',
  audience: 'women',
  production: 'finished',
  episodes: 80,
  episodeMinutes: 2,
  originalLanguage: 'zh-Hans',
  ...more,
})
const ownership = {
  type: 'in',
  kind: 'ownership',
  scope: { territories: { include: ['WORLD'], exclude: ['CN'] }, media: ['ALL_RIGHTS'], start: '2020-01-01' },
}
const listed = async (change: object = {}, grants: object[] = [ownership]) => {
  const { id: workId, number } = await targets.work(organisationId, true)
  const saved = await seller.call('PUT', `/api/works/${workId}/listing`, listing(change))
  if (saved.status !== 200) throw new Error(JSON.stringify(saved.body))
  for (const grant of grants) {
    const entered = await seller.call('POST', `/api/works/${workId}/grants`, grant)
    if (entered.status !== 201) throw new Error(JSON.stringify(entered.body))
  }
  return { workId, number, id: (saved.body.listing as { id: string }).id }
}
const found = async (query: string, who: Person = world.anonymous): Promise<string[]> => {
  const { status, body } = await who.call('GET', `/api/catalogue?limit=60&${query}`)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return (body.items as { id: string }[]).map(({ id }) => id)
}

describe('a listing', () => {
  test('is of a registered work, saved once a revision, and says what of its title the registry vouches for', async () => {
    const draft = await targets.work(organisationId)
    expect((await seller.call('PUT', `/api/works/${draft.id}/listing`, listing())).body.code).toBe(
      'work_not_registered',
    )
    const { workId, id, number } = await listed()
    expect((await seller.call('PUT', `/api/works/${workId}/listing`, listing())).body.code).toBe(
      'listing_changed_elsewhere',
    )
    expect((await buyer.call('PUT', `/api/works/${workId}/listing`, listing())).status).toBe(403)
    expect((await world.anonymous.call('GET', `/api/catalogue/${id}`)).body).toMatchObject({
      titleEn: 'Arcade in the Night Rain',
      chain: {
        registrationNumber: number,
        isTitleRegistered: true,
        logIndex: null,
        hasRightsIn: true,
        isVerified: false,
      },
    })
    await change("UPDATE organisations SET verification = 'documents_checked' WHERE id = ?", organisationId)
    expect(await found('verified=yes')).toEqual([])
    const withdrawn = listing({ revision: 1, state: 'withdrawn' })
    expect((await seller.call('PUT', `/api/works/${workId}/listing`, withdrawn)).status).toBe(200)
    expect((await world.anonymous.call('GET', `/api/catalogue/${id}`)).body.code).toBe('listing_not_found')
    expect(await found('query=夜雨')).toEqual([])
  })

  test('is found by its words in Chinese and English, and by what it is', async () => {
    const { id } = await listed({ titleZh: '荔湾灯影', titleEn: 'Lights of Liwan', genre: 'costume', episodes: 24 })
    for (const query of ['灯影', 'liwan lig', '荔湾', 'genre=costume&query=umbrella']) {
      expect(await found(query.includes('=') ? query : `query=${encodeURIComponent(query)}`), query).toEqual([id])
    }
    expect(await found('query=liwan&minEpisodes=25')).toEqual([])
    await seller.call('PUT', `/api/works/${(await listedWork(id)).workId}/listing`, listing({ revision: 1 }))
    expect(await found('query=liwan')).toEqual([])
  })

  test('tells everybody whether it can be had, and only buyers with checked papers why not: never who has it', async () => {
    const taken = {
      type: 'out',
      licensee: 'Screen TH',
      exclusivity: 'exclusive',
      scope: { territories: { include: ['TH'] }, media: ['SVOD'], start: '2027-01-01', end: '2027-12-31' },
    }
    const { id } = await listed({}, [ownership, taken])
    const scope = { territories: { include: ['TH', 'VN'] }, media: ['SVOD'], start: '2027-06-01', end: '2028-05-31' }
    const ask = (who: Person) =>
      who.call('POST', `/api/catalogue/${id}/availability`, { exclusivity: 'exclusive', scope })
    for (const who of [world.anonymous, buyer]) {
      expect((await ask(who)).body).toEqual({ status: 'partial', detail: 'short', availableBlocks: [], reasons: [] })
    }
    await change(
      "UPDATE organisations SET verification = 'documents_checked' WHERE id = ?",
      await world.organisationOf(buyer),
    )
    const { body } = await ask(buyer)
    expect(body).toMatchObject({ detail: 'exact', reasons: [{ code: 'EXCLUSIVE_OUT', end: '2027-12-31' }] })
    expect(JSON.stringify(body)).not.toMatch(/Screen TH|grt_/)
  })
})

const listedWork = async (id: string) => {
  const [[workId] = []] = await world.sql('SELECT work_id FROM listings WHERE id = ?', id)
  return { workId: String(workId) }
}

const territory = fc.constantFrom('TH', 'VN', 'ID', 'MY', 'M49:035', 'WORLD', 'FR')
const medium = fc.constantFrom('SVOD', 'AVOD', 'AD_SUPPORTED', 'MICRODRAMA_APP', 'INAPP_IAP', 'EXPLOITATION')
const window = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 12 }))
  .map(([from, months]) => ({ start: month(from), end: lastOf(from + months) }))
const month = (at: number) => new Date(Date.UTC(2027, at, 1)).toISOString().slice(0, 10)
const lastOf = (at: number) => new Date(Date.UTC(2027, at + 1, 0)).toISOString().slice(0, 10)
const language = fc.option(fc.record({ tag: fc.constantFrom('id', 'th'), mode: fc.constantFrom('SUB', 'DUB') }), {
  nil: null,
})
const scopes = fc
  .tuple(fc.uniqueArray(territory, { minLength: 1, maxLength: 3 }), medium, window, language)
  .map(([include, leaf, days, use]) => ({
    territories: { include },
    media: [leaf],
    ...(use ? { languages: [use] } : {}),
    ...days,
  }))
const exclusivity = fc.constantFrom('exclusive' as const, 'sole' as const, 'non_exclusive' as const)
const others = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('out'), licensee: fc.constantFrom('甲', '乙'), exclusivity, scope: scopes }),
    fc.record({ type: fc.constant('holdback'), scope: scopes }),
    fc.record({
      type: fc.constant('option'),
      holder: fc.constant('丙'),
      optionUntil: fc.constant('2099-01-01'),
      scope: scopes,
    }),
    fc.record({ type: fc.constant('first_negotiation'), holder: fc.constant('丙'), scope: scopes }),
    fc.record({ type: fc.constant('reserved'), scope: scopes }),
  ),
  { maxLength: 6 },
)

test('a search by rights finds exactly the titles of which the engine says that they can be had, before and after its index is made', async () => {
  await change("UPDATE listings SET state = 'withdrawn', revision = revision + 1 WHERE state = 'listed'")
  await fc.assert(
    fc.asyncProperty(
      fc.array(others, { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(scopes, exclusivity, fc.constantFrom('whole', 'part')), { minLength: 2, maxLength: 4 }),
      async (books, questions) => {
        const titles = await Promise.all(books.map(() => listed()))
        for (const [i, book] of books.entries()) {
          for (const grant of book) await seller.call('POST', `/api/works/${titles[i]?.workId}/grants`, grant)
        }
        for (const round of ['before', 'after']) {
          if (round === 'after') await world.work()
          for (const [scope, wanted, match] of questions) {
            world.later(70_000)
            const expected: string[] = []
            for (const { id, workId } of titles) {
              const status = await engineAnswer(workId, scope, wanted)
              const isFound =
                match === 'part' ? status !== 'unavailable' : status === 'available' || status === 'conditional'
              if (isFound) expected.push(id)
            }
            const languages = scope.languages?.map(({ tag, mode }) => `${tag}:${mode}`).join()
            const query = new URLSearchParams({
              territories: scope.territories.include.join(),
              media: scope.media.join(),
              from: scope.start,
              to: scope.end,
              exclusivity: wanted,
              match,
              ...(languages ? { languages } : {}),
            })
            expect((await found(query.toString())).sort(), round).toEqual(expected.sort())
          }
        }
        await change("UPDATE listings SET state = 'withdrawn', revision = revision + 1 WHERE state = 'listed'")
      },
    ),
    { numRuns: 12 },
  )
})

async function engineAnswer(workId: string, scope: object, wanted: 'exclusive' | 'sole' | 'non_exclusive') {
  const { grants } = await bookOf({ db: world.home.db }, workId)
  const asked = Scope.parse({ ...scope, work: workId })
  const question = { actor: organisationId, exclusivity: wanted, asOf: '2026-11-25', scope: asked }
  return availabilityOf(question, grants, vocabularyOf()).status
}

test('an Avails workbook is entered whole or not at all, line by line told', async () => {
  const { workId } = await listed()
  const line = (change: object = {}) => ({
    kind: 'Movies' as const,
    values: {
      'Avail/DisplayName': 'Seller',
      'Avail/Licensee': 'Screen ID',
      'AvailTrans/Territory': 'ID',
      'AvailAsset/WorkType': 'Movie',
      'Disposition/EntryType': 'Full Extract',
      'AvailMetadata/TitleInternalAlias': 'Night Rain',
      'AvailTrans/LicenseType': 'AVOD',
      'AvailTrans/Start': '2027-01-01',
      'AvailTrans/End': '2027-12-31',
      'AvailTrans/Exclusive': 'Yes',
      'Avail/ALID': 'A1',
      ...change,
    },
  })
  const send = (mode: string, works: object, ...lines: ReturnType<typeof line>[]) =>
    seller.call('POST', '/api/grants/imports', {
      workbook: Buffer.from(writeAvails(lines)).toString('base64'),
      mode,
      works,
    })
  const other = line({ 'AvailTrans/Territory': 'MY' })
  const works = { A1: workId }
  expect((await send('check', {}, line(), other)).body).toMatchObject({
    lines: 2,
    works: [{ key: 'A1', grants: 1, workId: null }],
    understood: [{ row: 4, scope: { territories: { include: ['ID', 'MY'] } } }],
    entered: 0,
  })
  expect((await send('enter', {}, line())).body.code).toBe('avails_unassigned')
  const wrong = await send('enter', works, line(), line({ 'AvailTrans/Territory': 'XX' }))
  expect(wrong.body).toMatchObject({ code: 'avails_wrong', issues: [{ path: 'Movies!5.Territory' }] })
  const clash = line({ 'Avail/Licensee': 'Other', 'AvailTrans/Exclusive': 'No' })
  expect((await send('enter', works, line(), clash)).body).toMatchObject({
    code: 'right_not_free',
    issues: [{ path: expect.stringMatching(/^Movies!5\.EXCLUSIVE_OUT/) }],
  })
  expect((await seller.call('GET', `/api/works/${workId}/grants`)).body.items).toHaveLength(1)
  expect((await send('enter', works, line(), other)).body).toMatchObject({ entered: 1 })
  const { body } = await seller.call(
    'GET',
    `/api/works/${workId}/rights-map?from=2027-01-01&to=2028-12-31&region=M49:035`,
  )
  const rows = body.rows as { territory: string; cells: { medium: string; spans: object[] }[] }[]
  const cell = (code: string) =>
    rows.find(({ territory: of }) => of === code)?.cells.find(({ medium: of }) => of === 'AD_SUPPORTED')?.spans
  expect(cell('ID')).toEqual([
    { start: '2027-01-01', end: '2027-12-31', state: 'part' },
    { start: '2028-01-01', end: '2028-12-31', state: 'free' },
  ])
  expect(cell('VN')).toEqual([{ start: '2027-01-01', end: '2028-12-31', state: 'free' }])
})
