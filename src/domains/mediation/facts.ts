import { dateInChina } from '../../kernel/working-days.ts'
import type { Match } from '../fingerprints/contract.ts'
import type { Agreement } from './agreement/contract.ts'
import type { Act, Audience, CaseState, Party, Seat, Side } from './contract.ts'
import { sides } from './contract.ts'

/** A check as it was when it was shown: what was found does not change under the case. */
export interface ShownCheck {
  checkId: string
  fileId: string
  sha256: string
  mimeType: string
  sizeBytes: number
  name: string
  widthPixels: number | null
  heightPixels: number | null
  durationSeconds: number | null
  found: Match
}

/** An act as it is kept: as it came, with what the server found out. */
export type StoredAct =
  | Exclude<Act, { move: 'show' | 'seal' | 'choose' | 'draft' }>
  | { move: 'apply' }
  | { move: 'join'; organisationId: string }
  | { move: 'hand_in'; documentId: string; note: string }
  | ({ move: 'show' } & ShownCheck)
  /** `named` when both sides have chosen the same. */
  | { move: 'choose'; mediatorId: string | null; named: string | null }
  | { move: 'draft'; agreement: Agreement; sha256: string }
  | { move: 'seal'; pdfSha256: string; sizeBytes: number; effectiveOn: string }

export interface Entry {
  revision: number
  atMs: number
  seat: Seat
  personId: string | null
  state: CaseState
  audience: Audience
  act: StoredAct
}

export interface Proposal {
  revision: number
  seat: Seat
  text: string
  amountFen: number | null
  answers: { side: Side; accepts: boolean; reason: string }[]
}

/** Where a case stands: what all its entries add up to. Dates are days in China. */
export interface Facts {
  state: CaseState
  revision: number
  /** As the respondent corrected it. */
  respondent: Party | null
  invitedOn: string | null
  informingOn: string | null
  /** When both had consented; the time for mediating runs from here. */
  consentedOn: string | null
  acknowledged: Side[]
  choices: Map<Side, string | null>
  mediatorId: string | null
  namedOn: string | null
  disclosure: { on: string; circumstances: string } | null
  acceptedMediator: Side[]
  openObjections: number
  extensions: Map<Side, string>
  draft: { version: number; agreement: Agreement; sha256: string } | null
  signatures: { seat: Seat; name: string; atMs: number }[]
  sealed: { effectiveOn: string; pdfSha256: string } | null
  confirmation: { askedBy: Side[]; result: 'confirmed' | 'rejected' | null }
  performed: Map<number, { atMs: number; isConfirmed: boolean }>
  proposals: Proposal[]
}

const afresh = (): Omit<Facts, 'state' | 'revision'> => ({
  respondent: null,
  invitedOn: null,
  informingOn: null,
  consentedOn: null,
  acknowledged: [],
  choices: new Map(),
  mediatorId: null,
  namedOn: null,
  disclosure: null,
  acceptedMediator: [],
  openObjections: 0,
  extensions: new Map(),
  draft: null,
  signatures: [],
  sealed: null,
  confirmation: { askedBy: [], result: null },
  performed: new Map(),
  proposals: [],
})

export const isSide = (seat: Seat): seat is Side => seat === 'applicant' || seat === 'respondent'
export const otherSide = (side: Side): Side => (side === 'applicant' ? 'respondent' : 'applicant')
const withOne = (list: readonly Side[], seat: Seat): Side[] =>
  sides.filter((side) => side === seat || list.includes(side))

export function factsOf(entries: readonly Entry[]): Facts {
  const facts: Facts = { state: 'applied', revision: 0, ...afresh() }
  for (const entry of entries) take(facts, entry)
  return facts
}

function take(facts: Facts, { revision, atMs, seat, state, act }: Entry): void {
  const today = dateInChina(atMs)
  const came = facts.state !== state
  facts.revision = revision
  facts.state = state
  if (act.move === 'reopen') Object.assign(facts, { ...afresh(), respondent: facts.respondent })
  if (act.move === 'agree' && act.party) facts.respondent = act.party
  if (came && state === 'inviting') facts.invitedOn = today
  if (came && state === 'informing') facts.informingOn = today
  if (came && state === 'choosing') {
    facts.consentedOn ??= today
    Object.assign(facts, {
      choices: new Map(),
      mediatorId: null,
      disclosure: null,
      acceptedMediator: [],
      openObjections: 0,
    })
    facts.namedOn = today
  }
  if (isSide(seat)) takeOfSide(facts, seat, atMs, act)
  takeOfOthers(facts, seat, { atMs, today, revision }, act)
}

function takeOfSide(facts: Facts, side: Side, atMs: number, act: StoredAct): void {
  if (act.move === 'acknowledge') facts.acknowledged = withOne(facts.acknowledged, side)
  if (act.move === 'choose') facts.choices.set(side, act.mediatorId)
  if (act.move === 'accept_mediator') facts.acceptedMediator = withOne(facts.acceptedMediator, side)
  if (act.move === 'object') facts.openObjections++
  if (act.move === 'agree_extension') facts.extensions.set(side, act.until)
  if (act.move === 'ask_confirmation') facts.confirmation.askedBy = withOne(facts.confirmation.askedBy, side)
  if (act.move === 'perform') facts.performed.set(act.term, { atMs, isConfirmed: false })
  if (act.move === 'confirm_performance') facts.performed.set(act.term, { atMs, isConfirmed: true })
  if (act.move === 'answer') {
    const proposal = facts.proposals.find((one) => one.revision === act.proposal)
    proposal?.answers.push({ side, accepts: act.accepts, reason: act.reason })
  }
}

function takeOfOthers(
  facts: Facts,
  seat: Seat,
  { atMs, today, revision }: { atMs: number; today: string; revision: number },
  act: StoredAct,
): void {
  const named = act.move === 'name' ? act.mediatorId : act.move === 'choose' ? act.named : null
  if (named !== null)
    Object.assign(facts, { mediatorId: named, namedOn: today, disclosure: null, acceptedMediator: [] })
  if (act.move === 'disclose') facts.disclosure = { on: today, circumstances: act.circumstances }
  if (act.move === 'overrule') facts.openObjections = 0
  if (act.move === 'propose') {
    facts.proposals.push({ revision, seat, text: act.text, amountFen: act.amountFen, answers: [] })
  }
  if (act.move === 'draft') {
    facts.draft = { version: (facts.draft?.version ?? 0) + 1, agreement: act.agreement, sha256: act.sha256 }
    facts.signatures = []
  }
  if (act.move === 'sign') facts.signatures.push({ seat, name: act.name, atMs })
  if (act.move === 'seal') facts.sealed = { effectiveOn: act.effectiveOn, pdfSha256: act.pdfSha256 }
  if (act.move === 'note_confirmation') facts.confirmation.result = act.result
}
