import { createHash } from 'node:crypto'
import { documentKey } from '../../../src/domains/files/rules.ts'
import type { ClaimMove, ProgrammeBody } from '../../../src/domains/subsidies/contract.ts'
import { moves } from '../../../src/domains/subsidies/rules.ts'
import { newId } from '../../../src/kernel/ids.ts'
import { dateInChina } from '../../../src/kernel/working-days.ts'
import type { SqlValue, Statement } from '../../../src/ports/db.ts'
import type { World } from '../../kit/world.ts'
import { done, type Place, type RouteCase } from './case.ts'

const insert = (table: string, row: Record<string, SqlValue>): Statement => ({
  sql: `INSERT INTO ${table} (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => '?')})`,
  params: Object.values(row),
})
const put = async (world: World, ...statements: Statement[]) => void (await world.home.db.batch(statements))
const code = 'walk'
const year = new Date().getUTCFullYear()
let serial = 0

/** A programme of both departments that walk, so that the permission table alone says who may. */
async function version(world: World, isConfirmed: boolean): Promise<number> {
  const [[text]] = (await world.sql(`SELECT body FROM subsidy_programmes WHERE code = 'm3-enterprise'`)) as [[string]]
  const body: ProgrammeBody = { ...JSON.parse(text), departments: ['publicity', 'talent'], pool: null }
  const [[last]] = (await world.sql(
    'SELECT coalesce(max(version), 0) FROM subsidy_programmes WHERE code = ?',
    code,
  )) as [[number]]
  const made = last + 1
  await put(
    world,
    insert('subsidy_programmes', { code, version: made, body: JSON.stringify(body), state: 'draft', created_at: 1 }),
    ...(isConfirmed
      ? [
          {
            sql: `UPDATE subsidy_programmes SET state = 'confirmed', confirmed_at = 1 WHERE code = ? AND version = ?`,
            params: [code, made],
          },
        ]
      : []),
  )
  return made
}
const bodyOf = async (world: World, made: number) =>
  JSON.parse(
    String((await world.sql('SELECT body FROM subsidy_programmes WHERE code = ? AND version = ?', code, made))[0]?.[0]),
  )

async function window(world: World, isClosed = false): Promise<string> {
  const id = newId('win', Date.now())
  const [[confirmed] = []] = await world.sql(
    `SELECT max(version) FROM subsidy_programmes WHERE code = ? AND state = 'confirmed'`,
    code,
  )
  const programmeVersion = confirmed ?? (await version(world, true))
  const row = {
    programme_code: code,
    programme_version: programmeVersion,
    year,
    opens_on: '2025-01-01',
    closes_on: '2099-12-31',
  }
  await put(world, insert('subsidy_windows', { id, ...row, created_at: 1, closed_at: isClosed ? 1 : null }))
  return id
}

/** A claim after these moves, by officers who are nobody of the walk. */
async function claim({ world, targets }: Place, organisationId: string, path: readonly ClaimMove[]): Promise<string> {
  const id = newId('clm', Date.now())
  const windowId = await window(world)
  const account = { holder: 'A', bank: 'B', number: '6222020000' }
  await put(
    world,
    insert('subsidy_claims', {
      id,
      organisation_id: organisationId,
      window_id: windowId,
      programme_code: code,
      year,
      draft: JSON.stringify({
        workId: null,
        grantId: null,
        subject: '',
        purpose: '',
        costs: [],
        results: [],
        online: [],
        account,
        isDeclaredTrue: true,
      }),
      revision: 1,
      state: 'draft',
      changed_at: Date.now(),
      created_at: 1,
    }),
    { sql: 'UPDATE subsidy_claims SET entitled_fen = 1000 WHERE id = ?', params: [id] },
  )
  let state = 'draft'
  const [{ id: reviewer }, { id: decider }] = [
    await targets.person('org_housing', 'member'),
    await targets.person('org_housing', 'member'),
  ]
  for (const [i, act] of path.entries()) {
    const { to } = moves[act]
    await put(
      world,
      insert('subsidy_acts', {
        claim_id: id,
        seq: i + 1,
        act,
        from_state: state,
        to_state: to,
        person_id: act === 'review' ? reviewer : decider,
        at: Date.now(),
        amount_fen: act === 'review' ? 1000 : null,
      }),
      ...(act === 'publish'
        ? [
            {
              sql: 'UPDATE subsidy_claims SET publicity_ends_on = ? WHERE id = ?',
              params: [path.includes('finalise') ? '2020-01-01' : '2099-01-01', id],
            },
          ]
        : []),
    )
    state = to
  }
  return id
}
const strangers = new WeakMap<World, Promise<string>>()
/** Of an organisation that no asker belongs to: an officer of the applicant would be partial. */
const strangersClaim = (place: Place, path: readonly ClaimMove[] = ['submit']): Promise<string> => {
  const known = strangers.get(place.world) ?? place.targets.organisation('studio')
  strangers.set(place.world, known)
  return known.then((organisationId) => claim(place, organisationId, path))
}
const toPublished = ['submit', 'accept', 'review', 'joint_review', 'decide', 'publish'] as const
const numberOf = async (world: World, id: string) =>
  `WALK-${year}-${String((await world.sql('SELECT serial FROM subsidy_claims WHERE id = ?', id))[0]?.[0]).padStart(5, '0')}`

