import type { PriorFinding, PriorSearchView } from './contract.ts'

/** A match as the matcher tells it, as far as it matters here. */
export interface MatchedWork {
  workId: string
  registrationNumber: string
  registeredAt: string
  segments: readonly { edits: readonly string[] }[]
}

/**
 * Whether a match shows an earlier registration of another work. A quotation is none: texts may quote. `registeredAt` is in
 * milliseconds of Unix time.
 */
export function isEarlierRegistration(
  match: MatchedWork,
  of: { workId: string; registrationNumber: string; registeredAt: number },
): boolean {
  if (match.workId === of.workId) return false
  const at = Date.parse(match.registeredAt)
  // Within one millisecond the numbers tell.
  const isEarlier = at < of.registeredAt || (at === of.registeredAt && match.registrationNumber < of.registrationNumber)
  const isQuotation = match.segments.length > 0 && match.segments.every(({ edits }) => edits.includes('quotation'))
  return isEarlier && !isQuotation
}

const pairsOf = (findings: readonly PriorFinding[]) =>
  new Set(findings.map(({ sha256, priorSha256 }) => `${sha256}:${priorSha256}`))

/** Whether an answer to `before` covers `now`: the same files show the same, and no further one does. */
export function isCovered(now: readonly PriorFinding[], before: readonly PriorFinding[]): boolean {
  const known = pairsOf(before)
  return [...pairsOf(now)].every((pair) => known.has(pair))
}

/** What is left to do, once the search is over. */
export function stateOfSearch(registrations: readonly { isOwn: boolean; answer: unknown }[]): PriorSearchView['state'] {
  const strangers = registrations.filter(({ isOwn }) => !isOwn)
  if (strangers.length === 0) return 'clear'
  return strangers.every(({ answer }) => answer !== null) ? 'answered' : 'unanswered'
}
