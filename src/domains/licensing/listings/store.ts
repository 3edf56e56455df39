import { and, desc, eq, gte, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../../ports/db.ts'
import { build, rawStatement, reader, statement } from '../../../sql/drizzle.ts'
import { organisations } from '../../accounts/schema.ts'
import { logCheckpoints, logEntries } from '../../evidence/schema.ts'
import { works, workVersions } from '../../works/schema.ts'
import { rightsGrants } from '../schema.ts'
import type { Opening, Openings } from './openings.ts'
import { listings } from './schema.ts'

export type ListingRow = typeof listings.$inferSelect
type Written = Omit<ListingRow, 'serial' | 'rightsRevision' | 'openingsRevision' | 'openingsUntil' | 'regions'>

export const listingOfWork = (db: Db, workId: string): Promise<ListingRow | undefined> =>
  reader(db).select().from(listings).where(eq(listings.workId, workId)).get()

export const insertListing = (row: Written, words: string): Statement[] => [
  statement(build.insert(listings).values(row)),
  ...indexWords(row.id, words),
]
/** The database refuses with Conflict `listing_changed_elsewhere` a revision that is not the next one. */
export const updateListing = (
  id: string,
  row: Omit<Written, 'id' | 'workId' | 'organisationId' | 'createdAt' | 'createdBy'>,
  words: string,
): Statement[] => [
  statement(build.update(listings).set(row).where(eq(listings.id, id))),
  rawStatement(sql`DELETE FROM listings_search WHERE rowid = (SELECT serial FROM ${listings} WHERE id = ${id})`),
  ...indexWords(id, words),
]
const indexWords = (id: string, words: string): Statement[] => [
  rawStatement(
    sql`INSERT INTO listings_search (rowid, words) SELECT serial, ${words} FROM ${listings} WHERE id = ${id}`,
  ),
]

/** In place of those that were there; they count as long as the rights are those of `rightsRevision`. */
export const replaceOpenings = (serial: number, rightsRevision: number, openings: Openings): Statement[] => [
  rawStatement(sql`DELETE FROM listing_openings WHERE listing = ${serial}`),
  rawStatement(sql`INSERT INTO listing_openings (territory, listing, start_day, last_day, media, exclusivities, is_whole)
    SELECT value ->> 0, ${serial}, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
    FROM json_each(${JSON.stringify(openings.rows.map(cells))})`),
  statement(
    build
      .update(listings)
      .set({ openingsRevision: rightsRevision, openingsUntil: openings.untilDay, regions: openings.regions })
      .where(eq(listings.serial, serial)),
  ),
]
const cells = (row: Opening) => [row.territory, row.startDay, row.lastDay, row.media, row.exclusivities, row.isWhole]

/** Works whose openings were right until before `today` (days since 1970-01-01). */
export const lapsedListings = (db: Db, today: number, limit: number) =>
  reader(db)
    .select({ workId: listings.workId })
    .from(listings)
    .where(and(lt(listings.openingsUntil, today), gte(listings.openingsUntil, 0)))
    .limit(limit)

/** What is asked for, by leaves and bits. */
export interface Wanted {
  territories: readonly string[]
  /** Bits of media, one each. */
  media: readonly number[]
  exclusivity: number
  startDay: number
  lastDay: number
  match: 'whole' | 'part'
}

export interface CatalogueFilter {
  before?: number | undefined
  search?: string | undefined
  genre?: ListingRow['genre'] | undefined
  audience?: ListingRow['audience'] | undefined
  production?: ListingRow['production'] | undefined
  minEpisodes?: number | undefined
  maxMinutes?: number | undefined
  isVerified: boolean
  wanted: Wanted | null
  /** Days since 1970-01-01. */
  today: number
  limit: number
}

const publishedSize = sql`(SELECT max(${logCheckpoints.size}) FROM ${logCheckpoints} WHERE ${logCheckpoints.publishedAt} IS NOT NULL)`
const hasRightsIn = sql<number>`EXISTS (SELECT 1 FROM ${rightsGrants} g
  WHERE g.work_id = ${listings.workId} AND g.type = 'in' AND g.state = 'in_force')`
const logIndex = sql<number | null>`(SELECT max(e.entry_index) FROM ${logEntries} e
  WHERE e.subject_id = ${works.id} AND e.version = ${works.currentVersion} AND e.entry_index < ${publishedSize})`
/** The openings are not of the rights as they are now, or a promise has lapsed since. */
const isStale = (today: number) =>
  sql<number>`(${listings.openingsRevision} <> ${listings.rightsRevision} OR ${listings.openingsUntil} < ${today})`
const hasParts = sql<number>`EXISTS (SELECT 1 FROM listing_openings p WHERE p.listing = ${listings.serial} AND p.is_whole = 0)`

const columns = {
  listing: listings,
  kind: works.kind,
  registrationNumber: works.registrationNumber,
  registeredAt: works.registeredAt,
  version: works.currentVersion,
  registryTitle: workVersions.title,
  details: workVersions.details,
  seller: { name: organisations.name, verification: organisations.verification, country: organisations.country },
  logIndex,
  hasRightsIn,
}

const joined = (db: Db, today: number) =>
  reader(db)
    .select({ ...columns, needsEngine: sql<number>`(${isStale(today)} OR ${hasParts})` })
    .from(listings)
    .innerJoin(works, eq(works.id, listings.workId))
    .innerJoin(organisations, eq(organisations.id, listings.organisationId))
    .innerJoin(workVersions, and(eq(workVersions.workId, works.id), eq(workVersions.version, works.currentVersion)))

export type ListedRow = Awaited<ReturnType<typeof catalogueRows>>[number]

/** The newest first. What `wanted` asks for can be had of each, but for those with `needsEngine`, where it may be. */
export const catalogueRows = (db: Db, filter: CatalogueFilter) =>
  joined(db, filter.today)
    .where(
      and(
        eq(listings.state, 'listed'),
        filter.before === undefined ? undefined : lt(listings.serial, filter.before),
        filter.search === undefined
          ? undefined
          : sql`${listings.serial} IN (SELECT rowid FROM listings_search WHERE listings_search MATCH ${filter.search})`,
        filter.genre && eq(listings.genre, filter.genre),
        filter.audience && eq(listings.audience, filter.audience),
        filter.production && eq(listings.production, filter.production),
        filter.minEpisodes === undefined ? undefined : gte(listings.episodes, filter.minEpisodes),
        filter.maxMinutes === undefined ? undefined : lte(listings.episodeMinutes, filter.maxMinutes),
        filter.isVerified
          ? sql`${hasRightsIn} AND ${logIndex} IS NOT NULL AND ${organisations.verification} <> 'self_declared'`
          : undefined,
        filter.wanted ? sql`(${isStale(filter.today)} OR ${isOpen(filter.wanted)})` : undefined,
      ),
    )
    .orderBy(desc(listings.serial))
    .limit(filter.limit)

/** Whether each territory and medium has an opening over all of the days, or, for a part, any of them a day. */
function isOpen({ territories, media, exclusivity, startDay, lastDay, match }: Wanted): SQL {
  const days =
    match === 'whole'
      ? sql`o.start_day <= ${startDay} AND o.last_day >= ${lastDay}`
      : sql`o.start_day <= ${lastDay} AND o.last_day >= ${startDay}`
  const opening = sql`EXISTS (
    SELECT 1 FROM listing_openings o
    WHERE o.listing = ${listings.serial}
      AND o.territory = iif(
        EXISTS (SELECT 1 FROM listing_openings x WHERE x.territory = t.value AND x.listing = ${listings.serial}), t.value, '*')
      AND (o.media & m.value) <> 0 AND (o.exclusivities & ${exclusivity}) <> 0 AND ${days})`
  const each = sql`json_each(${JSON.stringify(territories)}) t, json_each(${JSON.stringify(media)}) m`
  return match === 'whole'
    ? sql`NOT EXISTS (SELECT 1 FROM ${each} WHERE NOT ${opening})`
    : sql`EXISTS (SELECT 1 FROM ${each} WHERE ${opening})`
}

/** One that is shown; the owner's also while it is withdrawn. */
export const listedRow = (db: Db, by: { id: string } | { workId: string }, today: number) =>
  joined(db, today)
    .where('id' in by ? eq(listings.id, by.id) : eq(listings.workId, by.workId))
    .get()
