import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { verify } from '../../web/i18n/en/verify.ts'
import { en } from '../../web/i18n/en.ts'
import { packages } from '../../web/i18n/zh-CN/packages.ts'
import { zhCN } from '../../web/i18n/zh-CN.ts'
import {
  demoMedia,
  desktop,
  keepPicture,
  openSite,
  phone,
  type Site,
  signUp,
  sound,
  tellScreens,
  type Visit,
  visit,
} from './visitor.ts'

let site: Site
let creator: Visit
let stranger: Visit
let number = ''
let certificate = ''

beforeAll(async () => {
  site = await openSite()
  creator = await visit(site, { locale: 'zh-CN', viewport: desktop })
  stranger = await visit(site, { locale: 'en-GB', viewport: phone })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await tellScreens(task.name, [creator, stranger])
})
afterAll(() => site?.close())

describe('the whole line in a browser', () => {
  test('the landing page says what this is', async () => {
    await creator.page.goto('/')
    await creator.page.getByRole('heading', { level: 1 }).waitFor()
    expect(await creator.page.locator('html').getAttribute('lang')).toBe('zh-CN')
    await sound(creator, '01-landing')
    await stranger.page.goto('/')
    await stranger.page.getByRole('heading', { level: 1, name: en.home.promise }).waitFor()
    await sound(stranger, '02-landing-phone-en')
  })

  test('a creator signs up', async () => {
    await creator.page.goto('/sign-up')
    await sound(creator, '03-sign-up')
    await signUp(creator, zhCN, { email: 'wanchao@example.com', name: '陈晚潮', studio: '晚潮工作室' })
    await creator.page.goto('/works')
    await creator.page.getByText(zhCN.works.emptyTitle).waitFor()
    await sound(creator, '04-works-empty')
  })

  test('and registers a series: files go up while the form is filled, and the seal is pressed', async () => {
    const { page } = creator
    await page.goto('/works/new')
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([demoMedia('night-rain-01.mp4'), demoMedia('night-rain-02.mp4')])
    await page.getByText('night-rain-02.mp4').first().waitFor()
    await page.getByRole('radio', { name: new RegExp(zhCN.works.kinds.micro_drama) }).check()
    await sound(creator, '05-register-files')
    await page.getByRole('button', { name: zhCN.newWork.goOn }).click()
    await page.waitForURL('**/draft')
    // The address changes before the page does; the page before this one bears words much like the link's.
    await page.getByRole('heading', { name: zhCN.draft.tasksTitle }).waitFor()
    await sound(creator, '06-register-tasks')

    await page.getByRole('link', { name: zhCN.draft.steps.what.title }).click()
    await page.getByLabel(zhCN.draft.title).fill('骑楼夜雨')
    await sound(creator, '07-register-what')
    await page.getByRole('button', { name: zhCN.draft.goOn }).click()
    await page.getByLabel('作者 1 的名字').fill('陈晚潮')
    await sound(creator, '08-register-who')
    await page.getByRole('button', { name: zhCN.draft.goOn }).click()
    await page.getByRole('button', { name: zhCN.draft.addOwner }).click()
    await page.getByLabel('著作权人 2', { exact: true }).fill('陈晚潮')
    await page.getByRole('button', { name: zhCN.draft.splitEvenly }).click()
    await page.getByRole('status').filter({ hasText: zhCN.draft.sumWhole }).waitFor()
    await sound(creator, '09-register-owners')
    await page.getByRole('button', { name: zhCN.draft.goOn }).click()
    await page.getByLabel(zhCN.draft.synopsis, { exact: true }).fill('骑楼街连下三天雨。')
    await sound(creator, '10-register-when')
    await page.getByRole('button', { name: zhCN.draft.goOn }).click()
    await page.getByRole('radio', { name: new RegExp(zhCN.works.aiUse.none) }).check()
    await sound(creator, '11-register-ai')
    await page.getByRole('button', { name: zhCN.draft.goOn }).click()
    await page.getByText('night-rain-02.mp4').first().waitFor()
    await sound(creator, '12-register-episodes')
    await page.getByRole('button', { name: zhCN.draft.goOn }).click()
    const press = page.getByRole('button', { name: zhCN.draft.press, exact: true })
    await press.waitFor()
    await page.waitForFunction(
      (label) => [...document.querySelectorAll('button')].some((b) => b.textContent === label && !b.disabled),
      zhCN.draft.press,
    )
    await sound(creator, '13-register-answers')
    await press.click()
    await page.waitForURL('**/sealed')
    number =
      (
        await page
          .getByText(/QY-\d{4}-\d{8}/)
          .first()
          .textContent()
      )?.match(/QY-\d{4}-\d{8}/)?.[0] ?? ''
    expect(number).not.toBe('')
    await sound(creator, '14-sealed')
    const certificate = page.getByRole('link', { name: /^QYC-/ })
    await certificate.waitFor({ timeout: 90_000 })
    await sound(creator, '14-sealed-certificate')
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: zhCN.certificate.download }).click()
    expect((await download).suggestedFilename()).toMatch(/^QYC-[0-9-]+\.pdf$/)
    await stranger.page.goto(`/certificates/${await certificate.textContent()}`)
    await stranger.page.getByText(en.certificate.states.valid, { exact: true }).waitFor()
    await sound(stranger, '14-certificate-phone-en')
  })

  test('the work, its versions and its public entry are there', async () => {
    const { page } = creator
    await page.goto('/works')
    await page.getByText('骑楼夜雨').first().click()
    await page.getByText(number).first().waitFor()
    certificate =
      (
        await page
          .getByText(/QYC-\d{4}-\d{8}/)
          .first()
          .textContent()
      )?.trim() ?? ''
    await sound(creator, '15-work')
    await stranger.page.goto(`/registry?query=${encodeURIComponent('夜雨')}`)
    await stranger.page.getByText('骑楼夜雨').first().waitFor()
    await sound(stranger, '16-registry-phone-en')
    await stranger.page.goto(`/registry/${number}`)
    await stranger.page.getByText('SM3').first().waitFor()
    await sound(stranger, '17-registry-entry-phone-en')
  })

  test('the owner checks a copy and sees both films move together', async () => {
    const { page } = creator
    await page.goto('/check')
    await page.locator('input[type=file]').first().setInputFiles(demoMedia('copy-of-night-rain-01.mp4'))
    await page.getByText(zhCN.compare.table.caption).waitFor()
    const videos = page.locator('video')
    expect(await videos.count()).toBe(2)
    await page.waitForFunction(() => [...document.querySelectorAll('video')].every((video) => video.readyState >= 2))
    await sound(creator, '18-compare')
    const times = () => page.evaluate(() => [...document.querySelectorAll('video')].map((video) => video.currentTime))
    const before = await times()
    await page.locator('body').press('ArrowRight')
    await page.waitForFunction((from) => (document.querySelector('video')?.currentTime ?? 0) > from, before[0] ?? 0)
    await page.getByRole('button', { name: zhCN.compare.play, exact: true }).click()
    await page.waitForTimeout(2000)
    await page.getByRole('button', { name: zhCN.compare.pause, exact: true }).click()
    await page.waitForTimeout(500)
    const [copy = 0, work = 0] = await times()
    expect(copy).toBeGreaterThan((before[0] ?? 0) + 0.5)
    // demo/README.md: second q of the copy is second 3.5 + (q - 3) * 1.1 of the work.
    expect(Math.abs(work - (3.5 + (copy - 3) * 1.1))).toBeLessThan(0.5)
    await keepPicture(page, '19-compare-played')
    await page.keyboard.press('o')
    await keepPicture(page, '20-compare-overlay')
    await page.getByRole('button', { name: packages.make }).click()
    const link = page.locator('a[download][href^="/api/packages/"]')
    await link.waitFor({ timeout: 60_000 })
    await sound(creator, '20-evidence-package')
    const handedOut = page.waitForEvent('download')
    await link.click()
    const zip = join(tmpdir(), `qianyin-walk-${process.pid}.zip`)
    await (await handedOut).saveAs(zip)
    await page.goto('/verify')
    await page.locator('input[type=file]').first().setInputFiles(zip)
    await page.locator('[data-state=verified]').waitFor()
    await sound(creator, '20-evidence-package-verified')
    rmSync(zip)
  })

  test('somebody else sees frames of the matched seconds only, on a phone', async () => {
    await signUp(stranger, en, { email: 'mara@example.com', name: 'Mara Lind', studio: 'Harbour Films' })
    const { page } = stranger
    await page.goto('/check')
    await page.locator('input[type=file]').first().setInputFiles(demoMedia('copy-of-night-rain-01.mp4'))
    await page.getByText(en.compare.table.caption).waitFor()
    await page.getByText(en.compare.whyOthers).waitFor()
    expect(await page.locator('video').count()).toBe(0)
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0))
    await sound(stranger, '21-compare-frames-phone-en')
  })

  test('a picture is registered, and its mirrored copy laid over it', async () => {
    const { page } = creator
    await page.goto('/works/new')
    await page.locator('input[type=file]').first().setInputFiles(demoMedia('morning-tea.jpg'))
    await page.getByRole('button', { name: zhCN.newWork.goOn }).click()
    await page.waitForURL('**/draft')
    await page.getByRole('link', { name: zhCN.draft.steps.what.title }).click()
    await page.getByLabel(zhCN.draft.title).fill('早茶与满洲窗')
    await page.getByLabel(zhCN.draft.category, { exact: true }).selectOption('fine_art')
    await page.goto(page.url().replace(/[^/]+$/, 'answers'))
    const press = page.getByRole('button', { name: zhCN.draft.press, exact: true })
    await press.click()
    await page.waitForURL('**/sealed')

    const mirrored = await sharp(demoMedia('morning-tea.jpg')).flop().resize(500).jpeg({ quality: 50 }).toBuffer()
    await page.goto('/check')
    const copy = { name: '转发.jpg', mimeType: 'image/jpeg', buffer: mirrored }
    await page.locator('input[type=file]').first().setInputFiles(copy)
    await page.getByText(zhCN.compare.edit.mirrored, { exact: false }).first().waitFor()
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0))
    await sound(creator, '22-compare-pictures')
  })

  test('a draft is deposited, and its proof is there to take away', async () => {
    const { page } = creator
    await page.goto('/works')
    await page.getByText('骑楼夜雨').first().click()
    await page.getByLabel(zhCN.provenance.kind).selectOption('project_file')
    await page.getByLabel(zhCN.provenance.note).fill('第三稿，改了结局')
    const project = { name: '夜雨-工程.prproj', mimeType: '', buffer: Buffer.from('no format that anybody knows') }
    await page.locator('input[type=file]').first().setInputFiles(project)
    await page.getByText(zhCN.provenance.enteredAt).waitFor()
    await page.getByText(zhCN.provenance.more).click()
    await sound(creator, '25-deposit')
    const [proof] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('region', { name: zhCN.provenance.deposits }).getByText(zhCN.log.proof).click(),
    ])
    expect(proof.suggestedFilename()).toMatch(/^dep_\w+\.tlog-proof$/)
  })

  test('what was handed out verifies in the browser alone, and not with one byte changed', async () => {
    const { page } = stranger
    const proof = await (await page.request.get(`/api/registry/${number}/proof`)).body()
    const pdf = await (await creator.page.request.get(`/api/certificates/${certificate}/pdf`)).body()
    const cut = Buffer.from(pdf)
    cut[cut.length >> 1] = (cut[cut.length >> 1] ?? 0) ^ 1
    const broken = Buffer.from(proof)
    broken.write(broken.toString('latin1', 60, 61) === 'A' ? 'B' : 'A', 60, 'latin1')
    await page.goto('/verify')
    await sound(stranger, '25-verify-phone-en')
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([
        { name: `${number}.tlog-proof`, mimeType: 'text/plain', buffer: proof },
        { name: 'changed.tlog-proof', mimeType: 'text/plain', buffer: broken },
        { name: 'certificate.pdf', mimeType: 'application/pdf', buffer: pdf },
        { name: 'changed.pdf', mimeType: 'application/pdf', buffer: cut },
      ])
    await page.getByRole('region', { name: 'changed.tlog-proof' }).getByText(verify.broken).waitFor()
    await page.getByRole('region', { name: 'changed.pdf' }).getByText(verify.broken).waitFor()
    const certified = page.getByRole('region', { name: 'certificate.pdf' })
    await certified.getByText(certificate, { exact: false }).waitFor()
    const whole = page.getByRole('region', { name: `${number}.tlog-proof` })
    await whole.getByText(verify.verified, { exact: true }).waitFor()
    await page.locator('input[type=file]').first().setInputFiles(demoMedia('night-rain-01.mp4'))
    await whole.getByText('is file 1 of 2', { exact: false }).waitFor()
    await sound(stranger, '25-verified-phone-en')
    // The parts of the page itself may still be on their way; nothing of the documents is.
    expect(asked.filter((path) => !path.startsWith('/assets/') && path !== '/api/accounts/session')).toEqual([])
  })

  test('who registers what was registered before is asked why, once, before anybody else is told', async () => {
    const { page } = stranger
    await page.goto('/works/new')
    const copy = await sharp(demoMedia('morning-tea.jpg')).flop().resize(600).jpeg({ quality: 60 }).toBuffer()
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'tea.jpg', mimeType: 'image/jpeg', buffer: copy })
    await page.getByRole('button', { name: en.newWork.goOn }).click()
    await page.waitForURL('**/draft')
    await page.getByRole('link', { name: en.draft.steps.what.title }).click()
    await page.getByLabel(en.draft.title).fill('Morning tea, mirrored')
    await page.getByLabel(en.draft.category, { exact: true }).selectOption('fine_art')
    await page.goto(page.url().replace(/[^/]+$/, 'answers'))
    await page.getByRole('button', { name: en.draft.press, exact: true }).click()
    await page.waitForURL('**/sealed')
    await page.getByRole('link', { name: en.sealed.toWork }).click()
    await page.getByText(en.provenance.prior.states.unanswered).waitFor()
    await sound(stranger, '26-prior-registration-phone-en')
    await page.getByRole('button', { name: en.provenance.prior.send }).click()
    await page.getByText(en.provenance.prior.answerMissing).waitFor()
    await page.getByRole('radio', { name: en.provenance.prior.answers.licensed }).check()
    await page.getByLabel(en.provenance.prior.statement).fill('Licensed for a poster by contract 2026-17.')
    await page.getByRole('button', { name: en.provenance.prior.send }).click()
    await page.getByText(en.provenance.prior.states.answered).waitFor()
    await page.getByRole('link', { name: en.works.publicPage }).click()
    await page.getByText(en.provenance.prior.publicStates.answered, { exact: false }).waitFor()
    await sound(stranger, '27-provenance-public-phone-en')
  })

  test('an innocent film is cleared in careful words', async () => {
    const { page } = stranger
    await page.goto('/check')
    await page.locator('input[type=file]').first().setInputFiles(demoMedia('pazhou-tomorrow.mp4'))
    await page.getByText(en.checks.nothingTitle).waitFor()
    await sound(stranger, '23-nothing-found-phone-en')
  })

  test('a file that cannot be accepted is refused in words, and the page goes on', async () => {
    const { page } = creator
    await page.goto('/check')
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.from('not a film at all') })
    await page.getByText(zhCN.problems.name_contradicts_content, { exact: false }).first().waitFor()
    await sound(creator, '24-refused')
  })
})
