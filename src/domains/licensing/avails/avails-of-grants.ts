import { type Grant, languageModes } from '../contract.ts'
import type { Vocabulary } from '../engine/vocabulary.ts'
import type { AvailLine } from './avail-line.ts'
import { mediaOfLicence } from './grants-of-avails.ts'

export interface ExportedAvails {
  lines: Pick<AvailLine, 'kind' | 'values'>[]
  /** What a sheet of Avails cannot say, or says with less. */
  losses: {
    grantId: string
    code: 'type_has_no_avail' | 'medium_has_no_code' | 'modes_lost' | 'episodes_as_lines'
    what: string
  }[]
}

const licenceOfMedium = new Map(Object.entries(mediaOfLicence).map(([licence, medium]) => [medium, licence]))
licenceOfMedium.set('EST', 'EST')

const localisations: Readonly<Record<string, string>> = { SUB: 'sub', DUB: 'dub' }

/**
 * Rights in and licences out as lines of Avails: one for each territory and licence type, as stores want them, and for each episode of
 * a range. `titles` names works. Media without a code of Avails are left out, and named among the losses.
 */
export function availsOfGrants(
  grants: readonly Grant[],
  vocabulary: Vocabulary,
  titles: ReadonlyMap<string, string> = new Map(),
): ExportedAvails {
  const exported: ExportedAvails = { lines: [], losses: [] }
  for (const grant of grants) addLines(grant, vocabulary, titles, exported)
  return exported
}

function addLines(
  grant: Grant,
  vocabulary: Vocabulary,
  titles: ReadonlyMap<string, string>,
  { lines, losses }: ExportedAvails,
): void {
  const lose = (code: ExportedAvails['losses'][number]['code'], what: string) =>
    losses.push({ grantId: grant.id, code, what })
  if (grant.type !== 'in' && grant.type !== 'out') return void lose('type_has_no_avail', grant.type)
  const { scope } = grant
  const codes = (list: readonly string[]) =>
    list.flatMap((code) => vocabulary.territories(code, Number.POSITIVE_INFINITY))
  const excluded = new Set(codes(scope.territories.exclude))
  const territories = [...new Set(codes(scope.territories.include))].filter((code) => !excluded.has(code)).sort()
  const media = [...new Set(scope.media.flatMap((code) => vocabulary.media(code)))]
  const { languages, localisation, isExact } = languagesOf(grant)
  if (!isExact) lose('modes_lost', languages)
  const { from, to } = scope.episodes ?? { from: 0, to: 0 }
  if (to === null) lose('episodes_as_lines', 'an open range of episodes')
  const episodes = Array.from({ length: (to ?? from) - from + 1 }, (_, i) => from + i)
  const last = grant.terminatedOn && (!scope.end || grant.terminatedOn < scope.end) ? grant.terminatedOn : scope.end
  const party =
    grant.type === 'in'
      ? { 'Avail/DisplayName': grant.holder }
      : { 'Avail/DisplayName': grant.licensor, 'Avail/Licensee': grant.licensee }
  for (const medium of media) {
    const licence = licenceOfMedium.get(medium)
    if (!licence) {
      lose('medium_has_no_code', medium)
      continue
    }
    for (const territory of territories) {
      for (const episode of episodes) {
        const title = titles.get(scope.work) ?? scope.work
        const values: Record<string, string> = {
          ...party,
          'AvailTrans/Territory': territory,
          'Disposition/EntryType': 'Full Extract',
          'AvailTrans/LicenseType': licence,
          'AvailTrans/Start': scope.start,
          'AvailTrans/End': last ?? 'Open',
          'AvailTrans/Exclusive':
            grant.exclusivity === 'exclusive' || (grant.type === 'in' && grant.kind === 'ownership') ? 'Yes' : 'No',
          ...(languages === '' ? {} : { 'AvailTrans/AllowedLanguages': languages }),
          ...(localisation === '' ? {} : { 'AvailMetadata/LocalizationType': localisation }),
          'Avail/AvailID': grant.id,
        }
        if (episode === 0) {
          const movie = {
            'AvailAsset/WorkType': 'Movie',
            'AvailMetadata/TitleInternalAlias': title,
            'Avail/ALID': scope.work,
          }
          lines.push({ kind: 'Movies', values: { ...values, ...movie } })
        } else {
          const tv = {
            'AvailAsset/WorkType': 'Episode',
            'AvailMetadata/SeriesTitleInternalAlias': title,
            'AvailMetadata/SeasonNumber': '1',
            'AvailMetadata/EpisodeNumber': String(episode),
            'AvailAsset/SeasonContentID': scope.work,
          }
          lines.push({ kind: 'TV', values: { ...values, ...tv } })
        }
      }
    }
  }
}

function languagesOf({ scope }: Grant): { languages: string; localisation: string; isExact: boolean } {
  const byTag = Map.groupBy(scope.languages, ({ tag }) => tag)
  if (byTag.has('*')) {
    const modes = new Set((byTag.get('*') ?? []).map(({ mode }) => mode))
    const [only = '*'] = modes
    const isAll = only === '*' || languageModes.every((mode) => modes.has(mode))
    return {
      languages: '',
      localisation: modes.size === 1 ? (localisations[only] ?? '') : '',
      isExact: isAll || (modes.size === 1 && only in localisations),
    }
  }
  const parts = [...byTag].map(([tag, uses]) => {
    const [use] = uses
    const kind = uses.length === 1 && use ? localisations[use.mode] : undefined
    return { text: kind ? `${tag}:${kind}` : tag, isExact: kind !== undefined || use?.mode === '*' }
  })
  return {
    languages: parts.map(({ text }) => text).join(', '),
    localisation: '',
    isExact: parts.every(({ isExact }) => isExact),
  }
}
