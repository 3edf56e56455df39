import { z } from 'zod'
import { Language } from '../accounts/contract.ts'
import { CheckView, FrameQuery, PassageQuery } from '../fingerprints/contract.ts'
import { Agreement } from './agreement/contract.ts'

/** 当事人双方、调解员、调解委员会的秘书: in which capacity somebody takes part in a case. */
export const seats = ['applicant', 'respondent', 'mediator', 'secretary'] as const
export const Seat = z.enum(seats)
export type Seat = z.infer<typeof Seat>
export const sides = ['applicant', 'respondent'] as const
export const Side = z.enum(sides)
export type Side = z.infer<typeof Side>

export const caseStates = [
  'applied',
  'inviting',
  'informing',
  'choosing',
  'disclosing',
  'hearing',
  'drafting',
  'signing',
  'performing',
  'breached',
  'not_accepted',
  'refused',
  'withdrawn',
  'failed',
  'closed',
] as const
export const CaseState = z.enum(caseStates)
export type CaseState = z.infer<typeof CaseState>

/** Who may read an entry: everybody in the case, or one side and the mediator alone. */
export const audiences = ['all', 'applicant', 'respondent'] as const
export const Audience = z.enum(audiences)
export type Audience = z.infer<typeof Audience>

const day = z.iso.date()
const words = (max: number, min = 1) => z.string().trim().min(min).max(max)
const optional = (max: number) => z.string().trim().max(max).default('')
const mailAddress = z.string().trim().toLowerCase().pipe(z.email().max(254))

/** 当事人: what 人民调解法 art. 29 (1) wants to know of a party, and how to reach it. */
export const Party = z.strictObject({
  kind: z.enum(['person', 'organisation']),
  name: words(200),
  /** Number of the identity card or of the business licence; the other side sees its last four characters. */
  idNumber: optional(40),
  address: optional(300),
  phone: optional(40),
  email: mailAddress,
  language: Language.default('zh-CN'),
  /** Who speaks for it: a legal representative, or a lawyer with a power of attorney. */
  representative: optional(200),
})
export type Party = z.infer<typeof Party>

/** Who brought the case: one of the sides itself, its lawyer, or a department that turned it over (移送). */
export const caseSources = ['party', 'lawyer', 'department'] as const

/** `claimant`: the applicant says that a right of its own was infringed. `accused`: it is said to have infringed, and wants that settled. */
export const filedAs = ['claimant', 'accused'] as const

const EvidencePointer = z.strictObject({ checkId: z.string().max(60), match: z.number().int().min(0).max(1000) })

export const ApplyInput = z.strictObject({
  source: z.enum(caseSources).default('party'),
  filedAs: z.enum(filedAs).default('claimant'),
  applicant: Party,
  respondent: Party,
  title: words(120, 4),
  /** What happened. */
  facts: words(5000, 20),
  /** What is asked for. */
  claims: words(3000, 10),
  /** Registration number of the work it is about. */
  registrationNumber: z.string().trim().max(40).optional(),
  /** A finished check of one's own, and which of its matches is shown. */
  evidence: EvidencePointer.optional(),
  /** That another body (a court, an arbitration commission) has the same dispute is asked by 人民调解工作若干规定 art. 22. */
  isPendingElsewhere: z.literal(false),
})
export type ApplyInput = z.input<typeof ApplyInput>
export type Application = z.output<typeof ApplyInput>

export const declineReasons = ['outside_scope', 'pending_elsewhere', 'no_dispute', 'parties_unclear', 'other'] as const
export const failReasons = ['refusal', 'unreachable', 'deadlock', 'time_over', 'refusal_to_sign', 'other'] as const
/** Grounds on which a segment is contested. */
export const contestGrounds = [
  'own_earlier_work',
  'licence',
  'quotation',
  'common_source',
  'public_domain',
  'not_the_same',
] as const
export const ContestGround = z.enum(contestGrounds)

const reason = words(1000, 4)
const revision = z.number().int().min(1)
const move = <M extends string, S extends z.ZodRawShape>(name: M, shape: S) =>
  z.strictObject({ move: z.literal(name), ...shape })

