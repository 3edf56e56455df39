import { invalid, notFound } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { byAddress, countAttempt, organisationsByIds } from '../../../accounts/index.ts'
import { type AnswerStatus, type AvailabilityQuery, LanguageUse, StoredScope } from '../../contract.ts'
import { type Availability, availabilityOf } from '../../engine/answer.ts'
import { dateOf, dayOf } from '../../engine/calendar.ts'
import { coverageOf, lastDayWritten } from '../../engine/coverage.ts'
import { vocabularyOf } from '../../engine/vocabulary.ts'
import { reasonWords } from '../../engine/words.ts'
import { bookOf, todayOf } from '../../queries/book.ts'
import { type CatalogueItem, CatalogueQuery, type TitleAnswer, TitleQuestion } from '../contract.ts'
import { exclusivityBit, mediumBit } from '../openings.ts'
import { searchQuery } from '../rules.ts'
import { catalogueRows, type ListedRow, listedRow, type Wanted } from '../store.ts'
import { catalogueItems } from './views.ts'

type CatalogueContext = Pick<Context, 'actor' | 'db' | 'clock' | 'caller'>
type Asked = Omit<AvailabilityQuery, 'actor' | 'scope'> & { scope: Omit<AvailabilityQuery['scope'], 'work'> }

/** How often a page is filled up where the engine refuses candidates. */
const roundsMax = 8

/**
 * Listed titles, the newest first, for anyone. Any of `territories`, `media` and `from` asks for rights: then only titles are
 * answered of which all of it (or a part, with `match`) can be had, by the engine. Throws Invalid `input_invalid`,
 * `territory_unknown`, `media_unknown`, `request_empty`; LimitReached `too_many_attempts`.
 */
export async function searchCatalogue(
  ctx: CatalogueContext,
  input: unknown,
): Promise<{ items: (CatalogueItem & { status: AnswerStatus | null })[]; nextCursor: string | null }> {
  const given = parse(CatalogueQuery, input)
  const asked = askedFor(given, todayOf(ctx.clock.nowMs()))
  if (given.query || asked) await countAttempt(ctx, 'catalogue-search.address', byAddress(ctx))
  const search = given.query === undefined ? undefined : searchQuery(given.query)
  if (search === null && given.query?.trim()) return { items: [], nextCursor: null }
  const today = dayOf(todayOf(ctx.clock.nowMs()))
  const filter = { ...given, isVerified: given.verified === 'yes', search: search ?? undefined, today }
  const wanted = asked && wantedOf(asked, given.match)
  const found: { row: ListedRow; status: AnswerStatus | null }[] = []
  let before = given.cursor === undefined ? undefined : cursorOf(given.cursor)
  let isMore = true
  for (let round = 0; round < roundsMax && isMore && found.length <= given.limit; round++) {
    const limit = given.limit + 1
    const rows = await catalogueRows(ctx.db, { ...filter, before, wanted, limit })
    isMore = rows.length === limit
    before = rows.at(-1)?.listing.serial ?? before
    for (const row of rows) {
      const status = asked ? await statusOf(ctx, row, asked, given.match) : null
      if (!asked || status !== null) found.push({ row, status })
    }
  }
  const shown = found.slice(0, given.limit)
  const last = found.length > given.limit ? shown.at(-1)?.row.listing.serial : isMore ? before : undefined
  const items = await catalogueItems(
    ctx,
    shown.map(({ row }) => row),
  )
  return {
    items: items.map((item, i) => ({ ...item, status: shown[i]?.status ?? null })),
    nextCursor: last === undefined ? null : String(last),
  }
}

function cursorOf(text: string): number {
  const serial = Number(text)
  if (!Number.isSafeInteger(serial)) throw invalid('input_invalid', 'This cursor is none of ours')
  return serial
}

function askedFor(given: ReturnType<typeof CatalogueQuery.parse>, today: string): Asked | null {
  const { territories, media, languages, from, to, exclusivity } = given
  if (!territories?.length && !media?.length && !from && !to && !languages?.length && !exclusivity) return null
  const uses = (languages ?? []).map((text) => {
    const [tag, mode = '*'] = text.split(':')
    return parse(LanguageUse, { tag, mode })
  })
  const scope = parse(StoredScope, {
    territories: { include: territories?.length ? territories : ['WORLD'] },
    media: media?.length ? media : ['EXPLOITATION'],
    ...(uses.length > 0 ? { languages: uses } : {}),
    start: from ?? today,
    end: to ?? null,
  })
  return { exclusivity: exclusivity ?? 'non_exclusive', asOf: today, scope }
}

