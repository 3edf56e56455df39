import { AppError } from '../../src/kernel/errors.ts'
import type { Mail } from '../../src/ports/mail.ts'
import { outsideWorld } from '../../src/runtimes/workers/outside-world.ts'
import { smtpMail } from '../../src/runtimes/workers/smtp-mail.ts'
import type { WireError } from './wire.ts'

export type OutsideTask = { mail: Mail; settings: Parameters<typeof smtpMail>[0] } | { address: string }

/** Goes to the outside from within workerd, as the tests tell it. */
// biome-ignore lint/style/noDefaultExport: workerd takes the entry's default export
export default {
  async fetch(request: Request): Promise<Response> {
    const task = (await request.json()) as OutsideTask
    try {
      if ('mail' in task) await smtpMail(task.settings).send(task.mail)
      else await outsideWorld.get(task.address, { bytesMax: 1000, timeoutMs: 5000 })
      return new Response(null, { status: 204 })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { name, message, kind, code } = error
      return Response.json({ name, message, kind, code } satisfies WireError, { status: 500 })
    }
  },
}
