import type { Grant, LanguageUse } from '../contract.ts'
import { type AvailLine, cellOf } from './avail-line.ts'
import { dateOfCell, listOf } from './line-rules.ts'

/** What a licence type of Avails is in the media tree. Rental is what Avails call VOD. */
export const mediaOfLicence: Readonly<Record<string, string>> = {
  EST: 'EST',
  POEST: 'EST',
  VOD: 'RENTAL',
  SVOD: 'SVOD',
  AVOD: 'AVOD',
}

const modes: Readonly<Record<string, LanguageUse['mode']>> = { sub: 'SUB', dub: 'DUB', subtitle: 'SUB', audio: 'DUB' }

/**
 * The right that a line speaks of: with a licensee a licence that it has, without one what the sender has on offer and may pass on.
 * Null for a line that ends something, or whose dates or medium are none yet. The window is inclusive, as Avails have it.
 */
export function grantOfAvail(line: AvailLine): Grant | null {
  const value = (name: string) => cellOf(line, name)
  const start = dateOfCell(value('Start'))
  const end = value('End') === 'Open' ? null : dateOfCell(value('End'))
  const media = mediaOfLicence[value('LicenseType')]
  if (!media || !start || (end === null && value('End') !== 'Open') || /Delete/.test(value('EntryType'))) return null
  const sender = value('DisplayName') || 'sender'
  const isExclusive = /^(?:yes|true|t|1)$/i.test(value('Exclusive'))
  const episode = Number(value('EpisodeNumber'))
  const isEpisode = value('WorkType') === 'Episode' && Number.isInteger(episode) && episode >= 1
  const shared = {
    id: `${line.sheet}!${line.row}`,
    exclusivity: isExclusive ? ('exclusive' as const) : ('non_exclusive' as const),
    sublicensable: true,
    scope: {
      work: workOfAvail(line),
      territories: { include: listOf(value('Territory')), exclude: listOf(value('TerritoryExclusion')) },
      media: [media],
      languages: languagesOfAvail(line),
      ...(isEpisode ? { episodes: { from: episode, to: episode } } : {}),
      start,
      end,
    },
  }
  const licensee = value('Licensee')
  if (licensee === '') return { type: 'in', kind: 'licence', holder: sender, ...shared }
  return { type: 'out', status: 'active', licensor: sender, licensee, ...shared, sublicensable: false }
}

/** A film by its ALID, a season by its own content id, or by its series and number. */
export function workOfAvail(line: AvailLine): string {
  const value = (name: string) => cellOf(line, name)
  if (line.kind === 'Movies') return value('ALID') || value('ContentID') || titleOfAvail(line)
  return value('SeasonContentID') || `${value('SeriesContentID') || titleOfAvail(line)} S${value('SeasonNumber') || 1}`
}

export const titleOfAvail = (line: AvailLine): string =>
  ['TitleDisplayUnlimited', 'TitleInternalAlias', 'SeriesTitleDisplayUnlimited', 'SeriesTitleInternalAlias']
    .map((name) => cellOf(line, name))
    .find((title) => title !== '') ?? ''

function languagesOfAvail(line: AvailLine): LanguageUse[] {
  const localisation = modes[cellOf(line, 'LocalizationType')] ?? '*'
  const allowed = listOf(cellOf(line, 'AllowedLanguages')).flatMap((text): LanguageUse[] => {
    const [tag = '', kind = ''] = text.split(':')
    return /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(tag) ? [{ tag, mode: modes[kind] ?? localisation }] : []
  })
  return allowed.length > 0 ? allowed : [{ tag: '*', mode: localisation }]
}
