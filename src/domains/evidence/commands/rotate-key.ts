import { sha256 } from '@noble/hashes/sha2.js'
import { conflict } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { auditStatements } from '../../accounts/index.ts'
import { provenBy } from '../attestations/keep-log.ts'
import { makeDevelopmentSeal } from '../certificates/seal/development-certificate.ts'
import {
  currentKeyOf,
  insertKey as insertCertificateKey,
  retireKey as retireCertificateKey,
} from '../certificates/store.ts'
import { toBase64, toHex } from '../log/bytes.ts'
import { formatVerifierKey, newSigningKey, noteAlgorithm, verifierKey } from '../log/keys.ts'
import { certificateKeyPurpose, logKeyPurpose, logSigner, verifierOf } from '../log-key.ts'
import { proveSubject } from '../queries/prove-registration.ts'
import { currentKey, insertKey, openStop, retireKey } from '../store.ts'

export const rotatedKeys = ['log', 'seal', 'credential'] as const
export type RotatedKey = (typeof rotatedKeys)[number]

export interface Rotation {
  purpose: RotatedKey
  /** As verifiers write them: of the log a verifier key, else the SHA-256 of the public part. */
  former: string
  current: string
  /** Of the log: that the former key has signed the entry which names the new one. Null where the former key is lost. */
  proof: string | null
}

/**
 * Replaces a key. What it signed keeps verifying: it stays among the keys that are published. The key of the log first signs the
 * entry that names its successor, so that who trusts the old one has a proof of the new one; `isLost` is for a key that can sign no
 * more. Throws Conflict `key_missing`, `seal_is_configured` (that one is replaced where it was made),
 * `log_stopped`, `key_rotated_meanwhile`; Unavailable `secret_unreadable`; RetryAfter while the log does not cover the entry.
 */
export async function rotateKey(
  ctx: Context,
  purpose: RotatedKey,
  { isLost, reason }: { isLost: boolean; reason: string },
): Promise<Rotation> {
  return purpose === 'log' ? rotateLogKey(ctx, isLost, reason) : rotateCertificateKey(ctx, purpose, reason)
}

async function rotateLogKey(ctx: Context, isLost: boolean, reason: string): Promise<Rotation> {
  const { db, vault, clock } = ctx
  const row = await currentKey(db)
  if (!row) throw conflict('key_missing', 'This log has no key yet')
  const former = formatVerifierKey(verifierOf(row))
  const { privateKey, publicKey } = await newSigningKey()
  const verifier = verifierKey(row.name, noteAlgorithm, publicKey)
  const current = formatVerifierKey(verifier)
  const id = toHex(verifier.id)
  const entry = ctx.evidence.append({
    type: 'key.rotated',
    subjectId: 'log',
    publicId: current,
    record: { former, current, isLost, reason },
  })
  const change = [
    retireKey(row.id, clock.nowMs()),
    insertKey({
      id,
      name: row.name,
      publicKey,
      privateKey: await vault.seal(toBase64(privateKey), logKeyPurpose(id)),
      createdAt: clock.nowMs(),
    }),
    ...auditStatements(ctx, { action: 'key.rotated', subjectId: row.id, details: { purpose: 'log', isLost } }),
  ]
  if (isLost) {
    await db.batch([...entry, ...change])
    return { purpose: 'log', former, current, proof: null }
  }
  // It must be able to sign now: else the entry would be there for good, and wait for a signature that does not come.
  if (await openStop(db)) throw conflict('log_stopped', 'The log has stopped: see to that first (qianyin log status)')
  await logSigner(ctx)
  await db.batch(entry)
  const { proof } = await provenBy(ctx, () => proveSubject(ctx, 'log'))
  if ((await currentKey(db))?.id !== row.id) throw conflict('key_rotated_meanwhile', 'Somebody else has replaced it')
  await db.batch(change)
  return { purpose: 'log', former, current, proof }
}

async function rotateCertificateKey(
  ctx: Context,
  purpose: Exclude<RotatedKey, 'log'>,
  reason: string,
): Promise<Rotation> {
  const { db, vault, clock, office } = ctx
  if (purpose === 'seal' && office.seal) {
    throw conflict('seal_is_configured', 'This seal comes from QIANYIN_SEAL_P12: replace it there')
  }
  const row = await currentKeyOf(db, purpose)
  if (!row) throw conflict('key_missing', 'There is no such key here yet')
  const made = await (purpose === 'seal' ? newSeal(clock.nowMs()) : newCredentialKey())
  const id = toHex(sha256(made.publicPart))
  await db.batch([
    retireCertificateKey(row.id, clock.nowMs()),
    insertCertificateKey({
      id,
      purpose,
      publicPart: made.publicPart,
      privateKey: await vault.seal(toBase64(made.privateKey), certificateKeyPurpose(id)),
      createdAt: clock.nowMs(),
    }),
    ...ctx.evidence.append({
      type: 'key.rotated',
      subjectId: purpose,
      publicId: `${purpose}-${id}`,
      record: { purpose, former: row.id, current: id, publicPart: toBase64(made.publicPart), reason },
    }),
    ...auditStatements(ctx, { action: 'key.rotated', subjectId: row.id, details: { purpose } }),
  ])
  return { purpose, former: row.id, current: id, proof: null }
}

const newSeal = async (nowMs: number) => {
  const { certificate, privateKey } = await makeDevelopmentSeal(nowMs)
  return { publicPart: certificate, privateKey }
}
const newCredentialKey = async () => {
  const { publicKey, privateKey } = await newSigningKey()
  return { publicPart: publicKey, privateKey }
}
