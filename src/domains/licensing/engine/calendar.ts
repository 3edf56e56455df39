import { durationForm } from '../contract.ts'
import { dateInTerritory } from '../vocabulary/time-zones.ts'

const dayMs = 86_400_000

const calendarDateLength = 10

/** Days since 1970-01-01 of a calendar date. */
export function dayOf(date: string): number {
  const ms = new Date(0).setUTCFullYear(
    Number(date.slice(0, 4)),
    Number(date.slice(5, 7)) - 1,
    Number(date.slice(8, 10)),
  )
  return ms / dayMs
}

/** Of a date that the contract let in. */
export const isInstant = (date: string): boolean => date.length > calendarDateLength

/** YYYY-MM-DD; null for a day without end. */
export const dateOf = (day: number): string | null =>
  Number.isFinite(day) ? new Date(day * dayMs).toISOString().slice(0, 10) : null

/** The day that a calendar date names, or on which an instant falls in a territory. */
export const dayIn = (date: string, territory: string): number =>
  dayOf(isInstant(date) ? dateInTerritory(Date.parse(date), territory) : date)

/**
 * A day and an ISO 8601 duration later: years and months first, to the last day of a shorter month, then weeks and days;
 * hours and less count as a day begun.
 */
export function addDuration(day: number, duration: string): number {
  const [, minus, ...parts] = durationForm.exec(duration) ?? []
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) =>
    Number(part ?? 0),
  )
  const sign = minus ? -1 : 1
  const from = new Date(day * dayMs)
  const month = from.getUTCMonth() + sign * (years * 12 + months)
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const moved = Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), lastDay)) / dayMs
  return moved + sign * (weeks * 7 + days + Math.ceil((hours * 3600 + minutes * 60 + seconds) / 86_400))
}
