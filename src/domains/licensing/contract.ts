import { z } from 'zod'

export const exclusivities = ['exclusive', 'sole', 'non_exclusive'] as const
/** `exclusive` (独占) shuts out everybody, the licensor too; `sole` (排他) third parties only; `non_exclusive` (普通) nobody. */
export const Exclusivity = z.enum(exclusivities)
export type Exclusivity = z.infer<typeof Exclusivity>

export const languageModes = ['ORIGINAL', 'SUB', 'DUB'] as const
export type LanguageMode = (typeof languageModes)[number]

/** Why a part of what was asked cannot be granted. `RESERVED` and `BLOCKED` are ours; the others are those of the file format. */
export const reasonCodes = [
  'EXCLUSIVE_OUT',
  'SOLE_OUT',
  'NONEXCLUSIVE_OUT',
  'NO_RIGHTS_IN',
  'EXCLUSIVITY_EXCEEDS_RIGHTS_IN',
  'SUBLICENSE_NOT_PERMITTED',
  'HOLDBACK',
  'HOLDBACK_PENDING_EVENT',
  'OPTION_HELD',
  'RESERVED',
  'BLOCKED',
  'FIRST_NEGOTIATION',
] as const
export const ReasonCode = z.enum(reasonCodes)
export type ReasonCode = z.infer<typeof ReasonCode>

export const answerStatuses = ['available', 'partial', 'unavailable', 'conditional'] as const
export const AnswerStatus = z.enum(answerStatuses)
export type AnswerStatus = z.infer<typeof AnswerStatus>

export const grantTypes = ['in', 'out', 'holdback', 'option', 'first_negotiation', 'reserved', 'blocked'] as const

const calendarDate = /^(\d{4})-(\d{2})-(\d{2})$/
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** True for a day that exists: not for 2027-02-29. */
export function isCalendarDate(text: string): boolean {
  if (!calendarDate.test(text) || text.startsWith('0000')) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

const isDateTime = (text: string): boolean =>
  dateTime.test(text) && isCalendarDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))

/** A calendar date in the territory, or an instant with an offset (RFC 3339), which becomes one. */
export const DateInTerritory = z
  .string()
  .refine((text) => isCalendarDate(text) || isDateTime(text), { message: 'date_wrong' })

/** ISO 8601: years, months, weeks, days, and hours or less, which count as a day begun. */
export const durationForm =
  /^(-)?P(?=.)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?$/

const code = z.string().min(1).max(100)
const party = z.string().min(1).max(300)
const languageTag = z
  .string()
  .max(100)
  .regex(/^(?:\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)$/, { message: 'language_tag_wrong' })

export const LanguageUse = z.object({ tag: languageTag, mode: z.enum([...languageModes, '*']) })
export type LanguageUse = z.infer<typeof LanguageUse>

export const Episodes = z
  .object({ from: z.int().min(1).max(100_000), to: z.int().min(1).max(100_000).nullable() })
  .refine(({ from, to }) => to === null || from <= to, { message: 'episodes_reversed' })
export type Episodes = z.infer<typeof Episodes>

const scopeShape = {
  work: code,
  territories: z.object({
    include: z.array(code).min(1).max(2000),
    exclude: z.array(code).max(2000).default([]),
  }),
  media: z.array(code).min(1).max(500),
  /** Absent: every language, in every mode. */
  languages: z
    .array(LanguageUse)
    .min(1)
    .max(2000)
    .default([{ tag: '*', mode: '*' }]),
  /** Absent: all episodes, those yet to be made too. */
  episodes: Episodes.nullish(),
}

/** Instants by the clock, dates by the calendar; one of each is compared in each territory. */
function inOrder({ start, end }: { start?: string | null | undefined; end?: string | null | undefined }): boolean {
  if (!start || !end) return true
  const [startIsDate, endIsDate] = [isCalendarDate(start), isCalendarDate(end)]
  if (startIsDate !== endIsDate) return true
  return startIsDate ? start <= end : Date.parse(start) <= Date.parse(end)
}
const reversed = { path: ['end'], message: 'dates_reversed' }

/** What a right is about: a product of its dimensions. Both dates are inclusive; `end` null has none. */
export const Scope = z
  .object({ ...scopeShape, start: DateInTerritory, end: DateInTerritory.nullish() })
  .refine(inOrder, reversed)
export type Scope = z.infer<typeof Scope>

/** The scope of a promise may begin with the promise itself. */
const PromiseScope = z
  .object({ ...scopeShape, start: DateInTerritory.nullish(), end: DateInTerritory.nullish() })
  .refine(inOrder, reversed)
export type PromiseScope = z.infer<typeof PromiseScope>

