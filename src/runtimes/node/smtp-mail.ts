import type { Transporter } from 'nodemailer'
import { AppError } from '../../kernel/errors.ts'
import { isPlainAddress, oneLine } from '../../kernel/mail-line.ts'
import type { MailPort } from '../../ports/mail.ts'

/**
 * Mail by an SMTP server: `smtps://user:password@host:465`, or `smtp://…`, which changes to TLS where the server offers it, and
 * insists on it with `?requireTLS=true`. `from` is an address, or `Name <address>`.
 */
export function smtpMail({ url, from }: { url: string; from: string }): MailPort {
  let transport: Promise<Transporter> | undefined
  const open = async () => {
    const { createTransport } = await import('nodemailer')
    return createTransport({
      url,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }
  return {
    keepsOutbox: false,
    async send({ recipient, subject, body }) {
      if (!isPlainAddress(recipient)) throw unavailable('the recipient is not one plain address')
      const to = { name: '', address: recipient }
      transport ??= open()
      const mail = { from, to, subject: oneLine(subject), text: body }
      await (await transport).sendMail(mail).catch((error: unknown) => {
        throw unavailable(reason(error))
      })
    },
  }
}

/** Mail of a home without a mail server: it stays in the outbox, where whoever runs the machine reads it. */
export const outboxMail: MailPort = { keepsOutbox: true, send: async () => {} }

/** The server's own words may name the recipient, who belongs in no log. */
function reason(error: unknown): string {
  const { code, responseCode } = error instanceof Error ? (error as { code?: unknown; responseCode?: unknown }) : {}
  return [code, responseCode].filter(Boolean).join(' ') || 'unknown'
}

const unavailable = (why: string) => new AppError('Unavailable', 'mail_unavailable', `A mail was not taken: ${why}`)
