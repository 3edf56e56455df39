import { hashSecret, newSecret } from '../../../src/domains/accounts/secrets.ts'
import { newId } from '../../../src/kernel/ids.ts'
import type { SqlValue, Statement } from '../../../src/ports/db.ts'
import { done, type Made, type Place, type RouteCase } from './case.ts'

const party = (email: string) => ({
  kind: 'organisation',
  name: email,
  email,
  language: 'zh-CN',
  phone: '',
  idNumber: '',
  address: '',
  representative: '',
})
const application = (source: string) => ({
  source,
  applicant: party(`${newSecret()}@example.com`),
  respondent: party(`${newSecret()}@example.com`),
  title: '一起纠纷',
  facts: '事实事实事实事实事实事实事实事实事实事实',
  claims: '请求请求请求请求请求请求',
  isPendingElsewhere: false,
})

const committee = 'org_mediation'
const shownAt = 8
const textAt = 9
const sessionAt = 10
const documentAt = 11

/** A case that is being heard, in which the asker's organisation is the applicant, or the asker the mediator. */
async function heardCase({
  world,
  targets,
  organisationId,
  personId,
}: Place): Promise<{ id: string; document: string }> {
  const isOfCommittee = organisationId === committee
  const studio = isOfCommittee ? await targets.organisation('studio') : organisationId
  const [mine] = await world.sql(
    `SELECT person_id FROM memberships WHERE person_id = ? AND organisation_id = ? AND role = 'member'`,
    personId,
    committee,
  )
  const mediator = mine ? personId : (await targets.person(committee, 'member')).id
  const deposit = await targets.deposit(studio)
  const [[document] = []] = await world.sql('SELECT document_id FROM deposits WHERE id = ?', deposit)
  const pictureCheck = await world.sql(
    'SELECT f.sha256, f.size_bytes FROM checks c JOIN files f ON f.id = c.file_id WHERE c.id = ?',
    await targets.check(studio),
  )
  const textCheck = await world.sql(
    'SELECT f.sha256, f.size_bytes, c.result FROM checks c JOIN files f ON f.id = c.file_id WHERE c.id = ?',
    await targets.textCheck(studio),
  )
  const [text] = JSON.parse(String(textCheck[0]?.[2])) as Record<string, unknown>[]
  const shown = (row: SqlValue[] | undefined, mimeType: string, found: object) => ({
    ...{
      move: 'show',
      checkId: 'chk_none',
      fileId: 'fil_none',
      name: 'a',
      sha256: row?.[0],
      sizeBytes: row?.[1],
      mimeType,
    },
    ...{ widthPixels: null, heightPixels: null, durationSeconds: null, found },
  })
  const picture = { ...text, kind: 'image', segments: [], sha256: pictureCheck[0]?.[0], mimeType: 'image/png' }
  const id = newId('med', Date.now())
  const entries: [seat: string, move: string, to: string, body: object][] = [
    ['applicant', 'apply', 'applied', {}],
    ['secretary', 'accept', 'inviting', {}],
    ['respondent', 'agree', 'informing', {}],
    ['applicant', 'acknowledge', 'choosing', {}],
    ['secretary', 'name', 'disclosing', { mediatorId: mediator }],
    ['mediator', 'disclose', 'disclosing', { circumstances: '' }],
    ['secretary', 'begin', 'hearing', {}],
    ['applicant', 'show', 'hearing', shown(pictureCheck[0], 'image/png', picture)],
    ['applicant', 'show', 'hearing', shown(textCheck[0], 'text/plain', text ?? {})],
    [
      'secretary',
      'schedule',
      'hearing',
      { startsAt: '2027-01-05T10:00:00Z', minutes: 30, with: 'both', place: '线上' },
    ],
    ['applicant', 'hand_in', 'hearing', { documentId: document, note: '' }],
  ]
  const insert: Statement = {
    sql: `INSERT INTO mediation_cases (id, number, state, revision, applicant_organisation_id, application, created_at)
      VALUES (?, ?, 'new', 0, ?, ?, 1)`,
    params: [id, id, studio, JSON.stringify(application('party'))],
  }
  await world.home.db.batch([
    insert,
    ...entries.map(([seat, move, to, body], i): Statement => {
      return {
        sql: `INSERT INTO mediation_entries (case_id, revision, at, seat, person_id, move, from_state, to_state, audience, body)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'all', ?)`,
        params: [
          id,
          i + 1,
          Date.now(),
          seat,
          seat === 'mediator' ? mediator : null,
          move,
          entries[i - 1]?.[2] ?? 'new',
          to,
          JSON.stringify({ move, ...body }),
        ],
      }
    }),
  ])
  return { id, document: String(document) }
}

