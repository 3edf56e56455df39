import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePicture } from '../../kit/pictures.ts'
import { openWorld, type Person, password, type World } from '../../kit/world.ts'

let world: World
let lin: Person

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
})
afterAll(() => world.close())

const signIn = (email: string, given = password, more: Record<string, unknown> = {}) =>
  world.anonymous.call('POST', '/api/accounts/sign-in', { email, password: given, ...more })
const confirm = (change: Record<string, unknown>) =>
  world.anonymous.call('POST', '/api/accounts/sign-up/confirmation', {
    name: 'N',
    password: 'a quiet arcade at night',
    organisation: { kind: 'studio', name: 'N', country: 'CN' },
    ...change,
  })
const tokenFor = async (email: string) => {
  await world.anonymous.call('POST', '/api/accounts/sign-up', { email })
  return world.mailedToken(email)
}

describe('signing up', () => {
  test('makes a person, a studio and an owner, with the password hashed by Argon2id', async () => {
    const { body } = await lin.call('GET', '/api/accounts/session')
    expect(body.session).toMatchObject({
      person: { name: 'lin', email: 'lin@example.com' },
      organisation: {
        name: 'lin 工作室',
        kind: 'studio',
        role: 'owner',
        platformRole: 'creator',
        verification: 'self_declared',
      },
      hasSecondFactor: false,
      holdsSecondFactor: false,
    })
    const [[hash]] = (await world.sql("SELECT password_hash FROM people WHERE email = 'lin@example.com'")) as [[string]]
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await world.sql("SELECT actor_kind FROM audit_entries WHERE action = 'account.created'")).toEqual([
      ['person'],
    ])
  })

  test('answers the same for a mailbox that is known, and only the mail says so', async () => {
    const known = await world.anonymous.call('POST', '/api/accounts/sign-up', { email: 'lin@example.com' })
    const unknown = await world.anonymous.call('POST', '/api/accounts/sign-up', { email: 'somebody@example.com' })
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
    expect(known.status).toBe(202)
    const subjects = await world.sql('SELECT recipient, subject FROM mails ORDER BY id DESC LIMIT 2')
    expect(subjects).toEqual([
      ['somebody@example.com', '完成钤印的注册'],
      ['lin@example.com', '你已经有钤印账户'],
    ])
  })

  test('opens nothing by a link that is unknown, used, too old, or meant for something else', async () => {
    const used = await tokenFor('once@example.com')
    expect((await confirm({ token: used })).status).toBe(201)
    const old = await tokenFor('old@example.com')
    await world.home.db.batch([
      { sql: "UPDATE mail_links SET expires_at = 1 WHERE email = 'old@example.com'", params: [] },
    ])
    await world.anonymous.call('POST', '/api/accounts/password-reset', { email: 'lin@example.com' })
    const reset = await world.mailedToken('lin@example.com')
    for (const token of [used, old, reset, 'x'.repeat(26)]) {
      expect((await confirm({ token })).body, token).toMatchObject({ status: 422, code: 'link_invalid' })
    }
  })

  test('makes one account of one link that is opened twice at once', async () => {
    const token = await tokenFor('twin@example.com')
    const answers = await Promise.all([confirm({ token, name: 'Twin' }), confirm({ token, name: 'Twin' })])
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1)
    expect(await world.sql("SELECT count(*) FROM people WHERE name = 'Twin'")).toEqual([[1]])
  })

  test.each([
    ['a short password', { password: 'short' }, 'password'],
    ['an empty name', { name: '  ' }, 'name'],
    ['a name of control characters', { name: '\u0000\u0007' }, 'name'],
    ['a field that does not exist', { role: 'admin' }, ''],
    [
      'an organisation that nobody may found',
      { organisation: { kind: 'platform', name: 'N', country: 'CN' } },
      'organisation.kind',
    ],
    [
      'a country that does not exist',
      { organisation: { kind: 'buyer', name: 'N', country: 'ZZ' } },
      'organisation.country',
    ],
    ['neither organisation nor invitation', { organisation: undefined }, 'organisation'],
  ])('refuses %s at its place', async (_what, change, path) => {
    const { status, body } = await confirm({ token: 'a'.repeat(26), ...change })
    expect(status).toBe(422)
    expect(body.issues).toMatchObject([{ path }])
  })

  test.each(['password1', 'qwertyuiop', '12345678', 'weak@example.com', 'P@ssw0rd2026', 'aaaaaaaaaaaa'])(
    'refuses the password %s, which is tried first',
    async (weak) => {
      const token = await tokenFor('weak@example.com')
      expect((await confirm({ token, password: weak })).body).toMatchObject({ status: 422, code: 'password_weak' })
      await world.home.db.batch([{ sql: 'DELETE FROM attempt_counts', params: [] }])
    },
  )
})

