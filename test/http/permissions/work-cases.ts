import { publishLog, readLogStatus } from '../../../src/domains/evidence/index.ts'
import { draftOf } from '../../kit/world.ts'
import { done, type Place, type RouteCase } from './case.ts'

const ofFile = async ({ targets, organisationId }: Place) =>
  done(200, { ids: { id: await targets.file(organisationId) } })
const ofCheck =
  (query = '') =>
  async ({ targets, organisationId }: Place) =>
    done(200, { query, ids: { id: await targets.check(organisationId) } })
const ofWork = async ({ targets, organisationId }: Place) =>
  done(200, { ids: { id: (await targets.work(organisationId)).id } })
const ofCertificate = async ({ targets, organisationId }: Place) => {
  const { number } = await targets.certificate(organisationId)
  return done(200, { ids: { number } })
}
const ofPackage = async ({ targets, organisationId }: Place) =>
  done(200, { ids: { id: (await targets.package(organisationId)).id } })
const ofDeposit = async ({ targets, organisationId }: Place) =>
  done(200, { ids: { id: await targets.deposit(organisationId) } })
const ofRegistration = async ({ targets, organisationId }: Place) =>
  done(200, { ids: { number: (await targets.work(organisationId, true)).number } })
const wholeScope = { territories: { include: ['WORLD'] }, media: ['ALL_RIGHTS'], start: '2027-01-01' }
/** The log as it is when everything is published; small enough for one partial tile. */
const ofLog =
  (pathOf: (size: number) => string) =>
  async ({ world }: Place) => {
    await publishLog(world.home.base)
    const { published } = await readLogStatus(world.home.base)
    return done(200, { path: pathOf(published?.size ?? 0) })
  }
const neverLogged = async (place: Place) => ({
  ...(await ofRegistration(place)),
  status: 404,
  code: 'log_entry_not_found',
})
const listing = {
  revision: 0,
  titleZh: '夜雨',
  titleEn: 'Night Rain',
  synopsisZh: '',
  synopsisEn: '',
  genre: 'urban',
  audience: 'general',
  production: 'finished',
  episodes: 60,
  episodeMinutes: 2,
  originalLanguage: 'zh-Hans',
}
const withFile = (fileId: string | undefined) => draftOf({ files: [{ fileId: fileId ?? '' }] })
const tus = { 'Tus-Resumable': '1.0.0' }

