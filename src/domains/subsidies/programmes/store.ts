import { and, asc, desc, eq, gte, inArray, lte, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../../sql/drizzle.ts'
import type { Rate } from '../facts.ts'
import { subsidyBars, subsidyPools, subsidyProgrammes, subsidyRates, subsidyUses, subsidyWindows } from '../schema.ts'

export type ProgrammeRow = typeof subsidyProgrammes.$inferSelect
export type WindowRow = typeof subsidyWindows.$inferSelect

/** All versions, by code, the newest first. */
export const programmeRows = (db: Db, code?: string): Promise<ProgrammeRow[]> =>
  reader(db)
    .select()
    .from(subsidyProgrammes)
    .where(code === undefined ? undefined : eq(subsidyProgrammes.code, code))
    .orderBy(asc(subsidyProgrammes.code), desc(subsidyProgrammes.version))
export const programmeVersion = (db: Db, code: string, version: number) =>
  reader(db)
    .select()
    .from(subsidyProgrammes)
    .where(and(eq(subsidyProgrammes.code, code), eq(subsidyProgrammes.version, version)))
    .get()
/** The database refuses with `programme_changed_elsewhere` a version that does not follow on the last one. */
export const insertProgramme = (row: typeof subsidyProgrammes.$inferInsert): Statement =>
  statement(build.insert(subsidyProgrammes).values(row))
export const confirmVersion = (code: string, version: number, by: string | null, at: number): Statement =>
  statement(
    build
      .update(subsidyProgrammes)
      .set({ state: 'confirmed', confirmedBy: by, confirmedAt: at })
      .where(and(eq(subsidyProgrammes.code, code), eq(subsidyProgrammes.version, version))),
  )

/** The newest first. */
export const windowRows = (db: Db, code?: string): Promise<WindowRow[]> =>
  reader(db)
    .select()
    .from(subsidyWindows)
    .where(code === undefined ? undefined : eq(subsidyWindows.programmeCode, code))
    .orderBy(desc(subsidyWindows.id))
export const windowById = (db: Db, id: string) =>
  reader(db).select().from(subsidyWindows).where(eq(subsidyWindows.id, id)).get()
export const insertWindow = (row: typeof subsidyWindows.$inferInsert): Statement =>
  statement(build.insert(subsidyWindows).values(row))
export const closeWindowRow = (id: string, at: number): Statement =>
  statement(build.update(subsidyWindows).set({ closedAt: at }).where(eq(subsidyWindows.id, id)))
export const markAllocated = (id: string, at: number): Statement =>
  statement(build.update(subsidyWindows).set({ allocatedAt: at }).where(eq(subsidyWindows.id, id)))

/** Makes a pool, or changes its amount, never below what is used of it. */
export const setPool = (scope: string, amountFen: number): Statement =>
  rawStatement(sql`INSERT INTO ${subsidyPools} (scope, amount_fen) VALUES (${scope}, ${amountFen})
    ON CONFLICT (scope) DO UPDATE SET amount_fen = excluded.amount_fen`)
/** Amount and use of pools and caps, by scope; what has none is left out. */
export async function scopeRows(db: Db, scopes: readonly string[]) {
  if (scopes.length === 0) return { pools: new Map<string, number>(), uses: new Map<string, number>() }
  const [pools, uses] = await Promise.all([
    reader(db)
      .select()
      .from(subsidyPools)
      .where(inArray(subsidyPools.scope, scopes.slice(0, 90))),
    reader(db)
      .select()
      .from(subsidyUses)
      .where(inArray(subsidyUses.scope, scopes.slice(0, 90))),
  ])
  return {
    pools: new Map(pools.map(({ scope, amountFen }) => [scope, amountFen])),
    uses: new Map(uses.map(({ scope, usedFen }) => [scope, usedFen])),
  }
}

export const insertRate = (row: typeof subsidyRates.$inferInsert): Statement =>
  statement(build.insert(subsidyRates).values(row))
export const rateRows = (db: Db) =>
  reader(db).select().from(subsidyRates).orderBy(desc(subsidyRates.day), asc(subsidyRates.currency)).limit(500)
/** The last one published on or before a day, and not before `oldest`. */
export const rateOn = (db: Db, currency: string, day: string, oldest: string): Promise<Rate | undefined> =>
  reader(db)
    .select({ currency: subsidyRates.currency, day: subsidyRates.day, microsPerUnit: subsidyRates.microsPerUnit })
    .from(subsidyRates)
    .where(and(eq(subsidyRates.currency, currency), lte(subsidyRates.day, day), gte(subsidyRates.day, oldest)))
    .orderBy(desc(subsidyRates.day))
    .limit(1)
    .get()

export const insertBar = (row: typeof subsidyBars.$inferInsert): Statement =>
  statement(build.insert(subsidyBars).values(row))
/** The findings that bar an organisation on a day. */
export const barsOn = (db: Db, organisationId: string, day: string) =>
  reader(db)
    .select()
    .from(subsidyBars)
    .where(
      and(
        eq(subsidyBars.organisationId, organisationId),
        lte(subsidyBars.fromDay, day),
        gte(subsidyBars.untilDay, day),
      ),
    )
