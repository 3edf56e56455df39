import { z } from 'zod'
import { pageOf, pageQuery } from '../../kernel/page.ts'
import { DepartmentCode, VerificationLevel } from '../accounts/contract.ts'

/** Fen: 1 CNY = 100 fen. At most 10 billion CNY. */
const fenMax = 1_000_000_000_000
const Fen = z.number().int().min(0).max(fenMax)
const Day = z.iso.date()
const line = (max: number) => z.string().trim().min(1).max(max)
const Code = z.string().regex(/^[a-z0-9][a-z0-9-]{1,29}$/)
/** ISO 4217. Those with other than two decimals are listed in `decimalsOf`. */
const Currency = z.string().regex(/^[A-Z]{3}$/)
const Bilingual = z.strictObject({ zh: line(300), en: line(300) })

const withoutDecimals = ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV']
const withThree = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']
/** How many decimals a currency has: ISO 4217. */
export const decimalsOf = (currency: string): number =>
  withoutDecimals.includes(currency) ? 0 : withThree.includes(currency) ? 3 : 2

export const claimStates = [
  'draft',
  'submitted',
  'correction',
  'accepted',
  'not_accepted',
  'reviewed',
  'second_reviewed',
  'jointly_reviewed',
  'decided',
  'published',
  'final',
  'suspended',
  'in_payment',
  'paid',
  'reported',
  'closed',
  'refused',
  'appealed',
  'appeal_dismissed',
  'recovering',
  'repaid',
  'withdrawn',
] as const
export const ClaimState = z.enum(claimStates)
export type ClaimState = z.infer<typeof ClaimState>

export const applicantMoves = ['discard', 'submit', 'withdraw', 'report', 'appeal'] as const
export const officerMoves = [
  'return_for_completion',
  'accept',
  'decline',
  'review',
  'second_review',
  'joint_review',
  'send_back',
  'decide',
  'refuse',
  'publish',
  'reopen',
  'finalise',
  'suspend',
  'resume',
  'revoke',
  'order_payment',
  'return_payment',
  'pay',
  'close',
  'uphold_appeal',
  'dismiss_appeal',
  'recover',
  'repay',
] as const
export type ClaimMove = (typeof applicantMoves)[number] | (typeof officerMoves)[number]
/** Acts that leave the state as it is. */
export const sideActs = ['comment', 'verify_account'] as const

// Programmes

export const capUnits = ['enterprise', 'work', 'base', 'organiser'] as const
export const Cap = z.strictObject({ per: z.enum(capUnits), period: z.enum(['year', 'once']), amountFen: Fen.min(1) })
export type Cap = z.infer<typeof Cap>
const termDays = z.number().int().min(1).max(400)
export const programmeParts = [
  'departments',
  'applicants',
  'costs',
  'results',
  'documents',
  'caps',
  'allocation',
  'second_review',
  'days',
] as const
export const ProgrammePart = z.enum(programmeParts)
export type ProgrammePart = z.infer<typeof ProgrammePart>

