import { Secret, TOTP } from 'otpauth'
import { type Person, password, type World } from './world.ts'

/** An authenticator app: the code of a moment, by default of now. */
export const codeOf = (secret: string, atMs = Date.now()): string =>
  new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp: atMs })

/** Sets up an authenticator the way a person does, and returns its secret and the recovery codes. */
export async function setUpTotp(world: World, person: Person): Promise<{ secret: string; recoveryCodes: string[] }> {
  const begun = await person.call('POST', '/api/me/totp', { password })
  const secret = String(begun.body.secret)
  const { status, body } = await person.call('POST', '/api/me/totp/confirmation', { code: laterCode(world, secret) })
  if (status !== 200) throw new Error(`totp: ${JSON.stringify(body)}`)
  return { secret, recoveryCodes: body.recoveryCodes as string[] }
}

/** A code that was not used yet: half a minute later, as the server's clock has it. */
export const laterCode = (world: World, secret: string): string => codeOf(secret, world.later(30_000))
