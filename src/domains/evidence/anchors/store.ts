import { and, asc, desc, eq, isNull } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, reader, statement } from '../../../sql/drizzle.ts'
import { logAnchors } from '../schema.ts'

export type AnchorRow = typeof logAnchors.$inferSelect

/** The newest first. */
export const newestAnchors = (db: Db, limit: number): Promise<AnchorRow[]> =>
  reader(db).select().from(logAnchors).orderBy(desc(logAnchors.number)).limit(limit)
export const newestAnchorBy = (db: Db, provider: string) =>
  reader(db)
    .select()
    .from(logAnchors)
    .where(eq(logAnchors.provider, provider))
    .orderBy(desc(logAnchors.number))
    .limit(1)
    .get()
/** Handed in and not yet on the chain, the oldest first. */
export const openAnchors = (db: Db, provider: string, limit: number): Promise<AnchorRow[]> =>
  reader(db)
    .select()
    .from(logAnchors)
    .where(and(eq(logAnchors.provider, provider), isNull(logAnchors.chainTransaction)))
    .orderBy(asc(logAnchors.number))
    .limit(limit)
/** Nothing happens where another process has handed it in meanwhile. */
export const insertAnchor = (row: typeof logAnchors.$inferInsert): Statement =>
  statement(build.insert(logAnchors).values(row).onConflictDoNothing())
export const settleAnchor = (
  { number, provider }: Pick<AnchorRow, 'number' | 'provider'>,
  chain: { chainTransaction: string; chainTime: string },
): Statement =>
  statement(
    build
      .update(logAnchors)
      .set(chain)
      .where(
        and(eq(logAnchors.number, number), eq(logAnchors.provider, provider), isNull(logAnchors.chainTransaction)),
      ),
  )
