import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { mediation as en } from '../../web/i18n/en/mediation.ts'
import { notices as enNotices } from '../../web/i18n/en/notices.ts'
import { mediation as zh } from '../../web/i18n/zh-CN/mediation.ts'
import { notices as zhNotices } from '../../web/i18n/zh-CN/notices.ts'
import { codeOf } from '../kit/authenticator.ts'
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

let site: Site
const everybody: Visit[] = []
let lin: Visit
let guest: Visit
let mediator: Visit
let secretary: Visit

beforeAll(async () => {
  site = await openSite()
  const open = async (locale: string, viewport = desktop) => {
    const one = await visit(site, { locale, viewport })
    everybody.push(one)
    return one
  }
  lin = await open('zh-CN')
  guest = await open('en-GB', phone)
  mediator = await open('zh-CN')
  secretary = await open('zh-CN', phone)
  for (const [who, name] of [
    [lin, 'lin'],
    [mediator, 'mediator'],
    [secretary, 'secretary'],
  ] as const) {
    await join(who, name)
  }
  await serve(secretary, 'secretary')
  await serve(mediator, 'mediator')
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await tellScreens(task.name, everybody)
})
afterAll(() => site?.close())

/** Asks the server as the visitor's own pages do. */
async function ask(who: Visit, method: 'get' | 'post' | 'put', path: string, data?: object) {
  const answer = await who.page.request[method](path, { headers: { Origin: site.url }, ...(data ? { data } : {}) })
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  const text = await answer.text()
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
}

async function join(who: Visit, name: string): Promise<void> {
  const email = `${name}@example.com`
  await ask(who, 'post', '/api/accounts/sign-up', { email })
  const token = (await mailedLink(who, email)).split('#')[1]
  const organisation = { kind: 'studio', name: `${name} 工作室`, country: 'CN' }
  await ask(who, 'post', '/api/accounts/sign-up/confirmation', { token, password, name, organisation })
}

/** Gives somebody a role, and a second factor, as which they then act. */
async function serve(who: Visit, role: string): Promise<void> {
  const grant = ['admin', 'role', 'grant', '--email', `${role}@example.com`, '--role', role, '--data', site.dataDir]
  execFileSync(process.execPath, ['src/runtimes/node/main.ts', ...grant], { stdio: 'ignore' })
  const { secret } = await ask(who, 'post', '/api/me/totp', { password })
  await ask(who, 'post', '/api/me/totp/confirmation', { code: codeOf(String(secret)) })
  await ask(who, 'put', '/api/me/organisation', { organisationId: 'org_mediation' })
}

const until = async <T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> => {
  for (;;) {
    const value = await read()
    if (isDone(value)) return value
    await new Promise((go) => setTimeout(go, 200))
  }
}

async function file(who: Visit, name: string): Promise<string> {
  const bytes = await readFile(demoMedia(name))
  const upload = await who.page.request.post('/api/uploads', {
    headers: {
      Origin: site.url,
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(bytes.length),
      'Upload-Metadata': `filename ${Buffer.from(name).toString('base64')}`,
      'Content-Type': 'application/offset+octet-stream',
    },
    data: bytes,
  })
  const uploadId = upload.headers().location?.split('/').at(-1)
  const { id } = await ask(who, 'post', '/api/files', { uploadId })
  await until(
    () => ask(who, 'get', `/api/files/${id}`),
    ({ state }) => state === 'ready',
  )
  return String(id)
}

/** A registered picture, and a finished check of a copy. */
async function registerAndCheck(): Promise<string> {
  const fileId = await file(lin, 'morning-tea.jpg')
  const draft = {
    title: '早茶',
    category: 'fine_art',
    authors: [{ name: '林晚', role: 'author' }],
    rightHolders: [{ name: '林晚', shareBasisPoints: 10_000 }],
    createdOn: '2026-08-18',
    files: [{ fileId }],
  }
  const { id } = await ask(lin, 'post', '/api/works', { kind: 'image', draft })
  const { registrationNumber } = await ask(lin, 'post', `/api/works/${id}/registration`, { revision: 1 })
  const copy = await file(lin, 'morning-tea.jpg')
  await until(
    async () => {
      const { id: check } = await ask(lin, 'post', '/api/checks', { fileId: copy })
      return until(
        () => ask(lin, 'get', `/api/checks/${check}`),
        ({ state }) => state === 'done',
      )
    },
    ({ matches }) => Array.isArray(matches) && matches.length > 0,
  )
  return String(registrationNumber)
}

