import { Secret, TOTP } from 'otpauth'
import type { Context } from '../../../ports/context.ts'
import { hashSecret } from '../secrets.ts'
import { deleteRecoveryCode, type PersonRow, updatePerson } from './store.ts'

const periodSeconds = 30
/** A clock that is a little off, or a code typed slowly: one step to either side (RFC 6238 section 5.2). */
const stepsAside = 1

const totpOf = (secret: string, label: string) =>
  new TOTP({
    issuer: 'Qianyin 钤印',
    label,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
  })

/** 160 bits, as RFC 4226 section 4 recommends. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32
export const totpUri = (secret: string, label: string): string => totpOf(secret, label).toString()

/** The time step that a six-digit code belongs to, or null: wrong, or of a step that is past. */
export function totpStep(secret: string, code: string, nowMs: number): number | null {
  const delta = totpOf(secret, '').validate({ token: code, window: stepsAside, timestamp: nowMs })
  return delta === null ? null : Math.floor(nowMs / 1000 / periodSeconds) + delta
}

export const isTotp = (code: string): boolean => /^\d{6}$/.test(code)
export const holdsTotp = (person: PersonRow): boolean => person.totpConfirmedAt !== null

/** What its secret is sealed for. */
export const totpPurpose = (personId: string): string => `totp:${personId}`

/** Takes a code of the authenticator, or a recovery code: true once for each, whoever asks at the same moment. */
export async function takeCode(
  ctx: Pick<Context, 'db' | 'clock' | 'vault'>,
  person: PersonRow,
  code: string,
): Promise<boolean> {
  if (!isTotp(code)) {
    const [taken] = await ctx.db.batch([deleteRecoveryCode(person.id, hashSecret(code))])
    return taken === 1
  }
  if (!person.totpSecret || !holdsTotp(person)) return false
  const secret = await ctx.vault.open(person.totpSecret, totpPurpose(person.id))
  const step = totpStep(secret, code, ctx.clock.nowMs())
  if (step === null || step <= person.totpLastStep) return false
  try {
    await ctx.db.batch([updatePerson(person.id, { totpLastStep: step })])
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'code_used') return false
    throw error
  }
}
