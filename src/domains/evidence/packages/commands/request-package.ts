import { AppError, conflict, notFound } from '../../../../kernel/errors.ts'
import { newId } from '../../../../kernel/ids.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { actingFor, auditStatements, reaches } from '../../../accounts/index.ts'
import { findingInFull } from '../../../fingerprints/index.ts'
import { organisationsOfWorks } from '../../../works/index.ts'
import { makePackageJob, packageSubject } from '../../jobs.ts'
import { PackageInput, type PackageView } from '../contract.ts'
import { chained } from '../custody.ts'
import { readPackage } from '../queries/read-packages.ts'
import { insertCustody, insertPackage, packagesOfCheck } from '../store.ts'

/**
 * Has the package of one match of one's own check made, once; asked again, it tries again what failed, and asks again for a
 * timestamp that could not be had. Only for a match with a work of one's own: the package holds the work's papers.
 * Throws NotFound `match_not_found`, Conflict `package_of_foreign_work`.
 */
export async function requestPackage(ctx: Context, input: unknown): Promise<PackageView> {
  const acting = actingFor(ctx, 'package.make')
  const { checkId, match } = parse(PackageInput, input)
  const finding = await findingInFull(ctx, checkId, match)
  if (!finding || !reaches(acting, finding.organisationId)) throw notFound('match')
  const owners = await organisationsOfWorks(ctx, [finding.match.workId])
  if (owners.get(finding.match.workId) !== finding.organisationId) {
    throw conflict('package_of_foreign_work', 'Only the registrant of a work has packages of evidence made for it')
  }
  const known = (await packagesOfCheck(ctx.db, checkId)).find(({ matchIndex }) => matchIndex === match)
  if (known) return again(ctx, await readPackage(ctx, known.id))
  const nowMs = ctx.clock.nowMs()
  const id = newId('epk', nowMs)
  const { copy } = finding
  const by = acting.personId ?? finding.organisationId
  try {
    await ctx.db.batch([
      insertPackage({ id, organisationId: finding.organisationId, checkId, matchIndex: match, askedAt: nowMs }),
      ...insertCustody(
        id,
        chained(null, [
          { atMs: copy.receivedAt, actor: copy.receivedBy, action: 'copy.received', objectSha256: copy.sha256 },
          { atMs: finding.finishedAt, actor: 'system', action: 'copy.compared', objectSha256: copy.sha256 },
          { atMs: nowMs, actor: by, action: 'package.asked', objectSha256: null },
        ]),
      ),
      ...auditStatements(ctx, { action: 'package.asked', subjectId: id, details: { checkId, match } }),
      ...ctx.queue.enqueue(job(id)),
    ])
  } catch (error) {
    // Of two who ask at once, one begins it.
    if (!(error instanceof AppError) || !error.code.startsWith('taken:evidence_packages')) throw error
    const [first] = (await packagesOfCheck(ctx.db, checkId)).filter(({ matchIndex }) => matchIndex === match)
    if (!first) throw error
    return readPackage(ctx, first.id)
  }
  return readPackage(ctx, id)
}

async function again(ctx: Context, view: PackageView): Promise<PackageView> {
  if (view.state !== 'failed' && view.timestamp !== 'pending') return view
  await ctx.db.batch(ctx.queue.enqueue(job(view.id)))
  return readPackage(ctx, view.id)
}

const job = (packageId: string) =>
  ({
    name: makePackageJob,
    payload: { packageId },
    key: `${makePackageJob}:${crypto.randomUUID()}`,
    // It takes pictures out of films.
    lane: 'media',
    subjectId: packageSubject(packageId),
  }) as const
