import { afterAll, beforeAll, expect, test } from 'vitest'
import { decideVerification, requestVerification } from '../../../src/domains/verifications/index.ts'
import type { Context } from '../../../src/ports/context.ts'
import { openWorld, type World } from '../../kit/world.ts'
import { type Applicant, applicant, licence, request } from './people.ts'

let world: World
let lin: Applicant
let ctx: Context

beforeAll(async () => {
  world = await openWorld()
  lin = await applicant(world, 'lin', 1)
  ctx = {
    ...world.home.base,
    actor: { kind: 'operator', organisationId: 'org_platform' },
    requestId: 'cli',
    caller: { address: '', userAgent: '' },
    origin: 'http://qianyin.test',
    progress: () => {},
    completion: [],
    signal: new AbortController().signal,
  }
})
afterAll(() => world.close())

test('whoever reaches every file still sends no papers of another organisation', async () => {
  await expect(requestVerification(ctx, licence(lin.file))).rejects.toMatchObject({ code: 'file_not_found' })
})

test('a decision at the machine’s own command line names no person, and is in the audit as the operator’s', async () => {
  const id = await request(lin, licence(lin.file))
  const decision = { decision: 'accept', level: 'official_registration', reason: '已向登记机关核对。' }
  expect(await decideVerification(ctx, id, decision)).toMatchObject({
    state: 'accepted',
    organisation: { verification: 'official_registration' },
  })
  expect(await world.sql('SELECT decided_by FROM verification_requests WHERE id = ?', id)).toEqual([[null]])
  expect(
    await world.sql(
      "SELECT actor_kind, person_id FROM audit_entries WHERE subject_id = ? AND action = 'verification.accepted'",
      id,
    ),
  ).toEqual([['operator', null]])
})
