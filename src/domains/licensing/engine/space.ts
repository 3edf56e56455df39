import { invalid } from '../../../kernel/errors.ts'
import { type LanguageMode, type LanguageUse, languageModes, type PromiseScope } from '../contract.ts'
import { dayIn, isInstant } from './calendar.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Every language that nothing names. */
export const otherLanguage = '*'

export interface LanguageCell {
  leaf: string
  mode: LanguageMode
}

/** The part of a scope where all territories have the same days: 1 where an element of the space belongs to it. */
export interface Box {
  territories: Uint8Array
  media: Uint8Array
  languages: Uint8Array
  /** Episodes and days since 1970-01-01, both ends belong. */
  fromEpisode: number
  toEpisode: number
  startDay: number
  endDay: number
}

/** What was asked, by the leaves of each dimension. Only what lies in it is ever looked at. */
export interface Space {
  territories: readonly string[]
  media: readonly string[]
  languages: readonly LanguageCell[]
  request: readonly Box[]
  /** The parts of a scope inside of the space. `agreedOn` is the day that freezes its groups, `lastDay` ends it earlier. */
  boxesOf: (scope: PromiseScope, agreedOn?: string | null, lastDay?: string | number | null) => readonly Box[]
}

const modesOf = (mode: LanguageUse['mode']): readonly LanguageMode[] => (mode === '*' ? languageModes : [mode])
const cellKey = (leaf: string, mode: LanguageMode) => `${leaf} ${mode}`

/** The first calendar day of a scope for what has no territory yet: an instant counts as in UTC. */
const roughDay = (date: string | null | undefined): number => (date ? dayIn(date, '') : Number.POSITIVE_INFINITY)

function territoriesOf({ territories }: PromiseScope, vocabulary: Vocabulary, day: number): Set<string> {
  const codes = (list: readonly string[]) => list.flatMap((code) => vocabulary.territories(code, day))
  const excluded = new Set(codes(territories.exclude))
  return new Set(codes(territories.include).filter((code) => !excluded.has(code)))
}

/**
 * The space of a request. `tags` are the language tags of everything that will be compared with it.
 * Throws Invalid `territory_unknown`, `media_unknown`, `request_empty`.
 */
