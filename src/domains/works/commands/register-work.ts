import { AppError, conflict } from '../../../kernel/errors.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { actingFor, auditStatements } from '../../accounts/index.ts'
import { fileViews } from '../../files/index.ts'
import { RegisterWorkInput, type WorkView } from '../contract.ts'
import { draftOf, ownWork } from '../queries/own-work.ts'
import { readWork } from '../queries/read-work.ts'
import { registrationRecord } from '../record.ts'
import { chinaDate, obstaclesToRegistration, registrationYear } from '../rules.ts'
import { numberOfWork, registerVersion } from '../store.ts'

/**
 * Freezes the draft as a registered version. The first one gives the work its number.
 * Throws Invalid `work_incomplete` with every obstacle, Conflict `no_draft`, `draft_changed_elsewhere`.
 */
export async function registerWork(ctx: Context, workId: string, input: unknown): Promise<WorkView> {
  actingFor(ctx, 'work.register')
  const { revision } = parse(RegisterWorkInput, input)
  const work = await ownWork(ctx, workId)
  const { version, draft } = await draftOf(ctx, work)
  if (version.revision !== revision) {
    throw conflict('draft_changed_elsewhere', 'This draft was saved from somewhere else since you opened it')
  }
  const nowMs = ctx.clock.nowMs()
  const files = await fileViews(
    ctx,
    draft.files.map(({ fileId }) => fileId),
  )
  const issues = obstaclesToRegistration(work.kind, draft, files, chinaDate(nowMs))
  if (issues.length > 0) {
    throw new AppError('Invalid', 'work_incomplete', 'The work cannot be registered yet', { issues })
  }
  const first = work.registrationNumber === null
  await ctx.db.batch([
    ...registerVersion({
      workId,
      version: version.version,
      revision,
      nowMs,
      year: registrationYear(nowMs),
      first,
      draft,
    }),
    ...auditStatements(ctx, {
      action: first ? 'work.registered' : 'work.amended',
      subjectId: workId,
      details: { version: version.version, sha256: files.map((file) => file.sha256) },
    }),
    ...ctx.evidence.append({
      type: first ? 'work.registered' : 'work.version',
      subjectId: workId,
      version: version.version,
      publicId: numberOfWork(workId),
      record: registrationRecord(work, version.version, draft, files),
    }),
    ...ctx.queue.emit({
      name: 'work.registered',
      payload: { workId, version: version.version },
      key: `${workId}:${version.version}`,
      subjectId: workId,
    }),
  ])
  return readWork(ctx, workId)
}
