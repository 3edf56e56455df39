import { countries } from '../../../kernel/countries.ts'
import { type AvailableBlock, type Exclusivity, exclusivities, type Grant } from '../contract.ts'
import { availabilityOf } from '../engine/answer.ts'
import { dayOf } from '../engine/calendar.ts'
import { lastDayWritten } from '../engine/coverage.ts'
import type { Vocabulary } from '../engine/vocabulary.ts'
import { marketRegions } from './contract.ts'

/** One row of `listing_openings`. Days since 1970-01-01, both belong. */
export interface Opening {
  territory: string
  startDay: number
  lastDay: number
  media: number
  exclusivities: number
  isWhole: 0 | 1
}

export interface Openings {
  rows: Opening[]
  /** The last day on which they are right. */
  untilDay: number
  /** Those of `marketRegions` where anything is free. */
  regions: string[]
}

/** Its place here is a medium's bit in every stored row: new leaves go to the end. */
const mediaInOrder = [
  'THEATRICAL',
  'FREE_TV',
  'PAY_TV',
  'EST',
  'RENTAL',
  'SVOD',
  'AVOD',
  'FAST',
  'INAPP_IAP',
  'INAPP_IAA',
  'MINI_PROGRAM',
  'UGC_SOCIAL',
  'REMAKE',
  'SEQUEL',
  'NOVELIZATION',
  'GAME',
  'MERCHANDISING',
]

/** The set of one medium; 0 for what is not stored. */
export const mediumBit = (medium: string): number => {
  const at = mediaInOrder.indexOf(medium)
  return at < 0 ? 0 : 2 ** at
}
export const exclusivityBit = (exclusivity: Exclusivity): number => 2 ** exclusivities.indexOf(exclusivity)

/** Long before any right that is licensed here began. */
const firstDay = '1970-01-01'
const everywhere = '*'

type Cell = { startDay: number; lastDay: number; isWhole: boolean }[]

/**
 * Everything that the engine finds free of a work for a new licensee, at each exclusivity. `today` is a calendar date.
 * Throws as `availabilityOf`.
 */
export function openingsOf(
  work: { id: string; organisationId: string },
  grants: readonly Grant[],
  vocabulary: Vocabulary,
  today: string,
): Openings {
  const profiles = new Map<string, Opening[]>(countries.map((territory) => [territory, []]))
  for (const exclusivity of exclusivities) {
    const scope = {
      work: work.id,
      territories: { include: ['WORLD'], exclude: [] },
      media: ['ALL_RIGHTS'],
      languages: [{ tag: '*', mode: '*' as const }],
      start: firstDay,
    }
    const answer = availabilityOf({ actor: work.organisationId, exclusivity, asOf: today, scope }, grants, vocabulary)
    const isConditional = answer.conditions.length > 0
    for (const [territory, byMedium] of cellsOf(answer.blocks, isConditional)) {
      for (const [medium, cell] of byMedium) {
        for (const { startDay, lastDay, isWhole } of runsOf(cell)) {
          addRow(profiles.get(territory) ?? [], {
            territory,
            startDay,
            lastDay,
            media: mediumBit(medium),
            exclusivities: exclusivityBit(exclusivity),
            isWhole: isWhole ? 1 : 0,
          })
        }
      }
    }
  }
  return {
    rows: rowsOf(profiles),
    untilDay: lapseAfter(grants, today),
    regions: marketRegions.filter((region) =>
      vocabulary
        .territories(region, Number.POSITIVE_INFINITY)
        .some((territory) => (profiles.get(territory) ?? []).length > 0),
    ),
  }
}

function cellsOf(blocks: readonly AvailableBlock[], isConditional: boolean): Map<string, Map<string, Cell>> {
  const cells = new Map<string, Map<string, Cell>>()
  for (const block of blocks) {
    const areAllLanguages = block.languages.some(({ tag, mode }) => tag === '*' && mode === '*')
    const run = {
      startDay: dayOf(block.start),
      lastDay: block.end === null ? lastDayWritten : dayOf(block.end),
      isWhole: areAllLanguages && block.episodes === undefined && !isConditional,
    }
    for (const territory of block.territories) {
      const byMedium = cells.get(territory) ?? new Map<string, Cell>()
      cells.set(territory, byMedium)
      for (const medium of block.media) byMedium.set(medium, [...(byMedium.get(medium) ?? []), run])
    }
  }
  return cells
}

/** As few runs as say it: what is whole joined where it touches; beside anything that is not, one run over all of it. */
function runsOf(cell: Cell): Cell {
  if (cell.some(({ isWhole }) => !isWhole)) {
    const startDay = Math.min(...cell.map((run) => run.startDay))
    return [{ startDay, lastDay: Math.max(...cell.map((run) => run.lastDay)), isWhole: false }]
  }
  const runs: Cell = []
  for (const run of [...cell].sort((a, b) => a.startDay - b.startDay)) {
    const last = runs.at(-1)
    if (last && run.startDay <= last.lastDay + 1)
      runs[runs.length - 1] = { ...last, lastDay: Math.max(last.lastDay, run.lastDay) }
    else runs.push(run)
  }
  return runs
}

/** Media of one window and exclusivity share a row. */
function addRow(profile: Opening[], row: Opening): void {
  const same = profile.find(
    (one) =>
      one.startDay === row.startDay &&
      one.lastDay === row.lastDay &&
      one.isWhole === row.isWhole &&
      one.exclusivities === row.exclusivities,
  )
  if (same) same.media |= row.media
  else profile.push(row)
}

/** What most territories have is said once; the others are named, also those where nothing is free. */
function rowsOf(profiles: ReadonlyMap<string, Opening[]>): Opening[] {
  const joined = [...profiles].map(([territory, profile]) => [territory, joinExclusivities(profile)] as const)
  const nameOf = (profile: readonly Opening[]) =>
    JSON.stringify(profile.map(({ territory: _of, ...row }) => Object.values(row)).sort())
  const groups = Map.groupBy(joined, ([, profile]) => nameOf(profile))
  const [common = []] = [...groups.values()].sort((a, b) => b.length - a.length)
  return [...groups.values()].flatMap((group) => {
    const [, profile = []] = group[0] ?? []
    if (group === common) return profile.map((row) => ({ ...row, territory: everywhere }))
    const nothing = { startDay: 0, lastDay: 0, media: 0, exclusivities: 0, isWhole: 1 } as const
    const rows = profile.length > 0 ? profile : [nothing]
    return group.flatMap(([territory]) => rows.map((row) => ({ ...row, territory })))
  })
}

function joinExclusivities(profile: readonly Opening[]): Opening[] {
  const joined = new Map<string, Opening>()
  for (const row of profile) {
    const key = [row.startDay, row.lastDay, row.isWhole, row.media].join()
    const known = joined.get(key)
    joined.set(key, known ? { ...known, exclusivities: known.exclusivities | row.exclusivities } : row)
  }
  return [...joined.values()]
}

/** Until when no promise lapses by the calendar alone. */
function lapseAfter(grants: readonly Grant[], today: string): number {
  const lapses = grants.flatMap((grant) => {
    const until =
      grant.type === 'option' ? grant.optionUntil : grant.type === 'first_negotiation' ? grant.windowUntil : null
    return until && until >= today ? [dayOf(until)] : []
  })
  return Math.min(lastDayWritten, ...lapses)
}
