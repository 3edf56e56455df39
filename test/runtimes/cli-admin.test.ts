import { afterAll, beforeAll, expect, test } from 'vitest'
import { command } from '../kit/program.ts'
import { openWorld, type World } from '../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** One command over the same data as the world. */
async function qianyin(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { exitCode, stdout, stderr } = await command([...args, '--data', world.dir], {
    QIANYIN_PUBLIC_URL: 'http://qianyin.test',
  })
  return { code: exitCode, out: stdout, err: stderr }
}
const roleOf = async (email: string, password: string) => {
  const { body, headers } = await world.anonymous.call('POST', '/api/accounts/sign-in', { email, password })
  return { session: body.session, person: world.personOn(headers.get('set-cookie')?.split(';')[0] ?? '', email) }
}

test('the first administrator is made without any password, sets one by the link, and is admin', async () => {
  const made = await qianyin('admin', 'user', 'create', '--email', 'An@Example.com', '--name', '安', '--json')
  expect(made.code).toBe(0)
  const { link } = JSON.parse(made.out) as { link: string }
  expect(link).toMatch(/^http:\/\/qianyin\.test\/reset-password#[a-z0-9]{26}$/)
  expect((await roleOf('an@example.com', '')).session).toBeUndefined()
  const token = link.split('#')[1]
  const password = 'brick kiln over water'
  const set = () => world.anonymous.call('POST', '/api/accounts/password-reset/confirmation', { token, password })
  expect((await set()).status).toBe(204)
  expect((await set()).status).toBe(422)
  expect((await qianyin('admin', 'role', 'grant', '--email', 'an@example.com', '--role', 'admin')).code).toBe(0)
  const { person } = await roleOf('an@example.com', password)
  const switched = await person.call('PUT', '/api/me/organisation', { organisationId: 'org_platform' })
  expect(switched.body.session).toMatchObject({ organisation: { platformRole: 'admin', role: 'owner' } })
  const admin = world.personOn(switched.headers.get('set-cookie')?.split(';')[0] ?? '', 'an@example.com')
  // An administrator looks after others only with a second factor.
  expect((await admin.call('GET', '/api/organisations')).body.code).toBe('second_factor_needed')
  expect(await world.sql("SELECT actor_kind, action FROM audit_entries WHERE action LIKE 'role.%'")).toEqual([
    ['operator', 'role.granted'],
  ])
})

test('roles are granted and revoked, and the platform keeps an owner', async () => {
  await world.signUp('ou')
  const grant = (...more: string[]) => qianyin('admin', 'role', 'grant', '--email', 'ou@example.com', ...more)
  expect((await grant('--role', 'officer', '--department', 'publicity')).code).toBe(0)
  expect((await grant('--role', 'auditor')).code).toBe(0)
  const listed = JSON.parse((await qianyin('admin', 'user', 'list', '--query', 'OU@', '--json')).out)
  expect(listed.people[0].roles).toEqual([
    expect.stringContaining('creator'),
    'officer (owner of org_publicity)',
    'auditor (viewer of org_platform)',
  ])
  const roles = JSON.parse((await qianyin('admin', 'role', 'list', '--json')).out)
  expect(roles.roles.map((one: { email: string; role: string; as: string }) => [one.email, one.role, one.as])).toEqual([
    ['an@example.com', 'admin', 'owner'],
    ['ou@example.com', 'auditor', 'viewer'],
    ['ou@example.com', 'officer', 'owner'],
  ])
  const revoke = (...more: string[]) => qianyin('admin', 'role', 'revoke', '--email', 'ou@example.com', ...more)
  // An auditor is no admin, though both belong to the platform.
  expect((await revoke('--role', 'admin')).err).toContain('role_not_found')
  expect((await revoke('--role', 'officer', '--department', 'publicity')).code).toBe(0)
  expect((await revoke('--role', 'officer', '--department', 'publicity')).code).toBe(2)
  const last = await qianyin('admin', 'role', 'revoke', '--email', 'an@example.com', '--role', 'admin')
  expect([last.code, last.err]).toEqual([2, expect.stringContaining('last_owner')])
})

test('the first one with a role becomes owner, the next do not, and asking again changes nothing', async () => {
  for (const name of ['pan', 'qiu']) await world.signUp(name)
  const grant = async (name: string, ...more: string[]) =>
    JSON.parse((await qianyin('admin', 'role', 'grant', '--email', `${name}@example.com`, ...more, '--json')).out).as
  expect(await grant('pan', '--role', 'secretary')).toBe('owner')
  expect(await grant('qiu', '--role', 'mediator')).toBe('member')
  expect(await grant('qiu', '--role', 'admin')).toBe('manager')
  expect(await grant('qiu', '--role', 'admin', '--as', 'owner')).toBe('owner')
  const entries = () => world.sql("SELECT count(*) FROM audit_entries WHERE action = 'role.granted'")
  const before = await entries()
  expect(await grant('qiu', '--role', 'admin')).toBe('owner')
  expect(await entries()).toEqual(before)
  const changed = await world.sql(
    "SELECT actor_kind, before, after FROM audit_entries WHERE action = 'role.granted' ORDER BY id DESC LIMIT 1",
  )
  expect(changed).toEqual([['operator', '{"role":"manager"}', '{"role":"owner"}']])
  expect((await qianyin('admin', 'role', 'revoke', '--email', 'qiu@example.com', '--role', 'admin')).code).toBe(0)
})

test('a job that was given up is listed, and tried again when that is asked', async () => {
  const insert = (id: string, state: string) =>
    world.sql(
      `INSERT INTO jobs (id, key, name, lane, payload, subject_id, state, attempts, error, run_at, created_at, finished_at)
       VALUES (?, ?, 'none.such', 'light', '{}', 'fil_1', ?, 5, 'Error: gone', 1, 1, 2) RETURNING id`,
      id,
      id,
      state,
    )
  await insert('job_dead', 'dead')
  await insert('job_done', 'done')
  const listed = await qianyin('admin', 'job', 'list', '--state', 'dead', '--json')
  expect(JSON.parse(listed.out).jobs).toMatchObject([{ id: 'job_dead', attempts: 5, error: 'Error: gone' }])
  expect((await qianyin('admin', 'job', 'retry', 'job_dead')).code).toBe(0)
  expect(await world.sql("SELECT state, attempts, error, finished_at FROM jobs WHERE id = 'job_dead'")).toEqual([
    ['queued', 0, null, null],
  ])
  expect((await qianyin('admin', 'job', 'retry', 'job_dead')).err).toContain('job_not_dead')
  expect((await qianyin('admin', 'job', 'retry', 'job_done')).err).toContain('job_not_dead')
  expect((await qianyin('admin', 'job', 'retry', 'job_none')).err).toContain('job_not_found')
  expect(await world.sql("SELECT actor_kind, subject_id FROM audit_entries WHERE action = 'job.retried'")).toEqual([
    ['operator', 'job_dead'],
  ])
  expect((await qianyin('admin', 'job', 'list', '--state', 'asleep')).err).toContain('input_invalid')
})

test('tokens are made, listed and revoked', async () => {
  const lin = await world.signUp('lin')
  const organisation = await world.organisationOf(lin)
  const at = ['--organisation', organisation]
  const made = await qianyin('admin', 'token', 'create', ...at, '--name', 'ci', '--scopes', 'read', '--json')
  const { token, secret } = JSON.parse(made.out)
  const read = () => world.anonymous.call('GET', '/api/works', undefined, { Authorization: `Bearer ${secret}` })
  expect((await read()).status).toBe(200)
  expect((await qianyin('admin', 'token', 'list', ...at)).out).toContain(token.id)
  expect((await qianyin('admin', 'token', 'revoke', token.id)).code).toBe(0)
  expect((await read()).body.code).toBe('token_refused')
  const none = ['--organisation', 'org_none']
  expect((await qianyin('admin', 'token', 'list', ...none)).err).toContain('organisation_not_found')
  expect((await qianyin('admin', 'token', 'revoke', token.id)).code).toBe(2)
})

test('a person is erased only when that is said twice, and a lost second factor is reset', async () => {
  const mo = await world.signUp('mo')
  const email = ['--email', 'mo@example.com']
  expect((await qianyin('admin', 'user', 'reset-second-factor', ...email)).code).toBe(0)
  expect((await mo.call('GET', '/api/works')).status).toBe(401)
  const refused = await qianyin('admin', 'user', 'erase', ...email)
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('confirmation_needed')])
  expect(refused.out).toMatch(/Erases for good .* of per_\w+\.\nEnds: creator \(owner of org_\w+\)\n/)
  expect(await world.sql("SELECT count(*) FROM people WHERE email = 'mo@example.com'")).toEqual([[1]])
  expect((await qianyin('admin', 'user', 'erase', ...email, '--yes')).code).toBe(0)
  expect(await world.sql("SELECT count(*) FROM people WHERE email = 'mo@example.com'")).toEqual([[0]])
})

