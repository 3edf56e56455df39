import type { AvailabilityQuery, Exclusivity, Grant, GrantInput, ReasonCode } from './contract.ts'

const rank: Readonly<Record<Exclusivity, number>> = { non_exclusive: 0, sole: 1, exclusive: 2 }

/** Who asks, and what the chain of title says of them. */
export interface Asking {
  query: Pick<AvailabilityQuery, 'actor' | 'licensee' | 'exclusivity'>
  /** Whether the actor would use the work itself. */
  isOwnUse: boolean
  /** Those from whom the actor's rights come, however far up. */
  above: ReadonlySet<string>
  /** The day of the question, in days since 1970-01-01. */
  today: number
}

/** A right that passed from one party to another: a licence, from either side. */
interface Passing {
  from: string
  to: string
  exclusivity: Exclusivity
}

function passingOf(grant: Grant): Passing | null {
  if (grant.type === 'out') return { from: grant.licensor, to: grant.licensee, exclusivity: grant.exclusivity }
  if (grant.type !== 'in' || grant.kind === 'ownership' || !grant.licensor) return null
  return { from: grant.licensor, to: grant.holder, exclusivity: grant.exclusivity ?? 'non_exclusive' }
}

/** Everybody above a party in the chain of title of one work. */
export function partiesAbove(actor: string, grants: readonly Grant[]): ReadonlySet<string> {
  const givers = new Map<string, Set<string>>()
  for (const grant of grants) {
    const passing = passingOf(grant)
    if (passing && passing.from !== passing.to) {
      givers.set(passing.to, (givers.get(passing.to) ?? new Set()).add(passing.from))
    }
  }
  const above = new Set<string>()
  const open = [actor]
  for (let party = open.pop(); party !== undefined; party = open.pop()) {
    for (const giver of givers.get(party) ?? []) {
      if (giver === actor || above.has(giver)) continue
      above.add(giver)
      open.push(giver)
    }
  }
  return above
}

/**
 * What stands against granting out of a right that the actor holds; null when the grant is not one of the actor's.
 * A licence of a licence needs consent (著作权法实施条例 24), and gives no more than was given.
 */
export function faultsOfSource(grant: Grant, { query, isOwnUse }: Asking): ReasonCode[] | null {
  const faults: ReasonCode[] = []
  if (grant.type === 'in' && grant.holder === query.actor) {
    const own = grant.exclusivity ?? (grant.kind === 'ownership' ? 'exclusive' : 'non_exclusive')
    if (grant.kind === 'licence' && !grant.sublicensable && !isOwnUse) faults.push('SUBLICENSE_NOT_PERMITTED')
    if (rank[query.exclusivity] > rank[own]) faults.push('EXCLUSIVITY_EXCEEDS_RIGHTS_IN')
    return faults
  }
  if (grant.type === 'out' && grant.licensee === query.actor && grant.licensor !== query.actor) {
    if (!grant.sublicensable && !isOwnUse) faults.push('SUBLICENSE_NOT_PERMITTED')
    if (rank[query.exclusivity] > rank[grant.exclusivity]) faults.push('EXCLUSIVITY_EXCEEDS_RIGHTS_IN')
    return faults
  }
  return null
}

/** Why a grant keeps others out of its scope; null when it does not stand in the way of what is asked. */
export function obstacleOf(grant: Grant, asking: Asking): ReasonCode | null {
  const { query, isOwnUse, above, today } = asking
  const passing = passingOf(grant)
  if (passing) {
    const isSource = passing.from !== query.actor && (passing.to === query.actor || above.has(passing.to))
    if (isSource || passing.to === query.licensee) return null
    return obstacleOfLicence(passing, asking)
  }
  const binds = (party: string | null | undefined) => !party || party === query.actor || above.has(party)
  if (grant.type === 'holdback') {
    const { bindsLicensor, inFavourOf, trigger } = grant
    const isBound = typeof bindsLicensor === 'boolean' ? bindsLicensor : binds(bindsLicensor)
    if (!isBound || (inFavourOf && inFavourOf === query.licensee)) return null
    return trigger && !trigger.date ? 'HOLDBACK_PENDING_EVENT' : 'HOLDBACK'
  }
  if (grant.type === 'option') {
    const isMet = grant.exclusive || query.exclusivity !== 'non_exclusive'
    return isMet && binds(grant.licensor) && isOpenTo(grant, grant.optionUntil, asking, today) ? 'OPTION_HELD' : null
  }
  if (grant.type === 'reserved') return isOwnUse && grant.holder === query.actor ? null : 'RESERVED'
  return grant.type === 'blocked' ? 'BLOCKED' : null
}

/** Whether somebody else must be asked first. */
export function isConditionOn(grant: Grant, asking: Asking): boolean {
  if (grant.type !== 'first_negotiation' || asking.isOwnUse) return false
  const isBound = !grant.licensor || grant.licensor === asking.query.actor || asking.above.has(grant.licensor)
  return isBound && isOpenTo(grant, grant.windowUntil, asking, asking.today)
}

function obstacleOfLicence({ from, to, exclusivity }: Passing, { query, isOwnUse }: Asking): ReasonCode | null {
  if (exclusivity === 'exclusive') return 'EXCLUSIVE_OUT'
  if (exclusivity === 'sole') return isOwnUse && from === query.actor ? null : 'SOLE_OUT'
  const isLicensorsOwnUse = from === to && to === query.actor
  if (query.exclusivity === 'non_exclusive' || (query.exclusivity === 'sole' && isLicensorsOwnUse)) return null
  return 'NONEXCLUSIVE_OUT'
}

/** A promise that has not lapsed and was made to another. One whose time is yet to come binds already. */
const isOpenTo = (
  { status, holder }: { status: 'open' | 'closed'; holder: string },
  until: string | null | undefined,
  { query }: Asking,
  today: number,
): boolean =>
  status === 'open' &&
  holder !== query.licensee &&
  holder !== query.actor &&
  (!until || Date.parse(until.slice(0, 10)) / 86_400_000 >= today)

/** What a seller entered, as a grant of its own. */
export function grantOfInput(
  input: GrantInput,
  { id, workId, organisationId }: { id: string; workId: string; organisationId: string },
): Grant {
  const scope = { ...input.scope, work: workId }
  if (input.type === 'in') return { ...input, id, holder: organisationId, scope }
  if (input.type === 'out') {
    const { conditionsMet: _asked, ...agreed } = input
    return { ...agreed, id, status: 'active', licensor: organisationId, scope }
  }
  if (input.type === 'holdback') return { ...input, id, bindsLicensor: true, scope }
  if (input.type === 'option' || input.type === 'first_negotiation') {
    return { ...input, id, status: 'open', licensor: organisationId, scope }
  }
  return input.type === 'reserved' ? { ...input, id, holder: organisationId, scope } : { ...input, id, scope }
}
