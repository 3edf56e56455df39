import { notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor } from '../../accounts/index.ts'
import { organisationsOfFiles } from '../../files/index.ts'
import type { WorkDraft } from '../contract.ts'

/** Every file that a draft names must be the organisation's own. Throws NotFound `file_not_found`. */
export async function requireOwnFiles(ctx: Context, draft: WorkDraft): Promise<void> {
  const { organisationId } = actingFor(ctx, 'file.read')
  const ids = [...draft.files.map(({ fileId }) => fileId), ...(draft.posterFileId ? [draft.posterFileId] : [])]
  const owners = await organisationsOfFiles(ctx, ids)
  if (ids.some((id) => owners.get(id) !== organisationId)) throw notFound('file')
}
