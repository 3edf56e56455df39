import { AppError, conflict, notFound } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { BlobBody } from '../../../../ports/blobs.ts'
import type { Context } from '../../../../ports/context.ts'
import { type Acting, actingFor, auditStatements, reaches } from '../../../accounts/index.ts'
import { packageSubject } from '../../jobs.ts'
import { PackageListQuery, type PackageView } from '../contract.ts'
import { chained } from '../custody.ts'
import { packageKey } from '../objects.ts'
import { custodyOf, fileOfPackage, insertCustody, type PackageRow, packageById, packagesOfCheck } from '../store.ts'

type ReadContext = Pick<Context, 'actor' | 'db' | 'queue'>

const attemptsMax = 5

/** Throws NotFound `package_not_found`, also for what is out of the asker's reach. */
export async function readPackage(ctx: ReadContext, id: string): Promise<PackageView> {
  return viewOf(ctx, await reached(ctx, actingFor(ctx, 'package.read'), id))
}

/** The packages of a check, by match; none of a check that is out of reach. */
export async function listPackages(ctx: ReadContext, input: unknown): Promise<{ items: PackageView[] }> {
  const acting = actingFor(ctx, 'package.read')
  const { checkId } = parse(PackageListQuery, input)
  const rows = (await packagesOfCheck(ctx.db, checkId)).filter((row) => reaches(acting, row.organisationId))
  return { items: await Promise.all(rows.map((row) => viewOf(ctx, row))) }
}

async function reached(ctx: Pick<Context, 'db'>, acting: Acting, id: string): Promise<PackageRow> {
  const row = await packageById(ctx.db, id)
  if (!row || !reaches(acting, row.organisationId)) throw notFound('package')
  return row
}

async function viewOf({ db, queue }: Pick<Context, 'db' | 'queue'>, row: PackageRow): Promise<PackageView> {
  const [file, standings] = await Promise.all([fileOfPackage(db, row.id), queue.standings([packageSubject(row.id)])])
  const job = standings.get(packageSubject(row.id))
  return {
    id: row.id,
    checkId: row.checkId,
    match: row.matchIndex,
    state: file ? 'made' : job?.dead ? 'failed' : 'making',
    progress: file ? 1 : (job?.fraction ?? 0),
    askedAt: new Date(row.askedAt).toISOString(),
    madeAt: row.madeAt === null ? null : new Date(row.madeAt).toISOString(),
    sizeBytes: file?.sizeBytes ?? null,
    manifestSha256: row.manifestSha256,
    timestamp: file?.timestamp ?? null,
  }
}

/**
 * The package itself. That it was handed out, and to whom, goes into its chain of custody before the first byte does.
 * Throws NotFound `package_not_found`, Conflict `package_not_made`; Unavailable `storage_unavailable`.
 */
export async function packageContent(ctx: Context, id: string): Promise<BlobBody> {
  const acting = actingFor(ctx, 'package.read')
  const row = await reached(ctx, acting, id)
  const file = await fileOfPackage(ctx.db, row.id)
  if (!file) throw conflict('package_not_made', 'The package is being made: ask again')
  const body = await ctx.blobs.get(packageKey(file.sha256))
  if (!body) throw new AppError('Unavailable', 'storage_unavailable', 'The package is missing from the store')
  const actor = acting.personId ?? acting.organisationId
  for (let attempt = 1; ; attempt++) {
    const last = (await custodyOf(ctx.db, id)).at(-1) ?? null
    const act = { atMs: ctx.clock.nowMs(), actor, action: 'package.handed_out', objectSha256: file.sha256 } as const
    try {
      await ctx.db.batch([
        ...insertCustody(id, chained(last, [act])),
        ...auditStatements(ctx, { action: 'package.handed_out', subjectId: id, details: { sha256: file.sha256 } }),
      ])
      return body
    } catch (error) {
      const isRace = error instanceof AppError && (error.code === 'custody_moved_on' || error.code.startsWith('taken:'))
      if (!isRace || attempt === attemptsMax) throw error
    }
  }
}
