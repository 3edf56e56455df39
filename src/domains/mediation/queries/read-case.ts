import { dateInChina } from '../../../kernel/working-days.ts'
import type { Context } from '../../../ports/context.ts'
import { documentViews } from '../../files/index.ts'
import { missingIn, ownershipClauses } from '../agreement/rules.ts'
import { clocksOf } from '../clocks.ts'
import { partiesOf } from '../commands/enter-entry.ts'
import type { Act, AgreementView, CaseView, EntryView, EvidenceView, Party, Seat, Side } from '../contract.ts'
import { type Entry, type Facts, factsOf, isSide } from '../facts.ts'
import { outcomeOf } from '../outcome.ts'
import { movesOf } from '../rules.ts'
import { type Seated, seatIn } from '../seated.ts'
import { type CaseRow, entriesOf, namesOf } from '../store.ts'
import { maySee } from '../visible.ts'
import { evidenceViews } from './evidence-view.ts'

type ViewContext = Pick<Context, 'actor' | 'db' | 'clock' | 'queue'>

const instant = (ms: number) => new Date(ms).toISOString()

/** A case as the asker's seat may see it. Throws like `seatIn`. */
export async function readCase(ctx: ViewContext, id: string, key: string | undefined): Promise<CaseView> {
  const seated = await seatIn(ctx, 'mediation.read', id, key)
  return caseView(ctx, seated, await entriesOf(ctx.db, id))
}

/** The one place where a case becomes a view: what the seat may not see is left out here, before anything is made of it. */
export async function caseView(
  ctx: Pick<Context, 'db' | 'clock' | 'queue'>,
  { row, seat }: Seated,
  all: readonly Entry[],
): Promise<CaseView> {
  const facts = factsOf(all)
  const entries = all.filter((entry) => maySee(entry, seat))
  const today = dateInChina(ctx.clock.nowMs())
  const { application } = row
  const parties = partiesOf(row, facts)
  const names = await seatNames(ctx, row, parties, all)
  const own = isSide(seat) && facts.choices.has(seat) ? { mediatorId: facts.choices.get(seat) ?? null } : null
  const { mediatorId } = facts
  return {
    id: row.id,
    number: row.number,
    revision: facts.revision,
    state: facts.state,
    seat,
    source: application.source,
    filedAs: application.filedAs,
    title: application.title,
    facts: application.facts,
    claims: application.claims,
    registrationNumber: application.registrationNumber ?? null,
    applicant: partyView(parties.applicant, 'applicant', seat, row.applicantOrganisationId !== null),
    respondent: partyView(parties.respondent, 'respondent', seat, row.respondentOrganisationId !== null),
    mediator: mediatorId === null ? null : { id: mediatorId, name: names.people.get(mediatorId) ?? '' },
    disclosure: facts.disclosure?.circumstances ?? null,
    openObjections: facts.openObjections,
    acknowledged: facts.acknowledged,
    acceptedMediator: facts.acceptedMediator,
    ownChoice: own,
    confirmation: facts.confirmation,
    clocks: clocksOf(facts, today),
    moves: possibleMoves(facts, all, seat, today),
    entries: entries.map((entry) => entryView(entry, names)),
    documents: await documentsOf(ctx, entries),
    evidence: evidenceOf(entries),
    sessions: sessionsOf(entries),
    proposals: facts.proposals,
    agreement: mayReadAgreement(facts, seat) ? agreementView(facts) : null,
    createdAt: instant(row.createdAt),
  }
}

interface Names {
  people: Map<string, string>
  of(entry: Pick<Entry, 'seat' | 'personId'>): string
}

/** Sides are called by the party's name; who acted for it is in the audit. */
export async function seatNames(
  ctx: Pick<Context, 'db'>,
  row: CaseRow,
  parties: Record<Side, Party>,
  entries: readonly Entry[],
): Promise<Names> {
  const ids = entries.flatMap(({ personId, seat }) => (personId === null || isSide(seat) ? [] : [personId]))
  const named = factsOf(entries).mediatorId
  const people = await namesOf(ctx.db, [
    ...ids,
    ...(named === null ? [] : [named]),
    ...(row.mediatorId ? [row.mediatorId] : []),
  ])
  return {
    people,
    of: ({ seat, personId }) => (isSide(seat) ? parties[seat].name : (people.get(personId ?? '') ?? '')),
  }
}

