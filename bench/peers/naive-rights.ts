// The plain way to answer whether a right is free: expand what was asked to single cells (territory, medium, language and
// mode, episode, day), and ask of each cell each grant. Written from the rules of docs/rights.md, apart from the product.
import type { AvailabilityQuery, Grant, PromiseScope } from '../../src/domains/licensing/contract.ts'

export interface Words {
  territories: Record<string, string[]>
  media: Record<string, string[]>
  languages: Record<string, string[]>
  /** Every language there is, one that nothing names among them. */
  everyLanguage: string[]
  lastEpisode: number
}

const dayMs = 86_400_000
export const days = (start: string, end: string): string[] => {
  const out: string[] = []
  for (let at = Date.parse(start); at <= Date.parse(end); at += dayMs) out.push(new Date(at).toISOString().slice(0, 10))
  return out
}
const spread = (tree: Record<string, string[]>, code: string): string[] =>
  tree[code] ? tree[code].flatMap((child) => spread(tree, child)) : [code]

export interface Cell {
  territory: string
  medium: string
  language: string
  episode: number
  day: string
}
export const cellKey = ({ territory, medium, language, episode, day }: Cell) =>
  `${territory} ${medium} ${language} ${episode} ${day}`

interface Sets {
  territories: Set<string>
  media: Set<string>
  languages: Set<string>
}

function sets(scope: PromiseScope, words: Words): Sets {
  const excluded = new Set(scope.territories.exclude.flatMap((code) => spread(words.territories, code)))
  const territories = scope.territories.include.flatMap((code) => spread(words.territories, code))
  return {
    territories: new Set(territories.filter((code) => !excluded.has(code))),
    media: new Set(scope.media.flatMap((code) => spread(words.media, code))),
    languages: new Set(
      scope.languages.flatMap(({ tag, mode }) =>
        (tag === '*' ? words.everyLanguage : spread(words.languages, tag)).flatMap((leaf) =>
          (mode === '*' ? ['ORIGINAL', 'SUB', 'DUB'] : [mode]).map((one) => `${leaf} ${one}`),
        ),
      ),
    ),
  }
}

function lies(cell: Cell, scope: PromiseScope, { territories, media, languages }: Sets): boolean {
  const { from, to } = scope.episodes ?? { from: 1, to: null }
  return (
    territories.has(cell.territory) &&
    media.has(cell.medium) &&
    languages.has(cell.language) &&
    cell.episode >= from &&
    cell.episode <= (to ?? Number.POSITIVE_INFINITY) &&
    cell.day >= (scope.start ?? '') &&
    cell.day <= (scope.end ?? '9999')
  )
}

export function* cellsOf(scope: PromiseScope, words: Words): Generator<Cell> {
  const { territories, media, languages } = sets(scope, words)
  const { from, to } = scope.episodes ?? { from: 1, to: null }
  const window = days(scope.start ?? '2027-01-01', scope.end ?? '2027-01-31')
  for (const territory of territories)
    for (const medium of media)
      for (const language of languages)
        for (let episode = from; episode <= (to ?? words.lastEpisode); episode++)
          for (const day of window) yield { territory, medium, language, episode, day }
}

export interface NaiveAnswer {
  free: Set<string>
  conditional: Set<string>
  asked: number
  reasons: Set<string>
  conditions: Set<string>
}

const rank = ['non_exclusive', 'sole', 'exclusive']

