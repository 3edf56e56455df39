import { asc, eq, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { rawStatement, reader } from '../../../sql/drizzle.ts'
import { organisations } from '../../accounts/schema.ts'
import type { ClaimState } from '../contract.ts'
import { subsidyActs, subsidyClaimScopes, subsidyClaims, subsidyLedger, subsidyUses } from '../schema.ts'

export type LedgerAccount = (typeof subsidyLedger.$inferSelect)['debit']
export type Balances = Record<Exclude<LedgerAccount, 'budget'>, number>

/** Moves an amount from one account of a claim to another, by one of its acts. */
export const insertEntry = (entry: {
  claimId: string
  actSeq: number
  from: LedgerAccount
  to: LedgerAccount
  amountFen: number
  at: number
}): Statement =>
  rawStatement(sql`INSERT INTO ${subsidyLedger} (seq, claim_id, act_seq, debit, credit, amount_fen, at)
    SELECT coalesce(max(seq), 0) + 1, ${entry.claimId}, ${entry.actSeq}, ${entry.to}, ${entry.from}, ${entry.amountFen}, ${entry.at}
    FROM ${subsidyLedger}`)

export async function balancesOf(db: Db, claimId: string): Promise<Balances> {
  const rows = await reader(db).select().from(subsidyLedger).where(eq(subsidyLedger.claimId, claimId))
  const balances: Balances = { reserved: 0, committed: 0, paid: 0, receivable: 0 }
  for (const { debit, credit, amountFen } of rows) {
    if (debit !== 'budget') balances[debit] += amountFen
    if (credit !== 'budget') balances[credit] -= amountFen
  }
  return balances
}

/** With the act and the department of each. */
export const entriesOf = (db: Db, claimId: string) =>
  reader(db)
    .select({ entry: subsidyLedger, act: subsidyActs.act, by: organisations.name })
    .from(subsidyLedger)
    .innerJoin(
      subsidyActs,
      sql`${subsidyActs.claimId} = ${subsidyLedger.claimId} AND ${subsidyActs.seq} = ${subsidyLedger.actSeq}`,
    )
    .leftJoin(organisations, eq(organisations.id, subsidyActs.organisationId))
    .where(eq(subsidyLedger.claimId, claimId))
    .orderBy(asc(subsidyLedger.seq))

const balance = (account: Exclude<LedgerAccount, 'budget'>) =>
  sql<number>`coalesce(sum(CASE WHEN ${subsidyLedger.debit} = ${account} THEN ${subsidyLedger.amountFen}
    WHEN ${subsidyLedger.credit} = ${account} THEN -${subsidyLedger.amountFen} END), 0)`

/** Balances by programme of one year. */
export const balancesByProgramme = (db: Db, year: number) =>
  reader(db)
    .select({
      programmeCode: subsidyClaims.programmeCode,
      reservedFen: balance('reserved'),
      committedFen: balance('committed'),
      paidFen: balance('paid'),
      receivableFen: balance('receivable'),
    })
    .from(subsidyLedger)
    .innerJoin(subsidyClaims, eq(subsidyClaims.id, subsidyLedger.claimId))
    .where(eq(subsidyClaims.year, year))
    .groupBy(subsidyClaims.programmeCode)

export interface ClaimInLedger extends Balances {
  claimId: string
  state: ClaimState
  amountFen: number | null
}

/** Every claim with what the ledger says of it, recomputed from the entries alone. */
export const claimsInLedger = (db: Db): Promise<ClaimInLedger[]> =>
  reader(db)
    .select({
      claimId: subsidyClaims.id,
      state: subsidyClaims.state,
      amountFen: subsidyClaims.amountFen,
      reserved: balance('reserved'),
      committed: balance('committed'),
      paid: balance('paid'),
      receivable: balance('receivable'),
    })
    .from(subsidyClaims)
    .leftJoin(subsidyLedger, eq(subsidyLedger.claimId, subsidyClaims.id))
    .groupBy(subsidyClaims.id)

/** Scopes whose kept use is not what the entries give. */
export async function wrongUses(db: Db): Promise<{ scope: string; keptFen: number; entriesFen: number }[]> {
  const rows = await reader(db)
    .select({
      scope: subsidyUses.scope,
      keptFen: subsidyUses.usedFen,
      entriesFen: sql<number>`coalesce((SELECT sum(CASE WHEN l.credit = 'budget' THEN l.amount_fen WHEN l.debit = 'budget' THEN -l.amount_fen ELSE 0 END)
        FROM ${subsidyClaimScopes} AS s JOIN ${subsidyLedger} AS l ON l.claim_id = s.claim_id WHERE s.scope = ${sql.raw('"subsidy_uses"."scope"')}), 0)`,
    })
    .from(subsidyUses)
  return rows.filter(({ keptFen, entriesFen }) => keptFen !== entriesFen)
}

/** Entries and their number. */
export const countEntries = async (db: Db): Promise<number> =>
  Number((await reader(db).select({ n: sql<number>`count(*)` }).from(subsidyLedger).get())?.n ?? 0)