const kept = new Map<string, ReturnType<typeof heardCase>>()
/** One for each who asks, where it is only read. */
function readCase(place: Place): ReturnType<typeof heardCase> {
  const whose = place.organisationId === committee ? place.personId : place.organisationId
  const made = kept.get(whose) ?? heardCase(place)
  kept.set(whose, made)
  return made
}

const ofCase =
  (more: Partial<Made> = {}) =>
  async (place: Place): Promise<Made> => ({ ...done(200), ...more, ids: { id: (await readCase(place)).id } })
const ofEntry = (rest: string, more: Partial<Made> = {}) =>
  ofCase({ path: `/api/mediation/cases/{id}/${rest}`, ...more })

export const mediationCases: Record<string, RouteCase> = {
  'POST /api/mediation/cases': {
    make: ({ asker }) => {
      const isDepartment = asker.organisationId.startsWith('org_') && asker.organisationId.length < 24
      return done(201, { body: () => application(isDepartment ? 'department' : 'party') })
    },
  },
  'GET /api/mediation/cases': { make: () => done(200) },
  'GET /api/mediation/cases/{id}': { make: ofCase() },
  'POST /api/mediation/cases/{id}/acts': {
    make: async (place) => {
      const { id } = await heardCase(place)
      const session = { startsAt: '2027-01-05T10:00:00Z', minutes: 30, with: 'both', place: '线上' }
      const act =
        place.asker.organisationId === committee ? { move: 'schedule', ...session } : { move: 'state', text: '陈述' }
      return done(200, { ids: { id }, body: () => ({ revision: documentAt, act }) })
    },
  },
  'POST /api/mediation/cases/{id}/documents': {
    // A secretary hands in nothing, and may be told so.
    make: async (place) => {
      const { id } = await heardCase(place)
      const body = () => ({ revision: documentAt, uploadId: 'f'.repeat(32) })
      const [mediates] = await place.world.sql(
        'SELECT 1 FROM mediation_cases WHERE id = ? AND (mediator_id = ? OR applicant_organisation_id = ?)',
        id,
        place.asker.personId,
        place.asker.organisationId,
      )
      return mediates
        ? done(404, { code: 'upload_not_found', ids: { id }, body })
        : done(403, { code: 'seat_may_not', ids: { id }, body })
    },
  },
  'GET /api/mediation/cases/{id}/documents/{document}': {
    make: async (place) => done(200, { ids: await readCase(place) }),
  },
  'GET /api/mediation/cases/{id}/evidence/{revision}/frame': {
    make: ofEntry(`evidence/${shownAt}/frame`, { query: '?side=work' }),
  },
  'GET /api/mediation/cases/{id}/evidence/{revision}/media': { make: ofEntry(`evidence/${shownAt}/media`) },
  'GET /api/mediation/cases/{id}/evidence/{revision}/passages': { make: ofEntry(`evidence/${textAt}/passages`) },
  'GET /api/mediation/cases/{id}/sessions/{revision}/calendar': { make: ofEntry(`sessions/${sessionAt}/calendar`) },
  // The world of this walk prints nothing.
  'GET /api/mediation/cases/{id}/papers/{paper}': {
    make: ofEntry('papers/file', { status: 503, code: 'paper_printer_missing' }),
  },
  'GET /api/mediation/cases/{id}/notes': { make: ofCase() },
  'POST /api/mediation/cases/{id}/notes': {
    make: ofCase({ status: 201, body: () => ({ about: 'both', text: '记' }) }),
  },
  'GET /api/mediation/mediators': { make: () => done(200) },
  'GET /api/mediation/statistics': { make: () => done(200) },
}

/** Walked early: what is stored is compared as a whole, and it grows. */
export const mediationEntryCases: Record<string, RouteCase> = {
  'POST /api/mediation/entry': {
    ownOnly: true,
    countsTries: true,
    make: async (place) => {
      const token = newSecret()
      const { id } = await readCase(place)
      await place.world.home.db.batch([
        {
          sql: 'INSERT INTO mediation_links VALUES (?, ?, ?, 1, ?)',
          params: [hashSecret(token), id, 'respondent', Date.now() + 60_000],
        },
      ])
      return done(200, { ids: { token }, body: (ids) => ({ token: ids.token }) })
    },
  },
}