export function naiveAnswer(query: AvailabilityQuery, grants: readonly Grant[], words: Words): NaiveAnswer {
  const answer: NaiveAnswer = {
    free: new Set(),
    conditional: new Set(),
    asked: 0,
    reasons: new Set(),
    conditions: new Set(),
  }
  const { actor, licensee } = query
  const isSelf = query.selfExploitation === true || licensee === actor
  const same = grants
    .filter(({ scope }) => scope.work === query.scope.work)
    .map((grant) => ({ grant, inside: sets(grant.scope, words) }))
  const links = same.flatMap(({ grant }) => {
    if (grant.type === 'out') return [[grant.licensor, grant.licensee]]
    return grant.type === 'in' && grant.kind === 'licence' && grant.licensor ? [[grant.licensor, grant.holder]] : []
  })
  const above = new Set<string>()
  for (let before = -1; before < above.size; ) {
    before = above.size
    for (const [from = '', to = ''] of links) {
      if ((to === actor || above.has(to)) && from !== actor) above.add(from)
    }
  }
  const ended = (grant: Grant, day: string) =>
    (grant.type === 'in' || grant.type === 'out') && !!grant.terminatedOn && day > grant.terminatedOn
  for (const cell of cellsOf(query.scope, words)) {
    answer.asked++
    let isFree = true
    let isHeld = false
    const faults: string[] = []
    const conditions: string[] = []
    for (const { grant, inside } of same) {
      if (ended(grant, cell.day) || !lies(cell, grant.scope, inside)) continue
      const refuse = (code: string) => {
        isFree = false
        answer.reasons.add(`${code} ${grant.id}`)
      }
      const [from, to] =
        grant.type === 'out'
          ? [grant.licensor, grant.licensee]
          : grant.type === 'in'
            ? [grant.kind === 'licence' ? grant.licensor : null, grant.holder]
            : [null, null]
      if (to === actor && (from !== actor || grant.type === 'in')) {
        const own =
          grant.type === 'in' || grant.type === 'out'
            ? (grant.exclusivity ?? (grant.type === 'in' && grant.kind === 'ownership' ? 'exclusive' : 'non_exclusive'))
            : 'non_exclusive'
        const mayPass = grant.type === 'in' && grant.kind === 'ownership'
        const isAllowed = mayPass || isSelf || ((grant.type === 'in' || grant.type === 'out') && grant.sublicensable)
        const isEnough = rank.indexOf(own) >= rank.indexOf(query.exclusivity)
        if (isAllowed && isEnough) isHeld = true
        if (!isAllowed) faults.push(`SUBLICENSE_NOT_PERMITTED ${grant.id}`)
        if (!isEnough) faults.push(`EXCLUSIVITY_EXCEEDS_RIGHTS_IN ${grant.id}`)
        if (isAllowed && isEnough) faults.push('')
      } else if (from && to && !(from !== actor && above.has(to)) && to !== licensee) {
        const kind = (grant.type === 'in' || grant.type === 'out') && (grant.exclusivity ?? 'non_exclusive')
        if (kind === 'exclusive') refuse('EXCLUSIVE_OUT')
        else if (kind === 'sole' && !(isSelf && from === actor)) refuse('SOLE_OUT')
        else if (kind === 'non_exclusive' && query.exclusivity !== 'non_exclusive') {
          if (!(query.exclusivity === 'sole' && from === to && to === actor)) refuse('NONEXCLUSIVE_OUT')
        }
      }
      if (grant.type === 'holdback') {
        const binds = grant.bindsLicensor
        const isBound =
          binds === true || binds == null || binds === actor || (typeof binds === 'string' && above.has(binds))
        if (isBound && !(grant.inFavourOf && grant.inFavourOf === licensee)) refuse('HOLDBACK')
      }
      if (grant.type === 'option' && grant.status === 'open' && (grant.optionUntil ?? '9999') >= (query.asOf ?? '')) {
        const isBound = !grant.licensor || grant.licensor === actor || above.has(grant.licensor)
        const isOther = grant.holder !== licensee && grant.holder !== actor
        if (isBound && isOther && (grant.exclusive || query.exclusivity !== 'non_exclusive')) refuse('OPTION_HELD')
      }
      if (grant.type === 'reserved' && !(isSelf && grant.holder === actor)) refuse('RESERVED')
      if (grant.type === 'blocked') refuse('BLOCKED')
      if (
        grant.type === 'first_negotiation' &&
        grant.status === 'open' &&
        (grant.windowUntil ?? '9999') >= (query.asOf ?? '') &&
        !isSelf &&
        grant.holder !== licensee &&
        grant.holder !== actor &&
        (!grant.licensor || grant.licensor === actor || above.has(grant.licensor))
      )
        conditions.push(`FIRST_NEGOTIATION ${grant.id}`)
    }
    if (!isHeld) {
      isFree = false
      if (faults.length === 0) answer.reasons.add('NO_RIGHTS_IN null')
      for (const fault of faults) if (fault) answer.reasons.add(fault)
    }
    if (!isFree) continue
    answer.free.add(cellKey(cell))
    for (const condition of conditions) answer.conditions.add(condition)
    if (conditions.length > 0) answer.conditional.add(cellKey(cell))
  }
  return answer
}
