import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import { ApiProblem, addPasskey, getNewPasskeyOptions, getPasskeyOptions, signInByPasskey } from '../../api.ts'

export { browserSupportsWebAuthn } from '@simplewebauthn/browser'

/** The browser tells little on purpose: cancelled, timed out and not allowed all sound the same. */
async function withBrowser<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const isHeld = error instanceof Error && error.name === 'InvalidStateError'
    throw new ApiProblem({
      status: 422,
      code: isHeld ? 'passkey_held' : 'passkey_stopped',
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}

export async function signInWithPasskey() {
  const { options }: { options: unknown } = await getPasskeyOptions()
  // The server's library made them for this very function.
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON
  return signInByPasskey(await withBrowser(() => startAuthentication({ optionsJSON })))
}

export async function makePasskey(name: string, password: string) {
  const { options }: { options: unknown } = await getNewPasskeyOptions(password)
  const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON
  return addPasskey(name, await withBrowser(() => startRegistration({ optionsJSON })))
}
