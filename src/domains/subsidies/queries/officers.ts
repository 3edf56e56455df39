import { notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { writeWorkbook } from '../../licensing/index.ts'
import { ExportQuery, LedgerQuery, StatisticsQuery } from '../contract.ts'
import { poolScope } from '../facts.ts'
import { balancesByProgramme, claimsInLedger, countEntries, entriesOf, wrongUses } from '../ledger/store.ts'
import { programmeRows, scopeRows } from '../programmes/store.ts'
import { claimNumber } from '../rules.ts'
import { batchById, batchClaims, batchRows, claimsByProgramme } from '../store.ts'
import { csvOf, yuanText } from '../tables.ts'
import { departmentOf, readableClaim } from './reach.ts'

type Asking = Pick<Context, 'actor' | 'db'>
const instant = (ms: number) => new Date(ms).toISOString()

/** What a year's claims come to by programme, all from the ledger, and what each pool still has. */
export async function statistics(ctx: Asking, input: unknown) {
  actingFor(ctx, 'claim.desk')
  const { year } = parse(StatisticsQuery, input)
  const [claims, balances, programmes] = await Promise.all([
    claimsByProgramme(ctx.db, year),
    balancesByProgramme(ctx.db, year),
    programmeRows(ctx.db),
  ])
  const newest = [...new Map([...programmes].reverse().map((row) => [row.code, row])).values()]
  const scopeOf = (pool: { code: string } | null) => (pool ? poolScope(pool.code, year) : null)
  const scopes = newest.flatMap(({ body }) => scopeOf(body.pool) ?? [])
  const { pools, uses } = await scopeRows(ctx.db, [...new Set(scopes)])
  return {
    year,
    items: newest.map(({ code, body }) => {
      const counted = claims.find(({ programmeCode }) => programmeCode === code)
      const balance = balances.find(({ programmeCode }) => programmeCode === code)
      const scope = scopeOf(body.pool)
      const poolFen = scope === null ? null : (pools.get(scope) ?? null)
      return {
        programmeCode: code,
        claims: counted?.claims ?? 0,
        waitingFen: counted?.waitingFen ?? 0,
        reservedFen: balance?.reservedFen ?? 0,
        committedFen: balance?.committedFen ?? 0,
        paidFen: balance?.paidFen ?? 0,
        receivableFen: balance?.receivableFen ?? 0,
        poolFen,
        poolLeftFen: poolFen === null || scope === null ? null : poolFen - (uses.get(scope) ?? 0),
      }
    }),
  }
}

/** Every entry of the ledger about a claim, down to the act and who made it. Throws NotFound `claim_not_found`. */
export async function claimLedger(ctx: Asking, input: unknown) {
  actingFor(ctx, 'claim.desk')
  const { claimId } = parse(LedgerQuery, input)
  await readableClaim(ctx, claimId)
  const rows = await entriesOf(ctx.db, claimId)
  return {
    items: rows.map(({ entry: { seq, debit, credit, amountFen, at }, act, by }) => ({
      seq,
      debit,
      credit,
      amountFen,
      at: instant(at),
      act,
      by,
    })),
  }
}

/** The batches that the asker's department has claims in, the newest first. */
export async function listBatches(ctx: Asking) {
  actingFor(ctx, 'claim.desk')
  const rows = await batchRows(ctx.db, 50)
  const items = await batchItems(
    ctx,
    rows.map(({ id }) => id),
  )
  return {
    items: rows.flatMap((row) => {
      const mine = items.filter(({ item }) => item.batchId === row.id)
      return mine.length > 0 ? [batchView(row, mine)] : []
    }),
  }
}

type BatchItems = Awaited<ReturnType<typeof batchClaims>>
async function batchItems(ctx: Asking, ids: readonly string[]): Promise<BatchItems> {
  const department = departmentOf(ctx)
  return (ids.length === 0 ? [] : await batchClaims(ctx.db, ids)).filter(
    ({ body }) => department === null || body.departments.some((code) => code === department),
  )
}

const batchView = ({ id, madeAt }: { id: string; madeAt: number }, items: BatchItems) => ({
  id,
  madeAt: instant(madeAt),
  totalFen: items.reduce((sum, { item }) => sum + item.amountFen, 0),
  claims: items.map(({ item, claim }) => ({
    claimId: claim.id,
    number: claimNumber(claim),
    amountFen: item.amountFen,
  })),
})

/** Throws NotFound `batch_not_found`, also where nothing in it is the department's. */
export async function readBatch(ctx: Asking, id: string) {
  const row = await batchById(ctx.db, id)
  const items = row ? await batchItems(ctx, [id]) : []
  if (!row || items.length === 0) throw notFound('batch')
  return batchView(row, items)
}

/** The batch as a file for the treasury. Throws NotFound `batch_not_found`. */
export async function exportBatch(
  ctx: Asking,
  id: string,
  input: unknown,
): Promise<{ bytes: Uint8Array; type: string; name: string }> {
  actingFor(ctx, 'claim.desk')
  const { format } = parse(ExportQuery, input)
  await readBatch(ctx, id)
  const rows = [
    ['申报编号', '项目', '收款单位', '户名', '开户银行', '账号', '金额（元）'],
    ...(await batchItems(ctx, [id])).map(({ item, claim, applicant, body }) => [
      claimNumber(claim) ?? '',
      body.title.zh,
      applicant,
      item.account.holder,
      item.account.bank,
      item.account.number,
      yuanText(item.amountFen),
    ]),
  ]
  if (format === 'csv') return { bytes: csvOf(rows), type: 'text/csv; charset=utf-8', name: `${id}.csv` }
  return {
    bytes: writeWorkbook([{ name: '拨付批次', rows }]),
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    name: `${id}.xlsx`,
  }
}

export interface LedgerCheck {
  entries: number
  claims: number
  /** Each fault in one line; none is a ledger that balances and matches the claims. */
  faults: string[]
}

const shouldHold: Partial<Record<string, 'reserved' | 'committed' | 'paid'>> = {
  jointly_reviewed: 'reserved',
  decided: 'committed',
  published: 'committed',
  final: 'committed',
  suspended: 'committed',
  in_payment: 'committed',
  paid: 'paid',
  reported: 'paid',
  closed: 'paid',
}

/** Recomputes every balance from the entries alone, and compares it with the claims and with what is kept of caps and pools. */
export async function checkLedger(ctx: Pick<Context, 'db'>): Promise<LedgerCheck> {
  const [claims, uses, entries] = await Promise.all([claimsInLedger(ctx.db), wrongUses(ctx.db), countEntries(ctx.db)])
  const faults = uses.map(
    ({ scope, keptFen, entriesFen }) => `${scope}: kept ${keptFen} fen, the entries give ${entriesFen}`,
  )
  for (const { claimId, state, amountFen, ...balances } of claims) {
    const account = shouldHold[state]
    for (const name of ['reserved', 'committed', 'paid', 'receivable'] as const) {
      const holds = balances[name]
      // What was recovered in part stays paid for the rest.
      if (state === 'recovering' || state === 'repaid') {
        if (holds < 0 || holds > (amountFen ?? 0)) faults.push(`${claimId}: ${name} is ${holds} fen of ${amountFen}`)
        continue
      }
      const expected = name === account ? (amountFen ?? 0) : 0
      if (holds !== expected) faults.push(`${claimId} is ${state}: ${name} is ${holds} fen, not ${expected}`)
    }
  }
  return { entries, claims: claims.length, faults }
}
