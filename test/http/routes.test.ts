import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from '../../src/http/content-security-policy.ts'
import { openApiDocument } from '../../src/http/openapi.ts'
import { makePicture } from '../kit/pictures.ts'
import { draftOf, openWorld, type Person, registerWork, type World } from '../kit/world.ts'

let world: World
let owner: Person
let viewer: Person
let stranger: Person
const ids: Record<string, string> = {}

/** What each kind of visitor gets, by what the route says of itself; ids are the owner's. */
const expected = {
  anyone: { anonymous: 'passes', stranger: 'passes', viewer: 'passes', owner: 'passes' },
  member: { anonymous: 401, stranger: 404, viewer: 'passes or 403', owner: 'passes' },
} as const

interface Route {
  method: string
  path: string
  access: keyof typeof expected
  hasId: boolean
}

const routes: Route[] = []

beforeAll(async () => {
  world = await openWorld()
  owner = await world.signUp('owner')
  stranger = await world.signUp('stranger')
  viewer = await world.signUp('viewer')
  const picture = await owner.file(await makePicture(world.dir, 1))
  const work = await registerWork(world, owner, 'image', draftOf({ files: [{ fileId: picture.id }] }))
  const check = await owner.call('POST', '/api/checks', { fileId: picture.id })
  await world.work()
  ids['/api/files'] = picture.id
  ids['/api/works'] = work.id
  ids['/api/checks'] = String(check.body.id)
  ids['/api/registry'] = String(work.registrationNumber)
  await world.home.db.batch([
    {
      sql: `UPDATE memberships SET organisation_id = (SELECT organisation_id FROM works WHERE id = ?), role = 'viewer'
        WHERE person_id = (SELECT id FROM people WHERE email = 'viewer@example.com')`,
      params: [work.id],
    },
    {
      sql: `UPDATE sessions SET organisation_id = (SELECT organisation_id FROM works WHERE id = ?)
        WHERE person_id = (SELECT id FROM people WHERE email = 'viewer@example.com')`,
      params: [work.id],
    },
  ])
  for (const [path, operations] of Object.entries(openApiDocument(world.app).paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      routes.push({
        method: method.toUpperCase(),
        path,
        access: (operation as { 'x-access': keyof typeof expected })['x-access'],
        hasId: path.includes('{'),
      })
    }
  }
})
afterAll(() => world.close())

const addressOf = ({ path }: Route) => {
  const room = Object.keys(ids).find((prefix) => path.startsWith(prefix)) ?? ''
  return `${path.replace(/\{\w+\}/, ids[room] ?? 'none')}${path.endsWith('/frame') || path.endsWith('/media') ? '?side=query' : ''}`
}

