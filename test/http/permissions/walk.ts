import type { Action } from '../../../src/domains/accounts/rules.ts'
import type { World } from '../../kit/world.ts'
import type { Made, Place, RouteCase } from './case.ts'
import { type Expectation, expectation, type Identity, ownerOf, type Target } from './expectation.ts'
import type { Targets } from './targets.ts'

interface Asker {
  personId: string
  email: string
  organisationId: string
  /** Of whoever asks with a token; else of none. */
  tokenId: string
  headers: Record<string, string>
}

export interface WalkContext {
  world: World
  targets: Targets
  /** An organisation and a person of it that no identity has anything to do with. */
  foreign: { organisationId: string; personId: string; email: string }
  /** Where each identity acts, by its name. */
  organisations: Map<string, string>
  requestsCount: number
}

export async function openWalk(world: World, targets: Targets, identities: readonly Identity[]): Promise<WalkContext> {
  const organisations = new Map<string, string>()
  for (const { name, organisation } of identities) {
    const isSeeded = organisation !== 'studio' && organisation !== 'buyer'
    // Somebody stays there whoever leaves.
    if (isSeeded) await targets.person(organisation, 'owner')
    organisations.set(name, isSeeded ? organisation : await targets.organisation(organisation))
  }
  const organisationId = await targets.organisation('studio')
  const { id, email } = await targets.person(organisationId, 'member')
  return { world, targets, foreign: { organisationId, personId: id, email }, organisations, requestsCount: 0 }
}

async function newAsker({ targets, organisations }: WalkContext, identity: Identity): Promise<Asker> {
  const organisationId = organisations.get(identity.name) ?? ''
  const { id: personId, email } = await targets.person(organisationId, identity.member)
  const somebody = { personId, email, organisationId, tokenId: 'tok_none' }
  if (identity.scopes) {
    const { id: tokenId, secret } = await targets.token(organisationId, identity.scopes)
    return { ...somebody, tokenId, headers: { Authorization: `Bearer ${secret}` } }
  }
  if (identity.role === null && !identity.isPending) return { ...somebody, headers: {} }
  const { cookie } = await targets.session(personId, organisationId, {
    isPending: identity.isPending ?? false,
    hasSecondFactor: identity.hasSecondFactor ?? false,
  })
  return { ...somebody, headers: { Cookie: cookie } }
}

const absentId = (id: string): string => {
  const prefix = /^[a-z]+_/.exec(id)?.[0] ?? ''
  return prefix + id.slice(prefix.length).replace(/[a-z0-9]/g, '0')
}

interface Attempt {
  name: string
  target: Target
  made: Made
}

/** The thing itself, then each of its ids in turn replaced by one of nothing, and by one of somebody else's thing. */
async function attemptsOf(route: RouteCase, placeAt: (at: Place['at']) => Place): Promise<Attempt[]> {
  const own = await route.make(placeAt('own'))
  const names = Object.keys(own.ids ?? {})
  if (route.isPart === 'other') return [{ name: 'other', target: 'other', made: own }]
  const itself: Attempt = { name: 'own', target: 'own', made: own }
  if (names.length === 0) return [itself]
  const swap = (name: string, id: string): Made => ({ ...own, ids: { ...own.ids, [name]: id } })
  const absent = names.map((name): Attempt => {
    return { name: `absent ${name}`, target: 'absent', made: swap(name, absentId(own.ids?.[name] ?? '')) }
  })
  if (route.ownOnly) return [...absent, itself]
  const other = await route.make(placeAt('other'))
  const mixed = names.map((name): Attempt => {
    return { name: `${name} of another`, target: 'absent', made: swap(name, other.ids?.[name] ?? '') }
  })
  const foreign: Attempt = { name: 'other', target: 'other', made: other }
  return [...absent, ...(names.length > 1 ? mixed : []), itself, foreign]
}

