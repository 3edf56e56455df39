import { and, asc, desc, eq, lt, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../sql/drizzle.ts'
import type { NoticeState } from './contract.ts'
import { noticeAddresses, noticeEntries, noticeLinks, notices } from './schema.ts'

export type NoticeRow = Omit<typeof notices.$inferSelect, 'state'> & { state: NoticeState }
export type NoticeEntry = typeof noticeEntries.$inferSelect

/** Takes the year's next number. */
export function insertNotice(
  row: Omit<NoticeRow, 'number' | 'state' | 'revision'>,
  year: number,
  addressKeys: readonly string[],
): Statement[] {
  const next = sql`(SELECT coalesce(max(CAST(substr(number, 10) AS INTEGER)), 0) + 1 FROM notices
    WHERE number LIKE ${`QYN-${year}-%`})`
  return [
    rawStatement(sql`INSERT INTO notices
      (id, number, organisation_id, work_id, law, state, revision, content, created_by, created_at)
      VALUES (${row.id}, printf('QYN-%04d-%05d', ${year}, ${next}), ${row.organisationId}, ${row.workId}, ${row.law}, 'new', 0,
        ${JSON.stringify(row.content)}, ${row.createdBy}, ${row.createdAt})`),
    // The database refuses with Conflict `second_notice_barred` what may not be noticed again.
    ...addressKeys.map((addressKey) =>
      statement(build.insert(noticeAddresses).values({ noticeId: row.id, addressKey })),
    ),
  ]
}

/** The database refuses with Conflict `notice_changed`, `notice_move_not_allowed`. */
export const insertNoticeEntry = (row: typeof noticeEntries.$inferInsert): Statement =>
  statement(build.insert(noticeEntries).values(row))

const known = (row: typeof notices.$inferSelect | undefined): NoticeRow | undefined =>
  row && row.state !== 'new' ? { ...row, state: row.state } : undefined

export const noticeById = async (db: Db, id: string): Promise<NoticeRow | undefined> =>
  known(await reader(db).select().from(notices).where(eq(notices.id, id)).get())

/** Newest first. */
export async function noticesOf(
  db: Db,
  organisationId: string,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<NoticeRow[]> {
  const rows = await reader(db)
    .select()
    .from(notices)
    .where(and(eq(notices.organisationId, organisationId), before === undefined ? undefined : lt(notices.id, before)))
    .orderBy(desc(notices.id))
    .limit(limit)
  return rows.flatMap((row) => known(row) ?? [])
}

export const entriesOfNotice = (db: Db, noticeId: string): Promise<NoticeEntry[]> =>
  reader(db)
    .select()
    .from(noticeEntries)
    .where(eq(noticeEntries.noticeId, noticeId))
    .orderBy(asc(noticeEntries.revision))

export const insertNoticeLink = (row: typeof noticeLinks.$inferInsert): Statement =>
  statement(build.insert(noticeLinks).values(row))
export const noticeLinkByHash = (db: Db, tokenHash: string) =>
  reader(db).select().from(noticeLinks).where(eq(noticeLinks.tokenHash, tokenHash)).get()
