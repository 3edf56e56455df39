import { execFileSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../web/i18n/en.ts'
import { desk } from '../../web/i18n/zh-CN/desk.ts'
import { zhCN } from '../../web/i18n/zh-CN.ts'
import { codeOf } from '../kit/authenticator.ts'
import { makePicture } from '../kit/pictures.ts'
import {
  desktop,
  mailedLink,
  openSite,
  password,
  phone,
  type Site,
  signUp,
  sound,
  tellScreens,
  type Visit,
  visit,
} from './visitor.ts'

const email = 'lan@example.com'
const words = zhCN.accounts
const { me } = words

let site: Site
let lan: Visit
let newcomer: Visit
let secret = ''
let used = ''

beforeAll(async () => {
  site = await openSite()
  lan = await visit(site, { locale: 'zh-CN', viewport: desktop })
  newcomer = await visit(site, { locale: 'en-GB', viewport: phone })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await tellScreens(task.name, [lan, newcomer])
})
afterAll(() => site?.close())

/** Codes work once; another one comes within half a minute. */
async function freshCode(page: Visit['page']): Promise<string> {
  while (codeOf(secret) === used) await page.waitForTimeout(500)
  return codeOf(secret)
}

describe('people and organisations in a browser', () => {
  test('signs up by the mailed link, and weak passwords are refused at the field', async () => {
    const { page } = lan
    await page.goto('/sign-up')
    await page.getByLabel(words.email).fill(email)
    await page.getByRole('button', { name: words.signUpPage.send }).click()
    await page.getByRole('heading', { name: words.mailbox.title }).waitFor()
    await sound(lan, 'a01-mailbox')
    await page.goto('/outbox')
    await page.getByText(email).first().waitFor()
    await sound(lan, 'a02-outbox')
    await page.goto(await mailedLink(lan, email))
    await page.getByLabel(words.name, { exact: true }).fill('兰一舟')
    await page.getByRole('radio', { name: words.confirm.kinds.studio.label }).check()
    await page.getByLabel(words.confirm.organisation.studio).fill('榕树下工作室')
    await page.getByLabel(words.password, { exact: true }).fill('password1')
    await page.getByRole('button', { name: words.confirm.submit }).click()
    await page.getByText(zhCN.problems.password_weak).waitFor()
    await sound(lan, 'a03-confirm-weak')
    await page.getByLabel(words.password, { exact: true }).fill(password)
    await page.getByRole('button', { name: words.confirm.submit }).click()
    await page.waitForURL('**/works')
    // The secret of the link has left the address.
    expect(page.url()).not.toContain('#')
  })

  test('sets up an authenticator and keeps recovery codes', async () => {
    const { page } = lan
    await page.goto('/me/security')
    await page.getByRole('button', { name: me.totp.begin }).click()
    await page.getByLabel(words.passwordNow).fill(password)
    await page.getByRole('button', { name: words.signInPage.goOn }).click()
    await page.getByRole('img', { name: me.totp.qr }).waitFor()
    await sound(lan, 'a04-totp-scan')
    secret = ((await page.locator('code').first().textContent()) ?? '').replaceAll(' ', '')
    await page.getByRole('button', { name: me.totp.scanned }).click()
    used = codeOf(secret)
    await page.getByLabel(words.signInPage.code).fill(used)
    await page.getByRole('button', { name: me.totp.confirm, exact: true }).click()
    await page.getByRole('heading', { name: me.recovery.shownTitle }).waitFor()
    expect(await page.getByRole('list', { name: me.recovery.list }).getByRole('listitem').count()).toBe(10)
    await sound(lan, 'a05-recovery-codes')
    await page.getByLabel(me.recovery.kept).check()
    await page.getByRole('button', { name: me.recovery.done }).click()
    await page.getByText(me.totp.done).waitFor()
    await sound(lan, 'a06-security')
  })

  test('invites a member, who signs up by the link and belongs', async () => {
    const { page } = lan
    await page.goto('/organisation')
    await page.getByRole('heading', { level: 1, name: '榕树下工作室' }).waitFor()
    await sound(lan, 'a07-organisation')
    await page.getByRole('button', { name: zhCN.organisations.invitations.invite }).click()
    await page.getByRole('button', { name: zhCN.organisations.invitations.create }).click()
    await page.getByText(zhCN.organisations.invitations.linkTitle).waitFor()
    await sound(lan, 'a08-invited')
    const link = /https?:\/\/[^\s"<]+\/invitation#[a-z0-9]+/.exec(await page.content())?.[0] ?? ''
    expect(link).not.toBe('')
    await newcomer.page.goto(link)
    await newcomer.page.getByText('榕树下工作室').first().waitFor()
    await sound(newcomer, 'a09-invitation-phone-en')
    await newcomer.page.getByRole('link', { name: en.invitation.signUp }).click()
    await newcomer.page.waitForURL('**/sign-up**')
    await signUp(newcomer, en, { email: 'noor@example.com', name: 'Noor' })
    await page.goto('/organisation')
    await page.getByText('Noor').first().waitFor()
    await sound(lan, 'a10-members')
  })

  test('signs in elsewhere with the second factor, and is shown out at once when that session is ended', async () => {
    const other = await visit(site, { locale: 'zh-CN', viewport: phone })
    const { page } = other
    await page.goto('/sign-in?next=/works')
    await page.getByLabel(words.email).fill(email)
    await page.getByLabel(words.password, { exact: true }).fill(password)
    await page.getByRole('button', { name: words.signIn, exact: true }).last().click()
    await page.getByLabel(words.signInPage.code).waitFor()
    await sound(other, 'a11-second-factor-phone')
    await page.getByLabel(words.signInPage.code).fill(await freshCode(page))
    await page.getByRole('button', { name: words.signInPage.goOn }).click()
    await page.waitForURL('**/works')
    await page.getByText(zhCN.works.emptyTitle).waitFor()

    await lan.page.goto('/me/security')
    await lan.page.getByRole('button', { name: /^结束 .* 上的登录$/ }).click()
    await lan.page.getByText(me.sessions.ended).waitFor()
    // Nobody touches the other page; it notices by itself.
    await page.waitForURL('**/sign-in**')
    await sound(other, 'a12-shown-out-phone')
    await other.context.close()
  })

  test('adds a passkey and comes in with it alone', async () => {
    const { page, context } = lan
    const devtools = await context.newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    })
    await page.goto('/me/security')
    await page.getByRole('button', { name: me.passkeys.add }).click()
    await page.getByLabel(me.passkeys.addName).fill('工作电脑')
    await page.getByLabel(words.passwordNow).fill(password)
    await page.getByRole('button', { name: me.passkeys.addGo, exact: true }).click()
    await page.getByText(me.passkeys.added).waitFor()
    await sound(lan, 'a13-passkey')
    await page.request.post('/api/accounts/sign-out', { headers: { Origin: site.url } })
    await page.goto('/sign-in')
    await sound(lan, 'a14-sign-in')
    await page.getByRole('button', { name: words.signInPage.passkey }).click()
    await page.waitForURL('**/works')
    const session = await page.request.get('/api/accounts/session')
    expect(await session.json()).toMatchObject({ session: { hasSecondFactor: true } })
  })

  test('every other screen of people and organisations is sound, on a phone in English too', async () => {
    for (const [path, name] of [
      ['/me', 'a15-me'],
      ['/tokens', 'a16-tokens'],
      ['/verification', 'a17-verification'],
      ['/audit', 'a18-audit'],
      ['/organisation/new', 'a19-new-organisation'],
    ] as const) {
      await lan.page.goto(path)
      await lan.page.getByRole('heading', { level: 1 }).waitFor()
      await lan.page.waitForLoadState('networkidle')
      await sound(lan, name)
      await newcomer.page.goto(path)
      await newcomer.page.getByRole('heading', { level: 1 }).waitFor()
      await newcomer.page.waitForLoadState('networkidle')
      await sound(newcomer, `${name}-phone-en`)
    }
    await newcomer.page.goto('/forgot-password')
    await newcomer.page.getByRole('heading', { level: 1 }).waitFor()
    await sound(newcomer, 'a20-forgot-password-phone-en')
  })

  test('hands in papers, which an officer of the copyright bureau checks, and the level is printed', async () => {
    const { page } = lan
    await page.goto('/verification')
    await page.getByLabel(zhCN.verifications.form.creditCode).fill('91110108551385082Q')
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(await makePicture(site.dataDir, 7))
    await page.getByText(zhCN.verifications.form.paperReady).waitFor()
    await page.getByRole('button', { name: zhCN.verifications.form.send }).click()
    await page.getByText(zhCN.verifications.state.waiting).first().waitFor()
    await sound(lan, 'a21-verification-waiting')

    const officer = await visit(site, { locale: 'zh-CN', viewport: desktop })
    await signUp(officer, zhCN, { email: 'guan@example.com', name: '关', studio: '关的工作室' })
    const grant = ['admin', 'role', 'grant', '--email', 'guan@example.com', '--role', 'officer']
    execFileSync(process.execPath, [
      'src/runtimes/node/main.ts',
      ...grant,
      ...['--department', 'publicity', '--data', site.dataDir],
    ])
    await officer.page.goto('/me')
    await officer.page.request.put('/api/me/organisation', {
      data: { organisationId: 'org_publicity' },
      headers: { Origin: site.url },
    })
    await officer.page.goto('/verifications/desk')
    await officer.page.getByText(zhCN.problems.second_factor_needed).first().waitFor()
    await sound(officer, 'a22-desk-without-second-factor')
    const begun = await officer.page.request.post('/api/me/totp', { data: { password }, headers: { Origin: site.url } })
    const { secret: officers } = (await begun.json()) as { secret: string }
    await officer.page.request.post('/api/me/totp/confirmation', {
      data: { code: codeOf(officers) },
      headers: { Origin: site.url },
    })
    await officer.page.goto('/verifications/desk')
    await officer.page.getByText('榕树下工作室').first().waitFor()
    await sound(officer, 'a23-desk')
    // Nothing is decided by a button that was pressed too early.
    await officer.page.getByRole('button', { name: desk.decide, exact: true }).click()
    await officer.page.getByText(desk.choiceMissing).waitFor()
    await officer.page.getByRole('radio', { name: new RegExp(zhCN.verifications.levels.documents_checked) }).check()
    await officer.page.getByLabel(desk.reason).fill('名称与代码一致。')
    await officer.page.getByRole('button', { name: /^通过，等级为/ }).click()
    await officer.page.getByText(desk.done.replace('{{name}}', '榕树下工作室').split('{{')[0] ?? '').waitFor()
    await sound(officer, 'a24-decided')
    await officer.context.close()
    await page.goto('/verification')
    await page.getByText('名称与代码一致。').waitFor()
    await sound(lan, 'a25-verified')
  })

  test('a link that somebody forged to lead away leads nowhere', async () => {
    const stray = await visit(site, { locale: 'zh-CN', viewport: desktop })
    await stray.page.goto(`/sign-in?next=${encodeURIComponent('//evil.example/')}`)
    await signUp(stray, zhCN, { email: 'stray@example.com', name: '远', studio: '远' })
    expect(new URL(stray.page.url()).origin).toBe(site.url)
    await stray.context.close()
  })
})
