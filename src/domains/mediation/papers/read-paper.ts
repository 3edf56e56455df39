import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { sealPaper } from '../../evidence/index.ts'
import type { papers } from '../contract.ts'
import { seatIn } from '../seated.ts'
import { entriesOf } from '../store.ts'
import { maySee } from '../visible.ts'
import { agreementPaper, confirmationPaper, failurePaper, filePaper } from './compose.ts'
import { paperKey } from './objects.ts'
import { paperFacts } from './paper-facts.ts'

/**
 * A paper of the case as PDF: the agreement as it was sealed, all others made and sealed now. Throws like `seatIn`; Conflict
 * `agreement_missing`, `case_not_failed`; Unavailable `paper_printer_missing`.
 */
export async function readPaper(
  ctx: Context,
  id: string,
  key: string | undefined,
  paper: (typeof papers)[number],
): Promise<Uint8Array> {
  const { row, seat } = await seatIn(ctx, 'mediation.read', id, key)
  const entries = await entriesOf(ctx.db, id)
  const of = await paperFacts(ctx, row, entries)
  const { sealed, state } = of.facts
  if (paper === 'agreement' && sealed) return storedPaper(ctx, sealed.pdfSha256)
  if (paper === 'agreement') {
    // A draft is the mediator's own until it is offered for signing.
    if (seat !== 'mediator' && state !== 'signing') throw notFound('paper')
    return sealPaper(ctx, agreementPaper(of, null))
  }
  if (paper === 'confirmation') return sealPaper(ctx, confirmationPaper(of))
  if (paper === 'failure') return sealPaper(ctx, failurePaper(of))
  return sealPaper(ctx, filePaper({ ...of, entries: entries.filter((entry) => maySee(entry, seat)) }))
}

async function storedPaper(ctx: Pick<Context, 'blobs'>, sha256: string): Promise<Uint8Array> {
  const stored = await ctx.blobs.get(paperKey(sha256))
  if (!stored) throw notFound('paper')
  return new Uint8Array(await new Response(stored.body).arrayBuffer())
}
