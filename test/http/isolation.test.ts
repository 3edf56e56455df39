import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MemberRole } from '../../src/domains/accounts/contract.ts'
import { openWorld, type Person, type World } from '../kit/world.ts'
import { openTargets, type Targets } from './permissions/targets.ts'

let world: World
let targets: Targets
beforeAll(async () => {
  world = await openWorld()
  targets = await openTargets(world)
})
afterAll(() => world.close())

const few = fc.nat({ max: 5 })
const holdings = fc.record({
  kind: fc.constantFrom('studio' as const, 'buyer' as const),
  members: few,
  invitations: few,
  tokens: few,
  drafts: few,
  registered: few,
  files: few,
  checks: few,
  requests: few,
  audit: few,
})
type Holdings = typeof holdings extends fc.Arbitrary<infer T> ? T : never

/** The ids that belong to one organisation. */
type Held = Record<'members' | 'invitations' | 'tokens' | 'works' | 'checks' | 'requests' | 'audit', string[]>
type Settled = Held & { id: string }

const times = async <T>(count: number, make: () => Promise<T>): Promise<T[]> => {
  const made: T[] = []
  for (let i = 0; i < count; i++) made.push(await make())
  return made
}

async function settle(id: string, wanted: Holdings): Promise<Settled> {
  const members = await times(wanted.members, () => targets.person(id, 'member'))
  const works = [
    ...(await times(wanted.drafts, () => targets.work(id))),
    ...(await times(wanted.registered, () => targets.work(id, true))),
  ]
  await times(wanted.files, () => targets.file(id))
  const colleague = members[0]?.id
  return {
    id,
    members: members.map((person) => person.id),
    invitations: (await times(wanted.invitations, () => targets.invitation(id))).map((one) => one.id),
    tokens: (await times(wanted.tokens, () => targets.token(id, ['read']))).map((one) => one.id),
    works: works.map((one) => one.id),
    checks: await times(wanted.checks, () => targets.check(id)),
    requests: (await times(wanted.requests, () => targets.request(id))).map((one) => one.id),
    // By whoever of it, about anything; and by the platform about the organisation itself.
    audit: [
      ...(await times(wanted.audit, () =>
        targets.audit({ organisationId: id, subjectId: 'x', ...(colleague ? { personId: colleague } : {}) }),
      )),
      ...(await times(wanted.audit, () => targets.audit({ organisationId: 'org_platform', subjectId: id }))),
    ],
  }
}

async function signedIn(organisationId: string, role: MemberRole, hasSecondFactor = false) {
  const { id, email } = await targets.person(organisationId, role)
  const { cookie } = await targets.session(id, organisationId, { hasSecondFactor })
  return { id, person: world.personOn(cookie, email) }
}

async function answer(person: Person, path: string): Promise<Record<string, unknown>> {
  const { status, body } = await person.call('GET', path)
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
  return body
}

/** The ids of every page, as often as they are shown. */
async function pages(person: Person, path: string, limit: number): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const body = await answer(person, `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${at}`)
    const items = body.items as { id: string }[]
    expect(items.length).toBeLessThanOrEqual(limit)
    ids.push(...items.map(({ id }) => id))
    cursor = body.nextCursor as string | null
  } while (cursor !== null)
  return ids
}

async function listed(person: Person, path: string, name: string, key = 'id'): Promise<string[]> {
  const body = await answer(person, path)
  return (body[name] as Record<string, string>[]).map((row) => row[key] ?? '')
}

const sorted = (ids: Iterable<unknown>): string[] => [...ids].map(String).sort()
const column = async (text: string) => sorted((await world.sql(text)).map(([id]) => id))

test('every listing shows exactly what is one’s own, over all its pages', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(holdings, { minLength: 2, maxLength: 4 }),
      fc.nat(),
      fc.constantFrom<MemberRole>('owner', 'manager', 'member', 'viewer'),
      fc.integer({ min: 1, max: 4 }),
      async (wanted, choice, role, limit) => {
        const at = choice % wanted.length
        const settled: Settled[] = []
        for (const one of wanted) settled.push(await settle(await targets.organisation(one.kind), one))
        const held = settled[at]
        if (!held) throw new Error('Nobody was chosen')
        const { id } = held
        const { id: personId, person } = await signedIn(id, role)
        const deeds = await times(2, () => targets.audit({ personId, subjectId: 'y' }))
        const sufferings = await times(2, () => targets.audit({ organisationId: 'org_platform', subjectId: personId }))
        const isLeader = role === 'owner' || role === 'manager'

        expect(sorted(await pages(person, '/api/works', limit))).toEqual(sorted(held.works))
        expect(sorted(await pages(person, '/api/checks', limit))).toEqual(sorted(held.checks))
        expect(sorted(await pages(person, '/api/verifications', limit))).toEqual(sorted(held.requests))
        expect(sorted(await pages(person, '/api/audit?scope=mine', limit))).toEqual(sorted([...deeds, ...sufferings]))
        const members = await listed(person, `/api/organisations/${id}/members`, 'members', 'personId')
        expect(sorted(members)).toEqual(
          await column(`SELECT person_id FROM memberships WHERE organisation_id = '${id}'`),
        )
        expect(members).toEqual(expect.arrayContaining([personId, ...held.members]))
        expect((await person.call('GET', '/api/organisations')).status).toBe(403)
        if (isLeader) {
          expect(sorted(await pages(person, '/api/audit?scope=organisation', limit))).toEqual(sorted(held.audit))
          expect(sorted(await listed(person, '/api/tokens', 'tokens'))).toEqual(sorted(held.tokens))
          const invitations = await listed(person, `/api/organisations/${id}/invitations`, 'invitations')
          expect(sorted(invitations)).toEqual(sorted(held.invitations))
        }
        for (const [i, foreign] of settled.entries()) {
          if (i === at) continue
          expect((await person.call('GET', `/api/organisations/${foreign.id}/members`)).status).toBe(404)
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('an auditor with a second factor sees exactly everything, and without one only their own', async () => {
  for (const kind of ['studio', 'buyer'] as const) {
    const wanted = { kind, members: 2, invitations: 2, tokens: 2, drafts: 3, registered: 3, files: 2, checks: 4 }
    await settle(await targets.organisation(kind), { ...wanted, requests: 3, audit: 3 })
  }
  const { person } = await signedIn('org_platform', 'viewer', true)
  expect(sorted(await pages(person, '/api/works', 7))).toEqual(await column('SELECT id FROM works'))
  expect(sorted(await pages(person, '/api/checks', 7))).toEqual(await column('SELECT id FROM checks'))
  expect(sorted(await pages(person, '/api/organisations', 7))).toEqual(await column('SELECT id FROM organisations'))
  expect(sorted(await pages(person, '/api/audit?scope=all', 50))).toEqual(await column('SELECT id FROM audit_entries'))
  for (const state of ['waiting', 'accepted', 'refused', 'withdrawn']) {
    expect(sorted(await pages(person, `/api/verifications/desk?state=${state}`, 7)), state).toEqual(
      await column(`SELECT id FROM verification_requests WHERE state = '${state}'`),
    )
  }

  const { person: halfWay } = await signedIn('org_platform', 'viewer')
  expect(await pages(halfWay, '/api/works', 7)).toEqual([])
  expect(await pages(halfWay, '/api/checks', 7)).toEqual([])
  for (const path of ['/api/organisations', '/api/verifications/desk', '/api/audit?scope=all']) {
    expect(await halfWay.call('GET', path), path).toMatchObject({ status: 403, body: { code: 'second_factor_needed' } })
  }
  expect(world.errors).toEqual([])
})
