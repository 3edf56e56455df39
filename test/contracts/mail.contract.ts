import { createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MailPort } from '../../src/ports/mail.ts'
import { startMailServer } from '../kit/mail-server.ts'

/** What every home's SMTP mail keeps, against a real server. */
export function mailContract(name: string, open: (settings: { url: string; from: string }) => MailPort) {
  const from = '钤印 <no-reply@qianyin.example>'
  const mail = { recipient: 'lin@studio.example', subject: '请确认您的邮箱', body: '您好，\n\n.\n钤印' }
  const unavailable = { kind: 'Unavailable', code: 'mail_unavailable' }

  describe(`mail by ${name}`, () => {
    let server: Awaited<ReturnType<typeof startMailServer>>
    let port: MailPort
    beforeEach(async () => {
      server = await startMailServer()
      port = open({ url: `smtp://127.0.0.1:${server.port}`, from })
    })
    afterEach(() => server.stop())

    it('arrives as it was written, in any script and at any length', async () => {
      const subject = '《夜雨》第 12 集 — 请在七天内确认 🖋️ '.repeat(6).trim()
      const body = `${'很长的一行，'.repeat(80)}\n.\n..点\n=3D 100% \tend\n\nÅngström 🖋️`
      await port.send({ ...mail, subject, body })
      expect(server.mails).toMatchObject([
        { sender: 'no-reply@qianyin.example', recipients: ['lin@studio.example'], subject, body },
      ])
      expect(port.keepsOutbox).toBe(false)
    })

    it('shows plain text as plain text, and one after the other', async () => {
      await port.send({ ...mail, subject: 'Your code', body: '123456' })
      await port.send({ ...mail, subject: 'Your next code', body: '654321' })
      expect(server.mails.map(({ subject, body }) => [subject, body])).toEqual([
        ['Your code', '123456'],
        ['Your next code', '654321'],
      ])
    })

    it.each([
      'Hello\r\nBcc: thief@evil.example',
      '你好\r\nBcc: thief@evil.example',
      'Hello\nBcc: thief@evil.example',
      'Hello\rBcc: thief@evil.example',
      'Hello\r\n\r\nBcc: thief@evil.example',
      'Hello\u2028Bcc: thief@evil.example',
      'Hello\r\n.\r\nMAIL FROM:<a@evil.example>\r\nRCPT TO:<thief@evil.example>\r\nDATA\r\nx\r\n.',
    ])('the subject %j adds no header, no recipient and no mail', async (subject) => {
      await port.send({ ...mail, subject })
      expect(server.mails).toHaveLength(1)
      const [received] = server.mails
      expect(received?.recipients).toEqual(['lin@studio.example'])
      expect(received?.headers.map(([key]) => key.toLowerCase())).not.toContain('bcc')
      expect(received?.body).toBe(mail.body)
    })

    it('the body ends where it ends, whatever it says', async () => {
      const body = 'x\n.\nMAIL FROM:<a@evil.example>\nRCPT TO:<thief@evil.example>\nDATA\nSubject: y\n\nz\n.'
      await port.send({ ...mail, body: body.replaceAll('\n', '\r\n') })
      expect(server.mails).toMatchObject([{ recipients: ['lin@studio.example'], body }])
    })

    it.each([
      'lin@studio.example\r\nRCPT TO:<thief@evil.example>',
      'lin@studio.example>\r\nRCPT TO:<thief@evil.example',
      'lin@studio.example\nBcc: thief@evil.example',
      'lin@studio.example, thief@evil.example',
      'lin@studio.example;thief@evil.example',
      'Lin <lin@studio.example>, <thief@evil.example>',
      'lin@studio.example> NOTIFY=NEVER',
      'lin@studio.example thief@evil.example',
      '"lin\r\nBcc: x"@studio.example',
      'thief@evil.example@studio.example',
      'lin',
      '',
    ])('the recipient %j is not written to', async (recipient) => {
      await expect(port.send({ ...mail, recipient })).rejects.toMatchObject(unavailable)
      expect(server.mails).toEqual([])
    })

    it('is signed for with the name and password of the address', async () => {
      const asked: unknown[] = []
      const closed = await startMailServer({
        authOptional: false,
        allowInsecureAuth: true,
        onAuth({ username, password }, _session, done) {
          asked.push([username, password])
          if (password === 'p@ss:字') done(null, { user: username })
          else done(new Error('no'))
        },
      })
      try {
        const url = (password: string) => `smtp://mailer:${encodeURIComponent(password)}@127.0.0.1:${closed.port}`
        await open({ url: url('p@ss:字'), from }).send(mail)
        await expect(open({ url: url('wrong'), from }).send(mail)).rejects.toMatchObject(unavailable)
        expect(asked).toEqual([
          ['mailer', 'p@ss:字'],
          ['mailer', 'wrong'],
        ])
        expect(closed.mails).toHaveLength(1)
      } finally {
        await closed.stop()
      }
    })

    it.each(['onConnect', 'onMailFrom', 'onRcptTo', 'onData'] as const)(
      'is unavailable when the server refuses at %s, and tells nothing of the recipient',
      async (step) => {
        const refuse = (...args: unknown[]) => {
          const done = args.at(-1) as (error: Error) => void
          const error = Object.assign(new Error('lin@studio.example is unknown'), { responseCode: 550 })
          if (step === 'onData') (args[0] as NodeJS.ReadableStream).resume().on('end', () => done(error))
          else done(error)
        }
        const refusing = await startMailServer({ [step]: refuse })
        try {
          const sent = open({ url: `smtp://127.0.0.1:${refusing.port}`, from }).send(mail)
          const error = await sent.then(
            () => null,
            (reason: unknown) => reason,
          )
          expect(error).toMatchObject(unavailable)
          expect(String(error)).not.toContain('studio.example')
          expect(refusing.mails).toEqual([])
        } finally {
          await refusing.stop()
        }
      },
    )

    it.each(['', '220 mail.example ESMTP\r\n'])(
      'is unavailable when the server hangs up after saying %j',
      async (greeting) => {
        const sockets = new Set<Socket>()
        const rude = createServer((socket) => {
          sockets.add(socket)
          socket.on('error', () => {}).end(greeting)
        })
        await new Promise<void>((ready) => rude.listen(0, '127.0.0.1', ready))
        const address = rude.address()
        const at = address && typeof address === 'object' ? address.port : 0
        try {
          await expect(open({ url: `smtp://127.0.0.1:${at}`, from }).send(mail)).rejects.toMatchObject(unavailable)
        } finally {
          for (const socket of sockets) socket.destroy()
          rude.close()
        }
      },
    )

    it('is unavailable when no server is there', async () => {
      await server.stop()
      await expect(port.send(mail)).rejects.toMatchObject(unavailable)
      server = await startMailServer()
    })

    it.each(['smtp', 'smtps'])(
      'is not handed to a server that proves itself by no trusted certificate (%s)',
      async (scheme) => {
        const stranger = await startMailServer({ secure: scheme === 'smtps', disabledCommands: ['AUTH'] })
        try {
          const sent = open({ url: `${scheme}://127.0.0.1:${stranger.port}`, from }).send(mail)
          await expect(sent).rejects.toMatchObject(unavailable)
          expect(stranger.mails).toEqual([])
        } finally {
          await stranger.stop()
        }
      },
    )
  })
}
