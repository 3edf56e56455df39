import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePicture } from '../../kit/pictures.ts'
import { openWorld, type Person, type World } from '../../kit/world.ts'

let world: World
let lin: Person

beforeAll(async () => {
  world = await openWorld()
  lin = await world.signUp('lin')
})
afterAll(() => world.close())

const signIn = (email: string, password: string) =>
  world.anonymous.call('POST', '/api/accounts/sign-in', { email, password })

describe('accounts', () => {
  test('signing up makes a person, a studio and an owner, with the password hashed by Argon2id', async () => {
    const { body } = await lin.call('GET', '/api/accounts/session')
    expect(body.session).toMatchObject({
      person: { name: 'lin', email: 'lin@example.com' },
      organisation: { name: 'lin 工作室', kind: 'studio', role: 'owner', verification: 'self_declared' },
    })
    const [[hash]] = (await world.sql("SELECT password_hash FROM people WHERE email = 'lin@example.com'")) as [[string]]
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  test('signing in works with another spelling of the e-mail, and a wrong password or name sounds the same', async () => {
    const right = await signIn(' LIN@Example.com ', 'correct horse battery')
    expect(right.status).toBe(200)
    expect(right.headers.get('set-cookie')).toMatch(/HttpOnly/)
    expect(right.headers.get('set-cookie')).toMatch(/SameSite=Lax/)
    const wrong = await signIn('lin@example.com', 'wrong password')
    const unknown = await signIn('nobody@example.com', 'wrong password')
    expect(wrong.status).toBe(401)
    expect({ ...wrong.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' })
  })

  test('an e-mail can be used once, also when two sign up at once', async () => {
    const account = { email: 'twin@example.com', password: 'long enough', name: 'Twin', organisationName: 'Twin' }
    const answers = await Promise.all([0, 1].map(() => world.anonymous.call('POST', '/api/accounts/sign-up', account)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await world.sql("SELECT count(*) FROM organisations WHERE name = 'Twin'")).toEqual([[1]])
  })

  test.each([
    ['a short password', { password: 'short' }, 'password'],
    ['no e-mail', { email: 'nobody' }, 'email'],
    ['an empty name', { name: '  ' }, 'name'],
    ['a name of control characters', { name: '\u0000\u0007' }, 'name'],
    ['a field that does not exist', { role: 'admin' }, ''],
  ])('%s is refused at its place', async (_what, change, path) => {
    const account = { email: 'new@example.com', password: 'long enough', name: 'N', organisationName: 'N', ...change }
    const { status, body } = await world.anonymous.call('POST', '/api/accounts/sign-up', account)
    expect(status).toBe(422)
    expect(body.issues).toMatchObject([{ path }])
  })

  test('a cookie of somebody else that cannot even be decoded disturbs nobody', async () => {
    const cookie = `promo=100%; ${lin.cookie}; x=%E0%A4%A`
    const { status, body } = await world.anonymous.call('GET', '/api/accounts/session', undefined, { Cookie: cookie })
    expect(status).toBe(200)
    expect(body.session).toMatchObject({ person: { email: 'lin@example.com' } })
  })

  test('a session that is prolonged tells the browser so on every kind of answer', async () => {
    const path = await makePicture(world.dir, 1)
    const file = await lin.file(path)
    const soon = Date.now() + 86_400_000
    await world.home.db.batch([{ sql: 'UPDATE sessions SET expires_at = ?', params: [soon] }])
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

  test('an audit entry can be neither changed nor removed', async () => {
    for (const sql of ["UPDATE audit_entries SET action = 'x'", 'DELETE FROM audit_entries']) {
      await expect(world.home.db.batch([{ sql, params: [] }])).rejects.toMatchObject({ code: 'audit_is_append_only' })
    }
  })
})
