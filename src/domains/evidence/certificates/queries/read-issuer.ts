import { notFound } from '../../../../kernel/errors.ts'
import type { Context } from '../../../../ports/context.ts'
import { issuerDid, issuerDocument, signCredential, statusListEntries } from '../credential/credential.ts'
import { statusListCredential } from '../credential/status-list.ts'
import { credentialKeys, credentialSigner } from '../keys.ts'
import { certificateCount, revokedIn } from '../store.ts'

/** Who issues credentials here, and with which keys (did:web). Throws NotFound `issuer_not_found` where none was ever issued. */
export async function readIssuer(ctx: Pick<Context, 'db' | 'office'>) {
  const keys = await credentialKeys(ctx)
  if (keys.length === 0) throw notFound('issuer')
  return issuerDocument(ctx.office.address, keys)
}

/**
 * The list of what was revoked, signed now: whoever keeps it knows of when it speaks. Throws NotFound `status_list_not_found`;
 * Unavailable `certificate_key_missing`.
 */
export async function readStatusList(
  ctx: Pick<Context, 'db' | 'vault' | 'office' | 'clock'>,
  list: number,
): Promise<string> {
  const lists = Math.floor((await certificateCount(ctx.db)) / (statusListEntries / 2)) + 1
  if (list < 1 || list > lists) throw notFound('status_list')
  const { address } = ctx.office
  const at = new Date(ctx.clock.nowMs()).toISOString()
  const credential = statusListCredential(address, list, await revokedIn(ctx.db, list), at)
  return signCredential(credential, issuerDid(address), await credentialSigner(ctx))
}
