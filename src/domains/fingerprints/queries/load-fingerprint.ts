import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import type { MediaFingerprint } from '../../../ports/media.ts'
import { decodeFingerprint } from '../codec.ts'
import { fingerprintBytes } from '../store.ts'

/** Throws NotFound `fingerprint_not_found`. */
export async function loadFingerprint(ctx: Pick<Context, 'db'>, sha256: string): Promise<MediaFingerprint> {
  const bytes = await fingerprintBytes(ctx.db, sha256)
  if (!bytes) throw notFound('fingerprint')
  return decodeFingerprint(bytes)
}
