import { useFormats } from '../i18n/formats.ts'

const utc = (instant: string) => `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** An instant in the reader's own zone; UTC is told on hover and to the machine. */
export function When({ at, precision = 'minute' }: { at: string; precision?: 'day' | 'minute' | 'second' }) {
  const formats = useFormats()
  const words =
    precision === 'day' ? formats.date(at) : precision === 'minute' ? formats.dateTime(at) : formats.dateTimeExact(at)
  return (
    <time dateTime={at} title={utc(at)}>
      {words}
    </time>
  )
}
