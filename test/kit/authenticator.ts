import { Secret, TOTP } from 'otpauth'
import { type Person, password, type World } from './world.ts'

/** An authenticator app: the code of a moment, by default of now. */
export const codeOf = (secret: string, atMs = Date.now()): string =>
  new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp: atMs })

/** Sets up an authenticator the way a person does, and returns its secret and the recovery codes. */
export async function setUpTotp(person: Person): Promise<{ secret: string; recoveryCodes: string[] }> {
  const begun = await person.call('POST', '/api/me/totp', { password })
  const secret = String(begun.body.secret)
  const { status, body } = await person.call('POST', '/api/me/totp/confirmation', { code: codeOf(secret) })
  if (status !== 200) throw new Error(`totp: ${JSON.stringify(body)}`)
  return { secret, recoveryCodes: body.recoveryCodes as string[] }
}

/** As if half a minute had passed: the last code was of an earlier step. */
export const nextCodePeriod = (world: World, person: Person) =>
  world.home.db.batch([
    { sql: 'DROP TRIGGER IF EXISTS people_totp_code_once', params: [] },
    { sql: 'UPDATE people SET totp_last_step = totp_last_step - 2 WHERE email = ?', params: [person.email] },
    {
      sql: `CREATE TRIGGER people_totp_code_once BEFORE UPDATE OF totp_last_step ON people
        WHEN new.totp_last_step <= old.totp_last_step AND new.totp_secret IS old.totp_secret
        BEGIN SELECT RAISE(ABORT, 'code_used'); END`,
      params: [],
    },
  ])
