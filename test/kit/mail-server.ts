import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  sender: string
  recipients: string[]
  /** As they came, unfolded: name and value. */
  headers: [string, string][]
  subject: string
  body: string
}

/** A real SMTP server on the loopback, without TLS unless told otherwise, that keeps what it takes. */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.onAuth ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          sender: mailFrom ? mailFrom.address : '',
          recipients: rcptTo.map(({ address }) => address),
          ...readMail(Buffer.concat(chunks).toString('utf8')),
        })
        done()
      })
    },
    ...options,
  })
  // A client that breaks off is the test's intent.
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.server.address() as AddressInfo
  return { mails, port, stop: () => new Promise<void>((stopped) => server.close(() => stopped())) }
}

function readMail(raw: string): Pick<ReceivedMail, 'headers' | 'subject' | 'body'> {
  const { headers, content } = split(raw)
  const value = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? ''
  return { headers, subject: decodeWords(value('subject')), body: textOf(content, value) }
}

function split(raw: string) {
  const end = raw.indexOf('\r\n\r\n')
  const headers = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line): [string, string] => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1).trim()])
  return { headers, content: raw.slice(end + 4) }
}

function textOf(content: string, value: (name: string) => string): string {
  const boundary = /boundary="([^"]+)"/.exec(value('content-type'))?.[1]
  if (boundary) {
    const part = split(content.split(`--${boundary}\r\n`)[1]?.split(`\r\n--${boundary}`)[0] ?? '')
    return textOf(part.content, (name) => part.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '')
  }
  const encoding = value('content-transfer-encoding').toLowerCase()
  const text =
    encoding === 'base64'
      ? Buffer.from(content, 'base64').toString('utf8')
      : encoding === 'quoted-printable'
        ? fromHex(content.replace(/=\r\n/g, ''))
        : content
  return text.replace(/\r\n/g, '\n').trimEnd()
}

const decodeWords = (text: string) =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString('utf8') : fromHex(word.replace(/_/g, ' ')),
    )

const fromHex = (text: string) =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  ).toString('utf8')
