import { done, type Place, type RouteCase } from './case.ts'

const held = ({ targets, at, asker }: Place) => targets.heldJob(at === 'own' ? asker.tokenId : 'tok_another')
const boundary = 'the-boundary-of-the-walk-over-all-routes'
const form = (fields: Record<string, string>) =>
  [
    ...Object.entries(fields).map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${
          name === 'lease' ? '' : `; filename="${name}"\r\nContent-Type: application/octet-stream`
        }\r\n\r\n${value}\r\n`,
    ),
    `--${boundary}--\r\n`,
  ].join('')

export const jobCases: Record<string, RouteCase> = {
  'POST /api/jobs/leases': { make: () => done(200) },
  'PUT /api/jobs/{id}/progress': {
    make: async (place) => {
      const { id, lease } = await held(place)
      return done(204, { ids: { id }, body: () => ({ lease, fraction: 0.5, step: 'examining' }) })
    },
  },
  'GET /api/jobs/{id}/content': {
    make: async (place) => {
      const { id, lease } = await held(place)
      return done(200, { ids: { id }, headers: { 'Qianyin-Lease': lease } })
    },
  },
  'POST /api/jobs/{id}/completion': {
    make: async (place) => {
      const { id, lease } = await held(place)
      // That it is judged shows that the door let it through.
      return done(422, {
        code: 'fingerprint_malformed',
        ids: { id },
        headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
        bytes: form({ lease, fingerprint: 'no fingerprint' }),
      })
    },
  },
  'POST /api/jobs/{id}/failure': {
    make: async (place) => {
      const { id, lease } = await held(place)
      const failure = { kind: 'Unavailable', code: 'media_worker_failed', message: 'It broke' }
      return done(204, { ids: { id }, body: () => ({ lease, ...failure }) })
    },
  },
}
