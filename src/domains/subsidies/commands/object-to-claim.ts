import { notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { byAddress, countAttempt } from '../../accounts/index.ts'
import { ObjectionInput } from '../contract.ts'
import { partsOfNumber } from '../rules.ts'
import { claimByNumber, insertObjection } from '../store.ts'

const shown = new Set(['published', 'final', 'in_payment', 'paid', 'reported', 'closed'])

/**
 * Anyone objects to what is published, by name. Throws NotFound `claim_not_found`; Conflict `publicity_over`; LimitReached
 * `too_many_attempts`; Invalid `input_invalid`.
 */
export async function objectToClaim(ctx: Context, number: string, input: unknown): Promise<{ id: string }> {
  const objection = parse(ObjectionInput, input)
  const parts = partsOfNumber(number)
  const stored = parts && (await claimByNumber(ctx.db, parts))
  if (!stored || !shown.has(stored.claim.state)) throw notFound('claim')
  await countAttempt(ctx, 'objection.address', byAddress(ctx))
  const at = ctx.clock.nowMs()
  const id = newId('obj', at)
  await ctx.db.batch([insertObjection({ id, claimId: stored.claim.id, ...objection, at, state: 'open', answer: '' })])
  return { id }
}
