import { AppError } from '../../kernel/errors.ts'
import { isPlainAddress, oneLine } from '../../kernel/mail-line.ts'
import type { MailPort } from '../../ports/mail.ts'

/**
 * Mail by an SMTP server: `smtps://user:password@host:465`, or `smtp://…`, which changes to TLS where the server offers it.
 * Workers reach no server on port 25. `from` is an address, or `Name <address>`.
 */
export function smtpMail({ url, from }: { url: string; from: string }): MailPort {
  const server = serverOf(new URL(url))
  const sender = /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from
  const senderName = oneLine(from.replace(/<[^<>]*>\s*$/, ''))
  return {
    keepsOutbox: false,
    async send({ recipient, subject, body }) {
      if (!isPlainAddress(recipient)) throw unavailable('the recipient is not one plain address')
      const message = {
        from: sender,
        to: recipient,
        subject,
        text: body,
        headers: {
          From: senderName === sender ? sender : `${encodedWords(senderName)} <${sender}>`,
          Subject: encodedWords(oneLine(subject)),
        },
      }
      try {
        const mailer = await connect(server)
        await mailer.send(message).finally(() => mailer.close())
      } catch {
        // The server's own words may name the recipient, who belongs in no log.
        throw unavailable('the mail server refused it or was not reached')
      }
    },
  }
}

/** Mail of a home that was given no mail server. */
export const unavailableMail: MailPort = {
  keepsOutbox: false,
  send: async () => {
    throw unavailable('no mail server is set')
  },
}

async function connect(server: ReturnType<typeof serverOf>) {
  // The package needs cloudflare:sockets, which nothing but workerd has.
  const { LogLevel, WorkerMailer } = await import('worker-mailer')
  Object.assign(WorkerMailer.prototype, { read: readReply })
  return WorkerMailer.connect({ ...server, logLevel: LogLevel.NONE })
}

/** Stands for the package's own private `read`, which never returns, nor lets a timer run, once the server has hung up. */
async function readReply(this: { reader: ReadableStreamDefaultReader<Uint8Array> }): Promise<string> {
  const decoder = new TextDecoder()
  for (let reply = ''; ; ) {
    const { done, value } = await this.reader.read()
    if (done) throw new Error('The mail server hung up')
    reply += decoder.decode(value, { stream: true })
    const lastLine = reply.trimEnd().split(/\r?\n/).at(-1) ?? ''
    if (reply.endsWith('\n') && !/^\d+-/.test(lastLine)) return reply
  }
}

function serverOf({ protocol, hostname, port, username, password, searchParams }: URL) {
  const secure = protocol === 'smtps:'
  if (!secure && searchParams.get('requireTLS') === 'true')
    throw new Error('On Workers, TLS from the first byte (smtps://) is the only TLS that can be insisted on')
  return {
    host: hostname,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    startTls: !secure,
    socketTimeoutMs: 15_000,
    // Without it, the package asks servers that can tell of a failed delivery not to.
    dsn: { RET: { HEADERS: true }, NOTIFY: { FAILURE: true } },
    ...(username
      ? {
          authType: ['plain' as const, 'login' as const],
          credentials: { username: utf8Of(username), password: utf8Of(password) },
        }
      : {}),
  }
}

/** The package hands both to btoa, which takes a character for a byte. */
const utf8Of = (part: string) => binary(new TextEncoder().encode(decodeURIComponent(part)))
const binary = (bytes: Iterable<number>) => String.fromCharCode(...bytes)

/** A header's text by RFC 2047: words of at most 75 characters, none of which cuts a character in two. */
function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('=?')) return text
  const words: string[] = []
  let bytes: number[] = []
  for (const character of text) {
    const more = new TextEncoder().encode(character)
    if (bytes.length + more.length > 45) {
      words.push(encodedWord(bytes))
      bytes = []
    }
    bytes.push(...more)
  }
  return [...words, encodedWord(bytes)].join('\r\n ')
}

const encodedWord = (bytes: number[]) => `=?UTF-8?B?${btoa(binary(bytes))}?=`

const unavailable = (why: string) => new AppError('Unavailable', 'mail_unavailable', `A mail was not taken: ${why}`)
