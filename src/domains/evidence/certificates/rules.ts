import type { TwoClocks } from './contract.ts'

const chinaOffsetMs = 8 * 3600 * 1000

/** An instant as UTC and as China's clocks show it (UTC+8 all year), to the second. */
export function twoClocks(ms: number): TwoClocks {
  const whole = Math.floor(ms / 1000) * 1000
  const text = (at: number) => new Date(at).toISOString().slice(0, 19)
  return { utc: `${text(whole)}Z`, china: `${text(whole + chinaOffsetMs)}+08:00` }
}
