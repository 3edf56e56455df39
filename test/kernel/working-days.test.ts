import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addWorkingDays,
  calendarCovers,
  dateInChina,
  isWorkingDay,
  workingDaysBetween,
} from '../../src/kernel/working-days.ts'

test('holidays are off, weekends worked in exchange are not', () => {
  expect(isWorkingDay('2026-02-14')).toBe(true) // a Saturday, worked
  expect(isWorkingDay('2026-02-16')).toBe(false) // a Monday, Spring Festival
  expect(isWorkingDay('2026-11-25')).toBe(true)
  expect(isWorkingDay('2026-11-28')).toBe(false)
  // The tables say how many days each holiday takes; the rest of the year follows from the weekends.
  const working = (year: number) => workingDaysBetween(`${year - 1}-12-31`, `${year}-12-31`)
  expect([working(2025), working(2026)]).toEqual([248, 248])
})

test('a term runs over a holiday and over the end of a year', () => {
  expect(addWorkingDays('2026-09-30', 1)).toBe('2026-10-08')
  expect(addWorkingDays('2026-09-30', 3)).toBe('2026-10-10')
  expect(addWorkingDays('2026-02-13', 3)).toBe('2026-02-25')
  expect(addWorkingDays('2026-12-31', 1)).toBe('2027-01-04')
  expect(addWorkingDays('2026-10-01', 0)).toBe('2026-10-08')
  expect([calendarCovers('2026-12-31'), calendarCovers('2027-01-04')]).toEqual([true, false])
  expect(dateInChina(Date.UTC(2026, 11, 31, 16))).toBe('2027-01-01')
})

test('counting undoes adding, from any day', () => {
  const days = fc
    .integer({ min: 20_000, max: 21_200 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 60 }), (date, count) => {
      const end = addWorkingDays(date, count)
      expect(isWorkingDay(end)).toBe(true)
      expect(workingDaysBetween(date, end)).toBe(count)
      expect(workingDaysBetween(end, date)).toBe(-count)
    }),
  )
})

test.each(['2026-02-29', '2026-13-01', '25-11-2026', '', '2026-1-1'])('%j is no date', (date) => {
  expect(() => isWorkingDay(date)).toThrow(RangeError)
  expect(() => addWorkingDays('2026-11-25', 1.5)).toThrow(RangeError)
})