/** Everything that is stored but for the counts of attempts, to be compared. */
async function everything(world: World): Promise<string> {
  const tables = await world.sql(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'works_search_%' AND name <> 'attempt_counts'`,
  )
  const rows = await Promise.all(tables.map(([name]) => world.sql(`SELECT * FROM ${name}`)))
  return JSON.stringify(rows)
}
/** How many rows this connection has ever inserted, changed or deleted. */
const changesSoFar = async (world: World): Promise<string> => JSON.stringify(await world.sql('SELECT total_changes()'))

interface Answer {
  status: number
  code: string | undefined
  isHead: boolean
}

async function send(walk: WalkContext, asker: Asker, method: string, template: string, made: Made): Promise<Answer> {
  const path = Object.entries(made.ids ?? {}).reduce(
    (text, [name, id]) => text.replace(`{${name}}`, id),
    made.path ?? template,
  )
  const body = made.bytes ?? (made.body && JSON.stringify(made.body(made.ids ?? {})))
  // Each from an address of its own: limits by address are not what is walked here.
  const n = ++walk.requestsCount
  const response = await walk.world.anonymous.fetch(method, `${path}${made.query ?? ''}`, {
    headers: {
      ...asker.headers,
      'X-Forwarded-For': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
      ...(made.body ? { 'Content-Type': 'application/json' } : {}),
      ...made.headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const isProblem = response.headers.get('content-type') === 'application/problem+json'
  const code = isProblem && text ? String(JSON.parse(text).code) : undefined
  return { status: response.status, code, isHead: method === 'HEAD' }
}

function complaint(expected: Expectation, made: Made, got: Answer): string | null {
  const status = expected.isAllowed ? made.status : expected.status
  const code = expected.isAllowed ? made.code : expected.code
  // The answer to HEAD has no body to carry a code.
  const isRightCode =
    got.code === undefined
      ? code === undefined || got.isHead
      : (code === undefined || code === got.code) && got.code !== 'route_not_found'
  if (got.status === status && isRightCode) return null
  return `expected ${status} ${code ?? ''}, got ${got.status} ${got.code ?? ''}`
}

export interface Findings {
  /** What went otherwise than the table says. */
  faults: string[]
  allowedCount: number
  refusedCount: number
}

/** Sends one route's request as every identity to everything, and compares the answers with the permission table. */
export async function walkRoute(
  walk: WalkContext,
  { method, path, action }: { method: string; path: string; action: Action },
  route: RouteCase,
  identities: readonly Identity[],
): Promise<Findings> {
  const { world, targets, foreign } = walk
  const findings: Findings = { faults: [], allowedCount: 0, refusedCount: 0 }
  const owner = route.owner ?? ownerOf(action)
  const stateNow = () => (route.countsTries ? everything(world) : changesSoFar(world))
  for (const identity of identities) {
    let asker = await newAsker(walk, identity)
    const placeAt = (at: Place['at']): Place => {
      const { organisationId, personId } = at === 'own' ? asker : foreign
      return { world, targets, asker, at, organisationId, personId }
    }
    for (const { name, target, made } of await attemptsOf(route, placeAt)) {
      const byTable = expectation(action, identity, owner, target)
      const expected = route.isPart && byTable.status === 404 ? { ...byTable, status: 403 as const } : byTable
      const before = expected.isAllowed ? '' : await stateNow()
      const got = await send(walk, asker, method, path, made)
      const fault = complaint(expected, made, got)
      const at = `${method} ${path} as ${identity.name}, ${name}`
      if (fault) findings.faults.push(`${at}: ${fault}`)
      if (expected.isAllowed) findings.allowedCount++
      else {
        findings.refusedCount++
        if ((await stateNow()) !== before) findings.faults.push(`${at}: something was changed`)
      }
      // What was allowed may have ended the session or the membership.
      if (expected.isAllowed && method !== 'GET') asker = await newAsker(walk, identity)
    }
  }
  return findings
}
