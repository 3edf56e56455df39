import { invalid } from './errors.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/**
 * JSON in the one spelling of RFC 8785: names in the order of their UTF-16 code units, numbers and strings as ECMAScript writes
 * them, no spaces. Throws Invalid `json_not_canonical` for what JSON has no words for, and for a lone surrogate.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const object = value as { readonly [name: string]: Json }
    const names = Object.keys(object).sort()
    return `{${names.map((name) => `${canonicalJson(name)}:${canonicalJson(object[name] ?? null)}`).join(',')}}`
  }
  const isSound = typeof value === 'string' ? value.isWellFormed() : typeof value !== 'number' || Number.isFinite(value)
  const text = isSound ? JSON.stringify(value) : undefined
  if (text === undefined) throw invalid('json_not_canonical', 'This cannot be written as canonical JSON')
  return text
}
