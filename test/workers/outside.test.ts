import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestHarness, unstable_readConfig } from 'wrangler'
import { smtpMail, unavailableMail } from '../../src/runtimes/workers/smtp-mail.ts'
import { mailContract } from '../contracts/mail.contract.ts'
import type { OutsideTask } from './outside-worker.ts'
import type { WireError } from './wire.ts'
import { projectDir } from './workerd.ts'

const { compatibility_date = '' } = unstable_readConfig({ config: join(projectDir, 'wrangler.toml') })
const harness = createTestHarness({
  root: projectDir,
  workers: [
    { config: { name: 'outside', main: join(projectDir, 'test/workers/outside-worker.ts'), compatibility_date } },
  ],
})
beforeAll(async () => {
  await harness.listen()
})
afterAll(() => harness.close())

async function tell(task: OutsideTask): Promise<void> {
  const answer = await harness.getWorker('outside').fetch('http://outside.test', {
    method: 'POST',
    body: JSON.stringify(task),
  })
  if (answer.status === 204) return
  const { message, ...rest } = (await answer.json()) as WireError
  throw Object.assign(new Error(message), rest)
}

mailContract('worker-mailer', (settings) => ({
  keepsOutbox: smtpMail(settings).keepsOutbox,
  send: (mail) => tell({ mail, settings }),
}))

it('takes no setting for mail that it could not keep', () => {
  const url = 'smtp://mail.example?requireTLS=true'
  expect(() => smtpMail({ url, from: 'no-reply@qianyin.example' })).toThrow('smtps://')
})

it('sends no mail without a mail server', async () => {
  expect(unavailableMail.keepsOutbox).toBe(false)
  const sent = unavailableMail.send({ recipient: 'lin@studio.example', subject: 'x', body: 'x' })
  await expect(sent).rejects.toMatchObject({ kind: 'Unavailable', code: 'mail_unavailable' })
})

it.each(['http://2130706433/', 'http://[::ffff:127.0.0.1]/', 'https://localhost./', 'file:///etc/passwd'])(
  'does not fetch %s',
  async (address) => {
    await expect(tell({ address })).rejects.toMatchObject({ kind: 'Invalid', code: 'address_refused' })
  },
)
