import type { Context } from '../../../ports/context.ts'
import type { MediaFingerprint } from '../../../ports/media.ts'
import { decodeParts, type PartName } from '../parts.ts'
import { fingerprintParts } from '../store.ts'

/** An object's fingerprint, or only the named parts of it. Throws NotFound `fingerprint_not_found`. */
export async function loadFingerprint(
  ctx: Pick<Context, 'db'>,
  sha256: string,
  parts?: readonly PartName[],
): Promise<MediaFingerprint> {
  return decodeParts(await fingerprintParts(ctx.db, sha256, parts))
}
