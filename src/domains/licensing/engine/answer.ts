import { invalid } from '../../../kernel/errors.ts'
import type { AnswerStatus, AvailabilityQuery, AvailableBlock, Grant, ReasonCode } from '../contract.ts'
import { type Asking, faultsOfSource, isConditionOn, obstacleOf, partiesAbove } from '../rules.ts'
import { blocksOf, type Piece } from './blocks.ts'
import { addDuration, dayIn } from './calendar.ts'
import { lastDayWritten } from './coverage.ts'
import { type Intervals, intersect, subtract, union } from './intervals.ts'
import { type Box, overlaps, type Space, spaceOf } from './space.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A reason or a condition, with the days of the request on which it stands; both ends belong. */
export interface Finding {
  code: ReasonCode
  /** Null for what is missing. */
  grantId: string | null
  startDay: number
  endDay: number
}

export interface Availability {
  status: AnswerStatus
  /** What can be granted, where conditions stand only once they are met. Disjoint. */
  blocks: AvailableBlock[]
  reasons: Finding[]
  conditions: Finding[]
}

interface Layer {
  kind: 'source' | 'failing' | 'obstacle' | 'condition'
  codes: readonly ReasonCode[]
  grantId: string
  box: Box
}

/** About a second of work. Thousands of grants as they are met in the trade take a thousandth of it, for the whole world a tenth. */
const stepsMax = 10_000_000

/**
 * What of a request its actor can grant, beside what was granted and promised before. Grants of other works are left out.
 * The request is split along each dimension by the grants that lie in it, so it costs what the grants differ in.
 * Throws Invalid `territory_unknown`, `media_unknown`, `request_empty`, `question_too_complex`.
 */
export function availabilityOf(
  query: AvailabilityQuery,
  everything: readonly Grant[],
  vocabulary: Vocabulary,
): Availability {
  const grants = everything.filter(({ scope }) => scope.work === query.scope.work)
  const tags = grants.flatMap(({ scope }) => scope.languages.map(({ tag }) => tag))
  const space = spaceOf(query.scope, vocabulary, {
    tags: [...tags, ...query.scope.languages.map(({ tag }) => tag)],
    agreedOn: query.asOf,
  })
  const requests = space.request.filter(({ startDay, endDay }) => startDay <= endDay)
  if (requests.length === 0) throw invalid('request_empty', 'What was asked ends before it starts')
  const layers = layersOf(query, grants, space)
  const findings = new Findings()
  const budget = { steps: 0 }
  const pieces: Piece[] = []
  const tally = { isAllFree: true, isAnyUnconditional: false }
  for (const request of requests) {
    const near = layers.filter(({ box }) => overlaps(box, request))
    for (const { kind, codes, grantId, box } of near) {
      if (kind !== 'obstacle') continue
      const days = intersect([box.startDay, box.endDay], [request.startDay, request.endDay])
      for (const code of codes) findings.add(code, grantId, days)
    }
    for (const column of columnsOf(request, near, space, budget)) {
      const { free, isAllFree, isAnyUnconditional } = judge(column, request, findings)
      tally.isAllFree &&= isAllFree
      tally.isAnyUnconditional ||= isAnyUnconditional
      for (let i = 0; i < free.length; i += 2) {
        const { territories, media, languages, fromEpisode, toEpisode } = column
        const [startDay = 0, endDay = 0] = [free[i], free[i + 1]]
        pieces.push({ territories, media, languages, fromEpisode, toEpisode, startDay, endDay })
      }
    }
  }
  const { reasons, conditions } = findings
  return {
    status: statusOf({ ...tally, isAnyFree: pieces.length > 0, isConditional: conditions.length > 0 }),
    blocks: blocksOf(pieces, space, query.scope),
    reasons,
    conditions,
  }
}

function statusOf(found: {
  isAllFree: boolean
  isAnyFree: boolean
  isAnyUnconditional: boolean
  isConditional: boolean
}): AnswerStatus {
  if (!found.isAnyFree) return 'unavailable'
  if (found.isConditional && (found.isAllFree || !found.isAnyUnconditional)) return 'conditional'
  return found.isAllFree ? 'available' : 'partial'
}

function layersOf(query: AvailabilityQuery, grants: readonly Grant[], space: Space): Layer[] {
  const [territory = ''] = space.territories
  const asking: Asking = {
    query,
    isOwnUse: query.selfExploitation === true || query.licensee === query.actor,
    above: partiesAbove(query.actor, grants),
    today: query.asOf ? dayIn(query.asOf, territory) : Number.NEGATIVE_INFINITY,
  }
  return grants.flatMap((grant) => {
    const layer = (kind: Layer['kind'], codes: readonly ReasonCode[]): Layer[] =>
      boxesOfGrant(grant, space).map((box) => ({ kind, codes, grantId: grant.id, box }))
    const faults = faultsOfSource(grant, asking)
    if (faults) return layer(faults.length === 0 ? 'source' : 'failing', faults)
    const obstacle = obstacleOf(grant, asking)
    if (obstacle) return layer('obstacle', [obstacle])
    return isConditionOn(grant, asking) ? layer('condition', ['FIRST_NEGOTIATION']) : []
  })
}

const boxesOfGrant = (grant: Grant, space: Space): readonly Box[] =>
  windowsOf(grant, space).map((box) =>
    box.endDay >= lastDayWritten ? { ...box, endDay: Number.POSITIVE_INFINITY } : box,
  )