/** What is done in a case, but for applying. `rules.ts` says who may do it, and in which state. */
export const Act = z.discriminatedUnion('move', [
  move('accept', {}),
  move('decline', { because: z.enum(declineReasons), reason }),
  move('agree', { party: Party.optional() }),
  move('refuse', { reason: optional(1000) }),
  /** Has read what mediation is and what rights one has (人民调解法 art. 23), and consents to it, in confidence and by electronic means. */
  move('acknowledge', { understands: z.literal(true), consents: z.literal(true) }),
  /** Null leaves the choice to the committee. */
  move('choose', { mediatorId: z.string().max(60).nullable() }),
  move('name', { mediatorId: z.string().max(60) }),
  /** 披露: anything that could make a side doubt the mediator (特邀调解规定 art. 15); empty says that there is nothing. */
  move('disclose', { circumstances: optional(2000) }),
  move('accept_mediator', {}),
  move('object', { reason }),
  move('overrule', { reason }),
  move('replace', { reason }),
  move('recuse', { reason }),
  move('begin', {}),
  move('state', { text: words(10_000), audience: z.enum(['all', 'mediator']).default('all') }),
  move('show', EvidencePointer.shape),
  move('contest', {
    /** Revision of the entry that shows the evidence, and which of its segments; null for all of it. */
    evidence: revision,
    segment: z.number().int().min(0).max(10_000).nullable(),
    ground: ContestGround,
    statement: words(2000, 10),
    /** Of one's own earlier work, where it is registered here. */
    registrationNumber: z.string().trim().max(40).optional(),
  }),
  move('schedule', {
    startsAt: z.iso.datetime({ offset: true }),
    minutes: z.number().int().min(10).max(480),
    with: z.enum(['both', 'applicant', 'respondent']),
    place: words(300),
  }),
  move('record', { session: revision, minutes: words(20_000) }),
  move('propose', { text: words(5000, 4), amountFen: z.number().int().min(0).max(1e12).nullable().default(null) }),
  move('answer', { proposal: revision, accepts: z.boolean(), reason: optional(2000) }),
  move('agree_extension', { until: day }),
  move('draft', { agreement: Agreement }),
  /** `acknowledgesWarnings` once the clauses that decide who owns a right were looked at. */
  move('offer', { acknowledgesWarnings: z.boolean().default(false) }),
  move('sign', { sha256: z.string().regex(/^[0-9a-f]{64}$/), name: words(200), willsIt: z.literal(true) }),
  move('seal', {}),
  move('withdraw', { reason: optional(1000) }),
  move('leave', { reason: optional(1000) }),
  move('fail', { because: z.enum(failReasons), reason }),
  move('end_unanswered', {}),
  move('ask_confirmation', {}),
  move('note_confirmation', {
    result: z.enum(['confirmed', 'rejected']),
    court: words(200),
    number: optional(80),
    on: day,
  }),
  move('perform', { term: z.number().int().min(0).max(50), note: optional(1000) }),
  move('confirm_performance', { term: z.number().int().min(0).max(50) }),
  move('report_breach', { term: z.number().int().min(0).max(50), reason }),
  move('mend', { reason }),
  move('close', { reason: optional(1000) }),
  move('reopen', { reason }),
])
export type Act = z.output<typeof Act>
export type MoveName = Act['move'] | 'apply' | 'hand_in' | 'join'

/** `revision` is that of the case as one saw it: whoever acts on a case that has moved on is told so. */
export const ActInput = z.strictObject({ revision, act: Act })
export type ActInput = z.input<typeof ActInput>

export const DocumentInput = z.strictObject({
  revision,
  uploadId: z.string().regex(/^[A-Za-z0-9_-]{16,80}$/),
  note: optional(500),
  audience: z.enum(['all', 'mediator']).default('all'),
})
export type DocumentInput = z.input<typeof DocumentInput>

/** A caucus note (单独会谈记录): of the mediator alone. */
export const NoteInput = z.strictObject({ about: z.enum(['both', ...sides]), text: words(10_000) })
export type NoteInput = z.input<typeof NoteInput>
export const NoteView = NoteInput.extend({ id: z.string(), createdAt: z.iso.datetime() })
export type NoteView = z.infer<typeof NoteView>
export const NoteList = z.object({ items: z.array(NoteView) })

export const EnterInput = z.strictObject({ token: z.string().min(20).max(100), joins: z.boolean().default(false) })
export const EnterView = z.object({ caseId: z.string(), seat: Seat })
export type EnterView = z.infer<typeof EnterView>

export const clockKinds = [
  'answer',
  'choose',
  'disclose',
  'object',
  'mediation',
  'confirmation',
  'performance',
] as const
export const Clock = z.object({
  kind: z.enum(clockKinds),
  /** The last day, in China. */
  dueOn: day,
  isOver: z.boolean(),
  waitsFor: z.array(Seat),
})
export type Clock = z.infer<typeof Clock>

export const EntryView = z.object({
  revision: z.number().int(),
  at: z.iso.datetime(),
  seat: Seat,
  /** Who did it, as the case calls them. */
  name: z.string(),
  move: z.string(),
  state: CaseState,
  audience: Audience,
  body: z.record(z.string(), z.unknown()),
})
export type EntryView = z.infer<typeof EntryView>

export const PartyView = Party.extend({ hasAccount: z.boolean() })
export const DocumentOfCase = z.object({
  revision: z.number().int(),
  id: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  sha256: z.string().nullable(),
  note: z.string(),
  seat: Seat,
  audience: Audience,
})

