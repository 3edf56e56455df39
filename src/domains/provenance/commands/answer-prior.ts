import { conflict, notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { ownWork, registeredWork } from '../../works/index.ts'
import { PriorAnswerInput, type PriorSearchView } from '../contract.ts'
import { priorSearchOf } from '../queries/prior-search.ts'
import { stateOfSearch } from '../rules.ts'
import { insertAnswer, priorsOf } from '../store.ts'
import { settled } from './settled.ts'

/**
 * The registrant's answer to an earlier registration that was found. Once and for good. `number` is of the earlier one.
 * Throws NotFound `work_not_found`, `prior_registration_not_found`; Conflict `prior_answer_is_final`; Invalid `input_invalid`.
 */
export async function answerPrior(
  ctx: Context,
  workId: string,
  number: string,
  input: unknown,
): Promise<PriorSearchView> {
  const acting = actingFor(ctx, 'work.register')
  const { version, answer, statement } = parse(PriorAnswerInput, input)
  await ownWork(ctx, workId)
  const prior = await registeredWork(ctx, number)
  const rows = await priorsOf(ctx.db, workId, version)
  const row = rows.find((one) => one.prior.priorWorkId === prior?.workId)
  if (!row || row.prior.isOwn) throw notFound('prior_registration')
  if (row.answer) throw conflict('prior_answer_is_final', 'This was answered already')
  const { priorWorkId } = row.prior
  const isLast =
    stateOfSearch(rows.map((one) => ({ isOwn: one.prior.isOwn, answer: one === row ? answer : one.answer }))) ===
    'answered'
  await ctx.db.batch([
    insertAnswer({
      workId,
      version,
      priorWorkId,
      answer,
      statement,
      answeredBy: acting.personId,
      answeredAt: ctx.clock.nowMs(),
    }),
    ...auditStatements(ctx, {
      action: 'work.prior_answered',
      subjectId: workId,
      details: { version, priorWorkId, answer },
    }),
    ...(isLast ? settled(ctx, { workId, version }) : []),
  ])
  return priorSearchOf(ctx, workId, version)
}
