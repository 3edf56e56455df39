import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { laterCode, setUpTotp } from '../kit/authenticator.ts'
import { makePicture } from '../kit/pictures.ts'
import { draftOf, openWorld, type Person, password, type World } from '../kit/world.ts'

let world: World
let owner: Person
let attacker: Person
beforeAll(async () => {
  world = await openWorld()
  owner = await world.signUp('owner')
  attacker = await world.signUp('attacker')
})
afterAll(() => world.close())

const signIn = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  world.anonymous.call('POST', '/api/accounts/sign-in', body, headers)
const cookieIn = (headers: Headers) => headers.get('set-cookie')?.split(';')[0] ?? ''

describe('an attacker', () => {
  test('session fixation: a cookie that was there before signing in opens nothing afterwards', async () => {
    const planted = await signIn({ email: attacker.email, password })
    const fixed = cookieIn(planted.headers)
    const entered = await signIn({ email: owner.email, password }, { Cookie: fixed })
    expect(cookieIn(entered.headers)).not.toBe(fixed)
    expect((await world.personOn(fixed, '').call('GET', '/api/accounts/session')).body).toEqual({ session: null })
    // Nor is a cookie that the attacker made up taken over.
    const invented = `qianyin_session=${'a'.repeat(40)}`
    const again = await signIn({ email: owner.email, password }, { Cookie: invented })
    expect(cookieIn(again.headers)).not.toBe(invented)
    expect((await world.personOn(invented, '').call('GET', '/api/accounts/session')).body).toEqual({ session: null })
  })

  test('CSRF: a page of another site changes nothing with our cookie, however it sends', async () => {
    const before = await world.sql('SELECT count(*) FROM works')
    const foreign: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: 'http://qianyin.test.evil.example' },
      { Origin: 'http://qianyin.test:8080' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ]
    for (const headers of foreign) {
      const answer = await owner.call('POST', '/api/works', { kind: 'image', draft: draftOf() }, headers)
      expect(answer, JSON.stringify(headers)).toMatchObject({ status: 403, body: { code: 'origin_refused' } })
    }
    // What a form can send without asking: no JSON.
    const form = await owner.fetch('POST', '/api/works', {
      body: JSON.stringify({ kind: 'image', draft: draftOf() }),
      headers: { 'Content-Type': 'text/plain' },
    })
    expect(form.status).toBeGreaterThanOrEqual(400)
    expect(await world.sql('SELECT count(*) FROM works')).toEqual(before)
  })

  test('token in URL: none is taken from an address, and every link keeps its own behind the #', async () => {
    const { body } = await owner.call('POST', '/api/tokens', { name: 'ci', scopes: ['read'], expiresInDays: 1 })
    const secret = String(body.secret)
    const inHeader = await world.anonymous.call('GET', '/api/works', undefined, { Authorization: `Bearer ${secret}` })
    expect(inHeader.status).toBe(200)
    for (const name of ['token', 'access_token', 'api_key', 'authorization', 'Bearer']) {
      expect((await world.anonymous.call('GET', `/api/works?${name}=${secret}`)).status, name).toBe(401)
    }
    await world.anonymous.call('POST', '/api/accounts/password-reset', { email: owner.email })
    const invited = await owner.call('POST', `/api/organisations/${await world.organisationOf(owner)}/invitations`, {
      role: 'viewer',
    })
    const bodies = (await world.sql('SELECT body FROM mails')).map(([text]) => String(text))
    const links = [...bodies, String(invited.body.link)].flatMap((text) => text.match(/https?:\/\/\S+/g) ?? [])
    expect(links.length).toBeGreaterThan(2)
    for (const link of links) {
      const { pathname, search, hash } = new URL(link)
      expect(search).toBe('')
      expect(pathname).toMatch(/^\/(sign-up\/confirm|reset-password|invitation)$/)
      expect(hash.length).toBeGreaterThan(20)
    }
  })

  test('secrets are kept as hashes: the database holds no token, link, cookie or code that works', async () => {
    const made = await owner.call('POST', '/api/tokens', { name: 'x', scopes: ['read'], expiresInDays: null })
    const token = String(made.body.secret).replace('qy_', '')
    const invited = await owner.call('POST', `/api/organisations/${await world.organisationOf(owner)}/invitations`, {
      role: 'viewer',
    })
    const invitation = String(invited.body.link).split('#')[1] ?? ''
    const tables = await world.sql(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'works_search%'",
    )
    let all = ''
    for (const [table] of tables) all += JSON.stringify(await world.sql(`SELECT * FROM "${table}"`))
    expect(all.length).toBeGreaterThan(1000)
    for (const secret of [token, invitation, owner.cookie.split('=')[1] ?? '?']) expect(all).not.toContain(secret)
  })

  test('IDOR: another organisation’s ids answer like ids that do not exist', async () => {
    const picture = await owner.file(await makePicture(world.dir, 1))
    const work = await owner.call('POST', '/api/works', { kind: 'image', draft: draftOf() })
    const token = await owner.call('POST', '/api/tokens', { name: 'ci', scopes: ['read'], expiresInDays: 1 })
    const organisation = await world.organisationOf(owner)
    const tries: [string, string, string][] = [
      ['GET', `/api/files/${picture.id}`, '/api/files/fil_none'],
      ['GET', `/api/files/${picture.id}/content`, '/api/files/fil_none/content'],
      ['GET', `/api/works/${work.body.id}`, '/api/works/wrk_none'],
      ['DELETE', `/api/works/${work.body.id}/draft`, '/api/works/wrk_none/draft'],
      ['DELETE', `/api/tokens/${(token.body.token as { id: string }).id}`, '/api/tokens/tok_none'],
      ['GET', `/api/organisations/${organisation}`, '/api/organisations/org_none'],
      ['GET', `/api/organisations/${organisation}/members`, '/api/organisations/org_none/members'],
    ]
    for (const [method, theirs, absent] of tries) {
      const [a, b] = [await attacker.call(method, theirs), await attacker.call(method, absent)]
      expect(a.status, `${method} ${theirs}`).toBe(404)
      expect({ ...a.body, requestId: '' }).toEqual({ ...b.body, requestId: '' })
    }
  })

  test('mass assignment: fields that are not one’s to set are refused, not taken', async () => {
    const organisation = await world.organisationOf(attacker)
    const tries: [string, string, Record<string, unknown>][] = [
      ['PUT', '/api/me/profile', { name: 'A', language: 'en', role: 'admin' }],
      ['PUT', '/api/me/profile', { name: 'A', language: 'en', totpConfirmedAt: 1 }],
      [
        'PUT',
        `/api/organisations/${organisation}`,
        { name: 'A', country: 'CN', verification: 'official_registration' },
      ],
      ['PUT', `/api/organisations/${organisation}`, { name: 'A', country: 'CN', kind: 'platform' }],
      ['POST', '/api/organisations', { kind: 'department', name: 'A', country: 'CN' }],
      ['POST', '/api/organisations', { kind: 'studio', name: 'A', country: 'CN', verification: 'documents_checked' }],
      ['POST', '/api/tokens', { name: 'a', scopes: ['admin'], expiresInDays: 1 }],
      ['POST', '/api/tokens', { name: 'a', scopes: ['read'], expiresInDays: 1, organisationId: 'org_platform' }],
      ['POST', '/api/works', { kind: 'image', draft: {}, organisationId: 'org_platform' }],
    ]
    for (const [method, path, body] of tries) {
      expect((await attacker.call(method, path, body)).status, `${path} ${JSON.stringify(body)}`).toBe(422)
    }
    expect((await attacker.call('GET', '/api/accounts/session')).body.session).toMatchObject({
      organisation: { kind: 'studio', verification: 'self_declared', platformRole: 'creator' },
    })
  })

  test('path traversal: what an upload is named, or asked by, never leaves its directory', async () => {
    const picture = await makePicture(world.dir, 2)
    for (const name of [
      '../../../etc/passwd.jpg',
      '..\\..\\boot.jpg',
      '/etc/cron.d/x.jpg',
      'a\u0000.jpg',
      '%2e%2e%2fx.jpg',
    ]) {
      const file = await attacker.file(picture, name)
      for (const sign of ['/', '\\', '\u0000']) expect(file.name).not.toContain(sign)
    }
    for (const id of ['../qianyin.db', '..%2Fqianyin.db', '%2e%2e/qianyin.db', 'x'.repeat(5000)]) {
      expect((await attacker.call('POST', '/api/files', { uploadId: id })).status).toBeGreaterThanOrEqual(400)
      expect(
        (await attacker.fetch('HEAD', `/api/uploads/${id}`, { headers: { 'Tus-Resumable': '1.0.0' } })).status,
      ).toBe(404)
    }
    expect(world.errors).toEqual([])
  })

  test('uploads are begun by those who may upload, and by nobody else', async () => {
    const begin = async (person: Person) => {
      const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Length': '3' }
      const answer = await person.fetch('POST', '/api/uploads', { headers })
      return [answer.status, answer.ok ? null : ((await answer.json()) as { code: string }).code]
    }
    const viewer = await world.signUp('viewer')
    await world.place(viewer, await world.organisationOf(owner), 'viewer')
    expect(await begin(owner)).toEqual([201, null])
    expect(await begin(viewer)).toEqual([403, 'role_may_not'])
    expect(await begin(world.anonymous)).toEqual([401, 'sign_in_needed'])
  })

  test('a forged Host gets into no link: a name that is not ours is refused', async () => {
    const { originOf } = await import('../../src/http/own-origin.ts')
    const ask = (url: string) => originOf(null)(new Request(url))
    expect(ask('http://localhost:8787/api')).toBe('http://localhost:8787')
    expect(ask('http://127.0.0.1:8787/api')).toBe('http://127.0.0.1:8787')
    expect(ask('http://[::1]:8787/api')).toBe('http://[::1]:8787')
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.1.5']) {
      expect(ask(`http://${host}:8787/api`), host).toBeNull()
    }
    expect(originOf('https://qianyin.example')(new Request('http://evil.example/'))).toBe('https://qianyin.example')
  })
})

