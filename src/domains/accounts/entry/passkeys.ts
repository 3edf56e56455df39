import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { invalid } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { challengeRow, deleteChallenge, insertChallenge, type PasskeyRow, type PersonRow } from './store.ts'

/** EdDSA, ES256 and RS256 of the COSE registry: what browsers have, and no runtime has only on trial. */
const algorithms = [-8, -7, -257]
const challengeLifeMs = 5 * 60_000
/** Hundreds of modules, which only those wait for who have a passkey. */
const library = () => import('@simplewebauthn/server')

type PasskeyContext = Pick<Context, 'db' | 'clock' | 'origin'>
const rpIdOf = ({ origin }: Pick<Context, 'origin'>) => new URL(origin).hostname

async function keepChallenge(ctx: PasskeyContext, challenge: string, personId: string | null): Promise<void> {
  await ctx.db.batch([insertChallenge({ challenge, personId, expiresAt: ctx.clock.nowMs() + challengeLifeMs })])
}

/** What `navigator.credentials.create` is asked; a passkey always verifies its person, so it is two factors in one. */
export async function newPasskeyOptions(ctx: PasskeyContext, person: PersonRow, held: readonly PasskeyRow[]) {
  const { generateRegistrationOptions } = await library()
  const options = await generateRegistrationOptions({
    rpName: 'Qianyin 钤印',
    rpID: rpIdOf(ctx),
    userName: person.email ?? '',
    userDisplayName: person.name,
    userID: new Uint8Array(new TextEncoder().encode(person.id)),
    excludeCredentials: held.map((passkey) => ({ id: passkey.id, transports: passkey.transports })),
    supportedAlgorithmIDs: algorithms,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await keepChallenge(ctx, options.challenge, person.id)
  return options
}

/** What `navigator.credentials.get` is asked; whose passkey comes is not known yet, so nothing tells who has one. */
export async function askPasskeyOptions(ctx: PasskeyContext) {
  const { generateAuthenticationOptions } = await library()
  const options = await generateAuthenticationOptions({ rpID: rpIdOf(ctx), userVerification: 'required' })
  await keepChallenge(ctx, options.challenge, null)
  return options
}

/** True once for a challenge that was given to this person (null: to nobody in particular) and is still fresh. */
const challengeTaker = (ctx: PasskeyContext, personId: string | null) => async (challenge: string) => {
  const row = await challengeRow(ctx.db, challenge)
  if (!row || row.personId !== personId || row.expiresAt <= ctx.clock.nowMs()) return false
  const [taken] = await ctx.db.batch([deleteChallenge(challenge)])
  return taken === 1
}

const refused = () => invalid('passkey_refused', 'This passkey could not be verified')

/** Throws Invalid `passkey_refused`: another challenge, another site, an unverified person, a wrong signature. */
export async function judgeNewPasskey(ctx: PasskeyContext, personId: string, answer: unknown) {
  const { verifyRegistrationResponse } = await library()
  const result = await verifyRegistrationResponse({
    response: answer as RegistrationResponseJSON,
    expectedChallenge: challengeTaker(ctx, personId),
    expectedOrigin: ctx.origin,
    expectedRPID: rpIdOf(ctx),
    supportedAlgorithmIDs: algorithms,
    requireUserVerification: true,
  }).catch(() => null)
  if (!result?.verified) throw refused()
  return result.registrationInfo.credential
}

/** The passkey's new counter. Throws Invalid `passkey_refused`. */
export async function judgePasskey(ctx: PasskeyContext, passkey: PasskeyRow, answer: unknown): Promise<number> {
  const { verifyAuthenticationResponse } = await library()
  const result = await verifyAuthenticationResponse({
    response: answer as AuthenticationResponseJSON,
    expectedChallenge: challengeTaker(ctx, null),
    expectedOrigin: ctx.origin,
    expectedRPID: rpIdOf(ctx),
    credential: {
      id: passkey.id,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: passkey.counter,
      transports: passkey.transports,
    },
    requireUserVerification: true,
  }).catch(() => null)
  if (!result?.verified) throw refused()
  return result.authenticationInfo.newCounter
}
