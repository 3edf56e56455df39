import { and, desc, eq, isNull, lte, or } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, reader, statement } from '../../../sql/drizzle.ts'
import { apiTokens, organisations, people } from '../schema.ts'

export type TokenRow = typeof apiTokens.$inferSelect

/** Newest first. */
export const tokenRows = (db: Db, organisationId: string, limit: number) =>
  reader(db)
    .select({ token: apiTokens, createdByName: people.name })
    .from(apiTokens)
    .leftJoin(people, eq(people.id, apiTokens.createdBy))
    .where(eq(apiTokens.organisationId, organisationId))
    .orderBy(desc(apiTokens.id))
    .limit(limit)
export const tokenById = (db: Db, id: string) => reader(db).select().from(apiTokens).where(eq(apiTokens.id, id)).get()
export const tokenByHash = (db: Db, tokenHash: string) =>
  reader(db)
    .select({ token: apiTokens, organisation: organisations })
    .from(apiTokens)
    .innerJoin(organisations, eq(organisations.id, apiTokens.organisationId))
    .where(eq(apiTokens.tokenHash, tokenHash))
    .get()

export const insertToken = (row: typeof apiTokens.$inferInsert): Statement =>
  statement(build.insert(apiTokens).values(row))
/** The database refuses with `token_revoked` the second time. */
export const revokeTokenRow = (id: string, nowMs: number): Statement =>
  statement(build.update(apiTokens).set({ revokedAt: nowMs }).where(eq(apiTokens.id, id)))
/** Leaves it alone when it was used after `sinceMs`. */
export const markTokenUsed = (id: string, nowMs: number, sinceMs: number): Statement =>
  statement(
    build
      .update(apiTokens)
      .set({ lastUsedAt: nowMs })
      .where(and(eq(apiTokens.id, id), or(isNull(apiTokens.lastUsedAt), lte(apiTokens.lastUsedAt, sinceMs)))),
  )
