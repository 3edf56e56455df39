import { eq, lte, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../../sql/drizzle.ts'
import { attemptCounts } from '../schema.ts'

export interface Window {
  key: string
  windowMs: number
  max: number
}

/**
 * Counts one attempt if fewer than `max` fall in the window that ends now, else changes no row. The window slides: of the
 * fixed window before this one, the part that still lies within counts (Cloudflare, "How we built rate limiting", 2017).
 * One statement, so that attempts at the same moment cannot pass together.
 */
export function countAttemptStatement({ key, windowMs, max }: Window, nowMs: number): Statement {
  const start = Math.floor(nowMs / windowMs) * windowMs
  const before = start - windowMs
  const share = 1 - (nowMs - start) / windowMs
  const counted = (at: number) =>
    sql`coalesce((SELECT count FROM attempt_counts WHERE key = ${key} AND window_start = ${at}), 0)`
  return rawStatement(sql`
    INSERT INTO attempt_counts (key, window_start, count, expires_at)
    SELECT ${key}, ${start}, 1, ${start + 2 * windowMs}
    WHERE ${counted(before)} * ${share} + ${counted(start)} < ${max}
    ON CONFLICT (key, window_start) DO UPDATE SET count = count + 1`)
}

export const attemptRows = (db: Db, key: string) =>
  reader(db).select().from(attemptCounts).where(eq(attemptCounts.key, key))

export const deleteAttempts = (key: string): Statement =>
  statement(build.delete(attemptCounts).where(eq(attemptCounts.key, key)))

/** Takes back one attempt that turned out to be right. */
export const giveBackAttempt = (key: string): Statement[] => [
  rawStatement(sql`DELETE FROM attempt_counts WHERE key = ${key} AND count = 1
    AND window_start = (SELECT max(window_start) FROM attempt_counts WHERE key = ${key})`),
  rawStatement(sql`UPDATE attempt_counts SET count = count - 1 WHERE key = ${key} AND count > 1
    AND window_start = (SELECT max(window_start) FROM attempt_counts WHERE key = ${key})`),
]

export const deleteAttemptsBefore = (nowMs: number): Statement =>
  statement(build.delete(attemptCounts).where(lte(attemptCounts.expiresAt, nowMs)))
