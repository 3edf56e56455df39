import type { Context } from '../../../ports/context.ts'
import type { AnchorList } from '../contract.ts'
import { newestAnchors } from './store.ts'

const shownMax = 100

/** The checkpoints that a judicial chain keeps, the newest first; 100 at most. */
export async function readAnchors({ db }: Pick<Context, 'db'>): Promise<AnchorList> {
  const rows = await newestAnchors(db, shownMax)
  return {
    items: rows.map(({ number, provider, sha256, evidenceId, submittedAt, chainTransaction, chainTime }) => ({
      checkpoint: number,
      provider,
      sha256,
      evidenceId,
      submittedAt: new Date(submittedAt).toISOString(),
      transaction: chainTransaction,
      chainTime,
    })),
  }
}
