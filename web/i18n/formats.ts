import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

const two = (value: number) => String(value).padStart(2, '0')

/** `1:02:03.40`, `02:03.40`: hundredths, so that single frames can be told apart. */
export function timecode(seconds: number, fractionDigits: 0 | 1 | 2 = 2): string {
  const scale = 10 ** fractionDigits
  const units = Math.max(0, Math.round(seconds * scale))
  const whole = Math.floor(units / scale)
  const fraction = fractionDigits === 0 ? '' : `.${String(units % scale).padStart(fractionDigits, '0')}`
  const hours = Math.floor(whole / 3600)
  const clock = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}${fraction}`
  return hours > 0 ? `${hours}:${clock}` : clock
}

function formatsOf(language: string) {
  const number = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 })
  const percentWhole = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
  const signed = new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' })
  const plainDate = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' })
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' })
  const dateTimeExact = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'long' })
  const languageNames = new Intl.DisplayNames(language, { type: 'language' })
  const countryNames = new Intl.DisplayNames(language, { type: 'region' })
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
  return {
    number: (value: number) => number.format(value),
    decimal: (value: number) => decimal.format(value),
    signed: (value: number) => signed.format(value),
    percent: (fraction: number) => percent.format(fraction),
    percentWhole: (fraction: number) => percentWhole.format(fraction),
    date: (instant: string) => date.format(new Date(instant)),
    /** A calendar day such as 2026-05-01, which has no zone. */
    calendarDate: (day: string) => plainDate.format(new Date(`${day}T00:00:00Z`)),
    dateTime: (instant: string) => dateTime.format(new Date(instant)),
    dateTimeExact: (instant: string) => dateTimeExact.format(new Date(instant)),
    languageName: (tag: string) => {
      try {
        return languageNames.of(tag) ?? tag
      } catch {
        return tag
      }
    },
    /** Of an ISO 3166-1 code. */
    countryName: (code: string) => {
      try {
        return countryNames.of(code) ?? code
      } catch {
        return code
      }
    },
    list: (items: string[]) => list.format(items),
    bytes: (sizeBytes: number) => {
      let value = sizeBytes
      let step = 0
      while (value >= 1000 && step < units.length - 1) {
        value /= 1000
        step++
      }
      const unit = units[step] ?? 'byte'
      const digits = value < 10 && step > 0 ? 1 : 0
      const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits } as const
      return new Intl.NumberFormat(language, style).format(value)
    },
    /** A span of time in words, for waiting: "2 min". */
    span: (seconds: number) => {
      const unit = seconds >= 86_400 ? 'day' : seconds >= 3600 ? 'hour' : seconds >= 60 ? 'minute' : 'second'
      const value = seconds / { day: 86_400, hour: 3600, minute: 60, second: 1 }[unit]
      const digits = unit === 'hour' ? 1 : 0
      const style = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: digits } as const
      return new Intl.NumberFormat(language, style).format(Math.max(1, value))
    },
  }
}

export type Formats = ReturnType<typeof formatsOf>

export function useFormats(): Formats {
  const { i18n } = useTranslation()
  return useMemo(() => formatsOf(i18n.language), [i18n.language])
}
