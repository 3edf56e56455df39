import type { Law, NoticeClock, NoticeState } from './contract.ts'

const dayMs = 86_400_000
const text = (date: Date): string => date.toISOString().slice(0, 10)
const dayOf = (date: string): Date => new Date(`${date}T00:00:00Z`)

/** The `nth` Monday or Thursday of a month (0 to 11); -1 is the last. */
function nth(year: number, month: number, weekday: number, n: number): string {
  const first = new Date(Date.UTC(year, n < 0 ? month + 1 : month, 1))
  const ahead = (weekday - first.getUTCDay() + 7) % 7
  return text(new Date(first.getTime() + (ahead + 7 * (n < 0 ? n : n - 1)) * dayMs))
}

/** Legal public holidays of the United States (5 U.S.C. § 6103); one on a Saturday is kept on Friday, one on a Sunday on Monday. */
function federalHolidays(year: number): string[] {
  const fixed = [
    `${year}-01-01`,
    `${year}-06-19`,
    `${year}-07-04`,
    `${year}-11-11`,
    `${year}-12-25`,
    `${year + 1}-01-01`,
  ]
  const kept = fixed.map((date) => {
    const day = dayOf(date)
    const shift = day.getUTCDay() === 6 ? -1 : day.getUTCDay() === 0 ? 1 : 0
    return text(new Date(day.getTime() + shift * dayMs))
  })
  const moving = [
    nth(year, 0, 1, 3),
    nth(year, 1, 1, 3),
    nth(year, 4, 1, -1),
    nth(year, 8, 1, 1),
    nth(year, 9, 1, 2),
    nth(year, 10, 4, 4),
  ]
  return [...kept, ...moving]
}

/** The `count`-th business day of the United States after a day: 17 U.S.C. § 512(g)(2)(C) counts in these. */
export function addBusinessDaysUs(from: string, count: number): string {
  let day = dayOf(from)
  for (let left = count; left > 0; ) {
    day = new Date(day.getTime() + dayMs)
    const isWeekend = day.getUTCDay() === 0 || day.getUTCDay() === 6
    if (!isWeekend && !federalHolidays(day.getUTCFullYear()).includes(text(day))) left--
  }
  return text(day)
}

/** The same day of a later month, or that month's last. */
function addMonths(from: string, months: number): string {
  const day = dayOf(from)
  const month = day.getUTCMonth() + months
  const last = new Date(Date.UTC(day.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return text(new Date(Date.UTC(day.getUTCFullYear(), month, Math.min(day.getUTCDate(), last))))
}

/**
 * What the law counts from the day on which the notice came into this state. 条例 15 and 17 say “at once”: the same day. § 512 says
 * “expeditiously” for taking down, the DSA “timely” for deciding: no day, so no clock.
 */
export function noticeClocks(law: Law, state: NoticeState, since: string, today: string): NoticeClock[] {
  const clock = (kind: NoticeClock['kind'], dueOn: string): NoticeClock => ({ kind, dueOn, isOver: today > dueOn })
  if (law === 'cn' && (state === 'sent' || state === 'received')) return [clock('act', since)]
  if (law === 'cn' && state === 'countered') return [clock('restore_by', since)]
  if (law === 'us' && state === 'countered') {
    return [clock('restore_from', addBusinessDaysUs(since, 10)), clock('restore_by', addBusinessDaysUs(since, 14))]
  }
  // DSA art. 20(1): a complaint may be made for at least six months.
  if (law === 'eu' && (state === 'rejected' || state === 'removed')) return [clock('complaint', addMonths(since, 6))]
  return []
}