test('a new link ends the one before it', async () => {
  await world.signUp('ren')
  const link = async () =>
    (await qianyin('admin', 'user', 'link', '--email', 'REN@example.com')).out.trim().split('#')[1]
  const [first, second] = [await link(), await link()]
  const set = (token: string | undefined) =>
    world.anonymous.call('POST', '/api/accounts/password-reset/confirmation', { token, password: 'nine lychee trees' })
  expect((await set(first)).body.code).toBe('link_invalid')
  expect((await set(second)).status).toBe(204)
})

test('no audit entry of all this names anybody', async () => {
  const rows = await world.sql('SELECT action, subject_id, before, after, details FROM audit_entries')
  expect(JSON.stringify(rows)).not.toMatch(/@|example\.com|"安"/)
})

test.each([
  ['an unknown person', ['admin', 'user', 'link', '--email', 'nobody@example.com'], 'person_not_found'],
  ['no e-mail', ['admin', 'user', 'create', '--name', 'x'], 'usage'],
  ['a wrong e-mail', ['admin', 'user', 'create', '--email', 'x', '--name', 'x'], 'input_invalid'],
  [
    'an officer of no department',
    ['admin', 'role', 'grant', '--email', 'an@example.com', '--role', 'officer'],
    'input_invalid',
  ],
  ['a role that is none', ['admin', 'role', 'grant', '--email', 'an@example.com', '--role', 'king'], 'input_invalid'],
  [
    'an admin who only looks on',
    ['admin', 'role', 'grant', '--email', 'an@example.com', '--role', 'admin', '--as', 'viewer'],
    'input_invalid',
  ],
  ['an option of another command', ['admin', 'user', 'list', '--role', 'admin'], 'usage'],
  ['a word too many', ['admin', 'role', 'list', 'all'], 'usage'],
  ['a word that every object knows', ['admin', 'toString'], 'usage'],
  ['a command that is none', ['admin', 'user', 'praise'], 'usage'],
])('%s is one clear line and exit code 2', async (_what, args, code) => {
  const answer = await qianyin(...args)
  expect(answer.code).toBe(2)
  expect(answer.err.trim().split('\n')).toHaveLength(1)
  expect(answer.err).toContain(code)
})
