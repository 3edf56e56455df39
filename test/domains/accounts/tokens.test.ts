import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tokenBySecret } from '../../../src/domains/accounts/tokens/queries.ts'
import { openWorld, type World } from '../../kit/world.ts'
import { auditHolds, type Colleague, colleague, entriesOf, type Studio, studio } from './organisation-kit.ts'

let world: World
let wan: Studio
let other: Studio
let manager: Colleague
let viewer: Colleague

beforeAll(async () => {
  world = await openWorld()
  wan = await studio(world, 'wan')
  other = await studio(world, 'other')
  manager = await colleague(world, 'manager', wan.id, 'manager')
  viewer = await colleague(world, 'viewer', wan.id, 'viewer')
})
afterAll(() => world.close())

const path = '/api/tokens'
const refused = (status: number, code: string) => ({ status, body: { code } })
const input = { name: '上传脚本', scopes: ['read'], expiresInDays: 30 }
const dayMs = 86_400_000

async function made(by: Colleague, change: Record<string, unknown> = {}) {
  const answer = await by.person.call('POST', path, { ...input, ...change })
  expect(answer.status).toBe(201)
  return { id: String((answer.body.token as { id: string }).id), secret: String(answer.body.secret) }
}
const worksBy = (secret: string) =>
  world.anonymous.call('GET', '/api/works', undefined, { Authorization: `Bearer ${secret}` })
/** At a time of one's own. */
const at = (nowMs: number) => ({ db: world.home.db, clock: { nowMs: () => nowMs } })
const lastUsedAt = async (id: string) =>
  (await world.sql('SELECT last_used_at FROM api_tokens WHERE id = ?', id))[0]?.[0]

describe('API tokens', () => {
  test('the secret is told once and kept as a hash only', async () => {
    const { id, secret } = await made(manager, { scopes: ['read', 'read', 'check'] })
    expect(secret).toMatch(/^qy_[0-9a-z]{40}$/)
    const [row] = await world.sql('SELECT * FROM api_tokens WHERE id = ?', id)
    expect(JSON.stringify(row)).not.toContain(secret.slice(3))
    const { body } = await manager.person.call('GET', path)
    expect(body.tokens).toMatchObject([
      { id, name: '上传脚本', scopes: ['read', 'check'], createdBy: 'manager', lastUsedAt: null, revokedAt: null },
    ])
    expect(JSON.stringify(body)).not.toContain(secret.slice(3))
    expect(await entriesOf(world, 'token.made', id)).toEqual([
      {
        personId: manager.id,
        organisationId: wan.id,
        before: null,
        after: { scopes: ['read', 'check'], expiresInDays: 30 },
      },
    ])
    expect(await auditHolds(world, '上传脚本', secret)).toBe(false)
  })

  test('leaders alone see and make them, and only their own organisation’s', async () => {
    const { id } = await made(wan.owner)
    expect(await viewer.person.call('GET', path)).toMatchObject(refused(403, 'role_may_not'))
    expect(await viewer.person.call('POST', path, input)).toMatchObject(refused(403, 'role_may_not'))
    expect(await viewer.person.call('DELETE', `${path}/${id}`)).toMatchObject(refused(403, 'role_may_not'))
    expect((await other.owner.person.call('GET', path)).body).toEqual({ tokens: [] })
    expect(await other.owner.person.call('DELETE', `${path}/${id}`)).toMatchObject(refused(404, 'token_not_found'))
    const admin = await colleague(world, 'admin', 'org_platform', 'owner')
    expect(await admin.person.call('DELETE', `${path}/${id}`)).toMatchObject(refused(404, 'token_not_found'))
    expect(await wan.owner.person.call('DELETE', `${path}/tok_none`)).toMatchObject(refused(404, 'token_not_found'))
    expect(await world.sql('SELECT revoked_at FROM api_tokens WHERE id = ?', id)).toEqual([[null]])
  })

  test.each([
    ['no scope', { scopes: [] }],
    ['a scope that does not exist', { scopes: ['admin'] }],
    ['no name', { name: '' }],
    ['a day of the past', { expiresInDays: 0 }],
    ['another organisation', { organisationId: 'org_platform' }],
  ])('%s is refused', async (_what, change) => {
    expect(await wan.owner.person.call('POST', path, { ...input, ...change })).toMatchObject(
      refused(422, 'input_invalid'),
    )
  })

  test('a revoked one opens nothing, for good', async () => {
    const { id, secret } = await made(wan.owner)
    expect((await worksBy(secret)).status).toBe(200)
    expect((await manager.person.call('DELETE', `${path}/${id}`)).status).toBe(204)
    expect(await worksBy(secret)).toMatchObject(refused(401, 'token_refused'))
    expect(await manager.person.call('DELETE', `${path}/${id}`)).toMatchObject(refused(409, 'token_revoked'))
    expect(await entriesOf(world, 'token.revoked', id)).toEqual([
      { personId: manager.id, organisationId: wan.id, before: { scopes: ['read'] }, after: null },
    ])
  })

  test('one that has expired opens nothing; one without a date lasts', async () => {
    const short = await made(wan.owner, { expiresInDays: 1 })
    const long = await made(wan.owner, { expiresInDays: null })
    const nowMs = Date.now()
    expect(await tokenBySecret(at(nowMs), short.secret)).toMatchObject({
      tokenId: short.id,
      organisationKind: 'studio',
    })
    expect(await tokenBySecret(at(nowMs + dayMs), short.secret)).toBeNull()
    expect(await tokenBySecret(at(nowMs + 4000 * dayMs), long.secret)).toMatchObject({ organisationId: wan.id })
  })

  test('what is no token is none', async () => {
    for (const secret of ['', 'qy_', `qy_${'0'.repeat(40)}`, "qy_' OR 1=1 --", `QY_${'0'.repeat(40)}`]) {
      expect(await tokenBySecret(at(Date.now()), secret)).toBeNull()
    }
  })

  test('its last use is written down, at most once a minute', async () => {
    const { id, secret } = await made(wan.owner, { expiresInDays: null })
    const nowMs = Date.now()
    await tokenBySecret(at(nowMs), secret)
    expect(await lastUsedAt(id)).toBe(nowMs)
    await tokenBySecret(at(nowMs + 59_999), secret)
    expect(await lastUsedAt(id)).toBe(nowMs)
    await tokenBySecret(at(nowMs + 60_000), secret)
    expect(await lastUsedAt(id)).toBe(nowMs + 60_000)
  })

  test('it stays the organisation’s when the person who made it leaves', async () => {
    const { secret } = await made(manager)
    await manager.person.call('POST', `${wan.path}/leaving`)
    expect((await worksBy(secret)).status).toBe(200)
  })

  test('a token makes no tokens', async () => {
    const { secret } = await made(wan.owner, { scopes: ['read', 'register', 'check'] })
    const answer = await world.anonymous.call('POST', path, input, { Authorization: `Bearer ${secret}` })
    expect(answer).toMatchObject(refused(403, 'scope_missing'))
  })
})
