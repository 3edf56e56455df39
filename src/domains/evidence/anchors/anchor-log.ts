import { sha256 } from '@noble/hashes/sha2.js'
import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { deleteRefusal, insertRefusal, refusalOf } from '../attestations/store.ts'
import { toHex, utf8 } from '../log/bytes.ts'
import { publishedCheckpoint } from '../store.ts'
import { insertAnchor, newestAnchorBy, openAnchors, settleAnchor } from './store.ts'

export type AnchorContext = Pick<Context, 'db' | 'clock' | 'anchor' | 'limits'>

/** Each call is paid for, and refused calls are looked at by people: nothing is hurried. */
const askAgainMs = 10 * 60_000
const openMax = 20

/**
 * Hands the hash of the newest published checkpoint to the judicial chain, at most once in `limits.anchorEveryMs`, and asks what
 * became of those that were handed in. Does nothing where none is set up. Never throws for what the chain does: why it gave nothing is
 * kept, and it is asked again after ten minutes.
 */
export async function anchorLog(ctx: AnchorContext): Promise<void> {
  const { db, clock, anchor } = ctx
  if (!anchor) return
  const party = `anchor:${anchor.name}`
  const refusal = await refusalOf(db, party)
  if (refusal && clock.nowMs() - refusal.at < askAgainMs) return
  try {
    await settle(ctx)
    await submit(ctx)
    if (refusal) await db.batch([deleteRefusal(party)])
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await db.batch([insertRefusal(party, clock.nowMs(), error.message)])
  }
}

async function submit({ db, clock, anchor, limits }: AnchorContext): Promise<void> {
  const [published, last] = await Promise.all([publishedCheckpoint(db), anchor && newestAnchorBy(db, anchor.name)])
  if (!anchor || !published || (last && last.number >= published.number)) return
  if (last && clock.nowMs() - last.submittedAt < limits.anchorEveryMs) return
  const hash = toHex(sha256(utf8(published.note)))
  const { evidenceId } = await anchor.submit({
    sha256: hash,
    name: `checkpoint ${published.number}`,
    reference: `checkpoint-${published.number}`,
  })
  await db.batch([
    insertAnchor({
      number: published.number,
      provider: anchor.name,
      sha256: hash,
      evidenceId,
      submittedAt: clock.nowMs(),
    }),
  ])
}

async function settle({ db, anchor }: AnchorContext): Promise<void> {
  if (!anchor) return
  for (const row of await openAnchors(db, anchor.name, openMax)) {
    const { transaction, at } = await anchor.read(row.evidenceId)
    if (transaction === null || at === null) continue
    await db.batch([settleAnchor(row, { chainTransaction: transaction, chainTime: at })])
  }
}
