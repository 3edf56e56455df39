import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from '../../../kernel/canonical-json.ts'
import { conflict, invalid } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import { dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'
import { countAttempt, mailStatements } from '../../accounts/index.ts'
import { sealPaper } from '../../evidence/index.ts'
import { registeredWork } from '../../works/index.ts'
import type { Agreement } from '../agreement/contract.ts'
import { clocksOf } from '../clocks.ts'
import { type Act, ActInput, type CaseView } from '../contract.ts'
import { type Entry, type Facts, factsOf, type StoredAct } from '../facts.ts'
import { entryLink } from '../news.ts'
import { outcomeOf } from '../outcome.ts'
import { agreementPaper } from '../papers/compose.ts'
import { paperKey } from '../papers/objects.ts'
import { paperFacts } from '../papers/paper-facts.ts'
import { caseView } from '../queries/read-case.ts'
import { type Seated, seatIn } from '../seated.ts'
import { entriesOf } from '../store.ts'
import { entryStatements, partiesOf } from './enter-entry.ts'
import { shownCheck } from './shown-check.ts'

/** What is signed: the agreement, in which case, and which entry holds it, so that no signature fits another draft. */
export const agreementHash = (number: string, revision: number, agreement: Agreement): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalJson({ case: number, revision, agreement }))))

/**
 * Does one thing in a case. Throws like `seatIn` and `outcomeOf`; Conflict `case_changed` where the case has moved on since the
 * asker saw it, also at the same moment; Invalid `input_invalid`, `registration_unknown`; LimitReached `too_many_attempts`.
 */
export async function actInCase(ctx: Context, id: string, key: string | undefined, input: unknown): Promise<CaseView> {
  const seated = await seatIn(ctx, 'mediation.act', id, key)
  const { revision, act } = parse(ActInput, input)
  await countAttempt(ctx, 'mediation.case', id)
  const entries = await entriesOf(ctx.db, id)
  requireRevision(entries, revision)
  const facts = factsOf(entries)
  const nowMs = ctx.clock.nowMs()
  const today = dateInChina(nowMs)
  const outcome = outcomeOf(facts, entries, seated.seat, act, today)
  const stored = await storedAct(ctx, seated, entries, facts, act, outcome.named ?? null)
  const made = await entryStatements(ctx, seated, entries, outcome, stored)
  await ctx.db.batch([...made.statements, ...invitation(ctx, seated, act, made.facts)])
  return caseView(ctx, { ...seated, row: { ...seated.row, mediatorId: made.facts.mediatorId } }, [
    ...entries,
    made.entry,
  ])
}

export function requireRevision(entries: readonly Entry[], revision: number): void {
  if (entries.length !== revision)
    throw conflict('case_changed', 'Something has happened in this case since you saw it')
}

async function storedAct(
  ctx: Context,
  { row }: Seated,
  entries: readonly Entry[],
  facts: Facts,
  act: Act,
  named: string | null,
): Promise<StoredAct> {
  if (act.move === 'show') return { move: 'show', ...(await shownCheck(ctx, act)) }
  if (act.move === 'choose') return { ...act, named }
  if (act.move === 'contest' && act.registrationNumber && !(await registeredWork(ctx, act.registrationNumber))) {
    throw invalid('registration_unknown', 'No work is registered under this number')
  }
  if (act.move === 'draft') {
    const { agreement } = act
    return { move: 'draft', agreement, sha256: agreementHash(row.number, entries.length + 1, agreement) }
  }
  if (act.move === 'seal') {
    const effectiveOn = dateInChina(ctx.clock.nowMs())
    const pdf = await sealPaper(ctx, agreementPaper(await paperFacts(ctx, row, entries), effectiveOn))
    const pdfSha256 = bytesToHex(sha256(pdf))
    await ctx.blobs.putIfAbsent(paperKey(pdfSha256), pdf, 'application/pdf')
    return { move: 'seal', pdfSha256, sizeBytes: pdf.length, effectiveOn }
  }
  if (act.move === 'agree' && act.party) {
    // The mailbox to which the link went stays: it is how one knows who answered.
    return { ...act, party: { ...act.party, email: partiesOf(row, facts).respondent.email } }
  }
  return act
}

/** The respondent is asked, and an applicant for whom a department came is told where its case is. */
function invitation(ctx: Context, { row }: Seated, act: Act, facts: Facts): Statement[] {
  if (act.move !== 'accept' && act.move !== 'reopen') return []
  const { applicant, respondent } = partiesOf(row, facts)
  const toRespondent = entryLink(ctx, row, 'respondent')
  const toApplicant = entryLink(ctx, row, 'applicant')
  const [clock] = clocksOf(facts, dateInChina(ctx.clock.nowMs()))
  return [
    ...toRespondent.statements,
    ...mailStatements(ctx, {
      kind: 'mediation_invited',
      recipient: respondent.email,
      language: respondent.language,
      values: { number: row.number, applicant: applicant.name, dueOn: clock?.dueOn ?? '', link: toRespondent.link },
    }),
    ...toApplicant.statements,
    ...mailStatements(ctx, {
      kind: 'mediation_news',
      recipient: applicant.email,
      language: applicant.language,
      values: { number: row.number, link: toApplicant.link },
    }),
  ]
}