const grantId = z.string().min(1).max(200)

/** What the actor holds: by being the owner, or by a licence. */
export const RightsIn = z.object({
  id: grantId,
  type: z.literal('in'),
  kind: z.enum(['ownership', 'licence']),
  holder: party,
  licensor: party.nullish(),
  /** Absent: an owner's is exclusive, a licence is not. */
  exclusivity: Exclusivity.nullish(),
  sublicensable: z.boolean().nullish(),
  terminatedOn: DateInTerritory.nullish(),
  scope: Scope,
})

/** A licence that was signed. `terminatedOn` is its last day in force. */
export const RightsOut = z
  .object({
    id: grantId,
    type: z.literal('out'),
    status: z.enum(['active', 'terminated']).default('active'),
    licensor: party,
    licensee: party,
    exclusivity: Exclusivity,
    signedOn: DateInTerritory.nullish(),
    terminatedOn: DateInTerritory.nullish(),
    sublicensable: z.boolean().nullish(),
    scope: Scope,
  })
  .refine(({ status, terminatedOn }) => status === 'active' || terminatedOn, {
    path: ['terminatedOn'],
    message: 'terminated_on_missing',
  })

/** What ends a holdback: `lag` after the day of an event, which is null while nobody knows it. */
export const Trigger = z.object({
  event: z.string().min(1).max(200),
  territory: code.nullish(),
  media: code.nullish(),
  date: DateInTerritory.nullish(),
  lag: z.string().regex(durationForm, { message: 'duration_wrong' }).nullish(),
  rule: z.string().max(1000).nullish(),
})

export const Holdback = z.object({
  id: grantId,
  type: z.literal('holdback'),
  /** Whom it binds: a party, or true for whoever grants. */
  bindsLicensor: z.union([z.boolean(), party]).nullish(),
  inFavourOf: party.nullish(),
  trigger: Trigger.nullish(),
  scope: PromiseScope,
})

export const RightsOption = z.object({
  id: grantId,
  type: z.literal('option'),
  status: z.enum(['open', 'closed']).default('open'),
  licensor: party.nullish(),
  holder: party,
  /** Whether what may be taken up is exclusive. */
  exclusive: z.boolean().default(true),
  optionFrom: DateInTerritory.nullish(),
  optionUntil: DateInTerritory.nullish(),
  scope: PromiseScope,
})

export const FirstNegotiation = z.object({
  id: grantId,
  type: z.literal('first_negotiation'),
  status: z.enum(['open', 'closed']).default('open'),
  licensor: party.nullish(),
  holder: party,
  windowFrom: DateInTerritory.nullish(),
  windowUntil: DateInTerritory.nullish(),
  scope: PromiseScope,
})

/** What the owner keeps for its own use. */
export const Reserved = z.object({ id: grantId, type: z.literal('reserved'), holder: party, scope: PromiseScope })
/** What nobody may grant, for reasons of law. */
export const Blocked = z.object({ id: grantId, type: z.literal('blocked'), scope: PromiseScope })

export const Grant = z.discriminatedUnion('type', [
  RightsIn,
  RightsOut,
  Holdback,
  RightsOption,
  FirstNegotiation,
  Reserved,
  Blocked,
])
export type Grant = z.infer<typeof Grant>

export const AvailabilityQuery = z.object({
  /** Who would grant. */
  actor: party,
  /** To whom; absent: to anybody new. */
  licensee: party.nullish(),
  exclusivity: Exclusivity,
  /** Today, for options and first negotiations. */
  asOf: DateInTerritory.nullish(),
  signedOn: DateInTerritory.nullish(),
  /** Whether the actor would use the work itself, and grant nothing. */
  selfExploitation: z.boolean().nullish(),
  scope: Scope,
})
export type AvailabilityQuery = z.infer<typeof AvailabilityQuery>

export const AvailabilityCase = z.object({
  id: z.string().min(1).max(200),
  grants: z.array(Grant).max(50_000),
  query: AvailabilityQuery,
})
export type AvailabilityCase = z.infer<typeof AvailabilityCase>

const tree = z.record(z.string().min(1).max(100), z.array(code).max(5000))
const territoryGroup = z.union([
  z.string(),
  z.array(code).max(2000),
  z.object({ name: z.string().max(300).nullish(), members: z.array(code).max(2000) }),
])

export const VocabularyInput = z.object({
  territoryGroups: z.record(z.string().min(1).max(100), territoryGroup).nullish(),
  mediaTree: tree.nullish(),
  languageTree: tree.nullish(),
})
export type VocabularyInput = z.infer<typeof VocabularyInput>