export const workCases: Record<string, RouteCase> = {
  'POST /api/files': {
    make: async ({ targets, organisationId }) =>
      done(201, {
        ids: { upload: await targets.upload(organisationId) },
        body: ({ upload }) => ({ uploadId: upload }),
      }),
  },
  'GET /api/files/{id}': { make: ofFile },
  'GET /api/files/{id}/progress': { make: ofFile },
  'GET /api/files/{id}/content': { make: ofFile },
  'GET /api/files/{id}/poster': { make: ofFile },

  'POST /api/works': {
    make: async ({ targets, organisationId }) =>
      done(201, {
        ids: { file: await targets.file(organisationId) },
        body: ({ file }) => ({ kind: 'image', draft: withFile(file) }),
      }),
  },
  'GET /api/works': { make: () => done(200) },
  'GET /api/works/{id}': { make: ofWork },
  'PUT /api/works/{id}/draft': {
    make: async ({ targets, organisationId }) => {
      const { id, fileId } = await targets.work(organisationId)
      return done(200, { ids: { id, file: fileId }, body: ({ file }) => ({ revision: 1, draft: withFile(file) }) })
    },
  },
  'DELETE /api/works/{id}/draft': {
    make: async ({ targets, organisationId }) => done(204, { ids: { id: (await targets.work(organisationId)).id } }),
  },
  'POST /api/works/{id}/registration': {
    make: async (place) => ({ ...(await ofWork(place)), body: () => ({ revision: 1 }) }),
  },
  'POST /api/works/{id}/amendment': {
    make: async ({ targets, organisationId }) =>
      done(201, { ids: { id: (await targets.work(organisationId, true)).id } }),
  },
  'GET /api/works/{id}/poster': { make: ofWork },

  'POST /api/works/{id}/deposits': {
    make: async ({ targets, organisationId }) =>
      done(201, {
        ids: { id: (await targets.work(organisationId)).id, upload: await targets.upload(organisationId) },
        body: ({ upload }) => ({ uploadId: upload, kind: 'script' }),
      }),
  },
  'GET /api/works/{id}/deposits': { make: ofWork },
  'GET /api/deposits/{id}': { make: ofDeposit },
  'GET /api/deposits/{id}/progress': { make: ofDeposit },
  'GET /api/deposits/{id}/content': { make: ofDeposit },
  // Put straight into the tables, so never entered in the log.
  'GET /api/deposits/{id}/proof': {
    make: async (place) => ({ ...(await ofDeposit(place)), status: 404, code: 'log_entry_not_found' }),
  },
  'GET /api/works/{id}/prior-registrations': {
    make: async ({ targets, organisationId }) =>
      done(200, { ids: { id: (await targets.work(organisationId, true)).id } }),
  },
  'POST /api/works/{id}/prior-registrations/{number}/answer': {
    make: async ({ targets, organisationId }) =>
      done(200, {
        ids: await targets.prior(organisationId),
        body: () => ({ version: 1, answer: 'not_the_same', statement: '两件作品并无相同之处，请看正文。' }),
      }),
  },
  'GET /api/registry/{number}/provenance': { make: ofRegistration },

  'GET /api/certificates/works/{workId}': {
    make: async ({ targets, organisationId }) =>
      done(200, { ids: { workId: (await targets.certificate(organisationId)).workId } }),
  },
  'POST /api/certificates/works/{workId}': {
    make: async ({ targets, organisationId }) =>
      done(202, { ids: { workId: (await targets.work(organisationId, true)).id } }),
  },
  'GET /api/certificates/{number}': { make: ofCertificate },
  'GET /api/certificates/{number}/pdf': { make: ofCertificate },
  'GET /api/certificates/{number}/credential': { make: ofCertificate },
  'POST /api/certificates/{number}/revocation': {
    make: async ({ targets, organisationId }) => {
      const { number } = await targets.certificate(organisationId)
      return done(200, { ids: { number }, body: () => ({ reason: 'facts_wrong', note: '写错了' }) })
    },
  },
  // This home issues nothing, so it has no key to issue with.
  'GET /.well-known/did.json': { make: () => ({ ...done(404), code: 'issuer_not_found' }) },
  'GET /credentials/status/{list}': {
    make: () => ({ ...done(503, { path: '/credentials/status/1' }), code: 'certificate_key_missing' }),
  },

  'POST /api/works/{id}/grants': {
    make: async ({ targets, organisationId }) =>
      done(201, {
        ids: { id: (await targets.work(organisationId)).id },
        body: () => ({ type: 'in', kind: 'ownership', scope: wholeScope }),
      }),
  },
  'GET /api/works/{id}/grants': { make: ofWork },
  'POST /api/works/{id}/availability': {
    make: async (place) => ({
      ...(await ofWork(place)),
      body: () => ({ exclusivity: 'exclusive', scope: wholeScope }),
    }),
  },
  'GET /api/works/{id}/listing': { make: ofWork },
  'PUT /api/works/{id}/listing': {
    make: async ({ targets, organisationId }) =>
      done(200, { ids: { id: (await targets.work(organisationId, true)).id }, body: () => listing }),
  },
  'GET /api/works/{id}/rights-map': {
    make: async (place) => ({ ...(await ofWork(place)), query: '?from=2027-01-01&to=2027-12-31&region=M49:035' }),
  },
  'POST /api/grants/imports': {
    make: () => ({
      ...done(422, { body: () => ({ workbook: 'AAAA', mode: 'check' }) }),
      code: 'workbook_broken',
    }),
  },
  'GET /api/catalogue': { make: () => done(200, { query: '?territories=TH&media=SVOD&query=night' }) },
  'GET /api/catalogue/{id}': {
    make: async (place) => done(200, { ids: { id: await place.targets.listing(place.organisationId) } }),
  },
  'POST /api/catalogue/{id}/availability': {
    countsTries: true,
    make: async ({ targets, organisationId }) =>
      done(200, {
        ids: { id: await targets.listing(organisationId) },
        body: () => ({ exclusivity: 'exclusive', scope: wholeScope }),
      }),
  },
  'POST /api/grants/{id}/termination': {
    make: async ({ targets, organisationId }) =>
      done(200, {
        ids: { id: await targets.grant(organisationId) },
        body: () => ({ terminatedOn: '2027-06-30' }),
      }),
  },

  'GET /api/registry': { make: () => done(200, { query: '?limit=3' }) },
  'GET /api/registry/{number}': { make: ofRegistration },
  'GET /api/registry/{number}/poster': { make: ofRegistration },

  // Put straight into the tables, so never entered in the log.
  'GET /api/registry/{number}/log-entry': { make: neverLogged },
  'GET /api/registry/{number}/proof': { make: neverLogged },
  'GET /log/checkpoint': { make: ofLog(() => '/log/checkpoint') },
  'GET /log/checkpoints/{number}': { make: ofLog(() => '/log/checkpoints/0') },
  'GET /log/tile/{level}/{index}': { make: ofLog((size) => `/log/tile/0/000.p/${size}`) },
  'GET /log/tile/entries/{index}': { make: ofLog((size) => `/log/tile/entries/000.p/${size}`) },
  // This log asks no authority.
  'GET /log/authorities.pem': {
    make: async () => ({ ...done(404, { path: '/log/authorities.pem' }), code: 'authority_not_found' }),
  },
  'GET /log/timestamps/{file}': {
    make: async () => ({ ...done(404, { path: '/log/timestamps/0.tsr' }), code: 'timestamp_not_found' }),
  },
  'GET /log/policy': { make: () => done(200) },
  'GET /log/status': { make: () => done(200) },
  'GET /log/anchors': { make: () => done(200) },

  'GET /api/iscc/works/{id}': { make: ofWork },
  'GET /api/iscc/registry/{number}': { make: ofRegistration },

  'POST /api/checks': {
    make: async ({ targets, organisationId }) =>
      done(201, { ids: { file: await targets.file(organisationId) }, body: ({ file }) => ({ fileId: file }) }),
  },
  'GET /api/checks': { make: () => done(200) },
  'GET /api/checks/{id}': { make: ofCheck() },
  'GET /api/checks/{id}/progress': { make: ofCheck() },
  'GET /api/checks/{id}/frame': { make: ofCheck('?side=query') },
  'GET /api/checks/{id}/passages': {
    make: async ({ targets, organisationId }) => done(200, { ids: { id: await targets.textCheck(organisationId) } }),
  },
  'GET /api/checks/{id}/media': { make: ofCheck('?side=query') },

  'POST /api/packages': {
    make: async ({ targets, organisationId }) => {
      const { id } = await targets.work(organisationId, true)
      const checkId = await targets.textCheck(organisationId, id)
      return done(202, { ids: { checkId }, body: (ids) => ({ checkId: ids.checkId, match: 0 }) })
    },
  },
  'GET /api/packages': {
    make: async ({ targets, organisationId }) =>
      done(200, { query: `?checkId=${(await targets.package(organisationId)).checkId}` }),
  },
  'GET /api/packages/{id}': { make: ofPackage },
  'GET /api/packages/{id}/content': { make: ofPackage },
}

/** The tus protocol is not described in the OpenAPI document; all of it asks for the action `file.upload`. */
export const uploadCases: Record<string, RouteCase> = {
  'POST /api/uploads': { make: () => done(201, { headers: { ...tus, 'Upload-Length': '3' } }) },
  'HEAD /api/uploads/{id}': {
    make: async ({ targets, organisationId }) =>
      done(200, { ids: { id: await targets.upload(organisationId) }, headers: tus }),
  },
  'PATCH /api/uploads/{id}': {
    make: async ({ targets, organisationId }) =>
      done(204, {
        ids: { id: await targets.upload(organisationId, false) },
        headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
        bytes: 'abc',
      }),
  },
  'DELETE /api/uploads/{id}': {
    make: async ({ targets, organisationId }) =>
      done(204, { ids: { id: await targets.upload(organisationId) }, headers: tus }),
  },
}