export function spaceOf(
  request: PromiseScope,
  vocabulary: Vocabulary,
  { tags, agreedOn: askedOn }: { tags: Iterable<string>; agreedOn?: string | null | undefined },
): Space {
  const agreedDay = roughDay(askedOn ?? request.start)
  const territories = [...territoriesOf(request, vocabulary, agreedDay)].sort()
  if (territories.length === 0) throw invalid('request_empty', 'The territories asked for leave none')
  const media = [...new Set(request.media.flatMap((code) => vocabulary.media(code)))]
  const leaves = new Set([...vocabulary.languageLeaves, otherLanguage])
  for (const tag of tags) if (tag !== '*') for (const leaf of vocabulary.languages(tag)) leaves.add(leaf)

  const leavesOfTag = (tag: string) => (tag === '*' ? leaves : vocabulary.languages(tag))
  const languages: LanguageCell[] = []
  const cellAt = new Map<string, number>()
  for (const { tag, mode } of request.languages) {
    for (const leaf of leavesOfTag(tag)) {
      for (const one of modesOf(mode)) {
        if (cellAt.has(cellKey(leaf, one))) continue
        cellAt.set(cellKey(leaf, one), languages.length)
        languages.push({ leaf, mode: one })
      }
    }
  }

  const known = new Map<string, Uint8Array>()
  const remembered = (key: string, make: () => Uint8Array): Uint8Array => {
    const found = known.get(key)
    if (found) return found
    const made = make()
    known.set(key, made)
    return made
  }
  const flags = (elements: readonly string[], has: (element: string) => boolean) =>
    Uint8Array.from(elements, (element) => (has(element) ? 1 : 0))

  const territoryAt = new Map(territories.map((code, at) => [code, at]))
  const asked = { startDay: Number.NEGATIVE_INFINITY, endDay: Number.POSITIVE_INFINITY }
  const boxesOf: Space['boxesOf'] = (scope, agreed, lastDay) => {
    const hasInstant = [scope.start, scope.end, lastDay].some((date) => typeof date === 'string' && isInstant(date))
    const wholeDays = hasInstant ? null : days(scope, lastDay, '')
    if (wholeDays && (wholeDays[0] > asked.endDay || wholeDays[1] < asked.startDay)) return []
    const inMedia = remembered(`m ${scope.media.join(' ')}`, () => {
      const found = new Set(scope.media.flatMap((code) => vocabulary.media(code)))
      return flags(media, (leaf) => found.has(leaf))
    })
    if (!inMedia.includes(1)) return []
    const inLanguages = remembered(`l ${scope.languages.map(({ tag, mode }) => `${tag} ${mode}`).join(',')}`, () => {
      const found = new Uint8Array(languages.length)
      for (const { tag, mode } of scope.languages) {
        for (const leaf of leavesOfTag(tag)) {
          for (const one of modesOf(mode)) {
            const at = cellAt.get(cellKey(leaf, one))
            if (at !== undefined) found[at] = 1
          }
        }
      }
      return found
    })
    if (!inLanguages.includes(1)) return []
    const { include, exclude } = scope.territories
    const isGroup = (code: string) => code.length > 2
    const agreedOn = include.some(isGroup) || exclude.some(isGroup) ? (agreed ?? scope.start ?? '') : ''
    const inTerritories = remembered(`t${agreedOn} ${include.join(' ')} - ${exclude.join(' ')}`, () => {
      const day = roughDay(agreedOn || null)
      const found = new Uint8Array(territories.length)
      for (const [codes, is] of [
        [include, 1],
        [exclude, 0],
      ] as const) {
        for (const code of codes) {
          for (const territory of vocabulary.territories(code, day)) {
            const at = territoryAt.get(territory)
            if (at !== undefined) found[at] = is
          }
        }
      }
      return found
    })
    if (!inTerritories.includes(1)) return []
    const box = (territoryFlags: Uint8Array, [startDay, endDay]: readonly [number, number]): Box => ({
      territories: territoryFlags,
      media: inMedia,
      languages: inLanguages,
      fromEpisode: scope.episodes?.from ?? 1,
      toEpisode: scope.episodes?.to ?? Number.POSITIVE_INFINITY,
      startDay,
      endDay,
    })
    if (wholeDays) return [box(inTerritories, wholeDays)]
    const byDays = new Map<string, { days: [number, number]; flags: Uint8Array }>()
    territories.forEach((territory, at) => {
      if (inTerritories[at] !== 1) return
      const own = days(scope, lastDay, territory)
      const part = byDays.get(own.join()) ?? { days: own, flags: new Uint8Array(territories.length) }
      part.flags[at] = 1
      byDays.set(own.join(), part)
    })
    return [...byDays.values()].map((part) => box(part.flags, part.days))
  }

  const boxes = boxesOf(request, askedOn)
  // From here on what lies outside of these days is left out unseen.
  asked.startDay = Math.min(...boxes.map(({ startDay }) => startDay))
  asked.endDay = Math.max(...boxes.map(({ endDay }) => endDay))
  return { territories, media, languages, request: boxes, boxesOf }
}

function days(scope: PromiseScope, lastDay: string | number | null | undefined, territory: string): [number, number] {
  const end = scope.end ? dayIn(scope.end, territory) : Number.POSITIVE_INFINITY
  const last = typeof lastDay === 'string' ? dayIn(lastDay, territory) : (lastDay ?? end)
  return [scope.start ? dayIn(scope.start, territory) : Number.NEGATIVE_INFINITY, Math.min(end, last)]
}

/** Whether two boxes of one space have anything in common. */
export function overlaps(a: Box, b: Box): boolean {
  return (
    a.startDay <= b.endDay &&
    b.startDay <= a.endDay &&
    a.fromEpisode <= b.toEpisode &&
    b.fromEpisode <= a.toEpisode &&
    meet(a.territories, b.territories) &&
    meet(a.media, b.media) &&
    meet(a.languages, b.languages)
  )
}

function meet(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] === 1 && b[i] === 1) return true
  return false
}
