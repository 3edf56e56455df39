import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { ownWork } from '../../works/index.ts'
import { AvailabilityInput, type AvailabilityView } from '../contract.ts'
import { availabilityOf, type Finding } from '../engine/answer.ts'
import { dateOf } from '../engine/calendar.ts'
import { vocabularyOf } from '../engine/vocabulary.ts'
import { reasonWords } from '../engine/words.ts'
import { bookOf, todayOf } from './book.ts'

/**
 * What of a work its owner could license to somebody now, and why not all of it. Throws NotFound `work_not_found`; Invalid
 * `input_invalid`, `territory_unknown`, `media_unknown`, `request_empty`, `question_too_complex`.
 */
export async function checkAvailability(
  ctx: Pick<Context, 'actor' | 'db' | 'clock'>,
  workId: string,
  input: unknown,
): Promise<AvailabilityView> {
  actingFor(ctx, 'rights.read')
  const { scope, ...asked } = parse(AvailabilityInput, input)
  const { organisationId } = await ownWork(ctx, workId)
  const { grants } = await bookOf(ctx, workId)
  const { status, blocks, reasons, conditions } = availabilityOf(
    { ...asked, actor: organisationId, asOf: todayOf(ctx.clock.nowMs()), scope: { ...scope, work: workId } },
    grants,
    vocabularyOf(),
  )
  return { status, availableBlocks: blocks, reasons: reasons.map(explained), conditions: conditions.map(explained) }
}

const explained = (finding: Finding) => ({
  code: finding.code,
  grantId: finding.grantId,
  start: dateOf(finding.startDay),
  end: dateOf(finding.endDay),
  words: { 'zh-CN': reasonWords(finding, 'zh-CN'), en: reasonWords(finding, 'en') },
})
