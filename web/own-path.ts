const anOrigin = 'http://own.invalid'
/** A second slash, or what a lenient reader could take for one, however often it is escaped. */
const leadsElsewhere = /^\/(?:\/|%(?:25)*(?:2f|5c))/i
const controlOrBackslash = /[\p{Cc}\\]/u
const escapedControl = /%(?:25)*(?:[01][0-9a-f]|7f)/i

/**
 * The path, query and fragment of an address inside this site; undefined for anything that a browser might read as another site,
 * such as `//elsewhere.example`, `/\elsewhere.example` or `/..//elsewhere.example`.
 */
export function ownPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('/') || controlOrBackslash.test(value)) return undefined
  if (!URL.canParse(value, anOrigin)) return undefined
  const { origin, pathname, search, hash } = new URL(value, anOrigin)
  if (origin !== anOrigin || leadsElsewhere.test(pathname) || escapedControl.test(pathname)) return undefined
  return pathname + search + hash
}
