export type LogLevel = 'error' | 'warn' | 'info'
export type Log = (event: Record<string, unknown>) => void

const order: readonly LogLevel[] = ['error', 'warn', 'info']

/** One JSON line an event on standard error, from `level` up. */
export function jsonLog(level: LogLevel): Log {
  const shown = new Set<unknown>(order.slice(0, order.indexOf(level) + 1))
  return (event) => {
    if (shown.has(event.level)) process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`)
  }
}