async function document({ world }: Place, claimId: string, organisationId: string): Promise<string> {
  const id = newId('doc', Date.now())
  const bytes = new TextEncoder().encode(id)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await world.home.base.blobs.putIfAbsent(documentKey(sha256), bytes, 'application/octet-stream')
  const file = { upload_id: id, name: 'a.pdf', size_bytes: bytes.length, sha256, sm3: sha256, created_at: 1 }
  await put(
    world,
    insert('documents', { id, organisation_id: organisationId, ...file }),
    insert('subsidy_documents', { document_id: id, claim_id: claimId, requirement: 'invoice', added_at: 1 }),
  )
  return id
}
const withDocument = (path: readonly ClaimMove[]) => async (place: Place) => {
  const id = await claim(place, place.organisationId, path)
  return done(200, { ids: { id, documentId: await document(place, id, place.organisationId) } })
}
const officersMove =
  (body: object, path: readonly ClaimMove[] = ['submit']) =>
  async (place: Place) =>
    done(200, { ids: { id: await strangersClaim(place, path) }, body: () => body })
async function verified(place: Place): Promise<string> {
  const id = await strangersClaim(place, [...toPublished, 'finalise'])
  const { id: personId } = await place.targets.person('org_housing', 'member')
  await put(
    place.world,
    insert('subsidy_acts', {
      claim_id: id,
      seq: 8,
      act: 'verify_account',
      from_state: 'final',
      to_state: 'final',
      person_id: personId,
      at: Date.now(),
    }),
  )
  return id
}

