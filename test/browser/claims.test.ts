import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { hashSecret, newSecret } from '../../src/domains/accounts/secrets.ts'
import { addWorkingDays } from '../../src/kernel/working-days.ts'
import { openSqlite, type SqliteDb } from '../../src/runtimes/node/sqlite-db.ts'
import { claims, problems } from '../../web/i18n/zh-CN/claims.ts'
import { makePicture } from '../kit/pictures.ts'
import { desktop, openSite, phone, type Site, sound, tellScreens, type Visit, visit } from './visitor.ts'

let site: Site
let db: SqliteDb
let lin: Visit
let first: Visit
let decider: Visit
let neighbour: Visit

const day = 86_400_000
const run = (sql: string, ...params: (string | number | null)[]) => db.batch([{ sql, params }])

/** Somebody who is signed in: how people enter is another walk. */
async function person(name: string, organisationId: string, viewport = desktop): Promise<Visit> {
  const [id, secret, now] = [`per_${name}`, newSecret(40), Date.now()]
  await run(
    'INSERT INTO people (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)',
    id,
    `${name}@example.com`,
    name,
    'x',
    now,
  )
  await run(
    'INSERT INTO memberships (person_id, organisation_id, role, created_at) VALUES (?, ?, ?, ?)',
    id,
    organisationId,
    'owner',
    now,
  )
  await run(
    `INSERT INTO sessions (id, person_id, organisation_id, is_pending, second_factor_at, address, user_agent, created_at, last_seen_at, expires_at)
      VALUES (?, ?, ?, 0, ?, '127.0.0.1', '', ?, ?, ?)`,
    hashSecret(secret),
    id,
    organisationId,
    now,
    now,
    now,
    now + 30 * day,
  )
  const made = await visit(site, { locale: 'zh-CN', viewport })
  made.page.setDefaultTimeout(20_000)
  await made.context.addCookies([{ name: 'qianyin_session', value: secret, url: site.url }])
  return made
}

async function register({ page }: Visit, title: string): Promise<void> {
  const headers = { Origin: site.url }
  const bytes = await readFile(await makePicture(site.dataDir, 6))
  const upload = await page.request.post('/api/uploads', {
    headers: {
      ...headers,
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(bytes.length),
      'Upload-Metadata': `filename ${Buffer.from('a.png').toString('base64')}`,
      'Content-Type': 'application/offset+octet-stream',
    },
    data: bytes,
  })
  const uploadId = upload.headers().location?.split('/').at(-1)
  const file = (await (await page.request.post('/api/files', { headers, data: { uploadId } })).json()) as { id: string }
  await expect
    .poll(async () => ((await (await page.request.get(`/api/files/${file.id}`)).json()) as { state: string }).state, {
      timeout: 60_000,
    })
    .toBe('ready')
  const draft = {
    title,
    category: 'fine_art',
    authors: [{ name: '林', role: 'author' }],
    rightHolders: [{ name: '晚潮工作室', shareBasisPoints: 10_000 }],
    createdOn: '2026-01-01',
    files: [{ fileId: file.id }],
  }
  const work = (await (await page.request.post('/api/works', { headers, data: { kind: 'image', draft } })).json()) as {
    id: string
  }
  expect(
    (await page.request.post(`/api/works/${work.id}/registration`, { headers, data: { revision: 1 } })).status(),
  ).toBe(200)
}

beforeAll(async () => {
  site = await openSite()
  db = openSqlite(join(site.dataDir, 'qianyin.db'), 'migrations')
  await run(
    `INSERT INTO organisations (id, kind, name, country, verification, created_at) VALUES ('org_lin', 'studio', '晚潮工作室', 'CN', 'documents_checked', 1)`,
  )
  lin = await person('林晚潮', 'org_lin')
  first = await person('何初审', 'org_publicity')
  decider = await person('苏决定', 'org_investment')
  neighbour = await visit(site, { locale: 'en-GB', viewport: phone })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await tellScreens(task.name, [lin, first, decider, neighbour].filter(Boolean))
})
afterAll(async () => {
  db?.close()
  await site?.close()
})

const title = '优质内容出海补助'
const act = async ({ page }: Visit, name: keyof typeof claims.acts, more: () => Promise<void> = async () => {}) => {
  await page.getByRole('button', { name: claims.acts[name], exact: true }).click()
  await more()
  await page.getByRole('button', { name: claims.confirmMove.replace('{{move}}', claims.acts[name]) }).click()
}

