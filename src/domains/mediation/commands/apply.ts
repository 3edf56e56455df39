import { conflict, invalid } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import { dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements, countAttempt } from '../../accounts/index.ts'
import { registeredWork } from '../../works/index.ts'
import { ApplyInput, type FiledView } from '../contract.ts'
import type { Entry } from '../facts.ts'
import { caseById, insertCase, insertEntry, setDue } from '../store.ts'
import { shownCheck } from './shown-check.ts'

/**
 * 申请 or 移送: opens a case. A studio or buyer is the applicant itself; a department turns over a case of somebody else's, who gets a
 * link as soon as it is accepted.
 * Throws Invalid `input_invalid`, `registration_unknown`; Conflict `parties_are_one`, `check_not_done`; NotFound `check_not_found`,
 * `match_not_found`; LimitReached `too_many_attempts`.
 */
export async function applyForMediation(ctx: Context, input: unknown): Promise<FiledView> {
  const { organisationId, personId } = actingFor(ctx, 'mediation.apply')
  const application = parse(ApplyInput, input)
  const isDepartment = ctx.actor.kind === 'person' && ctx.actor.organisationKind === 'department'
  if (isDepartment !== (application.source === 'department')) {
    throw invalid('source_refused', 'A department turns cases over, and nobody else does')
  }
  if (application.applicant.email === application.respondent.email) {
    throw conflict('parties_are_one', 'Both sides have the same mailbox')
  }
  const { registrationNumber, evidence } = application
  if (registrationNumber && !(await registeredWork(ctx, registrationNumber))) {
    throw invalid('registration_unknown', 'No work is registered under this number')
  }
  const shown = evidence ? await shownCheck(ctx, evidence) : null
  await countAttempt(ctx, 'mediation.organisation', organisationId)
  const nowMs = ctx.clock.nowMs()
  const id = newId('med', nowMs)
  const head = { atMs: nowMs, seat: 'applicant', personId, state: 'applied', audience: 'all' } as const
  const applied: Entry = { ...head, revision: 1, act: { move: 'apply' } }
  const shows: Entry[] = shown ? [{ ...head, revision: 2, act: { move: 'show', ...shown } }] : []
  await ctx.db.batch([
    insertCase(
      {
        id,
        applicantOrganisationId: isDepartment ? null : organisationId,
        application,
        createdBy: personId,
        createdAt: nowMs,
      },
      Number(dateInChina(nowMs).slice(0, 4)),
    ),
    insertEntry(id, 'new', applied),
    ...shows.map((entry) => insertEntry(id, 'applied', entry)),
    setDue(id, null, 'secretary'),
    ...auditStatements(ctx, { action: 'mediation.apply', subjectId: id, details: { source: application.source } }),
  ])
  const row = await caseById(ctx.db, id)
  if (!row) throw new Error('A case that was just opened is there')
  return { id, number: row.number, state: row.state }
}
