import type { AvailableBlock } from '../contract.ts'
import { dateOf, dayOf } from '../engine/calendar.ts'
import { lastDayWritten } from '../engine/coverage.ts'
import type { RightsMap } from './contract.ts'

type State = RightsMap['rows'][number]['cells'][number]['spans'][number]['state']

interface MapRequest {
  from: string
  to: string
  /** A row's code and the territories that it stands for. */
  rows: readonly { territory: string; members: readonly string[] }[]
  /** A column's code and its leaves. */
  media: readonly { medium: string; leaves: readonly string[] }[]
}

interface Run {
  startDay: number
  lastDay: number
  isWhole: boolean
}

/**
 * What is free of each row and medium over time. `alone` are the blocks that can be had exclusively, `shared` non-exclusively, `held`
 * those that the licensor holds at all. `free`: all of it exclusively; `shared`: all of it, non-exclusively; `part`: some
 * territories, media, languages or episodes of it; `taken`: nothing, though it is held; `none`: nothing is held.
 */
export function rightsMapOf(
  blocks: Record<'alone' | 'shared' | 'held', readonly AvailableBlock[]>,
  { from, to, rows, media }: MapRequest,
): RightsMap {
  const [alone, shared, held] = [indexOf(blocks.alone), indexOf(blocks.shared), indexOf(blocks.held)]
  const [first, last] = [dayOf(from), dayOf(to)]
  return {
    from,
    to,
    rows: rows.map(({ territory, members }) => ({
      territory,
      cells: media.map(({ medium, leaves }) => {
        const keys = members.flatMap((code) => leaves.map((leaf) => `${code} ${leaf}`))
        return { medium, spans: spansOf(keys, { alone, shared, held }, first, last) }
      }),
    })),
  }
}

function indexOf(blocks: readonly AvailableBlock[]): Map<string, Run[]> {
  const runs = new Map<string, Run[]>()
  for (const block of blocks) {
    const isWhole = block.episodes === undefined && block.languages.some(({ tag, mode }) => tag === '*' && mode === '*')
    const run = {
      startDay: dayOf(block.start),
      lastDay: block.end === null ? lastDayWritten : dayOf(block.end),
      isWhole,
    }
    for (const territory of block.territories) {
      for (const medium of block.media) {
        const key = `${territory} ${medium}`
        const known = runs.get(key)
        if (known) known.push(run)
        else runs.set(key, [run])
      }
    }
  }
  return runs
}

function spansOf(
  keys: readonly string[],
  at: Record<'alone' | 'shared' | 'held', ReadonlyMap<string, readonly Run[]>>,
  first: number,
  last: number,
) {
  const cuts = new Set([first])
  for (const map of Object.values(at)) {
    for (const key of keys) {
      for (const { startDay, lastDay } of map.get(key) ?? []) {
        if (startDay > first && startDay <= last) cuts.add(startDay)
        if (lastDay + 1 > first && lastDay + 1 <= last) cuts.add(lastDay + 1)
      }
    }
  }
  const days = [...cuts].sort((a, b) => a - b)
  const spans: { start: string; end: string; state: State }[] = []
  days.forEach((day, i) => {
    const state = stateOn(keys, at, day)
    const end = dateOf((days[i + 1] ?? last + 1) - 1) ?? ''
    const before = spans.at(-1)
    if (before?.state === state) before.end = end
    else spans.push({ start: dateOf(day) ?? '', end, state })
  })
  return spans
}

function stateOn(
  keys: readonly string[],
  { alone, shared, held }: Record<'alone' | 'shared' | 'held', ReadonlyMap<string, readonly Run[]>>,
  day: number,
): State {
  const count = (map: ReadonlyMap<string, readonly Run[]>, isWholeOnly: boolean) =>
    keys.filter((key) =>
      map.get(key)?.some((run) => run.startDay <= day && day <= run.lastDay && (run.isWhole || !isWholeOnly)),
    ).length
  if (count(alone, true) === keys.length) return 'free'
  if (count(shared, true) === keys.length) return 'shared'
  if (count(shared, false) > 0) return 'part'
  return count(held, false) > 0 ? 'taken' : 'none'
}
