import { AppError } from '../../kernel/errors.ts'
import type { Context } from '../../ports/context.ts'
import { entryStatements } from './evidence-log.ts'
import { fromBase64, toBase64, toHex } from './log/bytes.ts'
import {
  formatVerifierKey,
  newSigningKey,
  noteAlgorithm,
  type Signer,
  signerOf,
  type VerifierKey,
  verifierKey,
} from './log/keys.ts'
import { allKeys, currentKey, insertKey, type KeyRow, resealKey } from './store.ts'

/** What the vault binds the sealed key to. */
export const logKeyPurpose = (id: string): string => `log:${id}`
export const certificateKeyPurpose = (id: string): string => `certificate-key:${id}`

export const verifierOf = ({ name, publicKey }: KeyRow): VerifierKey =>
  verifierKey(name, noteAlgorithm, new Uint8Array(publicKey))

/** The name of the log of a server: its public address without the scheme, as c2sp.org/tlog-tiles would have it. */
export const logOrigin = (publicUrl: string | undefined): string =>
  `${publicUrl ? new URL(publicUrl).host : 'localhost'}/log`

/**
 * At the start of a home: makes the log's key the first time, and enters it in the log; seals it anew when the vault's own key has
 * changed. `origin` names the log on its checkpoints for good, so only the first one counts.
 */
export async function openLog(
  { db, vault, clock }: Pick<Context, 'db' | 'vault' | 'clock'>,
  origin: string,
): Promise<void> {
  const key = await currentKey(db)
  if (key) {
    if (!vault.isOutdated(key.privateKey)) return
    const plain = await vault.open(key.privateKey, logKeyPurpose(key.id)).catch(() => null)
    if (plain !== null)
      await db.batch([resealKey(key.id, key.privateKey, await vault.seal(plain, logKeyPurpose(key.id)))])
    return
  }
  const { privateKey, publicKey } = await newSigningKey()
  const verifier = verifierKey(origin, noteAlgorithm, publicKey)
  const id = toHex(verifier.id)
  const nowMs = clock.nowMs()
  try {
    await db.batch([
      insertKey({
        id,
        name: origin,
        publicKey,
        privateKey: await vault.seal(toBase64(privateKey), logKeyPurpose(id)),
        createdAt: nowMs,
      }),
      ...entryStatements(
        {
          type: 'key.added',
          subjectId: 'log',
          publicId: formatVerifierKey(verifier),
          record: { key: formatVerifierKey(verifier) },
        },
        nowMs,
      ),
    ])
  } catch (error) {
    // Of two processes that start at once, one makes the key.
    if (!(error instanceof AppError) || error.kind !== 'Conflict' || !(await currentKey(db))) throw error
  }
}

/** Null where no key was made yet. Throws Unavailable `secret_unreadable`. */
export async function logSigner({ db, vault }: Pick<Context, 'db' | 'vault'>): Promise<Signer | null> {
  const row = await currentKey(db)
  return row ? signerOf(verifierOf(row), fromBase64(await vault.open(row.privateKey, logKeyPurpose(row.id)))) : null
}

/** Every key that has ever signed for this log, the newest first. */
export const logKeys = async ({ db }: Pick<Context, 'db'>): Promise<VerifierKey[]> =>
  (await allKeys(db)).map(verifierOf)
