import type { SqlValue } from '../../src/ports/db.ts'

/** What `ports-worker.ts` and `ports-client.ts` say to each other; values that JSON does not know wear a tag. */
type WireValue = string | number | null | { bytes: string } | { bigint: string }

export const toWire = (value: SqlValue): WireValue => {
  if (value instanceof Uint8Array)
    return { bytes: Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') }
  return typeof value === 'bigint' ? { bigint: String(value) } : value
}

export const fromWire = (value: WireValue): SqlValue => {
  if (value === null || typeof value !== 'object') return value
  if ('bigint' in value) return BigInt(value.bigint)
  return Uint8Array.from(value.bytes.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
}

export interface WireStatement {
  sql: string
  params: WireValue[]
}

export interface WireError {
  name: string
  message: string
  kind?: string
  code?: string
}
