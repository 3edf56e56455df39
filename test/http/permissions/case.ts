import type { World } from '../../kit/world.ts'
import type { Owner } from './expectation.ts'
import type { Targets } from './targets.ts'

/** Where a thing is to be made: at the asker's own, or at somebody else's. */
export interface Place {
  world: World
  targets: Targets
  /** Who asks; for nobody in person, somebody of the organisation. */
  asker: { personId: string; email: string; organisationId: string; tokenId: string }
  at: 'own' | 'other'
  /** Whose the thing is to be. */
  organisationId: string
  personId: string
}

export interface Made {
  /** What the request points at: parameters of the path by their names, and ids for the body. */
  ids?: Record<string, string>
  query?: string
  /** In place of the route's own path, where its parameters are no ids of things. */
  path?: string
  body?: (ids: Record<string, string>) => unknown
  /** In place of a body in JSON. */
  bytes?: string
  headers?: Record<string, string>
  /** What who may do it gets. One that is not 2xx comes with the code that shows how far the request came. */
  status: number
  code?: string
}

export interface RouteCase {
  make(place: Place): Promise<Made> | Made
  /** When it is not as the action says. */
  owner?: Owner
  /** Only one's own can be asked for; the token of a link belongs to whoever holds it. */
  ownOnly?: true
  /** What is asked of a listing is a part of it, so out of reach is forbidden rather than not found. */
  isPart?: 'own' | 'other'
  /** A try is counted before the answer is known. */
  countsTries?: true
}

export const done = (status: number, more: Omit<Made, 'status'> = {}): Made => ({ status, ...more })
