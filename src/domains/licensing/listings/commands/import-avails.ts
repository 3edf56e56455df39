import { AppError, invalid } from '../../../../kernel/errors.ts'
import { newId } from '../../../../kernel/ids.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import type { Statement } from '../../../../ports/db.ts'
import { actingFor, auditStatements } from '../../../accounts/index.ts'
import { ownWork } from '../../../works/index.ts'
import { grantOfAvail, titleOfAvail, workOfAvail } from '../../avails/grants-of-avails.ts'
import { readAvails } from '../../avails/read-avails.ts'
import { changedMeanwhile, planGrant, requireFree } from '../../commands/plan-grant.ts'
import { type Grant, GrantInput } from '../../contract.ts'
import { dateOf, dayIn } from '../../engine/calendar.ts'
import { vocabularyOf } from '../../engine/vocabulary.ts'
import { bookOf, todayOf } from '../../queries/book.ts'
import { insertGrant } from '../../store.ts'
import { AvailsImportInput, type AvailsImportReport } from '../contract.ts'
import { refreshLater } from '../refresh-openings.ts'

const issuesShownMax = 500
const grantsMax = 2000

type Understood = AvailsImportReport['understood'][number]

/**
 * Reads a workbook of EMA Avails line by line and, with `enter`, enters what it says of one's own works: all of it in one batch, or
 * nothing where any line is wrong, any right is taken, or a work of the file has no work of one's own. Lines that differ in their
 * territory alone are one right. Throws NotFound `work_not_found`; Conflict `right_not_free` with the line as the issue's path,
 * `right_taken`, `rights_changed_meanwhile`; Invalid `workbook_broken`, `workbook_too_large`, `avails_missing`, `avails_wrong`,
 * `avails_unassigned`, `avails_too_many`.
 */
export async function importAvails(ctx: Context, input: unknown): Promise<AvailsImportReport> {
  actingFor(ctx, 'rights.write')
  const { workbook, mode, works } = parse(AvailsImportInput, input)
  const { lines, issues } = readAvails(Uint8Array.from(atob(workbook), (character) => character.charCodeAt(0)))
  const understood = joinTerritories(
    lines.flatMap((line) => {
      const grant = grantOfAvail(line)
      return grant ? [understoodOf(line, grant)] : []
    }),
  )
  const titles = new Map(lines.map((line) => [workOfAvail(line), titleOfAvail(line)]))
  const report: AvailsImportReport = {
    lines: lines.length,
    issues: issues.slice(0, issuesShownMax),
    works: [...titles].map(([key, title]) => ({
      key,
      title,
      grants: understood.filter(({ workKey }) => workKey === key).length,
      workId: works[key] ?? null,
    })),
    understood,
    entered: 0,
  }
  if (mode === 'check') return report
  if (issues.some(({ severity }) => severity === 'error')) {
    throw new AppError('Invalid', 'avails_wrong', 'Some lines are wrong; nothing was entered', {
      issues: issues
        .filter(({ severity }) => severity === 'error')
        .slice(0, issuesShownMax)
        .map(({ sheet, row, column, code }) => ({
          path: `${sheet}!${row}${column ? `.${column}` : ''}`,
          message: code,
        })),
    })
  }
  if (understood.length > grantsMax) throw invalid('avails_too_many', `At most ${grantsMax} rights at once`)
  return { ...report, entered: await enterAll(ctx, understood, works) }
}

function understoodOf(line: Parameters<typeof workOfAvail>[0], grant: Grant): Understood {
  const { work: _work, ...scope } = grant.scope
  const [territory = ''] = scope.territories.include
  // An instant is the day that it is in the territory.
  const day = (date: string | null | undefined) => (date ? dateOf(dayIn(date, territory)) : null)
  return {
    sheet: line.sheet,
    row: line.row,
    workKey: workOfAvail(line),
    type: grant.type === 'out' ? 'out' : 'in',
    licensee: grant.type === 'out' ? grant.licensee : null,
    exclusivity: 'exclusivity' in grant ? (grant.exclusivity ?? 'non_exclusive') : 'non_exclusive',
    scope: { ...scope, start: day(scope.start) ?? '', end: day(scope.end) },
  }
}

function joinTerritories(all: readonly Understood[]): Understood[] {
  const joined = new Map<string, Understood>()
  for (const one of all) {
    const { sheet: _sheet, row: _row, scope, ...said } = one
    const { territories, ...rest } = scope
    const key = JSON.stringify([said, rest, territories.exclude])
    const known = joined.get(key)
    if (known)
      known.scope.territories.include = [...new Set([...known.scope.territories.include, ...territories.include])]
    else joined.set(key, { ...one, scope: { ...scope, territories: { ...territories } } })
  }
  return [...joined.values()]
}

async function enterAll(
  ctx: Context,
  understood: readonly Understood[],
  works: Readonly<Record<string, string>>,
): Promise<number> {
  const acting = actingFor(ctx, 'rights.write')
  const vocabulary = vocabularyOf()
  const nowMs = ctx.clock.nowMs()
  const statements: Statement[] = []
  for (const [key, own] of Map.groupBy(understood, ({ workKey }) => workKey)) {
    const workId = works[key]
    if (workId === undefined) throw invalid('avails_unassigned', `No work of yours is chosen for ${key}`)
    const work = await ownWork(ctx, workId)
    const book = await bookOf(ctx, workId)
    const grants = [...book.grants]
    for (const [at, one] of own.entries()) {
      const { grant, row, coverage } = planGrant(
        inputOf(one),
        {
          id: newId('grt', nowMs),
          workId,
          organisationId: work.organisationId,
          entry: book.lastEntry + 1 + at,
          personId: acting.personId,
          nowMs,
        },
        vocabulary,
      )
      atLine(one, () => requireFree(grant, grants, vocabulary, { asOf: todayOf(nowMs), conditionsMet: false }))
      grants.push(grant)
      statements.push(...insertGrant(row, coverage))
    }
    statements.push(
      ...refreshLater(ctx, workId),
      ...auditStatements(ctx, { action: 'rights.imported', subjectId: workId, details: { grants: own.length } }),
    )
  }
  try {
    await ctx.db.batch(statements)
  } catch (error) {
    throw error instanceof AppError && error.code.startsWith('taken:rights_grants') ? changedMeanwhile() : error
  }
  return understood.length
}

const inputOf = ({ type, licensee, exclusivity, scope }: Understood): GrantInput =>
  parse(
    GrantInput,
    type === 'in'
      ? { type, kind: 'licence', exclusivity, sublicensable: true, scope }
      : { type, licensee, exclusivity, scope },
  )

/** Names the line where a right is refused. */
function atLine({ sheet, row }: Understood, act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.kind, error.code, `${sheet}, row ${row}: ${error.message}`, {
      issues: error.issues.map(({ path, message }) => ({ path: `${sheet}!${row}.${path}`, message })),
    })
  }
}