function wantedOf({ exclusivity, scope }: Asked, match: Wanted['match']): Wanted {
  const { territories, media } = coverageOf({ ...scope, work: '' }, vocabularyOf())
  return {
    territories,
    media: media.map(mediumBit),
    exclusivity: exclusivityBit(exclusivity),
    startDay: dayOf(scope.start),
    lastDay: scope.end ? dayOf(scope.end) : lastDayWritten,
    match,
  }
}

/** Null where it cannot be had after all. What the openings say whole needs no question. */
async function statusOf(
  ctx: CatalogueContext,
  row: ListedRow,
  asked: Asked,
  match: Wanted['match'],
): Promise<AnswerStatus | null> {
  if (row.needsEngine === 0 && match === 'whole') return 'available'
  const { status } = await answerFor(ctx, row, asked)
  if (match === 'whole') return status === 'available' || status === 'conditional' ? status : null
  return status === 'unavailable' ? null : status
}

async function answerFor(ctx: Pick<Context, 'db'>, { listing }: ListedRow, asked: Asked): Promise<Availability> {
  const { grants } = await bookOf(ctx, listing.workId)
  const scope = { ...asked.scope, work: listing.workId }
  return availabilityOf({ ...asked, actor: listing.organisationId, scope }, grants, vocabularyOf())
}

/** One listed title for anyone. Throws NotFound `listing_not_found`. */
export async function readTitle(ctx: Pick<Context, 'db' | 'clock'>, id: string): Promise<CatalogueItem> {
  const [item] = await catalogueItems(ctx, [await shownRow(ctx, id)])
  if (!item) throw notFound('listing')
  return item
}

/** Throws NotFound `listing_not_found`. */
export async function shownRow(ctx: Pick<Context, 'db' | 'clock'>, id: string): Promise<ListedRow> {
  const row = await listedRow(ctx.db, { id }, dayOf(todayOf(ctx.clock.nowMs())))
  if (row?.listing.state !== 'listed') throw notFound('listing')
  return row
}

/**
 * Whether a title can be had as asked, and for buyers whose papers were checked what of it can, and why not all. Throws NotFound
 * `listing_not_found`; Invalid `input_invalid`, `territory_unknown`, `media_unknown`, `request_empty`, `question_too_complex`;
 * LimitReached `too_many_attempts`.
 */
export async function askTitle(ctx: CatalogueContext, id: string, input: unknown): Promise<TitleAnswer> {
  await countAttempt(ctx, 'catalogue-search.address', byAddress(ctx))
  const { exclusivity, scope } = parse(TitleQuestion, input)
  const row = await shownRow(ctx, id)
  const isExact = await mayKnowExactly(ctx)
  const licensee = 'organisationId' in ctx.actor ? ctx.actor.organisationId : null
  const asOf = todayOf(ctx.clock.nowMs())
  const { status, blocks, reasons, conditions } = await answerFor(ctx, row, { exclusivity, licensee, asOf, scope })
  if (!isExact) return { status, detail: 'short', availableBlocks: [], reasons: [] }
  return {
    status,
    detail: 'exact',
    availableBlocks: blocks,
    reasons: [...reasons, ...conditions].map((finding) => ({
      code: finding.code,
      start: dateOf(finding.startDay),
      end: dateOf(finding.endDay),
      words: { 'zh-CN': reasonWords(finding, 'zh-CN'), en: reasonWords(finding, 'en') },
    })),
  }
}

/** Exact answers tell of other parties' dealings: they are for organisations whose papers were checked. */
async function mayKnowExactly({ actor, db }: Pick<Context, 'actor' | 'db'>): Promise<boolean> {
  if (!('organisationId' in actor)) return false
  if (actor.kind === 'operator') return true
  const organisation = (await organisationsByIds(db, [actor.organisationId])).get(actor.organisationId)
  return organisation !== undefined && organisation.verification !== 'self_declared'
}
