import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { ownWork } from '../../works/index.ts'
import { type GrantView, TerminationInput } from '../contract.ts'
import { dayOf } from '../engine/calendar.ts'
import { refreshLater } from '../listings/refresh-openings.ts'
import { viewOf } from '../queries/book.ts'
import { grantById, terminate } from '../store.ts'

/**
 * Ends a grant early: `terminatedOn` is its last day in force, and from the next day on the right is free. A second termination may only
 * be earlier. Throws NotFound `grant_not_found`; Conflict `termination_too_late`; Invalid `input_invalid`, `termination_before_start`.
 */
export async function terminateGrant(ctx: Context, id: string, input: unknown): Promise<GrantView> {
  actingFor(ctx, 'rights.write')
  const { terminatedOn } = parse(TerminationInput, input)
  const row = await grantById(ctx.db, id)
  if (!row) throw notFound('grant')
  await ownWork(ctx, row.workId).catch(() => {
    throw notFound('grant')
  })
  const lastDay = dayOf(terminatedOn)
  if (lastDay >= row.lastDay) throw conflict('termination_too_late', 'It ends on that day or before already')
  if (lastDay < row.startDay - 1) {
    throw invalid('termination_before_start', 'What never was in force ends on the day before its first')
  }
  await ctx.db.batch([
    terminate(id, terminatedOn, lastDay),
    ...refreshLater(ctx, row.workId),
    ...auditStatements(ctx, {
      action: 'rights.terminated',
      subjectId: row.workId,
      details: { grantId: id, terminatedOn },
    }),
  ])
  return viewOf({ ...row, terminatedOn, lastDay })
}
