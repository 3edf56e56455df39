import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openSqlite } from '../../src/runtimes/node/sqlite-db.ts'
import { market } from '../../web/i18n/en/market.ts'
import { market as zhMarket } from '../../web/i18n/zh-CN/market.ts'
import {
  demoMedia,
  desktop,
  mailedLink,
  openSite,
  password,
  phone,
  type Site,
  sound,
  tellScreens,
  type Visit,
  visit,
} from './visitor.ts'

const run = promisify(execFile)
const project = resolve(import.meta.dirname, '../..')

let site: Site
let seller: Visit
let buyer: Visit
let workId = ''

/** An account with its organisation, by the API: the pages for that are walked elsewhere. */
async function enter(who: Visit, email: string, organisation: object): Promise<string> {
  const { request } = who.page
  const post = (path: string, data: object) => request.post(path, { data, headers: { Origin: site.url } })
  await post('/api/accounts/sign-up', { email })
  const token = (await mailedLink(who, email)).split('#')[1]
  const answer = await post('/api/accounts/sign-up/confirmation', { token, password, name: email, organisation })
  expect(answer.status()).toBe(201)
  const { session } = (await (await request.get('/api/accounts/session')).json()) as {
    session: { organisation: { id: string } }
  }
  return session.organisation.id
}

beforeAll(async () => {
  site = await openSite()
  seller = await visit(site, { locale: 'zh-CN', viewport: desktop })
  buyer = await visit(site, { locale: 'en-GB', viewport: phone })
  const studio = await enter(seller, 'lin@example.com', { kind: 'studio', name: '晚潮工作室', country: 'CN' })
  const platform = await enter(buyer, 'maya@example.com', { kind: 'buyer', name: 'Layar Kecil', country: 'ID' })
  const cli = (...words: string[]) =>
    run(process.execPath, ['src/runtimes/node/main.ts', ...words, '--data', site.dataDir, '--json'], { cwd: project })
  const { stdout } = await cli(
    'admin',
    'token',
    'create',
    '--organisation',
    studio,
    '--name',
    'w',
    '--scopes',
    'register',
  )
  const { secret } = JSON.parse(stdout) as { secret: string }
  const answer = await run(
    process.execPath,
    [
      ...['src/runtimes/node/main.ts', 'register', demoMedia('night-rain-01.mp4'), demoMedia('night-rain-02.mp4')],
      ...['--title', '骑楼夜雨', '--holder', '晚潮工作室', '--category', 'audiovisual', '--api', site.url, '--json'],
    ],
    { cwd: project, env: { ...process.env, QIANYIN_TOKEN: secret } },
  )
  workId = (JSON.parse(answer.stdout) as { workId: string }).workId
  const db = openSqlite(join(site.dataDir, 'qianyin.db'), join(project, 'migrations'))
  await db.batch([
    {
      sql: "UPDATE organisations SET verification = 'documents_checked' WHERE id IN (?, ?)",
      params: [studio, platform],
    },
  ])
  db.close()
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await tellScreens(task.name, [seller, buyer])
})
afterAll(() => site?.close())

describe('a title goes overseas', () => {
  test('the seller lists it and enters what it holds', async () => {
    const { page } = seller
    await page.goto(`/works/${workId}/rights`)
    await page.getByLabel(zhMarket.rights.titleEn).fill('Arcade in the Night Rain')
    await page.getByLabel(zhMarket.rights.synopsisEn).fill('One umbrella, two generations, three days of rain.')
    await page.getByRole('button', { name: zhMarket.rights.list, exact: true }).click()
    await page.getByRole('link', { name: zhMarket.rights.publicPage }).waitFor()
    await page.getByRole('button', { name: zhMarket.rights.add }).click()
    await page.getByRole('button', { name: zhMarket.rights.enter, exact: true }).click()
    await page.getByText(zhMarket.media.ALL_RIGHTS).last().waitFor()
    await page.getByText(zhMarket.rights.types.in).first().waitFor()
    await sound(seller, '60-rights')
  })

  test('a buyer finds it by what can be had, and is told that it can', async () => {
    const { page } = buyer
    await page.goto(
      '/catalogue?territories=ID,MY&media=AVOD&languages=id:SUB&from=2027-03-01&to=2029-02-28&exclusivity=exclusive',
    )
    await page.getByText('Arcade in the Night Rain').waitFor()
    await page.getByText(market.status.available).waitFor()
    await sound(buyer, '61-catalogue-phone-en')
    await page.getByRole('link', { name: /Arcade in the Night Rain/ }).click()
    await page.getByRole('button', { name: market.title.check, exact: true }).click()
    await page.getByText(market.title.answerWhole).waitFor()
    await page.getByText(market.chain.verified).first().waitFor()
    await sound(buyer, '62-title-phone-en')
  })
})