test('a programme is confirmed and opened, claimed, reviewed, published, objected to, and paid', async () => {
  await register(lin, '骑楼夜雨')
  // What the policy leaves open is confirmed part by part.
  await first.page.goto('/programmes')
  const card = first.page.getByText(title, { exact: true }).locator('xpath=ancestor::div[h2]')
  await card.getByRole('button', { name: claims.programmes.manage }).click()
  for (const part of [
    'departments',
    'applicants',
    'costs',
    'documents',
    'caps',
    'allocation',
    'second_review',
    'days',
  ] as const) {
    await card.getByRole('checkbox', { name: claims.programmes.part[part] }).check()
  }
  await card.getByRole('button', { name: claims.programmes.confirm.replace('{{version}}', '1') }).click()
  await card.getByRole('button', { name: claims.programmes.open, exact: true }).click()
  await card.getByRole('button', { name: claims.programmes.close }).waitFor()

  // How much there is, before anything is filled in; then task by task.
  const { page } = lin
  await page.goto('/claims')
  await page.getByText(claims.eligibility.yes.split('{{')[0] ?? '').waitFor()
  await sound(lin, 'c02-eligibility')
  await page.getByRole('button', { name: claims.start }).click()
  await page.getByRole('link', { name: new RegExp(`^${claims.tasks.about}`) }).click()
  await page.getByLabel(claims.about.work).selectOption({ label: '骑楼夜雨' })
  await page.getByRole('button', { name: claims.tasks.next }).click()
  await page.getByRole('button', { name: claims.cost.add }).click()
  const cost = {
    what: '泰语翻译 60 集',
    invoiceNumber: '25312000000000000001',
    issuer: '译声文化有限公司',
    payee: '译声文化有限公司',
    issuedOn: '2026-03-02',
    paidOn: '2026-03-05',
    amount: '100000.015',
  }
  for (const [name, value] of Object.entries(cost)) {
    await page.getByLabel(claims.cost[name as keyof typeof cost], { exact: true }).fill(value)
  }
  await page.getByText(claims.cost.amountWrong.replace('{{count}}', '2')).waitFor()
  await page.getByLabel(claims.cost.amount, { exact: true }).fill('100000.01')
  await page.getByText('¥50,000.00').first().waitFor()
  await sound(lin, 'c03-costs')
  await page.getByRole('button', { name: claims.tasks.next }).click()
  const required = [
    'undertaking',
    'business-licence',
    'invoice',
    'payment',
    'contract',
    'licence-abroad',
    'release',
    'other-money',
    'online-abroad',
    'foreign-income',
  ]
  const zones = page.locator('input[type=file]')
  await expect.poll(() => zones.count()).toBe(required.length)
  const picture = await readFile(await makePicture(site.dataDir, 7))
  for (let i = 0; i < required.length; i++) {
    const bytes = i === 3 ? picture : randomBytes(90)
    await zones
      .nth(i)
      .setInputFiles({ name: i === 3 ? 'invoice.png' : `${i}.pdf`, mimeType: 'application/pdf', buffer: bytes })
  }
  await expect
    .poll(() => page.getByRole('button', { name: /^删去 / }).count(), { timeout: 60_000 })
    .toBe(required.length)
  await expect.poll(() => page.getByText(claims.documents.storing).count(), { timeout: 60_000 }).toBe(0)
  await page.getByRole('button', { name: claims.tasks.next }).click()
  await page.getByLabel(claims.account.holder).fill('晚潮工作室')
  await page.getByLabel(claims.account.bank).fill('工商银行琶洲支行')
  await page.getByRole('textbox', { name: claims.account.number }).fill('6222 0200 0000 1234 567')
  await page.getByRole('button', { name: claims.tasks.next }).click()
  await page.getByRole('checkbox', { name: claims.check.declare }).check()
  await page.getByRole('button', { name: claims.check.submit }).click()
  await page.getByText(claims.states.submitted).first().waitFor()

  // Beside its documents, with what is taken off explained; four eyes decide.
  await first.page.goto('/claim-desk')
  await first.page.getByText(claims.desk.signalsNone).waitFor()
  await first.page
    .getByRole('img', { name: 'invoice.png' })

    .first()
    .waitFor()
  await sound(first, 'c06-desk')
  await act(first, 'accept')
  await act(first, 'review', async () => {
    await first.page.getByLabel(claims.desk.reduceBy.replace('{{line}}', '1')).fill('10000')
    await first.page.getByLabel(claims.desk.reduceWhy.replace('{{line}}', '1')).fill('六集重复翻译')
  })
  await act(first, 'joint_review')
  await act(first, 'decide')
  await first.page.getByText(problems.four_eyes).waitFor()
  await decider.page.goto('/claim-desk')
  await act(decider, 'decide')
  await act(decider, 'publish')
  await decider.page.locator('article').getByText(claims.states.published).first().waitFor()

  await neighbour.page.goto('/publicity')
  await neighbour.page.getByText('CN¥40,000.00').waitFor()
  await neighbour.page.getByRole('button', { name: 'Object' }).click()
  await neighbour.page.getByLabel('Name').fill('Chen')
  await neighbour.page.getByLabel('How to reach you').fill('chen@example.com')
  await neighbour.page.getByLabel('Objection', { exact: true }).fill('The address given cannot be opened.')
  await neighbour.page.getByRole('button', { name: 'Send the objection' }).click()
  await neighbour.page.getByText('Received as').waitFor()
  await sound(neighbour, 'c08-objection')

  await decider.page.reload()
  await decider.page.getByLabel(claims.desk.answer).fill('已核实，网址可以打开。')
  await decider.page.getByRole('button', { name: claims.desk.dismiss }).last().click()
  await decider.page.getByText('已核实，网址可以打开。').first().waitFor()
  // The days of the publicity period pass.
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  expect((await db.rows({ sql: 'SELECT publicity_ends_on FROM subsidy_claims', params: [] }))[0]).toEqual([
    addWorkingDays(today, 5),
  ])
  await run(`UPDATE subsidy_claims SET publicity_ends_on = '2026-01-01'`)
  await act(decider, 'finalise')
  await decider.page.getByRole('button', { name: claims.desk.verify }).click()
  await decider.page.getByRole('button', { name: claims.desk.pay }).click()
  await decider.page.getByText('¥40,000.00 给 晚潮工作室').waitFor()
  await decider.page.getByRole('button', { name: claims.desk.pay }).click()
  await act(decider, 'pay')
  await decider.page.locator('article').getByText(claims.states.paid).first().waitFor()

  await page.reload()
  await page.getByText(claims.states.paid).first().waitFor()
  await page.getByText('审核核减：六集重复翻译').waitFor()
  await sound(lin, 'c10-paid')
  await neighbour.page.goto('/programmes')
  await neighbour.page.getByText('Going overseas').first().waitFor()
  await sound(neighbour, 'c11-programmes')
})