export const AvailabilityFile = VocabularyInput.extend({ cases: z.array(AvailabilityCase).min(1).max(10_000) })
export type AvailabilityFile = z.infer<typeof AvailabilityFile>

export const AvailableBlock = z.object({
  territories: z.array(z.string()),
  media: z.array(z.string()),
  languages: z.array(LanguageUse),
  /** In these modes also every language that no tag of the question, of a grant or of the tree names. */
  otherLanguages: z.array(z.enum(languageModes)).optional(),
  episodes: z.object({ from: z.int(), to: z.int().nullable() }).optional(),
  start: z.string(),
  end: z.string().nullable(),
})
export type AvailableBlock = z.infer<typeof AvailableBlock>

export const Reason = z.object({ code: ReasonCode, grantId: z.string().nullable() })
export type Reason = z.infer<typeof Reason>

export const AvailabilityAnswer = z.object({
  status: AnswerStatus,
  availableBlocks: z.array(AvailableBlock),
  reasons: z.array(Reason),
  conditions: z.array(Reason),
})
export type AvailabilityAnswer = z.infer<typeof AvailabilityAnswer>

export const StoredDate = z.string().refine(isCalendarDate, { message: 'date_wrong' })

/** What is stored has calendar dates alone: an instant is a different day in different territories. */
export const StoredScope = z
  .object({
    territories: scopeShape.territories,
    media: scopeShape.media,
    languages: scopeShape.languages,
    episodes: scopeShape.episodes,
    start: StoredDate,
    end: StoredDate.nullish(),
  })
  .refine(inOrder, reversed)

/** A party as its contract names it; one way of writing it. */
const partyName = z
  .string()
  .transform((name) =>
    name
      .normalize('NFKC')
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim(),
  )
  .pipe(z.string().min(1).max(200))

const scope = { scope: StoredScope }
const StoredTrigger = z.object({
  event: z.string().trim().min(1).max(200),
  territory: code.nullish(),
  media: code.nullish(),
  date: StoredDate.nullish(),
  lag: z.string().regex(durationForm, { message: 'duration_wrong' }).nullish(),
})

/** What a seller enters about a work of its own: it is the holder, the licensor, and who is bound. */
export const GrantInput = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('in'),
    kind: z.enum(['ownership', 'licence']),
    licensor: partyName.nullish(),
    exclusivity: Exclusivity.nullish(),
    sublicensable: z.boolean().default(false),
    ...scope,
  }),
  z.strictObject({
    type: z.literal('out'),
    licensee: partyName,
    exclusivity: Exclusivity,
    sublicensable: z.boolean().default(false),
    signedOn: StoredDate.nullish(),
    /** Somebody who had to be asked first was asked. */
    conditionsMet: z.boolean().default(false),
    ...scope,
  }),
  z.strictObject({
    type: z.literal('holdback'),
    inFavourOf: partyName.nullish(),
    trigger: StoredTrigger.nullish(),
    ...scope,
  }),
  z.strictObject({
    type: z.literal('option'),
    holder: partyName,
    exclusive: z.boolean().default(true),
    optionUntil: StoredDate.nullish(),
    ...scope,
  }),
  z.strictObject({
    type: z.literal('first_negotiation'),
    holder: partyName,
    windowUntil: StoredDate.nullish(),
    ...scope,
  }),
  z.strictObject({ type: z.literal('reserved'), ...scope }),
  z.strictObject({ type: z.literal('blocked'), ...scope }),
])
export type GrantInput = z.output<typeof GrantInput>

export const TerminationInput = z.strictObject({ terminatedOn: StoredDate })

export const AvailabilityInput = z.strictObject({
  licensee: partyName.nullish(),
  exclusivity: Exclusivity,
  selfExploitation: z.boolean().nullish(),
  ...scope,
})

const instant = z.iso.datetime()

export const GrantView = z.object({
  id: z.string(),
  workId: z.string(),
  type: z.enum(grantTypes),
  /** Its last day, which a termination moves; null when it has none. */
  lastDay: z.string().nullable(),
  terminatedOn: z.string().nullable(),
  grant: Grant,
  createdAt: instant,
})
export type GrantView = z.infer<typeof GrantView>
export const GrantList = z.object({ items: z.array(GrantView) })

const ExplainedReason = Reason.extend({
  /** The days of the request on which it stands; both belong. */
  start: z.string().nullable(),
  end: z.string().nullable(),
  words: z.object({ 'zh-CN': z.string(), en: z.string() }),
})

export const AvailabilityView = AvailabilityAnswer.extend({
  reasons: z.array(ExplainedReason),
  conditions: z.array(ExplainedReason),
})
export type AvailabilityView = z.infer<typeof AvailabilityView>