describe('timing', () => {
  /** Counts the costly steps instead of the milliseconds: what is the same work takes the same time. */
  async function workOf(act: () => Promise<unknown>) {
    const { passwords, db } = world.home.base
    const counted = { hashes: 0, reads: 0, writes: 0 }
    const original = { hash: passwords.hash, verify: passwords.verify, rows: db.rows, batch: db.batch }
    passwords.hash = (...all) => {
      counted.hashes++
      return original.hash(...all)
    }
    passwords.verify = (...all) => {
      counted.hashes++
      return original.verify(...all)
    }
    db.rows = (...all) => {
      counted.reads++
      return original.rows.call(db, ...all)
    }
    db.batch = (...all) => {
      counted.writes += all[0].length
      return original.batch.call(db, ...all)
    }
    try {
      await act()
    } finally {
      Object.assign(passwords, { hash: original.hash, verify: original.verify })
      Object.assign(db, { rows: original.rows, batch: original.batch })
    }
    return counted
  }

  test('a known and an unknown e-mail cost the same work at sign-in, sign-up and reset', async () => {
    const compare = async (path: string, body: (email: string) => Record<string, unknown>) => {
      const known = await workOf(() => world.anonymous.call('POST', path, body(owner.email)))
      const unknown = await workOf(() => world.anonymous.call('POST', path, body('nobody-at-all@example.com')))
      expect(known, path).toEqual(unknown)
      return known
    }
    expect((await compare('/api/accounts/sign-in', (email) => ({ email, password: 'wrong one' }))).hashes).toBe(1)
    await compare('/api/accounts/sign-up', (email) => ({ email }))
    await compare('/api/accounts/password-reset', (email) => ({ email }))
  })

  test('an API token is looked up by its hash: one that is nearly right costs what any other does', async () => {
    const { body } = await owner.call('POST', '/api/tokens', { name: 't', scopes: ['read'], expiresInDays: 1 })
    const secret = String(body.secret)
    const nearly = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0')
    const ask = (token: string) =>
      workOf(() => world.anonymous.call('GET', '/api/works', undefined, { Authorization: `Bearer ${token}` }))
    expect(await ask(nearly)).toEqual(await ask(`qy_${'z'.repeat(40)}`))
  })
})

