import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, reaches } from '../../accounts/index.ts'
import { organisationsOfWorks } from '../../works/index.ts'
import { Match } from '../contract.ts'
import { type CheckRow, checkById } from '../store.ts'

/** Throws NotFound `check_not_found`, also for another organisation's. */
export async function ownCheck(ctx: Pick<Context, 'actor' | 'db'>, id: string): Promise<CheckRow> {
  const acting = actingFor(ctx, 'check.read')
  const check = await checkById(ctx.db, id)
  if (!check || !reaches(acting, check.organisationId)) throw notFound('check')
  // Earlier results have fewer fields.
  return { ...check, result: check.result?.map((match) => Match.parse(match)) ?? null }
}

/** Whether the organisation that asked owns the matched work. */
export async function isOwnWork(ctx: Pick<Context, 'db'>, check: CheckRow, match: Match): Promise<boolean> {
  const owners = await organisationsOfWorks(ctx, [match.workId])
  return owners.get(match.workId) === check.organisationId
}

/** Throws NotFound `match_not_found`. */
export function matchAt(check: CheckRow, index: number): Match {
  const match = check.result?.[index]
  if (!match) throw notFound('match')
  return match
}
