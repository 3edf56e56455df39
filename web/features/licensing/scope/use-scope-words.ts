import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../i18n/formats.ts'

const mediaShown = [
  'MICRODRAMA_APP',
  'INAPP_IAP',
  'INAPP_IAA',
  'VOD',
  'SVOD',
  'AD_SUPPORTED',
  'AVOD',
  'FAST',
  'TVOD',
  'EST',
  'RENTAL',
  'TV',
  'FREE_TV',
  'PAY_TV',
  'MINI_PROGRAM',
  'UGC_SOCIAL',
  'THEATRICAL',
  'EXPLOITATION',
  'REMAKE',
  'SEQUEL',
  'NOVELIZATION',
  'GAME',
  'MERCHANDISING',
  'DERIVATIVE',
  'ALL_RIGHTS',
] as const
type Medium = (typeof mediaShown)[number]

const isMedium = (code: string): code is Medium => mediaShown.some((known) => known === code)
const modeWords = { ORIGINAL: 'original', SUB: 'sub', DUB: 'dub' } as const

interface Block {
  territories: readonly string[]
  exclude?: readonly string[] | undefined
  media: readonly string[]
  languages: readonly { tag: string; mode: string }[]
  episodes?: { from: number; to: number | null } | null | undefined
  start: string
  end?: string | null | undefined
}

/** Scopes in the reader's words. */
export function useScopeWords() {
  const { t } = useTranslation()
  const formats = useFormats()
  const regions: Record<string, string> = t('market.scope.regions', { returnObjects: true })
  const territory = (code: string): string => {
    if (code === 'WORLD') return t('market.scope.world')
    const region = regions[code.replace(/^M49:(\d{3}).*$/, 'r$1')]
    return region ?? formats.countryName(code.replace(/^M49:/, '').replace(/@.*$/, ''))
  }
  const territories = (include: readonly string[], exclude: readonly string[] = []): string => {
    const without = formats.list(exclude.map(territory))
    if (include.length === 1 && include[0] === 'WORLD' && exclude.length > 0)
      return t('market.scope.worldExcept', { list: without })
    const list = formats.list(include.map(territory))
    return exclude.length > 0 ? t('market.scope.except', { list, without }) : list
  }
  const medium = (code: string): string => (isMedium(code) ? t(`market.media.${code}`) : code)
  const media = (codes: readonly string[]): string => formats.list(codes.map(medium))
  const language = ({ tag, mode }: { tag: string; mode: string }): string => {
    const name = tag === '*' ? t('market.scope.allLanguages') : formats.languageName(tag)
    const how = mode in modeWords ? modeWords[mode as keyof typeof modeWords] : null
    return how ? `${name} · ${t(`market.scope.${how}`)}` : name
  }
  const languages = (uses: readonly { tag: string; mode: string }[]): string =>
    uses.length === 0 || uses.some(({ tag, mode }) => tag === '*' && mode === '*')
      ? t('market.scope.allLanguages')
      : formats.list(uses.map(language))
  const days = (start: string, end: string | null | undefined): string =>
    t('market.scope.until', {
      from: formats.calendarDate(start),
      to: end ? formats.calendarDate(end) : t('market.scope.noEnd'),
    })
  const episodes = (range: { from: number; to: number | null } | null | undefined): string =>
    range
      ? t('market.scope.episodeRange', { from: range.from, to: range.to ?? t('market.scope.last') })
      : t('market.scope.allEpisodes')
  return {
    territory,
    territories,
    medium,
    media,
    language,
    languages,
    days,
    episodes,
    /** All of a scope on one line. */
    line: (block: Block): string =>
      [
        territories(block.territories, block.exclude),
        media(block.media),
        languages(block.languages),
        ...(block.episodes ? [episodes(block.episodes)] : []),
        days(block.start, block.end),
      ].join(' · '),
    mediaShown,
  }
}
