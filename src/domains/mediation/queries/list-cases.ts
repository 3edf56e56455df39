import { type Page, toPage } from '../../../kernel/page.ts'
import { parse } from '../../../kernel/parse.ts'
import { dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { type CaseListItem, CaseQuery, type CaseState, type Seat, type StatisticsView } from '../contract.ts'
import {
  type CaseRow,
  countSealed,
  countStates,
  listCaseRows,
  mediatorRows,
  namesOf,
  openCasesOfMediators,
} from '../store.ts'

/** The asker's cases, newest first: a side's, a mediator's own, and all for the secretary. */
export async function listCases(
  ctx: Pick<Context, 'actor' | 'db' | 'clock'>,
  input: unknown,
): Promise<Page<CaseListItem>> {
  const { organisationId, personId, everywhere } = actingFor(ctx, 'mediation.read')
  const { show, cursor, limit } = parse(CaseQuery, input)
  const { actor } = ctx
  const mediates = !everywhere && actor.kind === 'person' && actor.organisationKind === 'mediation_committee'
  const whose = everywhere ? 'all' : mediates ? { mediatorId: personId ?? '' } : { organisationId }
  const rows = await listCaseRows(ctx.db, whose, { show, before: cursor, limit: limit + 1 })
  const { items, nextCursor } = toPage(rows, limit, ({ id }) => id)
  const names = await namesOf(
    ctx.db,
    items.flatMap(({ mediatorId }) => mediatorId ?? []),
  )
  const today = dateInChina(ctx.clock.nowMs())
  const seatOf = (row: CaseRow): Seat =>
    everywhere
      ? 'secretary'
      : mediates
        ? 'mediator'
        : row.applicantOrganisationId === organisationId
          ? 'applicant'
          : 'respondent'
  return { nextCursor, items: items.map((row) => itemOf(row, seatOf(row), names, today)) }
}

function itemOf(row: CaseRow, seat: Seat, names: Map<string, string>, today: string): CaseListItem {
  const { id, number, state, application, dueOn, waitsFor, mediatorId, createdAt } = row
  return {
    id,
    number,
    state,
    seat,
    title: application.title,
    applicant: application.applicant.name,
    respondent: application.respondent.name,
    mediator: mediatorId === null ? null : (names.get(mediatorId) ?? ''),
    dueOn,
    isOver: dueOn !== null && today > dueOn,
    isOnMe: waitsFor.split(' ').includes(seat),
    createdAt: new Date(createdAt).toISOString(),
  }
}

/** Who may be chosen or named, each with how many open cases they have. */
export async function listMediators(ctx: Pick<Context, 'db'>) {
  const [mediators, open] = await Promise.all([mediatorRows(ctx.db), openCasesOfMediators(ctx.db)])
  return { items: mediators.map(({ id, name }) => ({ id, name, openCases: open.get(id) ?? 0 })) }
}

const fewerThan = 3
/** Small numbers could tell of one case. */
const counted = (cases: number): number | 'few' => (cases > 0 && cases < fewerThan ? 'few' : cases)

/** How many cases stand how. Throws like `actingFor`. */
export async function readStatistics(ctx: Pick<Context, 'actor' | 'db'>): Promise<StatisticsView> {
  actingFor(ctx, 'mediation.count')
  const [states, settled] = await Promise.all([countStates(ctx.db), countSealed(ctx.db)])
  const known = (state: CaseState | 'new'): state is CaseState => state !== 'new'
  return {
    states: states.flatMap(({ state, cases }) => (known(state) ? [{ state, cases: counted(cases) }] : [])),
    settled: counted(settled),
  }
}
