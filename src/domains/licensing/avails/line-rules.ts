import { countries } from '../../../kernel/countries.ts'
import { durationForm, isCalendarDate } from '../contract.ts'
import { isEidr } from '../identifiers.ts'
import type { AvailIssue, AvailLine } from './avail-line.ts'
import { columns } from './columns.ts'

type Found = Pick<AvailIssue, 'column' | 'severity' | 'code'>

const licenceTypes = ['EST', 'VOD', 'SVOD', 'AVOD', 'POEST', 'Pre-Release', 'Library']
const entryTypes = ['Full Extract', 'Full Delete', 'Create', 'Update', 'Delete']
/** Without these nobody can say what the line is about. */
const essential = new Set(['Territory', 'WorkType', 'EntryType', 'LicenseType', 'Start', 'End'])
/** Conditions in place of a date: MovieLabs, Avails 1.9. */
const conditions = new Set(['Open', 'ESTStart', 'Immediate', 'EST', 'Broadcast', 'Completed', 'Theatrical'])
const isoCodes = new Set(countries)

export const listOf = (text: string): string[] =>
  text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/

/** A calendar date, or an instant, which without an offset is in UTC; null for a condition and for what is neither. */
export function dateOfCell(text: string): string | null {
  if (isCalendarDate(text)) return text
  if (!instant.test(text) || !isCalendarDate(text.slice(0, 10))) return null
  const zoned = /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`
  return Number.isNaN(Date.parse(zoned)) ? null : zoned
}

/** Everything that is wrong with a line, as far as the line alone shows it. */
export function issuesOfLine(line: AvailLine): Found[] {
  const byName = new Map(Object.entries(line.values).map(([key, text]) => [key.slice(key.indexOf('/') + 1), text]))
  const value = (name: string) => byName.get(name) ?? ''
  const found: Found[] = []
  const say = (column: string | null, code: string, severity: Found['severity'] = 'error') =>
    found.push({ column, code, severity })

  for (const { column, isRequired } of columns[line.kind]) {
    const name = column.slice(column.indexOf('/') + 1)
    if (!isRequired || value(name) !== '' || isNeedless(name, value)) continue
    say(name, 'value_missing', essential.has(name) ? 'error' : 'warning')
  }
  for (const code of listOf(value('Territory'))) if (!isoCodes.has(code)) say('Territory', 'territory_unknown')
  if (listOf(value('Territory')).length > 1 && value('LicenseType') !== 'SVOD')
    say('Territory', 'territories_many', 'warning')
  for (const code of listOf(value('TerritoryExclusion'))) {
    if (!isoCodes.has(code)) say('TerritoryExclusion', 'territory_unknown')
  }
  if (value('LicenseType') !== '' && !licenceTypes.includes(value('LicenseType')))
    say('LicenseType', 'licence_type_unknown', 'warning')
  if (value('EntryType') !== '' && !entryTypes.includes(value('EntryType'))) say('EntryType', 'entry_type_unknown')
  for (const name of ['Start', 'End']) {
    const text = value(name)
    if (text === '' || dateOfCell(text) !== null) continue
    if (conditions.has(text)) {
      if (text !== 'Open') say(name, 'date_is_condition', 'warning')
    } else say(name, 'date_wrong')
  }
  const [start, end] = [dateOfCell(value('Start')), dateOfCell(value('End'))]
  if (start && end && start.slice(0, 10) > end.slice(0, 10)) say('End', 'dates_reversed')
  for (const name of ['StartLag', 'EndLag', 'WindowDuration']) {
    if (value(name) !== '' && !durationForm.test(value(name))) say(name, 'duration_wrong')
  }
  if (value('LicenseType') === 'POEST' && value('SuppressionLiftDate') === '')
    say('SuppressionLiftDate', 'value_missing', 'warning')
  if (value('PriceType') === 'NA' && value('PriceValue') !== 'NA' && value('PriceValue') !== '')
    say('PriceValue', 'price_not_na', 'warning')
  if ((value('RatingSystem') === '') !== (value('RatingValue') === '')) say('RatingValue', 'rating_half', 'warning')
  for (const name of [
    'ALID',
    'ContentID',
    'TitleID',
    'EditID',
    'EpisodeContentID',
    'SeasonContentID',
    'SeriesContentID',
    'AltID',
  ]) {
    const text = value(name)
    if (/10\.5240\/|eidr-[sx]:/.test(text) && !isEidr(text)) say(name, 'eidr_wrong', 'warning')
  }
  return found
}

/** What the dictionary stars only under a condition that does not hold. */
function isNeedless(name: string, value: (name: string) => string): boolean {
  if (name === 'PriceType' || name === 'PriceValue') return value('LicenseType') === 'SVOD'
  if (name === 'SuppressionLiftDate') return true
  if (name === 'CaptionIncluded' || name === 'CaptionExemption') {
    return value('Territory') !== 'US' || value('CaptionIncluded') !== '' || value('CaptionExemption') !== ''
  }
  if (name.startsWith('Episode') && name !== 'EpisodeCount') return value('WorkType') !== 'Episode'
  return name === 'EpisodeCount' && value('WorkType') !== 'Season'
}
