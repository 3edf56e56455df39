import { type Action, permissions } from './rules.ts'

/**
 * Who may call a route, by its row of the permission table; every route spreads one of these. The command asks the same row
 * again, with the thing itself at hand.
 */
export function access<A extends Action>(action: A) {
  const isOpen = permissions[action].grants.some(({ relation }) => relation === 'public')
  return {
    'x-action': action,
    security: isOpen ? [] : [{ session: [] }, ...('token' in permissions[action] ? [{ token: [] }] : [])],
  }
}
