import { and, desc, eq, gt, lte, ne } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, reader, statement } from '../../../sql/drizzle.ts'
import { mailLinks, mails } from '../schema.ts'

export const insertMail = (row: typeof mails.$inferInsert): Statement => statement(build.insert(mails).values(row))
export const mailById = (db: Db, id: string) => reader(db).select().from(mails).where(eq(mails.id, id)).get()
export const markSent = (id: string): Statement =>
  statement(build.update(mails).set({ state: 'sent', body: '' }).where(eq(mails.id, id)))
export const markKept = (id: string): Statement =>
  statement(build.update(mails).set({ state: 'kept' }).where(eq(mails.id, id)))
export const newestMails = (db: Db, limit: number) =>
  reader(db).select().from(mails).where(ne(mails.state, 'sent')).orderBy(desc(mails.id)).limit(limit)
export const deleteMailsTo = (recipient: string): Statement =>
  statement(build.delete(mails).where(eq(mails.recipient, recipient)))
export const deleteMailsBefore = (createdMs: number): Statement =>
  statement(build.delete(mails).where(lte(mails.createdAt, createdMs)))

export type MailLinkRow = typeof mailLinks.$inferSelect
export const insertMailLink = (row: MailLinkRow): Statement => statement(build.insert(mailLinks).values(row))
export const liveMailLink = (db: Db, tokenHash: string, purpose: MailLinkRow['purpose'], nowMs: number) =>
  reader(db)
    .select()
    .from(mailLinks)
    .where(and(eq(mailLinks.tokenHash, tokenHash), eq(mailLinks.purpose, purpose), gt(mailLinks.expiresAt, nowMs)))
    .get()
export const deleteMailLink = (tokenHash: string): Statement =>
  statement(build.delete(mailLinks).where(eq(mailLinks.tokenHash, tokenHash)))
export const deleteMailLinksOf = (personId: string): Statement =>
  statement(build.delete(mailLinks).where(eq(mailLinks.personId, personId)))
export const deleteMailLinksBefore = (nowMs: number): Statement =>
  statement(build.delete(mailLinks).where(lte(mailLinks.expiresAt, nowMs)))
