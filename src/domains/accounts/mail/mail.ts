import { notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import type { Statement } from '../../../ports/db.ts'
import { type Language, type OutboxView, SendMailJob } from '../contract.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { insertMail, insertMailLink, type MailLinkRow, mailById, markKept, markSent, newestMails } from './store.ts'
import { type MailKind, type MailValues, mailWords } from './words.ts'

const linkLifeMs = 3_600_000
const outboxMax = 50

/** For the caller's own batch: the mail goes out if and only if what it tells has happened. */
export function mailStatements<K extends MailKind>(
  ctx: Pick<Context, 'clock' | 'queue'>,
  mail: { kind: K; recipient: string; language: Language; values: MailValues[K] },
): Statement[] {
  const nowMs = ctx.clock.nowMs()
  const id = newId('mail', nowMs)
  const { subject, body } = mailWords(mail.kind, mail.language, { ...mail.values })
  return [
    insertMail({ id, recipient: mail.recipient, subject, body, createdAt: nowMs }),
    ...ctx.queue.enqueue({
      name: 'accounts.send-mail',
      payload: { mailId: id },
      key: `accounts.send-mail:${id}`,
      lane: 'light',
      subjectId: id,
    }),
  ]
}

/** Job `accounts.send-mail`. Killed between sending and writing it down, it sends twice: better than not at all. */
export async function sendMail(ctx: Context, payload: unknown): Promise<void> {
  const { mailId } = parse(SendMailJob, payload)
  const mail = await mailById(ctx.db, mailId)
  // Erased with the person it was for.
  if (!mail) return void (await ctx.db.batch([...ctx.completion]))
  if (mail.state === 'waiting') await ctx.mail.send(mail)
  await ctx.db.batch([ctx.mail.keepsOutbox ? markKept(mailId) : markSent(mailId), ...ctx.completion])
}

/** The mails of a development machine, newest first. Throws NotFound `outbox_not_found` where mail really goes out. */
export async function readOutbox(ctx: Pick<Context, 'db' | 'mail'>): Promise<OutboxView> {
  if (!ctx.mail.keepsOutbox) throw notFound('outbox')
  const rows = await newestMails(ctx.db, outboxMax)
  return {
    mails: rows.map(({ id, recipient, subject, body, createdAt }) => ({
      id,
      recipient,
      subject,
      body,
      createdAt: new Date(createdAt).toISOString(),
    })),
  }
}

/**
 * A link for one mailbox, which works once and within an hour. Its token stands behind the `#`, which browsers send to nobody:
 * it is in no log and no Referer.
 */
export function linkStatements(
  ctx: Pick<Context, 'clock' | 'origin'>,
  whose: Pick<MailLinkRow, 'purpose' | 'email' | 'personId'>,
  page: string,
): { link: string; statements: Statement[] } {
  const secret = newSecret()
  const expiresAt = ctx.clock.nowMs() + linkLifeMs
  return {
    link: `${ctx.origin}${page}#${secret}`,
    statements: [insertMailLink({ ...whose, tokenHash: hashSecret(secret), expiresAt })],
  }
}