/** A programme as its officers keep it, one body for each version. */
export const ProgrammeBody = z
  .strictObject({
    /** The measure of the policy, 1 to 8. */
    measure: z.number().int().min(1).max(8),
    title: Bilingual,
    summary: Bilingual,
    departments: z.array(DepartmentCode).min(1).max(7),
    applicants: z.strictObject({
      /** The least that the copyright bureau must have found of the applicant; null asks nothing. */
      verification: VerificationLevel.nullable(),
      /** ISO 3166-1; null is any. */
      country: z.string().length(2).nullable(),
    }),
    /** What a claim is about: a registered work, or something that the applicant names. */
    subject: z.enum(['none', 'work', 'base', 'event', 'talent']),
    basis: z.enum(['costs', 'results']),
    costs: z
      .array(
        z.strictObject({
          code: Code,
          title: Bilingual,
          /** Hundredths of a percent: 5,000 is half. */
          shareBasisPoints: z.number().int().min(1).max(10_000),
          /** Most that is paid for one line of this kind; null is no such ceiling. */
          ceilingFen: Fen.min(1).nullable(),
        }),
      )
      .max(30),
    /** Costs older than this, by the day of payment, are not supported. */
    costMonthsMax: z.number().int().min(1).max(120),
    results: z.array(z.strictObject({ code: Code, title: Bilingual, amountFen: Fen.min(1) })).max(30),
    documents: z
      .array(
        z.strictObject({
          code: Code,
          title: Bilingual,
          /** `later` may be missing when the claim is accepted (容缺受理), and is due within `days.gaps`. */
          due: z.enum(['required', 'later', 'optional']),
          /** Proof of one expense or result, which no second claim may rest on. */
          isProof: z.boolean(),
        }),
      )
      .max(40),
    caps: z.array(Cap).min(1).max(4),
    /** A budget of a calendar year that several programmes may share. */
    pool: z.strictObject({ code: Code, amountFen: Fen.min(1) }).nullable(),
    /** `pro_rata`: what is short is shared when the window has closed. */
    allocation: z.enum(['first_come', 'pro_rata']),
    /** Amounts above this need a second officer; 0 means every amount. */
    secondReviewAboveFen: Fen,
    /** Working days, counted from the day after. */
    days: z.strictObject({
      check: termDays,
      correction: termDays,
      gaps: termDays,
      review: termDays,
      publicity: termDays,
      payment: termDays,
      appeal: termDays,
      report: termDays,
    }),
    /** Parts that the policy leaves open: each must be confirmed by an officer before a window opens. */
    defaults: z.array(ProgrammePart).max(programmeParts.length),
  })
  .refine((body) => (body.basis === 'costs' ? body.costs : body.results).length > 0, {
    path: ['basis'],
    message: 'basis_is_empty',
  })
  .refine(({ subject, caps }) => subject === 'work' || caps.every(({ per }) => per !== 'work'), {
    path: ['caps'],
    message: 'cap_needs_a_work',
  })
export type ProgrammeBody = z.infer<typeof ProgrammeBody>

export const ConfirmProgrammeInput = z.strictObject({ confirmed: z.array(ProgrammePart) })
export const WindowInput = z
  .strictObject({
    year: z.number().int().min(2025).max(2100),
    opensOn: Day,
    closesOn: Day,
    poolFen: Fen.min(1).optional(),
  })
  .refine(({ opensOn, closesOn }) => opensOn <= closesOn, { path: ['closesOn'], message: 'ends_before_it_begins' })
export type WindowInput = z.infer<typeof WindowInput>

export const WindowView = z.object({
  id: z.string(),
  programmeCode: z.string(),
  version: z.number().int(),
  year: z.number().int(),
  opensOn: z.string(),
  closesOn: z.string(),
  isOpen: z.boolean(),
  allocatedAt: z.string().nullable(),
  poolFen: z.number().int().nullable(),
  poolUsedFen: z.number().int().nullable(),
})
export type WindowView = z.infer<typeof WindowView>
export const ProgrammeView = z.object({
  code: z.string(),
  version: z.number().int(),
  state: z.enum(['draft', 'confirmed']),
  body: ProgrammeBody,
  confirmedAt: z.string().nullable(),
  /** Of all versions, the newest first. */
  windows: z.array(WindowView),
})
export type ProgrammeView = z.infer<typeof ProgrammeView>
export const ProgrammeList = z.object({ items: z.array(ProgrammeView) })
export const WindowParams = z.object({ windowId: z.string().max(60) })

export const RatesInput = z.strictObject({
  /** Where they are published, for example the PBOC's central parity. */
  source: line(200),
  rates: z
    .array(
      z.strictObject({
        currency: Currency,
        day: Day,
        /** Millionths of a CNY for one unit of the currency. */
        microsPerUnit: z.number().int().min(1).max(1_000_000_000_000),
      }),
    )
    .min(1)
    .max(500),
})
export const RateList = z.object({
  items: z.array(
    z.object({ currency: z.string(), day: z.string(), microsPerUnit: z.number().int(), source: z.string() }),
  ),
})