describe('signing in', () => {
  test('works with another spelling of the e-mail, and a wrong password or name sounds the same', async () => {
    const right = await signIn(' LIN@Example.com ')
    expect(right.status).toBe(200)
    expect(right.headers.get('set-cookie')).toMatch(/HttpOnly/)
    expect(right.headers.get('set-cookie')).toMatch(/SameSite=Lax/)
    const wrong = await signIn('lin@example.com', 'wrong password')
    const unknown = await signIn('nobody@example.com', 'wrong password')
    expect(wrong.status).toBe(401)
    expect({ ...wrong.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' })
  })

  test('keeps of the cookie only its hash', async () => {
    const secret = lin.cookie.split('=')[1] ?? ''
    const everything = JSON.stringify(await world.sql('SELECT * FROM sessions'))
    expect(secret.length).toBeGreaterThan(20)
    expect(everything).not.toContain(secret)
  })

  test('a cookie of somebody else that cannot even be decoded disturbs nobody', async () => {
    const cookie = `promo=100%; ${lin.cookie}; x=%E0%A4%A`
    const { status, body } = await world.anonymous.call('GET', '/api/accounts/session', undefined, { Cookie: cookie })
    expect(status).toBe(200)
    expect(body.session).toMatchObject({ person: { email: 'lin@example.com' } })
  })

  test('a session that is prolonged tells the browser so on every kind of answer', async () => {
    const file = await lin.file(await makePicture(world.dir, 1))
    await world.home.db.batch([{ sql: 'UPDATE sessions SET expires_at = ?', params: [Date.now() + 86_400_000] }])
    const answer = await lin.fetch('GET', `/api/files/${file.id}/content`)
    expect(answer.headers.get('set-cookie')).toContain('qianyin_session=')
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('signing out ends the session itself, not only the cookie', async () => {
    const second = await world.signUp('second')
    expect((await second.call('POST', '/api/accounts/sign-out')).status).toBe(204)
    expect((await second.call('GET', '/api/accounts/session')).body).toEqual({ session: null })
    expect((await second.call('GET', '/api/works')).status).toBe(401)
  })

  test('whoever was left without an organisation gets a studio of their own', async () => {
    const alone = await world.signUp('alone')
    await world.home.db.batch([
      {
        sql: "DELETE FROM memberships WHERE person_id = (SELECT id FROM people WHERE email = 'alone@example.com')",
        params: [],
      },
    ])
    expect((await alone.call('GET', '/api/accounts/session')).body).toEqual({ session: null })
    const { body } = await signIn('alone@example.com')
    expect(body.session).toMatchObject({ organisation: { name: 'alone', kind: 'studio', role: 'owner' } })
  })
})

describe('a forgotten password', () => {
  test('is set anew by a link, once, and ends every session', async () => {
    const mei = await world.signUp('mei')
    await world.anonymous.call('POST', '/api/accounts/password-reset', { email: 'mei@example.com' })
    const token = await world.mailedToken('mei@example.com')
    const set = (given: string) =>
      world.anonymous.call('POST', '/api/accounts/password-reset/confirmation', { token, password: given })
    expect((await set('password1')).body.code).toBe('password_weak')
    expect((await set('brick kiln over water')).status).toBe(204)
    expect((await set('another one entirely')).body.code).toBe('link_invalid')
    expect((await mei.call('GET', '/api/works')).status).toBe(401)
    expect((await signIn('mei@example.com')).status).toBe(401)
    expect((await signIn('mei@example.com', 'brick kiln over water')).status).toBe(200)
    expect(
      await world.sql("SELECT subject FROM mails WHERE recipient = 'mei@example.com' ORDER BY id DESC LIMIT 1"),
    ).toEqual([['你的钤印密码已更改']])
  })

  test('answers the same for a mailbox that nobody has', async () => {
    const known = await world.anonymous.call('POST', '/api/accounts/password-reset', { email: 'lin@example.com' })
    const unknown = await world.anonymous.call('POST', '/api/accounts/password-reset', { email: 'none@example.com' })
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
  })
})

describe('the outbox', () => {
  test('shows the mails of a development machine, and is not there where mail goes out', async () => {
    await world.work()
    const { body } = await world.anonymous.call('GET', '/api/accounts/outbox')
    expect((body.mails as { recipient: string }[]).length).toBeGreaterThan(3)
    const real = await openWorld({ QIANYIN_SMTP_URL: 'smtp://127.0.0.1:9' })
    expect((await real.anonymous.call('GET', '/api/accounts/outbox')).status).toBe(404)
    await real.close()
  })
})

test('an audit entry can be neither changed nor removed', async () => {
  for (const sql of ["UPDATE audit_entries SET action = 'x'", 'DELETE FROM audit_entries']) {
    await expect(world.home.db.batch([{ sql, params: [] }])).rejects.toMatchObject({ code: 'audit_is_append_only' })
  }
})