const hourMs = 3_600_000
/** Attempts are counted by windows of the clock, and what is counted here must not lie across two of them. */
const atStartOfAnHour = () => world.later(hourMs - (world.later(0) % hourMs))

describe('brute force', () => {
  const addressOf = (i: number) => `203.0.${Math.floor(i / 250)}.${(i % 250) + 1}`

  test('10,000 attempts from 500 addresses at one account do not get in, and the owner with a second factor does', async () => {
    const fort = await openWorld()
    const victim = await fort.signUp('victim')
    const { secret } = await setUpTotp(fort, victim)
    let hashes = 0
    const { passwords } = fort.home.base
    const { verify } = passwords
    passwords.verify = (...all) => {
      hashes++
      return verify(...all)
    }
    const statuses = new Map<number, number>()
    const attempt = async (i: number) => {
      // The right password is among the guesses, late.
      const guess = i === 9000 ? password : `guess number ${i}`
      const code =
        i % 2 === 0
          ? {}
          : {
              code: String(i * 7919)
                .slice(-6)
                .padStart(6, '0'),
            }
      const answer = await fort.anonymous.call(
        'POST',
        '/api/accounts/sign-in',
        { email: victim.email, password: guess, ...code },
        { 'X-Forwarded-For': addressOf(i % 500) },
      )
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    for (let i = 0; i < 10_000; i += 20) await Promise.all(Array.from({ length: 20 }, (_, j) => attempt(i + j)))
    passwords.verify = verify
    expect(statuses.get(200)).toBeUndefined()
    expect([...statuses.keys()].sort()).toEqual([401, 429])
    // Ten in the window, and at most ten more if a new one began meanwhile.
    expect(hashes).toBeLessThanOrEqual(20)

    // Without the code even the owner has to wait; with it the door is open, from any address.
    const from = { 'X-Forwarded-For': '198.51.100.7' }
    const bare = await fort.anonymous.call('POST', '/api/accounts/sign-in', { email: victim.email, password }, from)
    expect(bare).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } })
    const withCode = { email: victim.email, password, code: laterCode(fort, secret) }
    const entered = await fort.anonymous.call('POST', '/api/accounts/sign-in', withCode, from)
    expect(entered.body).toMatchObject({ session: { person: { email: victim.email }, hasSecondFactor: true } })
    // Those who are signed in have noticed nothing.
    expect((await victim.call('GET', '/api/works')).status).toBe(200)
    await fort.close()
  }, 240_000)

  test('one address that tries many accounts is stopped, and others are not', async () => {
    atStartOfAnHour()
    const statuses: number[] = []
    for (let i = 0; i < 40; i++) {
      const body = { email: `user${i}@example.com`, password: 'Spring2026' }
      statuses.push((await signIn(body, { 'X-Forwarded-For': '203.0.113.9' })).status)
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(30)
    expect(statuses.at(-1)).toBe(429)
    expect((await signIn({ email: owner.email, password }, { 'X-Forwarded-For': '203.0.113.10' })).status).toBe(200)
  })

  test('what the visitor claims of an address is not believed, only what our proxy adds', async () => {
    atStartOfAnHour()
    const statuses: number[] = []
    for (let i = 0; i < 40; i++) {
      const body = { email: `other${i}@example.com`, password: 'Spring2026' }
      statuses.push((await signIn(body, { 'X-Forwarded-For': `10.9.8.${i}, 203.0.113.77` })).status)
    }
    expect(statuses.at(-1)).toBe(429)
  })

  test('a mailbox is not flooded, whoever asks', async () => {
    atStartOfAnHour()
    const answers = []
    for (let i = 0; i < 8; i++) {
      answers.push(
        await world.anonymous.call(
          'POST',
          '/api/accounts/password-reset',
          { email: 'flood@example.com' },
          {
            'X-Forwarded-For': addressOf(i),
          },
        ),
      )
    }
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 429, 429, 429])
  })
})
