import { expect, it } from 'vitest'
import { outboxMail, smtpMail } from '../../src/runtimes/node/smtp-mail.ts'
import { mailContract } from '../contracts/mail.contract.ts'
import { startMailServer } from '../kit/mail-server.ts'

mailContract('nodemailer', smtpMail)

it('goes nowhere without TLS when the setting insists on it', async () => {
  const server = await startMailServer()
  try {
    const port = smtpMail({ url: `smtp://127.0.0.1:${server.port}?requireTLS=true`, from: 'no-reply@qianyin.example' })
    const sent = port.send({ recipient: 'lin@studio.example', subject: 'x', body: 'x' })
    await expect(sent).rejects.toMatchObject({ code: 'mail_unavailable' })
    expect(server.mails).toEqual([])
  } finally {
    await server.stop()
  }
})

it('stays in the outbox where there is no mail server', async () => {
  expect(outboxMail.keepsOutbox).toBe(true)
  await expect(outboxMail.send({ recipient: 'lin@studio.example', subject: 'x', body: 'x' })).resolves.toBeUndefined()
})