const lastShown = 4
/** Contact and papers of a side are its own, the mediator's and the committee's; the other side reads whom it deals with. */
function partyView(party: Party, side: Side, seat: Seat, hasAccount: boolean): CaseView['applicant'] {
  if (!isSide(seat) || seat === side) return { ...party, hasAccount }
  const { idNumber } = party
  const masked =
    idNumber.length > lastShown ? `${'*'.repeat(idNumber.length - lastShown)}${idNumber.slice(-lastShown)}` : ''
  return { ...party, idNumber: masked, email: '', phone: '', hasAccount }
}

/** Told elsewhere in the view, or nobody else's business. */
const keptApart: readonly string[] = ['show', 'draft', 'agree', 'join']

function entryView(entry: Entry, names: Names): EntryView {
  const { move, ...body } = entry.act
  return {
    revision: entry.revision,
    at: instant(entry.atMs),
    seat: entry.seat,
    name: names.of(entry),
    move,
    state: entry.state,
    audience: entry.audience,
    body: keptApart.includes(move) ? {} : { ...body },
  }
}

/** A draft is the mediator's until it is offered for signing; afterwards it stays what both know. */
const mayReadAgreement = ({ state }: Facts, seat: Seat): boolean =>
  seat === 'mediator' || !['hearing', 'drafting'].includes(state)

export function agreementView(facts: Facts): AgreementView | null {
  const { draft, sealed } = facts
  if (!draft) return null
  return {
    ...draft,
    missing: missingIn(draft.agreement),
    ownershipClauses: ownershipClauses(draft.agreement),
    signatures: facts.signatures.map(({ seat, name, atMs }) => ({ seat, name, at: instant(atMs) })),
    effectiveOn: sealed?.effectiveOn ?? null,
    pdfSha256: sealed?.pdfSha256 ?? null,
    performed: [...facts.performed].map(([term, { atMs, isConfirmed }]) => {
      return { term, reportedAt: instant(atMs), isConfirmed }
    }),
  }
}

async function documentsOf(
  ctx: Pick<Context, 'db' | 'queue'>,
  entries: readonly Entry[],
): Promise<CaseView['documents']> {
  const handed = entries.flatMap(({ act, ...entry }) => (act.move === 'hand_in' ? [{ ...entry, act }] : []))
  const views = await documentViews(
    ctx,
    handed.map(({ act }) => act.documentId),
  )
  return handed.flatMap(({ act, revision, seat, audience }) => {
    const view = views.get(act.documentId)
    if (!view) return []
    const { id, name, sizeBytes, sha256 } = view
    return [{ revision, id, name, sizeBytes, sha256, note: act.note, seat, audience }]
  })
}

const evidenceOf = (entries: readonly Entry[]): EvidenceView[] => evidenceViews(entries)

function sessionsOf(entries: readonly Entry[]): CaseView['sessions'] {
  return entries.flatMap(({ revision, act }) => {
    if (act.move !== 'schedule') return []
    const { startsAt, minutes, place } = act
    const record = entries.findLast((one) => one.act.move === 'record' && one.act.session === revision)?.act
    return [
      { revision, startsAt, minutes, with: act.with, place, record: record?.move === 'record' ? record.minutes : null },
    ]
  })
}

/** Acts that need nothing but the wish, to be tried for whether they would be refused now. */
function probe(move: string, facts: Facts): Act | null {
  if (move === 'acknowledge') return { move, understands: true, consents: true }
  if (move === 'offer') return { move, acknowledgesWarnings: true }
  if (move === 'name') return { move, mediatorId: '' }
  if (move === 'overrule') return { move, reason: 'probe' }
  if (move === 'sign') return { move, sha256: facts.draft?.sha256 ?? '', name: 'probe', willsIt: true }
  if (move === 'note_confirmation') return { move, result: 'confirmed', court: 'probe', number: '', on: '2000-01-01' }
  const plain = ['accept', 'accept_mediator', 'begin', 'seal', 'end_unanswered', 'ask_confirmation'] as const
  const one = plain.find((name) => name === move)
  return one ? { move: one } : null
}

function possibleMoves(facts: Facts, entries: readonly Entry[], seat: Seat, today: string): string[] {
  return movesOf(seat, facts.state).filter((move) => {
    const act = probe(move, facts)
    if (!act) return true
    try {
      outcomeOf(facts, entries, seat, act, today)
      return true
    } catch {
      return false
    }
  })
}
