import { dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'
import { auditStatements } from '../../accounts/index.ts'
import { clocksOf } from '../clocks.ts'
import type { Audience, CaseState, Party, Seat, Side } from '../contract.ts'
import { type Entry, type Facts, factsOf, type StoredAct } from '../facts.ts'
import { newsStatements } from '../news.ts'
import type { Seated } from '../seated.ts'
import { type CaseRow, insertEntry, setDue } from '../store.ts'

export const partiesOf = ({ application }: Pick<CaseRow, 'application'>, facts: Facts): Record<Side, Party> => ({
  applicant: application.applicant,
  respondent: facts.respondent ?? application.respondent,
})

/** Whom an entry is news to: those who may read it and did not write it. A side is told nothing before it is invited. */
function readersOf(entry: Entry, from: CaseState): Seat[] {
  const isUntold = from === 'applied' && entry.state !== 'inviting'
  const readers: Seat[] =
    entry.audience === 'all' ? ['applicant', 'respondent', 'mediator'] : [entry.audience, 'mediator']
  return readers.filter((seat) => seat !== entry.seat && !(isUntold && seat === 'respondent'))
}

/**
 * The statements of one entry: the entry itself, the clocks that follow from it, its audit line, and mail to whom it concerns.
 * The audit says which move in which case, and nothing of what was written.
 */
export async function entryStatements(
  ctx: Context,
  { row, seat, personId }: Seated,
  entries: readonly Entry[],
  to: { state: CaseState; audience: Audience },
  act: StoredAct,
): Promise<{ statements: Statement[]; entry: Entry; facts: Facts }> {
  const nowMs = ctx.clock.nowMs()
  const entry: Entry = { revision: entries.length + 1, atMs: nowMs, seat, personId, ...to, act }
  const facts = factsOf([...entries, entry])
  const [next] = clocksOf(facts, dateInChina(nowMs))
  // The news goes to whoever mediates from now on.
  const news = await newsStatements(
    ctx,
    { ...row, mediatorId: facts.mediatorId },
    partiesOf(row, facts),
    act.move === 'accept' || act.move === 'reopen' ? [] : readersOf(entry, row.state),
  )
  return {
    entry,
    facts,
    statements: [
      insertEntry(row.id, row.state, entry),
      setDue(row.id, next?.dueOn ?? null, waitsFor(facts, next?.waitsFor ?? []).join(' ')),
      ...auditStatements(ctx, {
        action: `mediation.${act.move}`,
        subjectId: row.id,
        details: { revision: entry.revision, seat },
      }),
      ...news,
    ],
  }
}

const waitsFor = ({ state }: Facts, clocked: readonly Seat[]): readonly Seat[] =>
  state === 'applied' ? ['secretary'] : clocked