// The claim

/** Of a draft: what is not filled in yet is empty, and told as missing. */
const part = (max: number) => z.string().trim().max(max)
const DayOrNone = Day.or(z.literal(''))
const CodeOrNone = Code.or(z.literal(''))

export const CostInput = z.strictObject({
  kind: CodeOrNone,
  what: part(200),
  invoiceNumber: part(60),
  /** Who wrote the invoice. */
  issuer: part(200),
  /** To whom it is written: the applicant. */
  billedTo: part(200),
  payee: part(200),
  issuedOn: DayOrNone,
  paidOn: DayOrNone,
  /** In the smallest unit of the currency. */
  amountMinor: z.number().int().min(0).max(100_000_000_000),
  currency: Currency,
  /** Of this very expense, from other public money. */
  otherPublicFen: Fen,
})
export type CostInput = z.infer<typeof CostInput>
export const ResultInput = z.strictObject({
  kind: CodeOrNone,
  award: part(200),
  givenBy: part(200),
  wonOn: DayOrNone,
  otherPublicFen: Fen,
})
export type ResultInput = z.infer<typeof ResultInput>
export const BankAccount = z.strictObject({
  holder: part(200),
  bank: part(200),
  number: part(60).transform((text) => text.replace(/[\s-]/g, '').toUpperCase()),
})

/** Half-filled drafts are kept as they are; a claim is judged when it is submitted. */
export const ClaimDraft = z.strictObject({
  workId: z.string().max(60).nullable().default(null),
  /** A licence of the work that is entered in the registry. */
  grantId: z.string().max(60).nullable().default(null),
  /** The base, event or person that the claim is about. */
  subject: z.string().trim().max(200).default(''),
  purpose: z.string().trim().max(2000).default(''),
  costs: z.array(CostInput).max(100).default([]),
  results: z.array(ResultInput).max(20).default([]),
  /** Where the work can be seen abroad. */
  online: z
    .array(z.strictObject({ url: part(500), territory: part(2), since: DayOrNone }))
    .max(50)
    .default([]),
  account: BankAccount.nullable().default(null),
  /** 真实性承诺: that all of it is true, and that other public money is told in full. */
  isDeclaredTrue: z.boolean().default(false),
})
export type ClaimDraft = z.infer<typeof ClaimDraft>
export type ClaimDraftInput = z.input<typeof ClaimDraft>
export const SaveDraftInput = z.strictObject({ revision: z.number().int().min(1), draft: ClaimDraft })

