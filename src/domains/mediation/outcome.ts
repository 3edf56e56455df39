import { AppError, conflict, invalid } from '../../kernel/errors.ts'
import { missingIn, ownershipClauses } from './agreement/rules.ts'
import { clocksOf, lastDay, terms } from './clocks.ts'
import type { Act, Audience, CaseState, Seat, Side } from './contract.ts'
import { type Entry, type Facts, isSide, otherSide } from './facts.ts'
import { mayMove, moves } from './rules.ts'

export interface Outcome {
  state: CaseState
  audience: Audience
  /** The mediator both have chosen, or the committee has named. */
  named?: string
}

const notNow = (why: string) => conflict('move_not_allowed', why)

/** Longest extension, in calendar days after the time that the law has in mind. */
const extensionDaysMax = 60

/**
 * Where an act leads and who may read of it, or why it is refused.
 * Throws Forbidden `seat_may_not`; Conflict `move_not_allowed`, `deadline_runs`, `mediator_not_disclosed`, `done_already`,
 * `objection_open`, `not_signed_by_all`, `agreement_changed`; Invalid `agreement_incomplete`, `ownership_clause`, `entry_unknown`, `date_refused`.
 */
export function outcomeOf(facts: Facts, entries: readonly Entry[], seat: Seat, act: Act, today: string): Outcome {
  const { state } = facts
  const move = moves[act.move]
  if (!(move.by as readonly Seat[]).includes(seat)) {
    throw new AppError('Forbidden', 'seat_may_not', `Nobody does this as ${seat}`)
  }
  if (!mayMove(act.move, seat, state)) throw notNow(`This is not done while a case is ${state}`)
  requireConditions(facts, entries, seat, act, today)
  const [only] = move.to
  const stays: Outcome = { state, audience: audienceOf(entries, seat, act) }
  if (move.to.length === 1 && only !== 'same') return { ...stays, state: only }
  const done = (list: readonly Side[]) => isSide(seat) && list.includes(otherSide(seat))
  if (act.move === 'acknowledge') return done(facts.acknowledged) ? { ...stays, state: 'choosing' } : stays
  if (act.move === 'accept_mediator') return done(facts.acceptedMediator) ? { ...stays, state: 'hearing' } : stays
  if (act.move === 'choose' && isSide(seat)) {
    const other = facts.choices.get(otherSide(seat))
    const agree = act.mediatorId !== null && other === act.mediatorId
    return agree ? { ...stays, state: 'disclosing', named: act.mediatorId ?? '' } : stays
  }
  return stays
}

function audienceOf(entries: readonly Entry[], seat: Seat, act: Act): Audience {
  if (act.move === 'state') return act.audience === 'mediator' && isSide(seat) ? seat : 'all'
  if (act.move === 'schedule') return act.with === 'both' ? 'all' : act.with
  // Minutes are for those who were there.
  if (act.move === 'record') return entries.find(({ revision }) => revision === act.session)?.audience ?? 'all'
  return 'all'
}