export const claimCases: Record<string, RouteCase> = {
  'GET /api/programmes': { make: () => done(200) },
  'GET /api/programmes/{code}/versions': { make: () => done(200, { path: '/api/programmes/m5-overseas/versions' }) },
  'POST /api/programmes/{code}/versions': {
    make: async ({ world }) => {
      const body = await bodyOf(world, await version(world, false))
      return done(201, { path: `/api/programmes/${code}/versions`, body: () => body })
    },
  },
  'POST /api/programmes/{code}/versions/{version}/confirmation': {
    make: async ({ world }) => {
      const made = await version(world, false)
      const { defaults } = await bodyOf(world, made)
      return done(200, {
        path: `/api/programmes/${code}/versions/${made}/confirmation`,
        body: () => ({ confirmed: defaults }),
      })
    },
  },
  'POST /api/programmes/{code}/windows': {
    make: async ({ world }) => {
      await window(world)
      return done(201, {
        path: `/api/programmes/${code}/windows`,
        body: () => ({ year, opensOn: '2026-01-01', closesOn: '2026-12-31' }),
      })
    },
  },
  'POST /api/windows/{windowId}/closing': {
    make: async ({ world }) => done(200, { ids: { windowId: await window(world) } }),
  },
  'POST /api/windows/{windowId}/allocation': {
    make: async ({ world }) => done(200, { ids: { windowId: await window(world, true) } }),
  },
  'GET /api/rates': { make: () => done(200) },
  'POST /api/rates': {
    make: () => {
      const day = dateInChina(++serial * 86_400_000)
      return done(204, {
        body: () => ({ source: 'PBOC', rates: [{ currency: 'USD', day, microsPerUnit: 7_000_000 }] }),
      })
    },
  },
  'POST /api/bars': {
    make: async ({ targets }) => {
      const organisationId = await targets.organisation('studio')
      return done(201, { body: () => ({ organisationId, authority: '法院', reference: '1', foundOn: '2026-01-01' }) })
    },
  },
  'GET /api/publicity': { make: () => done(200) },
  'POST /api/publicity/{number}/objections': {
    make: async (place) =>
      done(201, {
        ids: { number: await numberOf(place.world, await strangersClaim(place, toPublished)) },
        body: () => ({ name: '陈', contact: '1', text: '所列网址无法打开，请核实。' }),
      }),
  },
  'GET /api/claims/eligibility': {
    make: async ({ world }) => done(200, { query: `?windowId=${await window(world)}` }),
  },
  'POST /api/claims': {
    make: async ({ world }) => {
      const windowId = await window(world)
      return done(201, { body: () => ({ windowId }) })
    },
  },
  'GET /api/claims': { make: () => done(200) },
  'GET /api/claims/{id}': {
    make: async (place) => done(200, { ids: { id: await claim(place, place.organisationId, ['submit']) } }),
  },
  'PUT /api/claims/{id}/draft': {
    make: async (place) =>
      done(200, {
        ids: { id: await claim(place, place.organisationId, []) },
        body: () => ({ revision: 1, draft: {} }),
      }),
  },
  'POST /api/claims/{id}/documents': {
    make: async (place) =>
      done(201, {
        ids: {
          id: await claim(place, place.organisationId, []),
          upload: await place.targets.upload(place.organisationId),
        },
        body: ({ upload }) => ({ uploadId: upload, requirement: 'invoice' }),
      }),
  },
  'DELETE /api/claims/{id}/documents/{documentId}': { make: withDocument([]) },
  'GET /api/claims/{id}/documents/{documentId}/content': { make: withDocument(['submit']) },
  'POST /api/claims/{id}/applicant-moves': {
    make: async (place) =>
      done(200, {
        ids: { id: await claim(place, place.organisationId, []) },
        body: () => ({ move: 'discard', actCount: 0 }),
      }),
  },
  'POST /api/claims/{id}/moves': { make: officersMove({ move: 'accept', actCount: 1 }) },
  'POST /api/claims/{id}/acts': { make: officersMove({ act: 'comment', text: '已电话核实' }) },
  'POST /api/claims/{id}/conflicts': { make: officersMove({ reason: '亲属' }) },
  'POST /api/claims/{id}/objections/{objectionId}/answer': {
    make: async (place) => {
      const id = await strangersClaim(place, toPublished)
      const objectionId = newId('obj', Date.now())
      const said = { name: '陈', contact: '1', text: '所列网址无法打开，请核实。', at: Date.now(), state: 'open' }
      await put(place.world, insert('subsidy_objections', { id: objectionId, claim_id: id, ...said }))
      return done(200, { ids: { id, objectionId }, body: () => ({ outcome: 'dismissed', answer: '已核实' }) })
    },
  },
  'GET /api/claim-desk': { make: () => done(200, { query: '?limit=2' }) },
  'GET /api/claim-desk/statistics': { make: () => done(200, { query: `?year=${year}` }) },
  'GET /api/claim-desk/ledger': {
    make: async (place) => done(200, { query: `?claimId=${await strangersClaim(place)}` }),
  },
  'GET /api/claim-desk/batches': { make: () => done(200) },
  'POST /api/claim-desk/batches': {
    make: async (place) => {
      const id = await verified(place)
      return done(201, { body: () => ({ claimIds: [id] }) })
    },
  },
  'GET /api/claim-desk/batches/{id}/file': {
    make: async (place) => {
      const [id, claimId] = [newId('bat', Date.now()), await verified(place)]
      await put(
        place.world,
        insert('subsidy_batches', { id, made_at: 1 }),
        insert('subsidy_batch_claims', {
          batch_id: id,
          claim_id: claimId,
          amount_fen: 1000,
          account: '{"holder":"A","bank":"B","number":"6222020000"}',
        }),
      )
      return done(200, { ids: { id } })
    },
  },
}