export const reductionCodes = [
  'kind_not_supported',
  'outside_period',
  'twice_in_this_claim',
  'other_public_money',
  'share',
  'ceiling',
  'absorbed',
  'officer',
  'cap',
  'pool',
  'pro_rata',
] as const
export const Reduction = z.object({
  code: z.enum(reductionCodes),
  /** Counted from 1; null is of the claim as a whole. */
  line: z.number().int().nullable(),
  byFen: z.number().int().min(1),
  /** What it rests on: shares, caps, numbers of other claims, an officer's words. */
  grounds: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Reduction = z.infer<typeof Reduction>
export const Assessment = z.object({
  claimedFen: z.number().int(),
  /** Before caps and pool. */
  entitledFen: z.number().int(),
  payableFen: z.number().int(),
  lines: z.array(
    z.object({
      line: z.number().int(),
      kind: z.string(),
      what: z.string(),
      claimedFen: z.number().int(),
      payableFen: z.number().int(),
      rate: z.object({ currency: z.string(), day: z.string(), microsPerUnit: z.number().int() }).nullable(),
    }),
  ),
  /** Their sum is what was claimed less what is payable, to the fen. */
  reductions: z.array(Reduction),
})
export type Assessment = z.infer<typeof Assessment>

export const MissingPart = z.object({ path: z.string(), message: z.string() })
export type MissingPart = z.infer<typeof MissingPart>
export const ClaimDocument = z.object({
  id: z.string(),
  requirement: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  state: z.enum(['storing', 'stored', 'failed']),
  sha256: z.string().nullable(),
})
export const signalCodes = ['same_file', 'same_invoice_number', 'same_amount_and_day', 'similar_payment'] as const
/** Something that an officer should look at: it blocks nothing by itself. */
export const Signal = z.object({
  code: z.enum(signalCodes),
  line: z.number().int().nullable(),
  otherClaimId: z.string(),
  otherNumber: z.string().nullable(),
  otherApplicant: z.string(),
  grounds: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Signal = z.infer<typeof Signal>

export const ClaimSummary = z.object({
  id: z.string(),
  number: z.string().nullable(),
  programmeCode: z.string(),
  programmeTitle: Bilingual,
  year: z.number().int(),
  applicant: z.object({ id: z.string(), name: z.string() }),
  state: ClaimState,
  amountFen: z.number().int().nullable(),
  submittedAt: z.string().nullable(),
  changedAt: z.string(),
  due: z
    .object({
      term: z.string(),
      binds: z.enum(['applicant', 'officer']),
      on: z.string(),
      isOver: z.boolean(),
      isProvisional: z.boolean(),
    })
    .nullable(),
})
export type ClaimSummary = z.infer<typeof ClaimSummary>
export const ClaimView = ClaimSummary.extend({
  programme: ProgrammeBody,
  programmeVersion: z.number().int(),
  windowId: z.string(),
  windowClosesOn: z.string(),
  revision: z.number().int(),
  /** How many acts there are: a move names the number that it was decided upon. */
  actCount: z.number().int(),
  draft: ClaimDraft,
  /** The registered work that it is about. */
  work: z.object({ title: z.string(), registrationNumber: z.string() }).nullable(),
  documents: z.array(ClaimDocument),
  /** What must still be done before it can be submitted. */
  missing: z.array(MissingPart),
  /** Documents that may come later, and by when. */
  gaps: z.array(z.object({ requirement: z.string(), dueOn: z.string().nullable() })),
  assessment: Assessment.nullable(),
  /** What other open programmes would pay for the same, the best first. */
  alternatives: z.array(z.object({ programmeCode: z.string(), title: Bilingual, payableFen: z.number().int() })),
  moves: z.array(z.string()),
  acts: z.array(
    z.object({
      seq: z.number().int(),
      act: z.string(),
      state: ClaimState,
      at: z.string(),
      /** Officers are told to the applicant by their department. */
      by: z.string().nullable(),
      amountFen: z.number().int().nullable(),
      reason: z.string(),
      reductions: z.array(Reduction),
    }),
  ),
  objections: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      contact: z.string(),
      text: z.string(),
      at: z.string(),
      state: z.enum(['open', 'upheld', 'dismissed']),
      answer: z.string(),
    }),
  ),
  publicityEndsOn: z.string().nullable(),
  accountVerifiedAt: z.string().nullable(),
  /** For officers alone. */
  signals: z.array(Signal),
  conflicts: z.array(z.object({ person: z.string(), reason: z.string() })),
  balances: z.object({ reserved: z.number(), committed: z.number(), paid: z.number(), receivable: z.number() }),
})
export type ClaimView = z.infer<typeof ClaimView>

export const StartClaimInput = z.strictObject({ windowId: z.string().max(60) })
export const DocumentInput = z.strictObject({
  uploadId: z.string().regex(/^[A-Za-z0-9_-]{16,80}$/),
  requirement: Code,
})
const Reason = z.string().trim().max(2000)
const actCount = z.number().int().min(0)
export const ApplicantMoveInput = z.strictObject({
  move: z.enum(applicantMoves),
  actCount,
  reason: Reason.default(''),
})
export type ApplicantMoveInput = z.input<typeof ApplicantMoveInput>
export const OfficerMoveInput = z.strictObject({
  /** A payment is ordered with its batch. */
  move: z.enum(officerMoves).exclude(['order_payment']),
  actCount,
  reason: Reason.default(''),
  /** Of a review: what the officer takes off, line by line. */
  reductions: z
    .array(z.strictObject({ line: z.number().int().min(1).max(100), byFen: Fen.min(1), reason: line(500) }))
    .max(100)
    .default([]),
  /** Of a recovery: what was paid wrongly. */
  amountFen: Fen.min(1).optional(),
})
export type OfficerMoveInput = z.input<typeof OfficerMoveInput>
export const SideActInput = z.strictObject({ act: z.enum(sideActs), text: Reason.default('') })
export const ConflictInput = z.strictObject({ reason: line(500) })
export const ObjectionInput = z.strictObject({
  name: line(100),
  contact: line(200),
  text: z.string().trim().min(10).max(4000),
})
export const ObjectionAnswerInput = z.strictObject({ outcome: z.enum(['upheld', 'dismissed']), answer: line(2000) })
export const BarInput = z.strictObject({
  organisationId: z.string().max(60),
  /** Who found it, and the number of the finding: a court's judgment or an authority's decision, never a complaint. */
  authority: line(200),
  reference: line(200),
  foundOn: Day,
})
export const BarView = z.object({
  id: z.string(),
  organisationId: z.string(),
  authority: z.string(),
  reference: z.string(),
  from: z.string(),
  until: z.string(),
})

export const EligibilityQuery = z.object({ windowId: z.string().max(60), workId: z.string().max(60).optional() })
export const Eligibility = z.object({
  isEligible: z.boolean(),
  upToFen: z.number().int(),
  /** Each what was looked at, what was found, and whether it stands in the way. */
  because: z.array(
    z.object({
      code: z.enum(['window', 'verification', 'country', 'bar', 'work', 'cap', 'pool', 'share', 'result']),
      isMet: z.boolean(),
      grounds: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
})
export type Eligibility = z.infer<typeof Eligibility>

export const ClaimsQuery = pageQuery
export const DeskQuery = pageQuery.extend({
  state: ClaimState.optional(),
  programme: Code.optional(),
  year: z.coerce.number().int().optional(),
  /** A part of a number or of an applicant's name. */
  text: z.string().trim().max(60).optional(),
})
export const ClaimPage = pageOf(ClaimSummary)
export const ExportQuery = z.object({ format: z.enum(['csv', 'xlsx']).default('csv') })

export const PublicityItem = z.object({
  number: z.string(),
  programmeCode: z.string(),
  programmeTitle: Bilingual,
  applicant: z.string(),
  subject: z.string(),
  amountFen: z.number().int(),
  state: z.enum(['published', 'final']),
  publishedAt: z.string(),
  objectionsUntil: z.string(),
})
export const PublicityList = z.object({ items: z.array(PublicityItem) })
export const ObjectionReceipt = z.object({ id: z.string() })

export const BatchInput = z.strictObject({ claimIds: z.array(z.string().max(60)).min(1).max(200) })
export const BatchView = z.object({
  id: z.string(),
  madeAt: z.string(),
  totalFen: z.number().int(),
  claims: z.array(z.object({ claimId: z.string(), number: z.string().nullable(), amountFen: z.number().int() })),
})
export const BatchList = z.object({ items: z.array(BatchView) })

export const StatisticsQuery = z.object({ year: z.coerce.number().int().min(2025).max(2100) })
export const Statistics = z.object({
  year: z.number().int(),
  items: z.array(
    z.object({
      programmeCode: z.string(),
      claims: z.number().int(),
      waitingFen: z.number().int(),
      reservedFen: z.number().int(),
      committedFen: z.number().int(),
      paidFen: z.number().int(),
      receivableFen: z.number().int(),
      poolFen: z.number().int().nullable(),
      poolLeftFen: z.number().int().nullable(),
    }),
  ),
})
export const LedgerQuery = z.object({ claimId: z.string().max(60) })
export const LedgerList = z.object({
  items: z.array(
    z.object({
      seq: z.number().int(),
      debit: z.string(),
      credit: z.string(),
      amountFen: z.number().int(),
      at: z.string(),
      act: z.string(),
      by: z.string().nullable(),
    }),
  ),
})
