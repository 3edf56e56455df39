import { invalid } from '../../../kernel/errors.ts'
import { type Grant, type LanguageMode, languageModes, type PromiseScope } from '../contract.ts'
import { dayOf } from './calendar.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The last day that can be written, as days since 1970-01-01. What lasts until then has no end. */
export const lastDayWritten = dayOf('9999-12-31')

export interface Leaves {
  territories: string[]
  media: string[]
  /** The tag `*` stands for every language. */
  languages: { tag: string; mode: LanguageMode }[]
}

/** A scope by its leaves, with its groups as they are on its first day. Throws Invalid `territory_unknown`, `media_unknown`, `request_empty`. */
export function coverageOf(scope: PromiseScope, vocabulary: Vocabulary): Leaves {
  const day = scope.start ? dayOf(scope.start) : Number.POSITIVE_INFINITY
  const codes = (list: readonly string[]) => list.flatMap((code) => vocabulary.territories(code, day))
  const excluded = new Set(codes(scope.territories.exclude))
  const territories = [...new Set(codes(scope.territories.include))].filter((code) => !excluded.has(code))
  if (territories.length === 0) throw invalid('request_empty', 'The territories leave none')
  const languages = new Map<string, { tag: string; mode: LanguageMode }>()
  for (const { tag, mode } of scope.languages) {
    for (const leaf of tag === '*' ? ['*'] : vocabulary.languages(tag)) {
      for (const one of mode === '*' ? languageModes : [mode]) languages.set(`${leaf} ${one}`, { tag: leaf, mode: one })
    }
  }
  const media = [...new Set(scope.media.flatMap((code) => vocabulary.media(code)))]
  return { territories, media, languages: [...languages.values()] }
}

/** The first and the last day of a grant with calendar dates. */
export const daysOfGrant = ({ scope }: Grant): { startDay: number; endDay: number } => ({
  startDay: scope.start ? dayOf(scope.start) : 0,
  endDay: scope.end ? dayOf(scope.end) : lastDayWritten,
})