function windowsOf(grant: Grant, space: Space): readonly Box[] {
  if (grant.type === 'out') return space.boxesOf(grant.scope, grant.signedOn, grant.terminatedOn)
  if (grant.type === 'in') return space.boxesOf(grant.scope, null, grant.terminatedOn)
  if (grant.type !== 'holdback' || !grant.trigger?.date) return space.boxesOf(grant.scope)
  const { date, territory, lag } = grant.trigger
  // The day on which the lag is over is free.
  return space.boxesOf(grant.scope, null, addDuration(dayIn(date, territory ?? ''), lag ?? 'P0D') - 1)
}

/** What a layer costs in `judge`, beside looking at it. */
const judgeSteps = 8

interface Column {
  territories: readonly number[]
  media: readonly number[]
  languages: readonly number[]
  fromEpisode: number
  toEpisode: number
  layers: readonly Layer[]
}

/** Splits a request into columns of time: everything in one column is treated alike by every layer, but for its days. */
function* columnsOf(request: Box, near: readonly Layer[], space: Space, budget: { steps: number }): Generator<Column> {
  const spend = (steps: number): void => {
    budget.steps += steps
    if (budget.steps <= stepsMax) return
    throw invalid('question_too_complex', 'The grants cut what was asked into too many parts: ask for less at once')
  }
  const classes = (which: 'territories' | 'media' | 'languages', layers: readonly Layer[]) => {
    spend((layers.length + 1) * space[which].length)
    return classesOf(request[which], layers, which)
  }
  for (const byTerritory of classes('territories', near)) {
    for (const byMedia of classes('media', byTerritory.layers)) {
      for (const byLanguage of classes('languages', byMedia.layers)) {
        const cuts = byLanguage.layers.flatMap(({ box }) => [box.fromEpisode, box.toEpisode + 1])
        const starts = [...new Set([request.fromEpisode, ...cuts])]
          .filter((episode) => episode >= request.fromEpisode && episode <= request.toEpisode && episode < Infinity)
          .sort((a, b) => a - b)
        spend(starts.length * byLanguage.layers.length)
        for (const [at, fromEpisode] of starts.entries()) {
          const toEpisode = (starts[at + 1] ?? request.toEpisode + 1) - 1
          const layers = byLanguage.layers.filter(
            ({ box }) => box.fromEpisode <= fromEpisode && box.toEpisode >= toEpisode,
          )
          spend(layers.length * judgeSteps)
          yield {
            territories: byTerritory.members,
            media: byMedia.members,
            languages: byLanguage.members,
            fromEpisode,
            toEpisode,
            layers,
          }
        }
      }
    }
  }
}

/** The elements of one dimension, those together that lie in the same layers. */
function classesOf(
  asked: Uint8Array,
  layers: readonly Layer[],
  which: 'territories' | 'media' | 'languages',
): { members: number[]; layers: Layer[] }[] {
  const classes = new Map<string, { members: number[]; layers: Layer[] }>()
  for (let element = 0; element < asked.length; element++) {
    if (asked[element] !== 1) continue
    const inside: Layer[] = []
    let key = ''
    for (let i = 0; i < layers.length; i++) {
      const layer = layers[i]
      if (layer?.box[which][element] !== 1) continue
      inside.push(layer)
      key += `${i},`
    }
    const known = classes.get(key)
    if (known) known.members.push(element)
    else classes.set(key, { members: [element], layers: inside })
  }
  return [...classes.values()]
}

function judge({ layers }: Column, request: Box, findings: Findings) {
  const asked: Intervals = [request.startDay, request.endDay]
  const daysOf = (...kinds: Layer['kind'][]) =>
    union(layers.filter(({ kind }) => kinds.includes(kind)).map(({ box }) => [box.startDay, box.endDay] as const))
  const held = daysOf('source')
  const unheld = subtract(asked, held)
  if (unheld.length > 0) {
    for (const { kind, codes, grantId, box } of layers) {
      if (kind !== 'failing') continue
      for (const code of codes) findings.add(code, grantId, intersect(unheld, [box.startDay, box.endDay]))
    }
    findings.add('NO_RIGHTS_IN', null, subtract(asked, daysOf('source', 'failing')))
  }
  const free = subtract(intersect(asked, held), daysOf('obstacle'))
  for (const { kind, grantId, box } of layers) {
    if (kind === 'condition') findings.add('FIRST_NEGOTIATION', grantId, intersect(free, [box.startDay, box.endDay]))
  }
  return {
    free,
    isAllFree: subtract(asked, free).length === 0,
    isAnyUnconditional: subtract(free, daysOf('condition')).length > 0,
  }
}

class Findings {
  readonly #found = new Map<string, Finding>()

  add(code: ReasonCode, grantId: string | null, days: Intervals): void {
    const [startDay] = days
    const endDay = days.at(-1)
    if (startDay === undefined || endDay === undefined) return
    const key = `${code} ${grantId}`
    const known = this.#found.get(key)
    if (!known) this.#found.set(key, { code, grantId, startDay, endDay })
    else {
      known.startDay = Math.min(known.startDay, startDay)
      known.endDay = Math.max(known.endDay, endDay)
    }
  }

  get reasons(): Finding[] {
    return [...this.#found.values()].filter(({ code }) => code !== 'FIRST_NEGOTIATION')
  }

  get conditions(): Finding[] {
    return [...this.#found.values()].filter(({ code }) => code === 'FIRST_NEGOTIATION')
  }
}
