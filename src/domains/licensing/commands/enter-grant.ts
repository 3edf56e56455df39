import { AppError } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { ownWork } from '../../works/index.ts'
import { GrantInput, type GrantView } from '../contract.ts'
import { vocabularyOf } from '../engine/vocabulary.ts'
import { refreshLater } from '../listings/refresh-openings.ts'
import { bookOf, todayOf, viewOf } from '../queries/book.ts'
import { insertGrant } from '../store.ts'
import { changedMeanwhile, planGrant, requireFree } from './plan-grant.ts'

/**
 * Enters what the organisation holds, has licensed or has promised of a work. A licence out must be free as a whole when it is
 * entered; whatever the way it comes, the database refuses one that is taken. Throws NotFound `work_not_found`; Conflict
 * `right_not_free` with the reasons as issues, `right_conditional`, `right_taken`, `rights_changed_meanwhile`; Invalid
 * `input_invalid`, `territory_unknown`, `media_unknown`, `request_empty`, `question_too_complex`.
 */
export async function enterGrant(ctx: Context, workId: string, input: unknown): Promise<GrantView> {
  const acting = actingFor(ctx, 'rights.write')
  const given = parse(GrantInput, input)
  const work = await ownWork(ctx, workId)
  const nowMs = ctx.clock.nowMs()
  const vocabulary = vocabularyOf()
  const book = await bookOf(ctx, workId)
  const { grant, row, coverage } = planGrant(
    given,
    {
      id: newId('grt', nowMs),
      workId,
      organisationId: work.organisationId,
      entry: book.lastEntry + 1,
      personId: acting.personId,
      nowMs,
    },
    vocabulary,
  )
  const conditionsMet = given.type === 'out' && given.conditionsMet
  requireFree(grant, book.grants, vocabulary, { asOf: todayOf(nowMs), conditionsMet })
  try {
    await ctx.db.batch([
      ...insertGrant(row, coverage),
      ...refreshLater(ctx, workId),
      ...auditStatements(ctx, {
        action: 'rights.entered',
        subjectId: workId,
        details: { grantId: row.id, type: grant.type },
      }),
    ])
  } catch (error) {
    throw error instanceof AppError && error.code.startsWith('taken:rights_grants') ? changedMeanwhile() : error
  }
  return viewOf({ ...row, state: 'in_force', terminatedOn: null })
}
