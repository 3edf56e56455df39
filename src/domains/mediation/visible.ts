import type { Seat } from './contract.ts'
import type { Entry } from './facts.ts'

/**
 * Whether a seat may read an entry: what one side told in confidence is read by that side and the mediator, by nobody else.
 * Before both have chosen, a choice is its side's own.
 */
export function maySee({ audience, act, seat: by }: Pick<Entry, 'audience' | 'act' | 'seat'>, seat: Seat): boolean {
  if (act.move === 'choose' && act.named === null) return by === seat || seat === 'secretary'
  return audience === 'all' || seat === 'mediator' || seat === audience
}
