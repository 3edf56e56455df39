import type { Exclusivity } from '../../../../src/domains/licensing/contract.ts'

/** A scope as it is chosen: lists of codes, languages as `id:SUB`, days as in a date field. */
export interface ScopeForm {
  territories: string[]
  exclude: string[]
  media: string[]
  languages: string[]
  from: string
  to: string
  exclusivity: Exclusivity
}

export const emptyScope: ScopeForm = {
  territories: [],
  exclude: [],
  media: [],
  languages: [],
  from: '',
  to: '',
  exclusivity: 'non_exclusive',
}

export const exclusivityChoices: readonly Exclusivity[] = ['exclusive', 'sole', 'non_exclusive']

export const isScopeWhole = ({ territories, media, from, to }: ScopeForm): boolean =>
  territories.length > 0 && media.length > 0 && from !== '' && (to === '' || to >= from)

const modes = ['SUB', 'DUB', 'ORIGINAL', '*'] as const

/** As the server takes it. */
export function scopeOfForm({ territories, exclude, media, languages, from, to }: ScopeForm) {
  return {
    territories: { include: territories, ...(exclude.length > 0 ? { exclude } : {}) },
    media,
    ...(languages.length > 0
      ? {
          languages: languages.map((use) => {
            const [tag = '*', given] = use.split(':')
            return { tag, mode: modes.find((mode) => mode === given) ?? ('*' as const) }
          }),
        }
      : {}),
    start: from,
    end: to === '' ? null : to,
  }
}

/** What stands in the address of the catalogue. */
export type CatalogueSearch = Partial<
  Record<
    | 'query'
    | 'territories'
    | 'media'
    | 'languages'
    | 'from'
    | 'to'
    | 'exclusivity'
    | 'match'
    | 'genre'
    | 'audience'
    | 'production'
    | 'minEpisodes'
    | 'maxMinutes'
    | 'verified',
    string
  >
>

const listOf = (text: string | undefined) => (text ? text.split(',') : [])

export const scopeOfSearch = (search: CatalogueSearch): ScopeForm => ({
  territories: listOf(search.territories),
  exclude: [],
  media: listOf(search.media),
  languages: listOf(search.languages),
  from: search.from ?? '',
  to: search.to ?? '',
  exclusivity: exclusivityChoices.find((one) => one === search.exclusivity) ?? 'non_exclusive',
})

/** Only what is asked for; exclusivity alone asks for nothing. */
export function searchOfScope({ territories, media, languages, from, to, exclusivity }: ScopeForm): CatalogueSearch {
  const asked = {
    ...(territories.length > 0 ? { territories: territories.join() } : {}),
    ...(media.length > 0 ? { media: media.join() } : {}),
    ...(languages.length > 0 ? { languages: languages.join() } : {}),
    ...(from === '' ? {} : { from }),
    ...(to === '' ? {} : { to }),
  }
  return Object.keys(asked).length > 0 || exclusivity !== 'non_exclusive' ? { ...asked, exclusivity } : {}
}
