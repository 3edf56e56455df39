import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Person, password, type World } from '../../kit/world.ts'
import {
  auditHolds,
  type Colleague,
  colleague,
  entriesOf,
  personIdOf,
  roleOf,
  type Studio,
  studio,
  write,
} from './organisation-kit.ts'

let world: World
let wan: Studio
let other: Studio
let manager: Colleague
let viewer: Colleague
let admin: Colleague

beforeAll(async () => {
  world = await openWorld()
  wan = await studio(world, 'wan')
  other = await studio(world, 'other')
  manager = await colleague(world, 'manager', wan.id, 'manager')
  viewer = await colleague(world, 'viewer', wan.id, 'viewer')
  admin = await colleague(world, 'admin', 'org_platform', 'owner')
})
afterAll(() => world.close())

const refused = (status: number, code: string) => ({ status, body: { code } })
const invite = (by: Colleague, of: Studio, body: Record<string, unknown>) =>
  by.person.call('POST', `${of.path}/invitations`, body)
const preview = (token: string) => world.anonymous.call('POST', '/api/organisations/invitations/preview', { token })
const accept = (person: Person, token: string) =>
  person.call('POST', '/api/organisations/invitations/acceptance', { token })

/** A new invitation's id, and what stands behind the # of its link. */
async function invited(by: Colleague, of: Studio, body: Record<string, unknown> = { role: 'member' }) {
  const answer = await invite(by, of, body)
  expect(answer.status).toBe(201)
  const id = String((answer.body.invitation as { id: string }).id)
  return { id, link: String(answer.body.link), token: String(answer.body.link).split('#')[1] ?? '' }
}

