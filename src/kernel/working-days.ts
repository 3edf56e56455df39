/**
 * Working days of the Chinese mainland, as the State Council sets them year by year: days off (holidays with the weekends
 * moved to them) and weekend days worked in exchange. 2025: 国办发明电〔2024〕12号; 2026: 国务院办公厅, 2025-11-04.
 * Each range is first and last day, both included.
 */
const official: Record<number, { off: readonly (readonly [string, string])[]; worked: readonly string[] }> = {
  2025: {
    off: [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ],
    worked: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  2026: {
    off: [
      ['2026-01-01', '2026-01-03'],
      ['2026-02-15', '2026-02-23'],
      ['2026-04-04', '2026-04-06'],
      ['2026-05-01', '2026-05-05'],
      ['2026-06-19', '2026-06-21'],
      ['2026-09-25', '2026-09-27'],
      ['2026-10-01', '2026-10-07'],
    ],
    worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
}

/** The holidays on fixed dates of the sun (全国年节及纪念日放假办法, 2024, art. 2), for years that no table covers yet. */
const fixed = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'])

const dayMs = 86_400_000

function dayNumber(date: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) {
    throw new RangeError(`not a calendar date: ${date}`)
  }
  return at / dayMs
}

const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** Whether the State Council's table for the year of `date` ('YYYY-MM-DD') is known; where it is not, a term is provisional. */
export const calendarCovers = (date: string): boolean => official[Number(date.slice(0, 4))] !== undefined

/**
 * Whether people work on `date` ('YYYY-MM-DD', a day in China). In a year without a table, weekends and the holidays on
 * fixed dates are off. Throws RangeError where it is no calendar date.
 */
export function isWorkingDay(date: string): boolean {
  const day = dayNumber(date)
  const weekday = (day + 4) % 7
  const weekend = weekday === 0 || weekday === 6
  const table = official[Number(date.slice(0, 4))]
  if (!table) return !weekend && !fixed.has(date.slice(5))
  if (table.worked.includes(date)) return true
  return !weekend && !table.off.some(([first, last]) => first <= date && date <= last)
}

/**
 * The `count`-th working day after `date`: the day of the event itself is not counted (民法典 201, 203). `count` is a whole
 * number from 0 to 1,000; with 0 it is `date` where that is a working day, else the next one.
 * Throws RangeError for anything else.
 */
export function addWorkingDays(date: string, count: number): string {
  if (!Number.isInteger(count) || count < 0 || count > 1000) throw new RangeError(`not a number of days: ${count}`)
  let day = dayNumber(date)
  let left = count
  while (left > 0 || !isWorkingDay(dateOf(day))) {
    day++
    if (left > 0 && isWorkingDay(dateOf(day))) left--
  }
  return dateOf(day)
}

/**
 * How many working days lie after `from`, up to and with `to`; negative where `to` is before `from`, so that
 * `workingDaysBetween(d, addWorkingDays(d, n))` is `n`. Throws RangeError where one is no calendar date, or 20 years apart.
 */
export function workingDaysBetween(from: string, to: string): number {
  const start = dayNumber(from)
  const end = dayNumber(to)
  if (end < start) return -workingDaysBetween(to, from)
  if (end - start > 7305) throw new RangeError('more than twenty years apart')
  let count = 0
  for (let day = start + 1; day <= end; day++) if (isWorkingDay(dateOf(day))) count++
  return count
}

/** The date in China (UTC+8 all year) at an instant, in milliseconds since 1970. */
export const dateInChina = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
