interface Session {
  uid: string
  number: string
  link: string
  stampMs: number
  startsAt: string
  minutes: number
  place: string
}

const utc = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')
const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')

/** No line has more than 75 octets (RFC 5545, 3.1); none is cut inside a character. */
function folded(line: string): string {
  const encoder = new TextEncoder()
  let [out, octets] = ['', 0]
  for (const character of line) {
    const size = encoder.encode(character).length
    if (octets + size > 75) {
      out += '\r\n '
      octets = 1
    }
    out += character
    octets += size
  }
  return out
}

/** One session as iCalendar (RFC 5545). It names the case and the place, and nothing of what it is about. */
export function calendarOf({ uid, number, link, stampMs, startsAt, minutes, place }: Session): string {
  const start = Date.parse(startsAt)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Qianyin//Mediation//ZH',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${utc(stampMs)}`,
    `DTSTART:${utc(start)}`,
    `DTEND:${utc(start + minutes * 60_000)}`,
    `SUMMARY:${escaped(`调解 Mediation ${number}`)}`,
    `LOCATION:${escaped(place)}`,
    `URL:${link}`,
    'CLASS:PRIVATE',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}