/** One part of the copy that is also in the work, and what the other side says of it. */
export const EvidenceView = z.object({
  revision: z.number().int(),
  seat: Seat,
  /** As of a check: the copy, and the one match that is shown. */
  check: CheckView,
  /** Below this a match is no ground to accuse anybody by. */
  threshold: z.number(),
  isBelowThreshold: z.boolean(),
  contests: z.array(
    z.object({
      revision: z.number().int(),
      segment: z.number().int().nullable(),
      ground: ContestGround,
      statement: z.string(),
      registrationNumber: z.string().nullable(),
    }),
  ),
})
export type EvidenceView = z.infer<typeof EvidenceView>

export const SessionView = z.object({
  revision: z.number().int(),
  startsAt: z.iso.datetime({ offset: true }),
  minutes: z.number().int(),
  with: z.enum(['both', 'applicant', 'respondent']),
  place: z.string(),
  record: z.string().nullable(),
})
export const ProposalView = z.object({
  revision: z.number().int(),
  seat: Seat,
  text: z.string(),
  amountFen: z.number().int().nullable(),
  answers: z.array(z.object({ side: Side, accepts: z.boolean(), reason: z.string() })),
})
export const SignatureView = z.object({ seat: Seat, name: z.string(), at: z.iso.datetime() })
export const AgreementView = z.object({
  version: z.number().int(),
  agreement: Agreement,
  /** Of its canonical JSON: what is signed. */
  sha256: z.string(),
  missing: z.array(z.string()),
  /** Clauses that may decide who owns a right; a court confirms no such agreement. */
  ownershipClauses: z.array(z.string()),
  signatures: z.array(SignatureView),
  effectiveOn: day.nullable(),
  pdfSha256: z.string().nullable(),
  performed: z.array(z.object({ term: z.number().int(), reportedAt: z.iso.datetime(), isConfirmed: z.boolean() })),
})
export type AgreementView = z.infer<typeof AgreementView>

export const CaseView = z.object({
  id: z.string(),
  number: z.string(),
  revision: z.number().int(),
  state: CaseState,
  seat: Seat,
  source: z.enum(caseSources),
  filedAs: z.enum(filedAs),
  title: z.string(),
  facts: z.string(),
  claims: z.string(),
  registrationNumber: z.string().nullable(),
  applicant: PartyView,
  respondent: PartyView,
  mediator: z.object({ id: z.string(), name: z.string() }).nullable(),
  disclosure: z.string().nullable(),
  openObjections: z.number().int(),
  acknowledged: z.array(Side),
  acceptedMediator: z.array(Side),
  /** Null: leaves it to the committee. Only one's own before both have chosen. */
  ownChoice: z.object({ mediatorId: z.string().nullable() }).nullable(),
  confirmation: z.object({ askedBy: z.array(Side), result: z.enum(['confirmed', 'rejected']).nullable() }),
  clocks: z.array(Clock),
  /** What the reader may do now. */
  moves: z.array(z.string()),
  entries: z.array(EntryView),
  documents: z.array(DocumentOfCase),
  evidence: z.array(EvidenceView),
  sessions: z.array(SessionView),
  proposals: z.array(ProposalView),
  agreement: AgreementView.nullable(),
  createdAt: z.iso.datetime(),
})
export type CaseView = z.infer<typeof CaseView>

/** What a department learns of a case that it turned over, and an applicant at once. */
export const FiledView = z.object({ id: z.string(), number: z.string(), state: CaseState })
export type FiledView = z.infer<typeof FiledView>

export const CaseListItem = CaseView.pick({
  id: true,
  number: true,
  state: true,
  seat: true,
  title: true,
  createdAt: true,
}).extend({
  applicant: z.string(),
  respondent: z.string(),
  mediator: z.string().nullable(),
  dueOn: day.nullable(),
  isOver: z.boolean(),
  /** The reader has to do something before it can go on. */
  isOnMe: z.boolean(),
})
export type CaseListItem = z.infer<typeof CaseListItem>
export const CaseQuery = z.object({
  show: z.enum(['open', 'ended']).default('open'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type CaseQuery = z.infer<typeof CaseQuery>

export const MediatorList = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), openCases: z.number().int() })),
})
export const StatisticsView = z.object({
  /** By how they stand; `few` where it is fewer than three, so that no case is recognised. */
  states: z.array(z.object({ state: CaseState, cases: z.union([z.number().int(), z.literal('few')]) })),
  settled: z.union([z.number().int(), z.literal('few')]),
})
export type StatisticsView = z.infer<typeof StatisticsView>

export const papers = ['agreement', 'confirmation', 'failure', 'file'] as const
export const EvidenceFrameQuery = FrameQuery.omit({ match: true })
export const EvidencePassageQuery = PassageQuery.omit({ match: true })
