import { and, asc, desc, eq, isNull, lt } from 'drizzle-orm'
import type { Db, Statement } from '../../ports/db.ts'
import { build, reader, statement } from '../../sql/drizzle.ts'
import { deposits, priorAnswerRows, priorRegistrations, priorSearches } from './schema.ts'

export type DepositRow = typeof deposits.$inferSelect

export const insertDeposit = (row: typeof deposits.$inferInsert): Statement =>
  statement(build.insert(deposits).values(row))
export const markEntered = (id: string, nowMs: number): Statement =>
  statement(
    build
      .update(deposits)
      .set({ enteredAt: nowMs })
      .where(and(eq(deposits.id, id), isNull(deposits.enteredAt))),
  )

export const depositById = (db: Db, id: string) => reader(db).select().from(deposits).where(eq(deposits.id, id)).get()
export const depositOfDocument = (db: Db, documentId: string) =>
  reader(db).select().from(deposits).where(eq(deposits.documentId, documentId)).get()
/** Of one work, the earliest first. */
export const depositsOfWork = (db: Db, workId: string): Promise<DepositRow[]> =>
  reader(db).select().from(deposits).where(eq(deposits.workId, workId)).orderBy(asc(deposits.id))

const ofVersion =
  (table: typeof priorSearches | typeof priorRegistrations | typeof priorAnswerRows) =>
  (workId: string, version: number) =>
    and(eq(table.workId, workId), eq(table.version, version))

export const priorSearch = (db: Db, workId: string, version: number) =>
  reader(db).select().from(priorSearches).where(ofVersion(priorSearches)(workId, version)).get()

/** Surest first, each with its answer. */
export const priorsOf = (db: Db, workId: string, version: number) =>
  reader(db)
    .select({ prior: priorRegistrations, answer: priorAnswerRows })
    .from(priorRegistrations)
    .leftJoin(
      priorAnswerRows,
      and(
        eq(priorAnswerRows.workId, priorRegistrations.workId),
        eq(priorAnswerRows.version, priorRegistrations.version),
        eq(priorAnswerRows.priorWorkId, priorRegistrations.priorWorkId),
      ),
    )
    .where(ofVersion(priorRegistrations)(workId, version))
    .orderBy(desc(priorRegistrations.confidence), asc(priorRegistrations.priorWorkId))

/** What was found and answered for versions before this one, the newest first. */
export const answeredBefore = (db: Db, workId: string, version: number) =>
  reader(db)
    .select({ prior: priorRegistrations, answer: priorAnswerRows })
    .from(priorAnswerRows)
    .innerJoin(
      priorRegistrations,
      and(
        eq(priorAnswerRows.workId, priorRegistrations.workId),
        eq(priorAnswerRows.version, priorRegistrations.version),
        eq(priorAnswerRows.priorWorkId, priorRegistrations.priorWorkId),
      ),
    )
    .where(and(eq(priorAnswerRows.workId, workId), lt(priorAnswerRows.version, version)))
    .orderBy(desc(priorAnswerRows.version))

export const insertSearch = (row: typeof priorSearches.$inferInsert): Statement =>
  statement(build.insert(priorSearches).values(row))
export const insertPrior = (row: typeof priorRegistrations.$inferInsert): Statement =>
  statement(build.insert(priorRegistrations).values(row))
/** The database refuses with Conflict `taken:prior_answers…` what was answered already. */
export const insertAnswer = (row: typeof priorAnswerRows.$inferInsert): Statement =>
  statement(build.insert(priorAnswerRows).values(row))
