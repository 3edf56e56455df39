import { invalid } from '../../../../kernel/errors.ts'
import { parse } from '../../../../kernel/parse.ts'
import type { Context } from '../../../../ports/context.ts'
import { actingFor } from '../../../accounts/index.ts'
import { ownWork } from '../../../works/index.ts'
import type { AvailabilityQuery, Exclusivity } from '../../contract.ts'
import { availabilityOf } from '../../engine/answer.ts'
import { dayOf } from '../../engine/calendar.ts'
import { vocabularyOf } from '../../engine/vocabulary.ts'
import { bookOf, todayOf } from '../../queries/book.ts'
import { marketRegions, type RightsMap, RightsMapQuery } from '../contract.ts'
import { rightsMapOf } from '../rights-map.ts'

/** The columns, from the medium that micro-dramas are sold by most. */
const mapMedia = [
  'MICRODRAMA_APP',
  'AD_SUPPORTED',
  'SVOD',
  'TVOD',
  'MINI_PROGRAM',
  'UGC_SOCIAL',
  'TV',
  'THEATRICAL',
  'DERIVATIVE',
]

const yearsMax = 30

/**
 * What is free of a work of one's own, by territory and medium over time. Throws NotFound `work_not_found`; Invalid `input_invalid`,
 * `territory_unknown`, `question_too_complex`.
 */
export async function readRightsMap(
  ctx: Pick<Context, 'actor' | 'db' | 'clock'>,
  workId: string,
  input: unknown,
): Promise<RightsMap> {
  actingFor(ctx, 'rights.read')
  const { from, to, region } = parse(RightsMapQuery, input)
  if (from > to) throw invalid('request_empty', 'What was asked ends before it starts')
  if (dayOf(to) - dayOf(from) > yearsMax * 366) throw invalid('question_too_complex', 'Ask for thirty years at most')
  const { organisationId } = await ownWork(ctx, workId)
  const { grants } = await bookOf(ctx, workId)
  const vocabulary = vocabularyOf()
  const scope: AvailabilityQuery['scope'] = {
    work: workId,
    territories: { include: [region ?? 'WORLD'], exclude: [] },
    media: mapMedia,
    languages: [{ tag: '*', mode: '*' }],
    start: from,
    end: to,
  }
  const asOf = todayOf(ctx.clock.nowMs())
  const blocks = (exclusivity: Exclusivity, book = grants) =>
    availabilityOf({ actor: organisationId, exclusivity, asOf, scope }, book, vocabulary).blocks
  const members = (code: string) => vocabulary.territories(code, dayOf(from))
  return rightsMapOf(
    {
      alone: blocks('exclusive'),
      shared: blocks('non_exclusive'),
      held: blocks(
        'non_exclusive',
        grants.filter(({ type }) => type === 'in'),
      ),
    },
    {
      from,
      to,
      rows: region
        ? members(region).map((territory) => ({ territory, members: [territory] }))
        : marketRegions.map((territory) => ({ territory, members: members(territory) })),
      media: mapMedia.map((medium) => ({ medium, leaves: vocabulary.media(medium) })),
    },
  )
}
