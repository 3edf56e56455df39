import { AppError } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { ownWork } from '../../works/index.ts'
import { type Grant, GrantInput, type GrantView } from '../contract.ts'
import { type Availability, availabilityOf } from '../engine/answer.ts'
import { coverageOf, daysOfGrant } from '../engine/coverage.ts'
import { vocabularyOf } from '../engine/vocabulary.ts'
import { reasonWords } from '../engine/words.ts'
import { bookOf, todayOf, viewOf } from '../queries/book.ts'
import { grantOfInput } from '../rules.ts'
import { insertGrant } from '../store.ts'

const lastEpisode = 1_000_000_000

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
  const id = newId('grt', nowMs)
  const grant = grantOfInput(given, { id, workId, organisationId: work.organisationId })
  const vocabulary = vocabularyOf()
  const coverage = coverageOf(grant.scope, vocabulary)
  const book = await bookOf(ctx, workId)
  if (given.type === 'out' && grant.type === 'out') {
    const { licensor, licensee, exclusivity, scope } = grant
    const question = { actor: licensor, licensee, exclusivity, asOf: todayOf(nowMs), scope }
    requireFree(availabilityOf(question, book.grants, vocabulary), given.conditionsMet)
  }
  const { startDay, endDay } = daysOfGrant(grant)
  const row = {
    id,
    workId,
    organisationId: work.organisationId,
    type: grant.type,
    entry: book.lastEntry + 1,
    licensee: grant.type === 'out' ? grant.licensee : null,
    exclusivity: grant.type === 'out' ? grant.exclusivity : null,
    startDay,
    lastDay: endDay,
    fromEpisode: grant.scope.episodes?.from ?? 1,
    toEpisode: grant.scope.episodes?.to ?? lastEpisode,
    body: grant satisfies Grant,
    createdBy: acting.personId,
    createdAt: nowMs,
  }
  try {
    await ctx.db.batch([
      ...insertGrant(row, grant.type === 'out' ? coverage : null),
      ...auditStatements(ctx, {
        action: 'rights.entered',
        subjectId: workId,
        details: { grantId: id, type: grant.type },
      }),
    ])
  } catch (error) {
    throw error instanceof AppError && error.code.startsWith('taken:rights_grants') ? changedMeanwhile() : error
  }
  return viewOf({ ...row, state: 'in_force', terminatedOn: null })
}

const changedMeanwhile = () =>
  new AppError('Conflict', 'rights_changed_meanwhile', 'Something else was entered for this work at the same time')

function requireFree({ status, reasons, conditions }: Availability, conditionsMet: boolean): void {
  if (status === 'available' || (status === 'conditional' && reasons.length === 0 && conditionsMet)) return
  const isConditional = status === 'conditional' && reasons.length === 0
  const issues = [...reasons, ...conditions].map((finding) => ({
    path: `${finding.code}${finding.grantId === null ? '' : `.${finding.grantId}`}`,
    message: reasonWords(finding, 'en'),
  }))
  if (isConditional) throw new AppError('Conflict', 'right_conditional', 'Somebody must be asked first', { issues })
  throw new AppError('Conflict', 'right_not_free', 'Not all of this is free', { issues })
}