describe('inviting', () => {
  test('a link of seven days, its secret behind the # and kept as a hash only', async () => {
    const { id, link, token } = await invited(wan.owner, wan)
    expect(link).toMatch(/^http:\/\/qianyin\.test\/invitation#[0-9a-z]{26}$/)
    const [[kept, invitedBy, days] = []] = await world.sql(
      'SELECT token_hash, invited_by, (expires_at - created_at) / 86400000 FROM invitations WHERE id = ?',
      id,
    )
    expect(kept).toMatch(/^[0-9a-f]{64}$/)
    expect([kept, invitedBy, days]).toEqual([expect.not.stringContaining(token), wan.owner.id, 7])
    expect(await entriesOf(world, 'member.invited', id)).toEqual([
      { personId: wan.owner.id, organisationId: wan.id, before: null, after: { role: 'member' } },
    ])
  })

  test('it lists with who invited whom, and never tells the link again', async () => {
    const { id } = await invited(manager, wan, { role: 'viewer' })
    const { body } = await manager.person.call('GET', `${wan.path}/invitations`)
    const [newest] = body.invitations as Record<string, unknown>[]
    expect(newest).toMatchObject({ id, role: 'viewer', email: null, invitedBy: 'manager', state: 'open' })
    expect(JSON.stringify(body)).not.toContain('#')
  })

  test('with an e-mail the link goes there, in the language that was asked for', async () => {
    const { id, token } = await invited(wan.owner, wan, { role: 'member', email: 'Hana@Example.com', language: 'en' })
    expect(await world.mailedToken('hana@example.com')).toBe(token)
    const [[subject] = []] = await world.sql("SELECT subject FROM mails WHERE recipient = 'hana@example.com'")
    expect(subject).toBe('wan invites you to wan 工作室')
    expect(await world.sql('SELECT email FROM invitations WHERE id = ?', id)).toEqual([['hana@example.com']])
    expect(await auditHolds(world, 'hana@example.com')).toBe(false)
  })

  test('nobody invites into a role above their own', async () => {
    expect(await invite(manager, wan, { role: 'owner' })).toMatchObject(refused(403, 'role_may_not'))
    expect((await invite(manager, wan, { role: 'manager' })).status).toBe(201)
    expect((await invite(wan.owner, wan, { role: 'owner' })).status).toBe(201)
    expect((await invite(admin, wan, { role: 'owner' })).status).toBe(201)
    expect(await invite(viewer, wan, { role: 'viewer' })).toMatchObject(refused(403, 'role_may_not'))
    expect(await invite(other.owner, wan, { role: 'viewer' })).toMatchObject(refused(404, 'organisation_not_found'))
  })

  test('an officer invites only with a second factor', async () => {
    const officer = await colleague(world, 'officer', 'org_talent', 'owner', false)
    const body = { role: 'member' }
    const path = '/api/organisations/org_talent/invitations'
    expect(await officer.person.call('POST', path, body)).toMatchObject(refused(403, 'second_factor_needed'))
  })

  test.each([
    ['a role that does not exist', { role: 'admin' }],
    ['something that is no e-mail', { role: 'member', email: 'hana' }],
    ['an organisation in the body', { role: 'member', organisationId: 'org_platform' }],
  ])('%s is refused', async (_what, body) => {
    expect(await invite(wan.owner, wan, body)).toMatchObject(refused(422, 'input_invalid'))
  })

  test('an organisation invites a hundred times a day and no more', async () => {
    const busy = await studio(world, 'busy')
    for (let n = 0; n < 100; n++) await invited(busy.owner, busy, { role: 'viewer' })
    const answer = await invite(busy.owner, busy, { role: 'viewer' })
    expect(answer).toMatchObject(refused(429, 'too_many_attempts'))
    expect(await world.sql('SELECT count(*) FROM invitations WHERE organisation_id = ?', busy.id)).toEqual([[100]])
  })
})

describe('accepting', () => {
  test('the invited see what it is, join in that role, and switch over', async () => {
    const { id, token } = await invited(wan.owner, wan, { role: 'manager' })
    expect(await preview(token)).toMatchObject({
      status: 200,
      body: { organisation: { name: 'wan 工作室', kind: 'studio' }, role: 'manager', invitedBy: 'wan' },
    })
    const guest = await world.signUp('guest')
    expect(await accept(guest, token)).toMatchObject({
      status: 200,
      body: { id: wan.id, role: 'manager', platformRole: 'creator' },
    })
    const guestId = await personIdOf(world, guest)
    expect(await roleOf(world, wan.id, guestId)).toBe('manager')
    expect(await world.sql('SELECT state FROM invitations WHERE id = ?', id)).toEqual([['accepted']])
    // It is no business of the organisation that they acted for until now.
    expect(await entriesOf(world, 'member.joined', guestId)).toEqual([
      { personId: guestId, organisationId: wan.id, before: null, after: { role: 'manager' } },
    ])
    expect((await guest.call('PUT', '/api/me/organisation', { organisationId: wan.id })).status).toBe(200)
  })

  test('unknown, expired, withdrawn and used links are told alike', async () => {
    const [used, withdrawn, expired] = [
      await invited(wan.owner, wan),
      await invited(wan.owner, wan),
      await invited(wan.owner, wan),
    ]
    await accept(await world.signUp('first'), used.token)
    expect((await wan.owner.person.call('DELETE', `${wan.path}/invitations/${withdrawn.id}`)).status).toBe(204)
    await write(world, 'UPDATE invitations SET expires_at = 1 WHERE id = ?', expired.id)
    const late = await world.signUp('late')
    for (const token of ['0'.repeat(26), used.token, withdrawn.token, expired.token]) {
      expect(await preview(token)).toMatchObject(refused(404, 'invitation_not_found'))
      expect(await accept(late, token)).toMatchObject(refused(404, 'invitation_not_found'))
    }
    expect(await roleOf(world, wan.id, await personIdOf(world, late))).toBeNull()
    const { body } = await wan.owner.person.call('GET', `${wan.path}/invitations`)
    const states = new Map((body.invitations as { id: string; state: string }[]).map(({ id, state }) => [id, state]))
    expect([used.id, withdrawn.id, expired.id].map((id) => states.get(id))).toEqual([
      'accepted',
      'withdrawn',
      'expired',
    ])
  })

  test('of two who open one link at once, one joins', async () => {
    const { token } = await invited(wan.owner, wan)
    const pair = [await world.signUp('quick'), await world.signUp('quicker')]
    const answers = await Promise.all(pair.map((person) => accept(person, token)))
    const lost = answers.filter(({ status }) => status !== 200)
    expect(lost).toHaveLength(1)
    expect(lost[0]?.body.code).toBeOneOf(['invitation_closed', 'invitation_not_found'])
    const roles = await Promise.all(pair.map(async (person) => roleOf(world, wan.id, await personIdOf(world, person))))
    expect(roles.filter((role) => role === 'member')).toHaveLength(1)
  })

  test('a member does not join twice, and the link stays for somebody else', async () => {
    const { id, token } = await invited(wan.owner, wan)
    expect(await accept(viewer.person, token)).toMatchObject(refused(409, 'already_member'))
    expect(await roleOf(world, wan.id, viewer.id)).toBe('viewer')
    expect(await world.sql('SELECT state FROM invitations WHERE id = ?', id)).toEqual([['open']])
  })

  test('joining needs an account, which can be made with the invitation at hand', async () => {
    const { id, token } = await invited(wan.owner, wan, { role: 'viewer', email: 'newcomer@example.com' })
    expect(await accept(world.anonymous, token)).toMatchObject(refused(401, 'sign_in_needed'))
    await world.anonymous.call('POST', '/api/accounts/sign-up', { email: 'newcomer@example.com' })
    const answer = await world.anonymous.call('POST', '/api/accounts/sign-up/confirmation', {
      token: await world.mailedToken('newcomer@example.com'),
      name: 'Newcomer',
      password,
      invitationToken: token,
    })
    expect(answer).toMatchObject({ status: 201, body: { session: { organisation: { id: wan.id, role: 'viewer' } } } })
    expect(await world.sql('SELECT state FROM invitations WHERE id = ?', id)).toEqual([['accepted']])
  })

  test('an invitation outlives the membership of whoever wrote it', async () => {
    const crew = await studio(world, 'crew')
    const lead = await colleague(world, 'lead', crew.id, 'manager')
    const { token } = await invited(lead, crew)
    await lead.person.call('POST', `${crew.path}/leaving`)
    expect((await preview(token)).status).toBe(200)
  })

  test('guessing links from one address ends after a hundred', async () => {
    const from = { 'X-Forwarded-For': '198.51.100.9' }
    const guess = (n: number) =>
      world.anonymous.call(
        'POST',
        '/api/organisations/invitations/preview',
        { token: String(n).padStart(26, '0') },
        from,
      )
    for (let n = 0; n < 100; n++) expect((await guess(n)).status).toBe(404)
    const answer = await guess(100)
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('withdrawing', () => {
  test('happens once, and not to what was used or is another organisation’s', async () => {
    const { id } = await invited(wan.owner, wan)
    const path = `${wan.path}/invitations/${id}`
    expect(await other.owner.person.call('DELETE', `${other.path}/invitations/${id}`)).toMatchObject(
      refused(404, 'invitation_not_found'),
    )
    expect(await other.owner.person.call('DELETE', path)).toMatchObject(refused(404, 'organisation_not_found'))
    expect(await viewer.person.call('DELETE', path)).toMatchObject(refused(403, 'role_may_not'))
    expect((await manager.person.call('DELETE', path)).status).toBe(204)
    expect(await manager.person.call('DELETE', path)).toMatchObject(refused(409, 'invitation_closed'))
    expect(await entriesOf(world, 'invitation.withdrawn', id)).toEqual([
      { personId: manager.id, organisationId: wan.id, before: { state: 'open' }, after: { state: 'withdrawn' } },
    ])
  })

  test('a manager does not withdraw what an owner offered to an owner', async () => {
    const { id } = await invited(wan.owner, wan, { role: 'owner' })
    expect(await manager.person.call('DELETE', `${wan.path}/invitations/${id}`)).toMatchObject(
      refused(403, 'role_may_not'),
    )
  })
})
