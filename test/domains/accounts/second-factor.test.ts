import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, laterCode, setUpTotp } from '../../kit/authenticator.ts'
import { openWorld, type Person, password, type World } from '../../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const signIn = async (email: string, more: Record<string, unknown> = {}) => {
  const answer = await world.anonymous.call('POST', '/api/accounts/sign-in', { email, password, ...more })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { ...answer, person: world.personOn(cookie, email) }
}
const factorOf = async (person: Person) =>
  (await person.call('GET', '/api/accounts/session')).body.session as { hasSecondFactor: boolean } | null

describe('an authenticator', () => {
  test('protects nothing until a code of it comes back, and counts for this session from then on', async () => {
    const an = await world.signUp('an')
    expect((await an.call('POST', '/api/me/totp', { password: 'wrong' })).body.code).toBe('password_wrong')
    const begun = await an.call('POST', '/api/me/totp', { password })
    expect(String(begun.body.uri)).toMatch(/^otpauth:\/\/totp\/.*secret=[A-Z2-7]{32}/)
    const [[kept] = []] = await world.sql('SELECT totp_secret FROM people WHERE email = ?', an.email)
    expect(kept).toMatch(/^v1\./)
    expect(kept).not.toContain(begun.body.secret)
    expect((await signIn(an.email)).body.secondFactorNeeded).toBe(false)
    expect((await an.call('POST', '/api/me/totp/confirmation', { code: '000000' })).body.code).toBe('code_wrong')
    const confirmed = await an.call('POST', '/api/me/totp/confirmation', {
      code: laterCode(world, String(begun.body.secret)),
    })
    expect(confirmed.body.recoveryCodes).toHaveLength(10)
    expect((await factorOf(an))?.hasSecondFactor).toBe(true)
    expect((await an.call('POST', '/api/me/totp', { password })).body.code).toBe('totp_exists')
  })

  test('leaves a session that knows only the password waiting, without any right', async () => {
    const bo = await world.signUp('bo')
    const { secret } = await setUpTotp(world, bo)
    const { status, body, person } = await signIn(bo.email)
    expect([status, body]).toEqual([200, { session: null, secondFactorNeeded: true }])
    expect(await factorOf(person)).toBeNull()
    expect((await person.call('GET', '/api/works')).status).toBe(401)
    expect((await person.call('GET', '/api/me/security')).status).toBe(401)
    expect((await person.call('POST', '/api/accounts/second-factor', { code: '123456' })).body.code).toBe('wrong_code')
    const given = await person.call('POST', '/api/accounts/second-factor', { code: laterCode(world, secret) })
    expect(given.body).toMatchObject({ secondFactorNeeded: false, session: { hasSecondFactor: true } })
    // The cookie that waited is worth nothing now.
    expect(await factorOf(person)).toBeNull()
    const full = world.personOn(given.headers.get('set-cookie')?.split(';')[0] ?? '', bo.email)
    expect((await full.call('GET', '/api/works')).status).toBe(200)
  })

  test('takes no code twice, also when two give it at the same moment', async () => {
    const ci = await world.signUp('ci')
    const { secret } = await setUpTotp(world, ci)
    expect((await signIn(ci.email, { code: codeOf(secret, world.later(0)) })).body.code).toBe('wrong_code')
    const [a, b] = await Promise.all([signIn(ci.email), signIn(ci.email)])
    const code = laterCode(world, secret)
    const answers = await Promise.all(
      [a, b].map(({ person }) => person.call('POST', '/api/accounts/second-factor', { code })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  })

  test('has recovery codes, each of which works once and in any spelling', async () => {
    const du = await world.signUp('du')
    const { recoveryCodes } = await setUpTotp(world, du)
    const [first = '', second = ''] = recoveryCodes
    expect((await signIn(du.email, { code: first })).body.session).toMatchObject({ hasSecondFactor: true })
    expect((await signIn(du.email, { code: first })).body.code).toBe('wrong_code')
    expect((await signIn(du.email, { code: second.toUpperCase().replaceAll('-', ' ') })).status).toBe(200)
    const everything = JSON.stringify(await world.sql('SELECT * FROM recovery_codes'))
    for (const code of recoveryCodes) expect(everything).not.toContain(code.replaceAll('-', ''))
  })

  test('is turned off by a code only, and renews its recovery codes by one', async () => {
    const ed = await world.signUp('ed')
    const { secret, recoveryCodes } = await setUpTotp(world, ed)
    expect((await ed.call('POST', '/api/me/totp/end', { code: '111111' })).body.code).toBe('code_wrong')
    const renewed = await ed.call('POST', '/api/me/recovery-codes', { code: laterCode(world, secret) })
    expect(renewed.body.recoveryCodes).toHaveLength(10)
    expect((await signIn(ed.email, { code: recoveryCodes[0] })).body.code).toBe('wrong_code')
    const [code] = renewed.body.recoveryCodes as string[]
    expect((await factorOf(ed))?.hasSecondFactor).toBe(true)
    expect((await ed.call('POST', '/api/me/totp/end', { code })).status).toBe(204)
    expect((await factorOf(ed))?.hasSecondFactor).toBe(false)
    expect((await signIn(ed.email)).body.secondFactorNeeded).toBe(false)
    expect((await ed.call('GET', '/api/me/security')).body).toMatchObject({ totpSince: null, recoveryCodesLeft: 0 })
  })

  test('ends the sessions that came in by the password alone, and tells the mailbox', async () => {
    const fa = await world.signUp('fa')
    const other = await signIn(fa.email)
    await setUpTotp(world, fa)
    expect((await other.person.call('GET', '/api/works')).status).toBe(401)
    const mails = await world.sql(
      "SELECT subject FROM mails WHERE recipient = 'fa@example.com' ORDER BY id DESC LIMIT 1",
    )
    expect(mails).toEqual([['你的钤印登录保护有变化']])
    expect(
      await world.sql("SELECT count(*) FROM audit_entries WHERE action = 'totp.confirmed' AND person_id = subject_id"),
    ).not.toEqual([[0]])
  })
})

describe('sessions', () => {
  test('are listed and ended one by one, at once', async () => {
    const gu = await world.signUp('gu')
    const { person: phone } = await signIn(gu.email)
    const { body } = await gu.call('GET', '/api/me/security')
    const sessions = body.sessions as { id: string; isThisOne: boolean; address: string }[]
    expect(sessions).toHaveLength(2)
    const other = sessions.find(({ isThisOne }) => !isThisOne)
    expect(other?.address).toBe('127.0.0.1')
    const stranger = await world.signUp('hu')
    expect((await stranger.call('DELETE', `/api/me/sessions/${other?.id}`)).status).toBe(404)
    expect((await gu.call('DELETE', `/api/me/sessions/${other?.id}`)).status).toBe(204)
    expect((await phone.call('GET', '/api/works')).status).toBe(401)
    expect((await gu.call('GET', '/api/works')).status).toBe(200)
  })

  test('are all ended but one, and a new password ends them too', async () => {
    const ji = await world.signUp('ji')
    const [a, b] = await Promise.all([signIn(ji.email), signIn(ji.email)])
    expect((await ji.call('POST', '/api/me/sessions/end-others')).status).toBe(204)
    expect((await a.person.call('GET', '/api/works')).status).toBe(401)
    const c = await signIn(ji.email)
    const wrong = await ji.call('POST', '/api/me/password', { current: 'wrong', password: 'brick kiln over water' })
    expect(wrong.body.code).toBe('password_wrong')
    const changed = await ji.call('POST', '/api/me/password', { current: password, password: 'brick kiln over water' })
    expect(changed.status).toBe(200)
    for (const { person } of [b, c]) expect((await person.call('GET', '/api/works')).status).toBe(401)
    // Not even the cookie with which it was changed goes on.
    expect((await ji.call('GET', '/api/works')).status).toBe(401)
    const onward = world.personOn(changed.headers.get('set-cookie')?.split(';')[0] ?? '', ji.email)
    expect((await onward.call('GET', '/api/works')).status).toBe(200)
  })
})

describe('one’s own account', () => {
  test('takes another e-mail by a link to it, after the password', async () => {
    const ka = await world.signUp('ka')
    const wrong = await ka.call('POST', '/api/me/email', { email: 'ka2@example.com', password: 'wrong' })
    expect(wrong.body.code).toBe('password_wrong')
    expect((await ka.call('POST', '/api/me/email', { email: 'ka2@example.com', password })).status).toBe(202)
    expect((await signIn('ka2@example.com')).status).toBe(401)
    const token = await world.mailedToken('ka2@example.com')
    const stranger = await world.signUp('kb')
    expect((await stranger.call('POST', '/api/me/email/confirmation', { token })).body.code).toBe('link_invalid')
    expect((await ka.call('POST', '/api/me/email/confirmation', { token })).body).toMatchObject({
      email: 'ka2@example.com',
    })
    expect((await signIn('ka2@example.com')).status).toBe(200)
    expect((await signIn('ka@example.com')).status).toBe(401)
  })

  test('does not tell that an e-mail belongs to somebody else', async () => {
    const la = await world.signUp('la')
    await world.signUp('taken')
    const taken = await la.call('POST', '/api/me/email', { email: 'taken@example.com', password })
    const free = await la.call('POST', '/api/me/email', { email: 'free@example.com', password })
    expect([taken.status, taken.body]).toEqual([free.status, free.body])
    const [[subject]] = (await world.sql(
      "SELECT subject FROM mails WHERE recipient = 'taken@example.com' ORDER BY id DESC",
    )) as [[string]]
    expect(subject).toBe('这个邮箱已经有钤印账户')
  })

  test('is erased with everything personal, and what was done stays true', async () => {
    const ma = await world.signUp('ma')
    await setUpTotp(world, ma)
    const created = await ma.call('POST', '/api/works', { kind: 'image', draft: {} })
    const [[id]] = (await world.sql("SELECT id FROM people WHERE email = 'ma@example.com'")) as [[string]]
    expect((await ma.call('POST', '/api/me/erasure', { password: 'wrong' })).body.code).toBe('password_wrong')
    expect((await ma.call('POST', '/api/me/erasure', { password })).status).toBe(204)
    expect((await ma.call('GET', '/api/works')).status).toBe(401)
    expect((await signIn('ma@example.com')).status).toBe(401)
    const tables = await world.sql(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'works_search%'",
    )
    for (const [table] of tables) {
      const rows = await world.sql(`SELECT * FROM "${table}"`)
      expect(JSON.stringify(rows), String(table)).not.toContain('ma@example.com')
    }
    expect(await world.sql('SELECT name, email, password_hash, totp_secret FROM people WHERE id = ?', id)).toEqual([
      ['', null, null, null],
    ])
    expect(await world.sql('SELECT created_by FROM works WHERE id = ?', String(created.body.id))).toEqual([[id]])
    const entries = 'SELECT count(*) FROM audit_entries WHERE person_id = ?'
    expect(await world.sql(entries, id)).not.toEqual([[0]])
    const addresses =
      'SELECT count(*) FROM audit_addresses WHERE entry_id IN (SELECT id FROM audit_entries WHERE person_id = ?)'
    expect(await world.sql(addresses, id)).toEqual([[0]])
    await expect(
      world.home.db.batch([{ sql: "UPDATE people SET name = 'back' WHERE id = ?", params: [id] }]),
    ).rejects.toMatchObject({ code: 'person_erased' })
  })

  test('is not erased while others depend on its owner', async () => {
    const na = await world.signUp('na')
    const nb = await world.signUp('nb')
    await world.place(nb, await world.organisationOf(na), 'member')
    expect((await na.call('POST', '/api/me/erasure', { password })).body).toMatchObject({
      status: 409,
      code: 'last_owner',
    })
    expect((await na.call('GET', '/api/works')).status).toBe(200)
  })

  test('switches between its organisations under a new cookie, and into no other', async () => {
    const oa = await world.signUp('oa')
    const founded = await oa.call('POST', '/api/organisations', {
      kind: 'buyer',
      name: 'Arcade Pictures',
      country: 'SG',
    })
    expect(founded.body).toMatchObject({ kind: 'buyer', membersCount: 1, verification: 'self_declared' })
    expect((await oa.call('GET', '/api/me/profile')).body.memberships).toHaveLength(2)
    const stranger = await world.signUp('ob')
    const foreign = await world.organisationOf(stranger)
    expect((await oa.call('PUT', '/api/me/organisation', { organisationId: foreign })).status).toBe(404)
    const switched = await oa.call('PUT', '/api/me/organisation', { organisationId: founded.body.id })
    expect(switched.body.session).toMatchObject({ organisation: { name: 'Arcade Pictures' } })
    expect((await oa.call('GET', '/api/works')).status).toBe(401)
  })
})