const press = (who: Visit, name: string) => who.page.getByRole('button', { name, exact: true }).first().click()
const field = (who: Visit, label: string) => who.page.getByLabel(label, { exact: true }).first()
const stands = (who: Visit, words: string) => who.page.getByText(words, { exact: true }).first().waitFor()
/** The others see what somebody did when they look again. */
const look = async (who: Visit, words: string) => {
  await who.page.reload()
  await stands(who, words)
}

test('four people go from an application to a signed agreement', async () => {
  const number = await registerAndCheck()
  const { page } = lin
  await page.goto('/mediation')
  await page.getByText(zh.emptyTitle).waitFor()
  await page.goto('/mediation/new')
  await field(lin, zh.applying.name).waitFor()
  await page.getByLabel(zh.applying.name).nth(1).fill('某某传媒')
  await page.getByLabel(zh.applying.email).nth(1).fill('wu@example.com')
  await field(lin, zh.applying.caseTitle).fill('短视频使用《早茶》画面')
  await field(lin, zh.applying.facts).fill('对方账号十一月三日发布的短视频，使用了我的作品，没有署名，也没有付费。')
  await field(lin, zh.applying.claims).fill('请停止使用，并支付许可费八千元。')
  await field(lin, zh.applying.evidence).selectOption({ index: 1 })
  await press(lin, zh.applying.send)
  await page.getByText(zh.field.missing).waitFor()
  await field(lin, zh.applying.elsewhere).check()
  await sound(lin, 'm02-apply')
  await press(lin, zh.applying.send)
  await page.getByRole('link', { name: /^QYM-/ }).click()
  await stands(lin, zh.state.applied)

  await secretary.page.goto('/mediation')
  await secretary.page.getByText(zh.onMe).waitFor()
  await sound(secretary, 'm03-desk')
  await secretary.page.getByRole('link', { name: /早茶/ }).click()
  await press(secretary, zh.move.accept)
  await stands(secretary, zh.state.inviting)

  // By the link in the mail, in another language, on a phone, without an account.
  const link = await until(
    () => mailedLink(guest, 'wu@example.com'),
    (found) => found !== '',
  )
  await guest.page.goto(link)
  await press(guest, en.enter.go)
  await stands(guest, en.state.inviting)
  expect(guest.page.url()).not.toContain('#')
  await press(guest, en.evidence.open)
  await guest.page.locator('#evidence').waitFor()
  await sound(guest, 'm04-accused')
  await press(guest, en.evidence.contest)
  await field(guest, en.evidence.statement).fill('We bought a licence from the photographer.')
  await guest.page.locator('form').getByRole('button', { name: en.evidence.contest }).click()
  await stands(guest, 'We bought a licence from the photographer.')
  await press(guest, en.move.agree)
  await stands(guest, en.state.informing)
  await field(guest, en.field.understands).check()
  await field(guest, en.field.consents).check()
  await press(guest, en.move.acknowledge)

  await look(lin, zh.state.informing)
  await field(lin, zh.field.understands).check()
  await field(lin, zh.field.consents).check()
  await press(lin, zh.move.acknowledge)
  await stands(lin, zh.state.choosing)
  await field(lin, zh.field.mediatorId).selectOption({
    label: zh.field.busy.replace('{{name}}', 'mediator').replace('{{count}}', '0'),
  })
  await press(lin, zh.move.choose)
  await look(guest, en.state.choosing)
  await field(guest, en.field.mediatorId).selectOption({
    label: en.field.busy.replace('{{name}}', 'mediator').replace('{{count}}', '0'),
  })
  await press(guest, en.move.choose)
  await stands(guest, en.state.disclosing)

  await mediator.page.goto('/mediation')
  await mediator.page.getByRole('link', { name: /早茶/ }).click()
  await press(mediator, zh.move.disclose)
  await mediator.page.getByText(zh.disclosureNone).waitFor()
  for (const [who, words] of [
    [lin, zh],
    [guest, en],
  ] as const) {
    await look(who, words.disclosureNone)
    await press(who, words.move.accept_mediator)
  }
  await look(mediator, zh.state.hearing)
  await field(mediator, zh.notes.text).fill('申请人的底线是六千元')
  await press(mediator, zh.notes.keep)
  await stands(mediator, '申请人的底线是六千元')

  await mediator.page
    .locator('section[aria-labelledby="editor"]')
    .getByRole('button', { name: zh.agreement.add })
    .click()
  const both = async (label: string, chinese: string, english: string) => {
    await field(mediator, `${label} · ${zh.agreement.zh}`).fill(chinese)
    await field(mediator, `${label} · ${zh.agreement.en}`).fill(english)
  }
  await both(zh.agreement.facts, '短视频使用了作品画面。', 'The clip uses the picture.')
  await both(zh.agreement.issues, '是否付费。', 'Whether to pay.')
  await both(zh.agreement.responsibilities, '著作权归申请人所有。', 'The respondent had no licence.')
  await both(zh.agreement.how, '汇款。', 'By transfer.')
  await press(mediator, zh.agreement.save)
  await mediator.page.getByText(zh.agreement.ownership).waitFor()
  await sound(mediator, 'm06-editor')
  await field(mediator, `${zh.agreement.responsibilities} · ${zh.agreement.zh}`).fill('被申请人没有取得许可。')
  await field(mediator, zh.agreement.dueOn).fill('2027-03-31')
  await field(mediator, zh.agreement.amount).fill('8000')
  await press(mediator, zh.agreement.save)
  await press(mediator, zh.move.offer)
  await stands(mediator, zh.state.signing)

  for (const [who, words, name] of [
    [lin, zh, '林晚'],
    [guest, en, 'Wu'],
    [mediator, zh, '调解员'],
  ] as const) {
    await look(who, words.state.signing)
    await field(who, words.field.name).fill(name)
    await field(who, words.field.willsIt).check()
    await press(who, words.move.sign)
    await who.page.getByText(name).first().waitFor()
  }
  await look(secretary, zh.state.signing)
  await press(secretary, zh.move.seal)
  await stands(secretary, zh.state.performing)
  await look(guest, en.state.performing)
  await sound(guest, 'm08-in-effect')
  const paper = await guest.page.request.get(
    (await guest.page.getByRole('link', { name: en.paper.agreement }).getAttribute('href')) ?? '',
  )
  expect([paper.status(), paper.headers()['content-type']]).toEqual([200, 'application/pdf'])
  // Nobody but the mediator reads the note.
  await look(mediator, '申请人的底线是六千元')
  await sound(mediator, 'm09-case')
  for (const who of [lin, guest, secretary]) expect(await who.page.content()).not.toContain('底线')

  // Beside it, a platform is asked to take the picture down, and whoever put it up answers.
  await page.goto('/notices/new')
  await field(lin, zhNotices.form.platformName).fill('某平台')
  await field(lin, zhNotices.form.platformEmail).fill('copyright@platform.example')
  await field(lin, zhNotices.form.registration).fill(number)
  await field(lin, zhNotices.form.addresses).fill('https://platform.example/v/1')
  await press(lin, zhNotices.form.send)
  await page.getByText(zhNotices.form.missing).first().waitFor()
  await field(lin, zhNotices.form.idNumber).fill('440105199001010011')
  await field(lin, zhNotices.form.address).fill('广州市海珠区')
  await field(lin, zhNotices.form.materialName).fill('早茶短片')
  await field(lin, zhNotices.form.explanation).fill('画面与我的作品相同。')
  await field(lin, zhNotices.form.truth).check()
  await press(lin, zhNotices.form.send)
  await press(lin, zhNotices.move.send)
  await stands(lin, zhNotices.state.sent)
  await field(lin, zhNotices.what).selectOption({ label: zhNotices.move.remove })
  await press(lin, zhNotices.keep)
  await stands(lin, zhNotices.state.removed)
  await sound(lin, 'm11-notice')
  const mail = async () => {
    const { mails } = await ask(guest, 'get', '/api/accounts/outbox')
    return /https?:\/\/\S+counter#\S+/.exec(JSON.stringify(mails))?.[0].replace(/\\n.*|".*/, '') ?? ''
  }
  await guest.page.goto(await until(mail, (found) => found !== ''))
  await press(guest, enNotices.counter.go)
  await field(guest, enNotices.form.name).fill('Wu')
  await field(guest, enNotices.form.idNumber).fill('440105199001010022')
  await field(guest, enNotices.form.address).fill('Guangzhou')
  await field(guest, enNotices.form.email).fill('wu@example.com')
  await field(guest, enNotices.counter.explanation).fill('We have a licence.')
  await field(guest, enNotices.counter.truth).check()
  await sound(guest, 'm12-counter')
  await press(guest, enNotices.counter.send)
  await stands(guest, enNotices.counter.done)
})
