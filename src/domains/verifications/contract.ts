import { z } from 'zod'
import { Country } from '../../kernel/countries.ts'
import { pageOf, pageQuery } from '../../kernel/page.ts'
import { displayName, OrganisationKind, VerificationLevel } from '../accounts/contract.ts'

export const verificationKinds = ['business_licence', 'overseas_registration'] as const
export const VerificationKind = z.enum(verificationKinds)
export type VerificationKind = z.infer<typeof VerificationKind>

export const verificationStates = ['waiting', 'accepted', 'refused', 'withdrawn'] as const
export const VerificationState = z.enum(verificationStates)
export type VerificationState = z.infer<typeof VerificationState>

/** What an officer may find papers to show. */
export const acceptedLevels = ['documents_checked', 'official_registration'] as const
export const AcceptedLevel = z.enum(acceptedLevels)
export type AcceptedLevel = z.infer<typeof AcceptedLevel>

/** `confirmed`, or what stood in the way of finding the code at the website. */
export const websiteFindings = [
  'confirmed',
  'code_not_found',
  'website_not_https',
  'address_refused',
  'answer_too_large',
  'too_many_redirects',
  'outside_unreachable',
] as const
export const WebsiteFinding = z.enum(websiteFindings)
export type WebsiteFinding = z.infer<typeof WebsiteFinding>

/** Where an organisation publishes the request's code, at the host of its website. */
export const websiteCodePath = '/.well-known/qianyin-verification.txt'

export const papersMax = 10

const shared = {
  legalName: displayName,
  registrationNumber: displayName.pipe(z.string().max(100)),
  /** Pictures of the papers, uploaded before. */
  fileIds: z.array(z.string().max(60)).min(1).max(papersMax),
  website: z.string().trim().max(300).optional(),
}

/** `registrationNumber` of a Chinese licence is the unified social credit code (统一社会信用代码). */
export const VerificationInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('business_licence'), ...shared }),
  z.strictObject({ kind: z.literal('overseas_registration'), country: Country, ...shared }),
])
export type VerificationInput = z.input<typeof VerificationInput>

/** Lines stay lines; other control characters are shown by neither a page nor SQLite as they are. */
const reason = z
  .string()
  .transform((text) =>
    text
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n]/gu, '')
      .trim(),
  )
  .pipe(z.string().min(1).max(2000))

/** The applicant reads the reason. */
export const DecisionInput = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('accept'), level: AcceptedLevel, reason }),
  z.strictObject({ decision: z.literal('refuse'), reason }),
])
export type DecisionInput = z.input<typeof DecisionInput>

export const VerificationsQuery = pageQuery
export const DeskQuery = pageQuery.extend({ state: VerificationState.default('waiting') })
export type DeskQuery = z.input<typeof DeskQuery>

const instant = z.iso.datetime()

const Applicant = z.object({
  id: z.string(),
  name: z.string(),
  kind: OrganisationKind,
  verification: VerificationLevel,
})

export const PaperView = z.object({
  fileId: z.string(),
  name: z.string(),
  mimeType: z.string(),
  widthPixels: z.number().nullable(),
  heightPixels: z.number().nullable(),
})
export type PaperView = z.infer<typeof PaperView>

export const SameNumber = z.object({ organisationId: z.string(), name: z.string(), state: VerificationState })
export type SameNumber = z.infer<typeof SameNumber>

export const VerificationView = z.object({
  id: z.string(),
  organisation: Applicant,
  kind: VerificationKind,
  legalName: z.string(),
  country: z.string(),
  registrationNumber: z.string(),
  website: z.string().nullable(),
  /** What to publish at the website; null when none was named. */
  websiteCode: z.string().nullable(),
  websiteCheckedAt: instant.nullable(),
  websiteFinding: WebsiteFinding.nullable(),
  state: VerificationState,
  level: AcceptedLevel.nullable(),
  reason: z.string().nullable(),
  papers: z.array(PaperView),
  createdAt: instant,
  decidedAt: instant.nullable(),
  /** Others who wait or were accepted with the same number: for officers only, empty for applicants. */
  sameNumber: z.array(SameNumber),
})
export type VerificationView = z.infer<typeof VerificationView>

export const VerificationListItem = VerificationView.omit({ sameNumber: true })
export type VerificationListItem = z.infer<typeof VerificationListItem>
export const VerificationsPage = pageOf(VerificationListItem)

export const DeskItem = z.object({
  id: z.string(),
  organisation: Applicant,
  kind: VerificationKind,
  legalName: z.string(),
  country: z.string(),
  state: VerificationState,
  createdAt: instant,
  decidedAt: instant.nullable(),
  /** Null when it waits no longer. */
  waitingMs: z.number().int().nullable(),
})
export type DeskItem = z.infer<typeof DeskItem>
export const DeskPage = pageOf(DeskItem)