describe('every route', () => {
  test('is in the document and says who may call it', () => {
    expect(routes.length).toBeGreaterThanOrEqual(26)
    for (const route of routes) expect(Object.keys(expected), `${route.method} ${route.path}`).toContain(route.access)
    const mounted = world.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && !path.includes('uploads'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{.*\})?/g, '{$1}').replace(/\/$/, '')}`)
    const described = new Set(routes.map(({ method, path }) => `${method} ${path.replace(/\/$/, '')}`))
    const hidden = [...new Set(mounted)].filter((one) => !described.has(one) && !one.endsWith('/api/openapi.json'))
    expect(hidden).toEqual([])
  })

  test('answers each visitor as its rule says', async () => {
    const visitors = { anonymous: world.anonymous, stranger, viewer, owner }
    for (const route of routes) {
      // A body that no command accepts, so that the walk changes nothing.
      const body = ['POST', 'PUT'].includes(route.method) ? { unexpected: true } : undefined
      if (route.method === 'DELETE' || /\/(amendment|sign-out)$/.test(route.path)) continue
      for (const [who, person] of Object.entries(visitors) as [keyof typeof visitors, Person][]) {
        const rule = expected[route.access][who]
        const { status } = await person.call(route.method, addressOf(route), body)
        const at = `${route.method} ${route.path} as ${who}: ${status}`
        const malformed = body !== undefined && status === 422
        if (rule === 401) expect([401, ...(malformed ? [422] : [])], at).toContain(status)
        else if (rule === 404) expect(status, at).toBe(malformed ? 422 : route.hasId ? 404 : 200)
        else if (rule === 'passes') expect([200, 201, 204, 206, 422], at).toContain(status)
        else expect([200, 201, 206, 403, 422], at).toContain(status)
      }
    }
  })

  test('that changes something refuses the signed-out, strangers and viewers, and changes nothing for them', async () => {
    const file = ids['/api/files'] ?? ''
    const work = ids['/api/works'] ?? ''
    const changes: [string, string, unknown][] = [
      ['POST', '/api/works', { kind: 'image', draft: draftOf() }],
      ['PUT', `/api/works/${work}/draft`, { revision: 1, draft: draftOf() }],
      ['DELETE', `/api/works/${work}/draft`, undefined],
      ['POST', `/api/works/${work}/registration`, { revision: 1 }],
      ['POST', `/api/works/${work}/amendment`, undefined],
      ['POST', '/api/checks', { fileId: file }],
      ['POST', '/api/files', { uploadId: 'a'.repeat(40) }],
    ]
    const covered = new Set(changes.map(([method, path]) => `${method} ${path.replace(work, '{id}')}`))
    for (const { method, path, access } of routes) {
      if (access === 'member' && method !== 'GET')
        expect(covered, 'a change without a case here').toContain(`${method} ${path.replace(/\/$/, '')}`)
    }
    const count = async () => [
      await world.sql('SELECT count(*) FROM works'),
      await world.sql('SELECT count(*) FROM work_versions'),
      await world.sql('SELECT count(*) FROM checks'),
      await world.sql('SELECT count(*) FROM audit_entries'),
    ]
    const before = await count()
    for (const [method, path, body] of changes) {
      expect((await world.anonymous.call(method, path, body)).status, `${method} ${path} anonymous`).toBe(401)
      expect((await viewer.call(method, path, body)).status, `${method} ${path} viewer`).toBe(403)
      if (path === '/api/works') continue
      expect((await stranger.call(method, path, body)).status, `${method} ${path} stranger`).toBe(404)
    }
    expect(await count()).toEqual(before)
  })
})

describe('the door', () => {
  test('refuses a change that another site sends with our cookie', async () => {
    const answer = await owner.call(
      'POST',
      '/api/works',
      { kind: 'image', draft: {} },
      { Origin: 'https://evil.example' },
    )
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin_refused' } })
  })

  test('answers what it does not know with a problem and a request id', async () => {
    const { status, body, headers } = await owner.call('GET', '/api/nothing')
    expect(status).toBe(404)
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(body).toMatchObject({ code: 'route_not_found', requestId: headers.get('x-request-id') })
  })

  test('malformed JSON, a JSON of the wrong type and 2 MB of it each get one clear problem', async () => {
    const send = async (body: string) => {
      const response = await owner.fetch('POST', '/api/works', {
        body,
        headers: { 'Content-Type': 'application/json' },
      })
      return { status: response.status, ...((await response.json()) as { code: string }) }
    }
    expect(await send('{')).toMatchObject({ status: 400, code: 'request_malformed' })
    expect(await send('[]')).toMatchObject({ status: 422, code: 'input_invalid' })
    expect(await send(JSON.stringify({ kind: 'x'.repeat(2_000_000) }))).toMatchObject({
      status: 413,
      code: 'body_too_large',
    })
  })

  test('sets the headers that keep a browser safe', async () => {
    const { headers } = await world.anonymous.call('GET', '/api/accounts/session')
    expect(headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe-eval')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('the static files on Workers come with the same policy', async () => {
    expect(await readFile('web/public/_headers', 'utf8')).toContain(
      `Content-Security-Policy: ${contentSecurityPolicy}\n`,
    )
  })

  test('the walk caused no error on the server', () => expect(world.errors).toEqual([]))
})
