import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import type { en } from '../../web/i18n/en.ts'
import type { zhCN } from '../../web/i18n/zh-CN.ts'

const project = resolve(import.meta.dirname, '../..')
const pictures = join(project, 'test-results/screens')
export const demoMedia = (name: string) => join(project, 'demo/media', name)

export interface Site {
  url: string
  browser: Browser
  /** Where the server keeps its data, for the command line beside it. */
  dataDir: string
  close(): Promise<void>
}

/** The product as a newcomer starts it, on a free port and an empty directory, and a real Chromium to visit it with. */
export async function openSite(): Promise<Site> {
  if (!existsSync(join(project, 'dist/web/index.html'))) throw new Error('Run npm run build before the browser test')
  mkdirSync(pictures, { recursive: true })
  const data = mkdtempSync(join(tmpdir(), 'qianyin-site-'))
  const server = spawn(process.execPath, ['src/runtimes/node/main.ts', 'serve', '--port', '0', '--data', data], {
    cwd: project,
    env: { ...process.env, QIANYIN_LOG: 'warn' },
  })
  const url = await addressOf(server)
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return {
    url,
    browser,
    dataDir: data,
    close: async () => {
      await browser.close()
      const gone = new Promise((done) => server.once('exit', done))
      server.kill('SIGTERM')
      await gone
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = ''
    const hear = (text: Buffer) => {
      said += text
      const url = /at (http:\/\/\S+)/.exec(said)?.[1]
      if (url) found(url)
    }
    server.stdout?.on('data', hear)
    server.stderr?.on('data', hear)
    server.once('exit', (code) => failed(new Error(`The server ended with ${code}: ${said}`)))
  })
}

export const desktop = { width: 1366, height: 850 }
export const phone = { width: 390, height: 844 }

export interface Visit {
  context: BrowserContext
  page: Page
  /** What the page complained of, except addresses that answered with an expected refusal. */
  complaints: string[]
}

export async function visit(site: Site, options: { locale: string; viewport: typeof desktop }): Promise<Visit> {
  const context = await site.browser.newContext({ ...options, baseURL: site.url, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      complaints.push(message.text())
  })
  return { context, page, complaints }
}

/** Keeps a picture of the screen, and finds nothing wrong with it. */
export async function sound({ page, complaints }: Visit, name: string): Promise<void> {
  await keepPicture(page, name)
  // What the sticky header happens to lie over is no small target.
  await page.evaluate(() => scrollTo(0, 0))
  expect(await accessibilityFaults(page), name).toEqual([])
  expect(await scrollsSideways(page), `${name} scrolls sideways`).toBe(false)
  expect(complaints, name).toEqual([])
}

export const password = 'a quiet arcade at night'

/** The newest link that was mailed to this address. */
export async function mailedLink({ page }: Visit, email: string): Promise<string> {
  const answer = await page.request.get('/api/accounts/outbox')
  const { mails } = (await answer.json()) as { mails: { recipient: string; body: string }[] }
  return /https?:\/\/\S+/.exec(mails.find(({ recipient }) => recipient === email)?.body ?? '')?.[0] ?? ''
}

/** Signs up as a person does: e-mail, the link in the mail, then who they are. */
export async function signUp(
  visit: Visit,
  { accounts }: Pick<typeof zhCN, 'accounts'> | Pick<typeof en, 'accounts'>,
  who: { email: string; name: string; studio?: string },
): Promise<void> {
  const { page } = visit
  await page.goto('/sign-up')
  await page.getByLabel(accounts.email).fill(who.email)
  await page.getByRole('button', { name: accounts.signUpPage.send }).click()
  await page.getByRole('heading', { name: accounts.mailbox.title }).waitFor()
  await page.goto(await mailedLink(visit, who.email))
  await page.getByLabel(accounts.name, { exact: true }).fill(who.name)
  if (who.studio) {
    await page.getByRole('radio', { name: accounts.confirm.kinds.studio.label }).check()
    await page.getByLabel(accounts.confirm.organisation.studio).fill(who.studio)
    const country = page.getByRole('combobox', { name: accounts.confirm.country })
    if ((await country.inputValue()) === '') {
      await country.fill('Singapore')
      await page.getByRole('option', { name: 'Singapore' }).click()
    }
  }
  await page.getByLabel(accounts.password, { exact: true }).fill(password)
  await page.getByRole('button', { name: accounts.confirm.submit }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-up'))
}

/** Keeps a picture of the screen for a person to look at. */
export const keepPicture = (page: Page, name: string) =>
  page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })

/** Everything that axe finds wrong by WCAG 2.2 A and AA, one line each. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  )
}

/** Whether something sticks out to the side. */
const scrollsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1)

/** After a failure: what every visitor's screen showed, in words for the log and as pictures. */
export async function tellScreens(test: string, visits: readonly Visit[]): Promise<void> {
  for (const [i, { page, complaints }] of visits.entries()) {
    const words = await page.locator('body').ariaSnapshot()
    console.error(
      `After "${test}", visitor ${i + 1} was at ${page.url()}`,
      complaints,
      `and read:\n${words.slice(0, 1500)}`,
    )
    await keepPicture(page, `failed-${i + 1}-${test.replace(/\W+/g, '-').slice(0, 40)}`)
  }
}
