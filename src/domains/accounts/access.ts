import { type Action, type Grant, permissions } from './rules.ts'

/**
 * Who may call a route, by its row of the permission table; every route spreads one of these. The command asks the same row
 * again, with the thing itself at hand.
 */
export function access<A extends Action>(action: A) {
  const grants: readonly Grant[] = permissions[action].grants
  const isOpen = grants.some(({ relation }) => relation === 'public')
  const bySession = grants.length > 0 ? [{ session: [] }] : []
  return {
    'x-action': action,
    security: isOpen ? [] : [...bySession, ...('token' in permissions[action] ? [{ token: [] }] : [])],
  }
}
