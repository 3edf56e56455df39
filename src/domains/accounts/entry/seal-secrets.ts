import type { Context } from '../../../ports/context.ts'
import { resealTotp, totpSecretRows } from './store.ts'
import { totpPurpose } from './totp.ts'

const rowsAtATime = 200

/**
 * Run at start by each home that has a key: seals the authenticators' secrets that never were, and those under an older key, with
 * the key of now. Resolves to how many. One that cannot be read stays as it is.
 */
export async function sealSecrets(ctx: Pick<Context, 'db' | 'vault'>): Promise<number> {
  let sealed = 0
  for (let after = ''; ; ) {
    const rows = await totpSecretRows(ctx.db, after, rowsAtATime)
    for (const { id, totpSecret } of rows) {
      after = id
      if (totpSecret === null || !ctx.vault.isOutdated(totpSecret)) continue
      const plain = await ctx.vault.open(totpSecret, totpPurpose(id)).catch(() => null)
      if (plain === null) continue
      // Another process, or the person, may have replaced it meanwhile.
      const [changed] = await ctx.db.batch([resealTotp(id, totpSecret, await ctx.vault.seal(plain, totpPurpose(id)))])
      sealed += changed ?? 0
    }
    if (rows.length < rowsAtATime) return sealed
  }
}
