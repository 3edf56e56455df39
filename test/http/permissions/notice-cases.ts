import { hashSecret, newSecret } from '../../../src/domains/accounts/secrets.ts'
import { newId } from '../../../src/kernel/ids.ts'
import { done, type Place, type RouteCase } from './case.ts'

const content = (registrationNumber: string) => ({
  law: 'eu',
  platform: { name: '平台', email: 'platform@example.com' },
  registrationNumber,
  sender: { name: '林', idNumber: '', address: '', phone: '', email: 'lin@example.com' },
  materialName: '',
  addresses: ['https://platform.example/1'],
  explanation: '说明',
  goodFaith: true,
  accuracy: false,
  perjury: false,
  truth: false,
  signature: '',
})

/** Drawn, and already taken down where `isRemoved`. */
async function drawn({ world, targets, organisationId }: Place, isRemoved = false): Promise<string> {
  const work = await targets.work(organisationId, true)
  const id = newId('ntc', Date.now())
  const moves = ['new', 'ready', ...(isRemoved ? ['sent', 'removed'] : [])]
  const names = ['draw', 'send', 'remove']
  await world.home.db.batch([
    {
      sql: `INSERT INTO notices (id, number, organisation_id, work_id, law, state, revision, content, created_at)
        VALUES (?, ?, ?, ?, 'eu', 'new', 0, ?, 1)`,
      params: [id, id, organisationId, work.id, JSON.stringify(content(work.number))],
    },
    ...moves.slice(1).map((to, i) => ({
      sql: `INSERT INTO notice_entries (notice_id, revision, at, move, from_state, to_state, body) VALUES (?, ?, 1, ?, ?, ?, '{}')`,
      params: [id, i + 1, names[i] ?? '', moves[i] ?? '', to],
    })),
  ])
  return id
}

const ofNotice = async (place: Place) => done(200, { ids: { id: await drawn(place) } })

async function linkOf(place: Place): Promise<string> {
  const token = newSecret()
  const params = [hashSecret(token), await drawn(place, true)]
  await place.world.home.db.batch([{ sql: 'INSERT INTO notice_links VALUES (?, ?, 1)', params }])
  return token
}

/** By a link: walked early, since what is stored is compared as a whole, and it grows. */
export const counterCases: Record<string, RouteCase> = {
  'POST /api/notices/counter/preview': {
    ownOnly: true,
    countsTries: true,
    make: async (place) => done(200, { ids: { token: await linkOf(place) }, body: ({ token }) => ({ token }) }),
  },
  'POST /api/notices/counter': {
    ownOnly: true,
    countsTries: true,
    make: async (place) =>
      done(200, {
        ids: { token: await linkOf(place) },
        body: ({ token }) => ({ token, sender: { name: '吴', email: 'wu@example.com' }, explanation: '有许可' }),
      }),
  },
}

export const noticeCases: Record<string, RouteCase> = {
  'POST /api/notices': {
    make: async ({ targets, organisationId }) => {
      const { number } = await targets.work(organisationId, true)
      return done(201, { body: () => content(number) })
    },
  },
  'GET /api/notices': { make: () => done(200) },
  'GET /api/notices/{id}': { make: ofNotice },
  'POST /api/notices/{id}/acts': {
    make: async (place) => ({ ...(await ofNotice(place)), body: () => ({ revision: 1, act: { move: 'withdraw' } }) }),
  },
  // The world of this walk prints nothing.
  'GET /api/notices/{id}/paper': {
    make: async (place) => ({ ...(await ofNotice(place)), status: 503, code: 'paper_printer_missing' }),
  },
}