function requireConditions(facts: Facts, entries: readonly Entry[], seat: Seat, act: Act, today: string): void {
  const side = isSide(seat) ? seat : null
  const clock = (kind: string) => clocksOf(facts, today).find((one) => one.kind === kind)
  const isDone = () => conflict('done_already', 'You have done this already')
  if (act.move === 'acknowledge' && side && facts.acknowledged.includes(side)) throw isDone()
  if (act.move === 'accept_mediator') {
    if (!facts.disclosure)
      throw conflict('mediator_not_disclosed', 'The mediator has not said yet what could raise doubts')
    if (facts.openObjections > 0) throw conflict('objection_open', 'Somebody has asked for another mediator')
    if (side && facts.acceptedMediator.includes(side)) throw isDone()
  }
  if (act.move === 'name') {
    const bothChose = facts.choices.size === 2
    if (!bothChose && !clock('choose')?.isOver) throw conflict('deadline_runs', 'The sides still have time to choose')
  }
  if (act.move === 'begin') {
    if (!facts.disclosure)
      throw conflict('mediator_not_disclosed', 'The mediator has not said yet what could raise doubts')
    if (facts.openObjections > 0) throw conflict('objection_open', 'Somebody has asked for another mediator')
    if (!clock('object')?.isOver) throw conflict('deadline_runs', 'The sides still have time to object')
  }
  if (act.move === 'overrule' && facts.openObjections === 0) throw notNow('Nobody has asked for another mediator')
  if (act.move === 'end_unanswered') {
    if (!clocksOf(facts, today).some(({ kind, isOver }) => (kind === 'answer' || kind === 'mediation') && isOver)) {
      throw conflict('deadline_runs', 'There is still time to answer')
    }
  }
  if (act.move === 'record') requireEntry(entries, act.session, 'schedule')
  if (act.move === 'contest') {
    const shown = requireEntry(entries, act.evidence, 'show')
    if (shown.seat === seat) throw notNow('This is your own evidence')
    const segments = shown.act.move === 'show' ? shown.act.found.segments.length : 0
    if (act.segment !== null && act.segment >= segments) throw unknownEntry('segment')
  }
  if (act.move === 'answer') {
    const proposal = facts.proposals.find(({ revision }) => revision === act.proposal)
    if (!proposal) throw unknownEntry('proposal')
    if (proposal.seat === seat) throw notNow('This is your own proposal')
    if (proposal.answers.some((answer) => answer.side === side)) throw isDone()
  }
  if (act.move === 'agree_extension') {
    const longest = facts.consentedOn && lastDay(facts.consentedOn, terms.mediationDays + extensionDaysMax)
    if (act.until <= today || (longest && act.until > longest)) {
      throw invalid('date_refused', 'An extension ends after today, and within 60 days of the time allowed')
    }
  }
  requireForAgreement(facts, seat, act, today)
}

function requireForAgreement(facts: Facts, seat: Seat, act: Act, today: string): void {
  const { draft } = facts
  if (act.move === 'offer') {
    if (!draft) throw notNow('There is no agreement yet')
    const missing = missingIn(draft.agreement)
    if (missing.length > 0) {
      throw new AppError('Invalid', 'agreement_incomplete', 'An agreement needs more than this (人民调解法 art. 29)', {
        issues: missing.map((path) => ({ path, message: 'missing' })),
      })
    }
    const clauses = ownershipClauses(draft.agreement)
    if (clauses.length > 0 && !act.acknowledgesWarnings) {
      throw new AppError('Invalid', 'ownership_clause', 'A court confirms no agreement that decides who owns a right', {
        issues: clauses.map((message) => ({ path: 'terms', message })),
      })
    }
  }
  if (act.move === 'sign') {
    if (act.sha256 !== draft?.sha256)
      throw conflict('agreement_changed', 'This is not the agreement that is to be signed')
    if (facts.signatures.some((one) => one.seat === seat)) throw conflict('done_already', 'You have signed already')
  }
  if (act.move === 'seal' && facts.signatures.length < 3) {
    throw conflict('not_signed_by_all', 'Both sides and the mediator sign before the seal is set')
  }
  const term = 'term' in act ? draft?.agreement.terms[act.term] : undefined
  if ('term' in act && !term) throw unknownEntry('term')
  if (act.move === 'perform' && term?.by !== seat) throw notNow('This is for the other side to perform')
  if (act.move === 'confirm_performance' && term?.by === seat) throw notNow('The other side confirms it')
  if (act.move === 'report_breach') {
    if (term?.by === seat) throw notNow('This is for yourself to perform')
    if (term?.dueOn && today <= term.dueOn) throw conflict('deadline_runs', 'There is still time to perform this')
  }
  if (act.move === 'ask_confirmation') {
    const clock = clocksOf(facts, today).find(({ kind }) => kind === 'confirmation')
    if (!clock || clock.isOver) throw conflict('confirmation_too_late', 'The 30 days for asking a court have passed')
    if (isSide(seat) && facts.confirmation.askedBy.includes(seat))
      throw conflict('done_already', 'You have asked already')
  }
  if (act.move === 'note_confirmation' && facts.confirmation.askedBy.length < 2) {
    throw notNow('Both sides ask for confirmation together')
  }
}

const unknownEntry = (what: string) => invalid('entry_unknown', `There is no such ${what} in this case`)

function requireEntry(entries: readonly Entry[], revision: number, move: string): Entry {
  const entry = entries.find((one) => one.revision === revision && one.act.move === move)
  if (!entry) throw unknownEntry(move)
  return entry
}
