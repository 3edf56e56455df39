import type { AvailabilityQuery, Grant } from '../contract.ts'
import { type Availability, availabilityOf } from '../engine/answer.ts'
import type { Vocabulary } from '../engine/vocabulary.ts'

export interface WorkAnswer extends Availability {
  work: string
  /** Who would grant. */
  actor: string
}

/**
 * The buyer's question, of every work and everybody who holds rights in it: which can be had for this scope? What cannot be had at all
 * is left out. Throws as `availabilityOf`.
 */
export function queryWorks(
  question: Omit<AvailabilityQuery, 'actor' | 'scope'> & { scope: Omit<AvailabilityQuery['scope'], 'work'> },
  grants: readonly Grant[],
  vocabulary: Vocabulary,
): WorkAnswer[] {
  const byWork = Map.groupBy(grants, ({ scope }) => scope.work)
  return [...byWork].flatMap(([work, own]) => {
    const holders = new Set(own.flatMap((grant) => (grant.type === 'in' ? [grant.holder] : [])))
    return [...holders].flatMap((actor) => {
      const answer = availabilityOf({ ...question, actor, scope: { ...question.scope, work } }, own, vocabulary)
      return answer.status === 'unavailable' ? [] : [{ work, actor, ...answer }]
    })
  })
}
