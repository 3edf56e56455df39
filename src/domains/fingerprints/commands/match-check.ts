import { notFound } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { auditStatements } from '../../accounts/index.ts'
import { fileById } from '../../files/index.ts'
import { MatchJob } from '../contract.ts'
import { findMatches } from '../queries/find-matches.ts'
import { loadFingerprint } from '../queries/load-fingerprint.ts'
import { checkById, finishCheck } from '../store.ts'

/** Job `fingerprints.match`: compares the checked file with everything that is registered. */
export async function matchCheck(ctx: Context, payload: unknown): Promise<void> {
  const { checkId } = parse(MatchJob, payload)
  const check = await checkById(ctx.db, checkId)
  if (check?.state !== 'waiting') return
  const stored = await fileById(ctx.db, check.fileId)
  if (!stored?.object) throw notFound('file')
  ctx.progress(0, 'matching')
  const { sha256 } = stored.object
  const matches = await findMatches(ctx, await loadFingerprint(ctx, sha256), sha256)
  await ctx.db.batch([
    finishCheck(checkId, matches, ctx.clock.nowMs()),
    ...auditStatements(ctx, { action: 'check.finished', subjectId: checkId, details: { matches: matches.length } }),
    ...ctx.completion,
  ])
}
