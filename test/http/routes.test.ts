import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Action, permissions } from '../../src/domains/accounts/rules.ts'
import { contentSecurityPolicy } from '../../src/http/content-security-policy.ts'
import { openApiDocument } from '../../src/http/openapi.ts'
import { openWorld, type Person, type World } from '../kit/world.ts'
import { accountCases } from './permissions/account-cases.ts'
import { claimCases } from './permissions/claim-cases.ts'
import { identities } from './permissions/expectation.ts'
import { jobCases } from './permissions/job-cases.ts'
import { mediationCases, mediationEntryCases } from './permissions/mediation-cases.ts'
import { counterCases, noticeCases } from './permissions/notice-cases.ts'
import { organisationCases } from './permissions/organisation-cases.ts'
import { openTargets } from './permissions/targets.ts'
import { openWalk, type WalkContext, walkRoute } from './permissions/walk.ts'
import { uploadCases, workCases } from './permissions/work-cases.ts'

let world: World
let walk: WalkContext
let owner: Person
/** The action of each route of the document, by its method and path. */
const actions = new Map<string, unknown>()

const cases = {
  ...mediationEntryCases,
  ...counterCases,
  ...accountCases,
  ...organisationCases,
  ...workCases,
  ...jobCases,
  ...mediationCases,
  ...noticeCases,
  ...claimCases,
}
/** Several cases of one route have a word in brackets each. */
const routeOf = (name: string) => name.replace(/ \(.*\)$/, '')

beforeAll(async () => {
  world = await openWorld()
  owner = await world.signUp('owner')
  walk = await openWalk(world, await openTargets(world), identities)
  for (const [path, operations] of Object.entries(openApiDocument(world.app).paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      actions.set(`${method.toUpperCase()} ${path}`, (operation as { 'x-action'?: unknown })['x-action'])
    }
  }
})
afterAll(() => world.close())

describe('every route', () => {
  test('that is mounted is described', () => {
    const plain = (route: string) => route.replace(/\/$/, '')
    const mounted = world.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && !path.includes('uploads'))
      .map(({ method, path }) => plain(`${method} ${path.replace(/:(\w+)(\{.*\})?/g, '{$1}')}`))
    const described = new Set([...actions.keys()].map(plain))
    const hidden = [...new Set(mounted)].filter((one) => !described.has(one) && !one.endsWith('/api/openapi.json'))
    expect(hidden).toEqual([])
  })

  test('names an action of the permission table', () => {
    for (const [route, action] of actions) expect(Object.keys(permissions), route).toContain(action)
  })

  test('is walked below, and nothing else is', () => {
    expect([...new Set(Object.keys(cases).map(routeOf))].sort()).toEqual([...actions.keys()].sort())
  })

  test.each(Object.entries(cases))('%s answers everybody as the permission table says', async (name, route) => {
    const [method = '', path = ''] = routeOf(name).split(' ')
    const action = actions.get(routeOf(name)) as Action
    const { faults, allowedCount } = await walkRoute(walk, { method, path, action }, route, identities)
    expect(faults).toEqual([])
    expect(allowedCount).toBeGreaterThan(0)
  })

  test.each(Object.entries(uploadCases))('%s answers everybody as the permission table says', async (name, route) => {
    const [method = '', path = ''] = name.split(' ')
    const { faults, allowedCount, refusedCount } = await walkRoute(
      walk,
      { method, path, action: 'file.upload' },
      route,
      identities,
    )
    expect(faults).toEqual([])
    expect(Math.min(allowedCount, refusedCount)).toBeGreaterThan(0)
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
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('strict-transport-security')).toBe('max-age=15552000; includeSubDomains')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('the static files on Workers come with the same policy', async () => {
    expect(await readFile('web/public/_headers', 'utf8')).toContain(
      `Content-Security-Policy: ${contentSecurityPolicy}\n`,
    )
    expect(await readFile('web/public/_headers', 'utf8')).toContain(
      'Strict-Transport-Security: max-age=15552000; includeSubDomains\n',
    )
  })

  test('the walk caused no error on the server', () => expect(world.errors).toEqual([]))
})
