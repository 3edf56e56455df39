import { invalid } from '../../kernel/errors.ts'
import type { Grant } from './contract.ts'
import { addDuration, dateOf, dayOf, isInstant } from './engine/calendar.ts'
import type { Vocabulary } from './engine/vocabulary.ts'

const iri = (kind: string, name: string) => `urn:qianyin:${kind}:${encodeURIComponent(name)}`

interface Constraint {
  leftOperand: string
  operator: string
  rightOperand: unknown
}

/**
 * A right as ODRL 2.2 (W3C Recommendation, 2018-02-15) in JSON-LD: what one holds as an Offer, a licence as an Agreement, where
 * exclusivity is a duty of the assigner and sub-licensing a permission of its own. A window is half-open there, so its end is the day
 * after. Media are words of our profile on `deliveryChannel`. Throws Invalid `grant_has_no_policy` for a promise.
 */
export function odrlOf(grant: Grant, vocabulary: Vocabulary): Record<string, unknown> {
  if (grant.type !== 'in' && grant.type !== 'out') {
    throw invalid('grant_has_no_policy', 'Only rights in and licences out are offers or agreements')
  }
  const { scope } = grant
  const assigner = iri('party', grant.type === 'in' ? grant.holder : grant.licensor)
  const assignee = grant.type === 'out' ? { assignee: iri('party', grant.licensee) } : {}
  const target = iri('work', scope.work)
  const permission = (action: string) => ({
    target,
    action,
    assigner,
    ...assignee,
    constraint: constraintsOf(grant, vocabulary),
  })
  const isExclusive = grant.exclusivity === 'exclusive' || (grant.type === 'in' && grant.kind === 'ownership')
  const duty = { action: 'ensureExclusivity', assigner, ...assignee, target }
  return {
    '@context': 'http://www.w3.org/ns/odrl.jsonld',
    '@type': grant.type === 'in' ? 'Offer' : 'Agreement',
    uid: iri('grant', grant.id),
    profile: 'urn:qianyin:odrl:media:1',
    permission: [permission('distribute'), ...(grant.sublicensable ? [permission('grantUse')] : [])],
    ...(isExclusive ? { obligation: [duty] } : {}),
  }
}

function constraintsOf(
  { scope, ...grant }: Extract<Grant, { type: 'in' | 'out' }>,
  vocabulary: Vocabulary,
): Constraint[] {
  const codes = (list: readonly string[]) => [
    ...new Set(list.flatMap((code) => vocabulary.territories(code, Number.POSITIVE_INFINITY))),
  ]
  const day = (date: string) => (isInstant(date) ? date : `${date}T00:00:00`)
  const { terminatedOn } = grant
  const last = terminatedOn && (!scope.end || terminatedOn < scope.end) ? terminatedOn : scope.end
  const after = last && !isInstant(last) ? dateOf(addDuration(dayOf(last), 'P1D')) : last
  const tags = [...new Set(scope.languages.map(({ tag, mode }) => (mode === '*' ? tag : `${tag}:${mode}`)))]
  const isEveryLanguage = tags.includes('*')
  const { exclude } = scope.territories
  return [
    { leftOperand: 'spatial', operator: 'isAnyOf', rightOperand: codes(scope.territories.include) },
    ...(exclude.length > 0 ? [{ leftOperand: 'spatial', operator: 'isNoneOf', rightOperand: codes(exclude) }] : []),
    { leftOperand: 'deliveryChannel', operator: 'isAnyOf', rightOperand: scope.media },
    ...(isEveryLanguage ? [] : [{ leftOperand: 'language', operator: 'isAnyOf', rightOperand: tags }]),
    ...(scope.episodes
      ? [
          {
            leftOperand: 'version',
            operator: 'eq',
            rightOperand: `episodes ${scope.episodes.from}-${scope.episodes.to ?? ''}`,
          },
        ]
      : []),
    { leftOperand: 'dateTime', operator: 'gteq', rightOperand: day(scope.start) },
    ...(after ? [{ leftOperand: 'dateTime', operator: 'lt', rightOperand: day(after) }] : []),
  ]
}
