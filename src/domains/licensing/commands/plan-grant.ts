import { AppError } from '../../../kernel/errors.ts'
import type { Grant, GrantInput } from '../contract.ts'
import { type Availability, availabilityOf } from '../engine/answer.ts'
import { coverageOf, daysOfGrant, type Leaves } from '../engine/coverage.ts'
import type { Vocabulary } from '../engine/vocabulary.ts'
import { reasonWords } from '../engine/words.ts'
import { grantOfInput } from '../rules.ts'
import type { NewGrantRow } from '../store.ts'

const lastEpisode = 1_000_000_000

export interface GrantPlace {
  id: string
  workId: string
  organisationId: string
  /** The number of the entry, one after the last of the work's book. */
  entry: number
  personId: string | null
  nowMs: number
}

export interface PlannedGrant {
  grant: Grant
  row: NewGrantRow
  /** What the database is to hold against other licences; null for what is none. */
  coverage: Leaves | null
}

/**
 * A right as it is stored. Throws Invalid `territory_unknown`, `media_unknown`, `request_empty`.
 */
export function planGrant(
  given: GrantInput,
  { id, workId, organisationId, entry, personId, nowMs }: GrantPlace,
  vocabulary: Vocabulary,
): PlannedGrant {
  const grant = grantOfInput(given, { id, workId, organisationId })
  const coverage = coverageOf(grant.scope, vocabulary)
  const { startDay, endDay } = daysOfGrant(grant)
  const isLicence = grant.type === 'out'
  return {
    grant,
    coverage: isLicence ? coverage : null,
    row: {
      id,
      workId,
      organisationId,
      type: grant.type,
      entry,
      licensee: isLicence ? grant.licensee : null,
      exclusivity: isLicence ? grant.exclusivity : null,
      startDay,
      lastDay: endDay,
      fromEpisode: grant.scope.episodes?.from ?? 1,
      toEpisode: grant.scope.episodes?.to ?? lastEpisode,
      body: grant,
      createdBy: personId,
      createdAt: nowMs,
    },
  }
}

/**
 * That a licence is free as a whole beside everything else. `asOf` is today's calendar date. Throws Conflict `right_not_free` with
 * the reasons as issues, `right_conditional`; Invalid `question_too_complex`.
 */
export function requireFree(
  grant: Grant,
  book: readonly Grant[],
  vocabulary: Vocabulary,
  { asOf, conditionsMet }: { asOf: string; conditionsMet: boolean },
): void {
  if (grant.type !== 'out') return
  const { licensor, licensee, exclusivity, scope } = grant
  const answer = availabilityOf({ actor: licensor, licensee, exclusivity, asOf, scope }, book, vocabulary)
  refuseUnfree(answer, conditionsMet)
}

function refuseUnfree({ status, reasons, conditions }: Availability, conditionsMet: boolean): void {
  if (status === 'available' || (status === 'conditional' && reasons.length === 0 && conditionsMet)) return
  const isConditional = status === 'conditional' && reasons.length === 0
  const issues = [...reasons, ...conditions].map((finding) => ({
    path: `${finding.code}${finding.grantId === null ? '' : `.${finding.grantId}`}`,
    message: reasonWords(finding, 'en'),
  }))
  if (isConditional) throw new AppError('Conflict', 'right_conditional', 'Somebody must be asked first', { issues })
  throw new AppError('Conflict', 'right_not_free', 'Not all of this is free', { issues })
}

export const changedMeanwhile = () =>
  new AppError('Conflict', 'rights_changed_meanwhile', 'Something else was entered for this work at the same time')
