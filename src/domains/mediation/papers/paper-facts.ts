import type { Context } from '../../../ports/context.ts'
import { partiesOf } from '../commands/enter-entry.ts'
import type { Party, Seat, Side } from '../contract.ts'
import { type Entry, type Facts, factsOf } from '../facts.ts'
import { seatNames } from '../queries/read-case.ts'
import type { CaseRow } from '../store.ts'

/** What the papers of a case are made of. */
export interface PaperFacts {
  row: CaseRow
  facts: Facts
  parties: Record<Side, Party>
  entries: readonly Entry[]
  mediator: string
  nameOf(entry: { seat: Seat; personId: string | null }): string
  /** Where the case is, for the code on the paper. */
  address: string
  nowMs: number
}

export async function paperFacts(
  ctx: Pick<Context, 'db' | 'clock' | 'office'>,
  row: CaseRow,
  entries: readonly Entry[],
): Promise<PaperFacts> {
  const facts = factsOf(entries)
  const parties = partiesOf(row, facts)
  const names = await seatNames(ctx, row, parties, entries)
  return {
    row,
    facts,
    parties,
    entries,
    mediator: names.people.get(facts.mediatorId ?? '') ?? '',
    nameOf: (entry) => names.of(entry),
    address: `${ctx.office.address}/mediation/${row.id}`,
    nowMs: ctx.clock.nowMs(),
  }
}
