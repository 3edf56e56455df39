import { conflict, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { readCheck } from '../../fingerprints/index.ts'
import type { ShownCheck } from '../facts.ts'

/** A match of one's own check, as it is now. Throws NotFound `check_not_found`, `match_not_found`; Conflict `check_not_done`. */
export async function shownCheck(
  ctx: Pick<Context, 'actor' | 'db' | 'queue'>,
  { checkId, match }: { checkId: string; match: number },
): Promise<ShownCheck> {
  const check = await readCheck(ctx, checkId)
  if (check.state !== 'done' || check.file.sha256 === null) throw conflict('check_not_done', 'This check is not done')
  const found = check.matches?.[match]
  if (!found) throw notFound('match')
  const { ownWork: _own, ...kept } = found
  const { id: fileId, sha256, mimeType, sizeBytes, name, widthPixels, heightPixels, durationSeconds } = check.file
  return { checkId, fileId, sha256, mimeType, sizeBytes, name, widthPixels, heightPixels, durationSeconds, found: kept }
}
