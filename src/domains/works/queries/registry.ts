import { notFound } from '../../../kernel/errors.ts'
import { type Page, toPage } from '../../../kernel/page.ts'
import { parse } from '../../../kernel/parse.ts'
import type { Context } from '../../../ports/context.ts'
import { byAddress, countAttempt } from '../../accounts/index.ts'
import { fileViews } from '../../files/index.ts'
import { type Registrant, type RegistryEntry, RegistryQuery } from '../contract.ts'
import { searchQuery } from '../rules.ts'
import { registeredWorks, versionsOf, type WorkRow, workByNumber } from '../store.ts'
import { posterObjects } from './poster.ts'
import { registrantsOf } from './registrants.ts'

/** Registered works for anyone, newest first; `query` is searched in titles, people, synopsis and number. */
export async function listRegistry(
  ctx: Pick<Context, 'db' | 'queue' | 'clock' | 'caller'>,
  input: unknown,
): Promise<Page<RegistryEntry>> {
  const { query, kind, cursor, limit } = parse(RegistryQuery, input)
  if (query !== undefined) await countAttempt(ctx, 'registry-search.address', byAddress(ctx))
  const match = query === undefined ? undefined : searchQuery(query)
  if (match === null)
    return query?.trim() ? { items: [], nextCursor: null } : listRegistry(ctx, { kind, cursor, limit })
  const rows = await registeredWorks(ctx.db, { before: cursor, match, kind, limit: limit + 1 })
  const { items, nextCursor } = toPage(rows, limit, (work) => work.registrationNumber ?? '')
  const registrantOf = await registrantsOf(ctx, items)
  return { items: await Promise.all(items.map((work) => entryOf(ctx, work, registrantOf(work)))), nextCursor }
}

/** Throws NotFound `registration_not_found`. */
export async function readRegistration(ctx: Pick<Context, 'db' | 'queue'>, number: string): Promise<RegistryEntry> {
  const work = await workByNumber(ctx.db, number)
  if (!work) throw notFound('registration')
  const registrantOf = await registrantsOf(ctx, [work])
  return entryOf(ctx, work, registrantOf(work))
}

async function entryOf(
  ctx: Pick<Context, 'db' | 'queue'>,
  work: WorkRow,
  registrant: Registrant,
): Promise<RegistryEntry> {
  const { registrationNumber, registeredAt, currentVersion } = work
  if (registrationNumber === null || registeredAt === null || currentVersion === null) throw notFound('registration')
  const [current] = await versionsOf(ctx.db, work.id, currentVersion)
  if (current?.version.state !== 'registered' || !current.draft.category) throw notFound('registration')
  const { draft } = current
  const faces = await posterObjects(ctx, [{ workId: work.id, version: currentVersion }])
  const views = await fileViews(
    ctx,
    draft.files.map(({ fileId }) => fileId),
  )
  return {
    workId: work.id,
    registrationNumber,
    registeredAt: new Date(registeredAt).toISOString(),
    version: currentVersion,
    registrant,
    kind: work.kind,
    category: current.draft.category,
    title: draft.title,
    otherTitles: draft.otherTitles,
    authors: draft.authors,
    rightHolders: draft.rightHolders,
    createdOn: draft.createdOn,
    firstPublishedOn: draft.firstPublishedOn,
    languages: draft.languages,
    synopsis: draft.synopsis,
    aiUse: draft.aiUse,
    season: draft.season,
    filing: draft.filing,
    files: views.map((view, i) => ({
      kind: view.kind,
      episode: draft.files[i]?.episode ?? null,
      sizeBytes: view.sizeBytes,
      durationSeconds: view.durationSeconds,
      sha256: view.sha256 ?? '',
      sm3: view.sm3 ?? '',
    })),
    hasPoster: (faces.get(work.id)?.posterSha256 ?? null) !== null,
  }
}
