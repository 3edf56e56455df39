import { sha256 } from '@noble/hashes/sha2.js'
import { AppError } from '../../../kernel/errors.ts'
import type { Seal } from '../../../ports/certificates.ts'
import type { Context } from '../../../ports/context.ts'
import { entryStatements } from '../evidence-log.ts'
import { type Bytes, fromBase64, toBase64, toHex } from '../log/bytes.ts'
import { newSigningKey } from '../log/keys.ts'
import { certificateKeyPurpose } from '../log-key.ts'
import { ecdsaDer } from './seal/der.ts'
import { makeDevelopmentSeal } from './seal/development-certificate.ts'
import { type CertificateKeyRow, currentKeyOf, insertKey, keysOf, resealKey } from './store.ts'

type KeyContext = Pick<Context, 'db' | 'vault' | 'clock'>

/**
 * At the start of a home that issues certificates: makes the keys that it lacks, each entered in the log: the credential's, and a
 * development seal unless one is set. Seals them anew when the vault's own key has changed.
 */
export async function openCertificateKeys(ctx: KeyContext & Pick<Context, 'office'>): Promise<void> {
  await openKey(ctx, 'credential', async () => {
    const { privateKey, publicKey } = await newSigningKey()
    return { privateKey, publicPart: publicKey }
  })
  if (ctx.office.seal) return
  await openKey(ctx, 'seal', async () => {
    const { certificate, privateKey } = await makeDevelopmentSeal(ctx.clock.nowMs())
    return { privateKey, publicPart: certificate }
  })
}

async function openKey(
  { db, vault, clock }: KeyContext,
  purpose: CertificateKeyRow['purpose'],
  make: () => Promise<{ privateKey: Bytes; publicPart: Bytes }>,
): Promise<void> {
  const key = await currentKeyOf(db, purpose)
  if (key) {
    if (!vault.isOutdated(key.privateKey)) return
    const plain = await vault.open(key.privateKey, certificateKeyPurpose(key.id)).catch(() => null)
    if (plain !== null)
      await db.batch([resealKey(key.id, key.privateKey, await vault.seal(plain, certificateKeyPurpose(key.id)))])
    return
  }
  const { privateKey, publicPart } = await make()
  const id = toHex(sha256(publicPart))
  const nowMs = clock.nowMs()
  try {
    await db.batch([
      insertKey({
        id,
        purpose,
        publicPart,
        privateKey: await vault.seal(toBase64(privateKey), certificateKeyPurpose(id)),
        createdAt: nowMs,
      }),
      ...entryStatements(
        {
          type: 'key.added',
          subjectId: purpose,
          publicId: `${purpose}-${id}`,
          record: { purpose, publicPart: toBase64(publicPart) },
        },
        nowMs,
      ),
    ])
  } catch (error) {
    // Of two processes that start at once, one makes the key.
    if (!(error instanceof AppError) || error.kind !== 'Conflict' || !(await currentKeyOf(db, purpose))) throw error
  }
}

const missing = () =>
  new AppError('Unavailable', 'certificate_key_missing', 'This home has no key to issue certificates with')

/** What seals now: what is set, or else the development seal. Throws Unavailable `certificate_key_missing`, `secret_unreadable`. */
export async function currentSeal({ db, vault, office }: Pick<Context, 'db' | 'vault' | 'office'>): Promise<Seal> {
  if (office.seal) return office.seal
  const row = await currentKeyOf(db, 'seal')
  if (!row) throw missing()
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const pkcs8 = fromBase64(await vault.open(row.privateKey, certificateKeyPurpose(row.id)))
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, ecdsa, false, ['sign'])
  return {
    kind: 'development',
    certificates: [new Uint8Array(row.publicPart)],
    algorithm: 'ECDSA-P256-SHA256',
    sign: async (message) => ecdsaDer(new Uint8Array(await crypto.subtle.sign(ecdsa, key, new Uint8Array(message)))),
  }
}

export interface CredentialKey {
  id: string
  /** Ed25519, 32 bytes. */
  publicKey: Bytes
}

export interface CredentialSigner extends CredentialKey {
  /** Not extractable. */
  privateKey: CryptoKey
}

/** What signs credentials now. Throws Unavailable `certificate_key_missing`, `secret_unreadable`. */
export async function credentialSigner({ db, vault }: Pick<Context, 'db' | 'vault'>): Promise<CredentialSigner> {
  const row = await currentKeyOf(db, 'credential')
  if (!row) throw missing()
  const pkcs8 = fromBase64(await vault.open(row.privateKey, certificateKeyPurpose(row.id)))
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign'])
  return { id: row.id, publicKey: new Uint8Array(row.publicPart), privateKey }
}

/** Every key that has ever signed credentials here, the newest first. */
export const credentialKeys = async ({ db }: Pick<Context, 'db'>): Promise<CredentialKey[]> =>
  (await keysOf(db, 'credential')).map(({ id, publicPart }) => ({ id, publicKey: new Uint8Array(publicPart) }))
