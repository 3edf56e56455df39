import { z } from 'zod'
import { Country } from '../../kernel/countries.ts'
import { pageOf, pageQuery } from '../../kernel/page.ts'

export const memberRoles = ['owner', 'manager', 'member', 'viewer'] as const
export const MemberRole = z.enum(memberRoles)
export type MemberRole = z.infer<typeof MemberRole>

export const organisationKinds = ['studio', 'buyer', 'mediation_committee', 'department', 'platform'] as const
export const OrganisationKind = z.enum(organisationKinds)
export type OrganisationKind = z.infer<typeof OrganisationKind>

/** What anyone may found; the others are there from the start, and people are invited into them. */
export const FoundableKind = z.enum(['studio', 'buyer'])
export type FoundableKind = z.infer<typeof FoundableKind>

/** The seven departments of the policy. */
export const departmentCodes = [
  'publicity',
  'talent',
  'culture',
  'investment',
  'human_resources',
  'housing',
  'pazhou',
] as const
export const DepartmentCode = z.enum(departmentCodes)
export type DepartmentCode = z.infer<typeof DepartmentCode>

export const verificationLevels = ['self_declared', 'documents_checked', 'official_registration'] as const
export const VerificationLevel = z.enum(verificationLevels)
export type VerificationLevel = z.infer<typeof VerificationLevel>

/** What someone is on the platform, by the organisation for which they act; see rules.ts. */
export const platformRoles = ['creator', 'buyer', 'mediator', 'secretary', 'officer', 'admin', 'auditor'] as const
export const PlatformRole = z.enum(platformRoles)
export type PlatformRole = z.infer<typeof PlatformRole>

export const languages = ['zh-CN', 'en'] as const
export const Language = z.enum(languages)
export type Language = z.infer<typeof Language>

/**
 * What an API token may do, in words that an owner can judge; rules.ts says which actions each one holds. `media_jobs` is for the
 * media workers of the platform, and no other organisation may give it.
 */
export const tokenScopes = ['read', 'register', 'check', 'media_jobs'] as const
export const TokenScope = z.enum(tokenScopes)
export type TokenScope = z.infer<typeof TokenScope>
/** The scopes that an organisation of this kind may give its tokens. */
export const scopesOf = (kind: OrganisationKind): TokenScope[] =>
  tokenScopes.filter((scope) => scope !== 'media_jobs' || kind === 'platform')

/** Without control characters, which neither a page nor SQLite shows as they are. */
export const displayName = z
  .string()
  .transform((name) => name.replace(/\p{Cc}/gu, '').trim())
  .pipe(z.string().min(1).max(200))

/** NIST SP 800-63B: length is what counts; 8 to 256 characters, no composition rules. Known and guessable ones are refused. */
const newPassword = z.string().min(8).max(256)
const givenPassword = z.string().max(256)
const email = z.string().trim().toLowerCase().pipe(z.email().max(254))
const linkToken = z.string().min(20).max(100)
/** Six digits of an authenticator, or a recovery code; spaces and dashes are for the eye only. */
const code = z
  .string()
  .max(40)
  .transform((text) => text.replace(/[\s-]/g, '').toLowerCase())
const instant = z.string()
export const IdParams = z.object({ id: z.string().max(60) })

// Entry

export const SignUpInput = z.strictObject({ email, language: Language.default('zh-CN') })
export type SignUpInput = z.input<typeof SignUpInput>

export const NewOrganisation = z.strictObject({ kind: FoundableKind, name: displayName, country: Country })
export type NewOrganisation = z.input<typeof NewOrganisation>

/** With an `invitationToken` the person joins that organisation, else `organisation` is founded. */
export const ConfirmSignUpInput = z
  .strictObject({
    token: linkToken,
    name: displayName,
    language: Language.default('zh-CN'),
    password: newPassword,
    organisation: NewOrganisation.optional(),
    invitationToken: linkToken.optional(),
  })
  .refine((input) => (input.organisation === undefined) !== (input.invitationToken === undefined), {
    path: ['organisation'],
    message: 'organisation_or_invitation',
  })
export type ConfirmSignUpInput = z.input<typeof ConfirmSignUpInput>

/** `code` may come along at once: then an account whose password is being guessed by others still opens for its owner. */
export const SignInInput = z.strictObject({
  email: z.string().trim().toLowerCase().max(254),
  password: givenPassword,
  code: code.optional(),
})
export type SignInInput = z.input<typeof SignInInput>

export const CodeInput = z.strictObject({ code })
export type CodeInput = z.input<typeof CodeInput>
export const EmailInput = z.strictObject({ email, language: Language.default('zh-CN') })
export type EmailInput = z.input<typeof EmailInput>
export const LinkInput = z.strictObject({ token: linkToken })
export const ResetPasswordInput = z.strictObject({ token: linkToken, password: newPassword })
export type ResetPasswordInput = z.input<typeof ResetPasswordInput>

/** What a browser's WebAuthn answers with; its signature is judged by the WebAuthn library, not here. */
export const PasskeyAnswer = z.looseObject({ id: z.string().max(2000), response: z.looseObject({}) })
/** The JSON that WebAuthn's own functions of the browser take. */
export const PasskeyOptions = z.object({ options: z.unknown() })

export const OrganisationInSession = z.object({
  id: z.string(),
  name: z.string(),
  kind: OrganisationKind,
  departmentCode: DepartmentCode.nullable(),
  role: MemberRole,
  platformRole: PlatformRole,
  verification: VerificationLevel,
})
export type OrganisationInSession = z.infer<typeof OrganisationInSession>

export const SessionView = z.object({
  person: z.object({ id: z.string(), name: z.string(), email: z.string(), language: Language }),
  organisation: OrganisationInSession,
  /** What the person may do for this organisation: the names of the permission table. */
  actions: z.array(z.string()),
  /** Whether a second factor was given in this session; decisions need it. */
  hasSecondFactor: z.boolean(),
  /** Whether the person holds a second factor at all. */
  holdsSecondFactor: z.boolean(),
})
export type SessionView = z.infer<typeof SessionView>

export const SessionAnswer = z.object({ session: SessionView.nullable() })
/** `session` is null while the second factor is still to come. */
export const SignInAnswer = z.object({ session: SessionView.nullable(), secondFactorNeeded: z.boolean() })

// One's own account

export const ProfileView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  language: Language,
  memberships: z.array(OrganisationInSession),
})
export type ProfileView = z.infer<typeof ProfileView>
export const ProfileInput = z.strictObject({ name: displayName, language: Language })
export type ProfileInput = z.input<typeof ProfileInput>
export const ChangeEmailInput = z.strictObject({ email, password: givenPassword })
export type ChangeEmailInput = z.input<typeof ChangeEmailInput>
export const ChangePasswordInput = z.strictObject({ current: givenPassword, password: newPassword })
export type ChangePasswordInput = z.input<typeof ChangePasswordInput>
/** Read back before what cannot be undone. */
export const PasswordInput = z.strictObject({ password: givenPassword })

export const OpenSessionView = z.object({
  id: z.string(),
  isThisOne: z.boolean(),
  organisationName: z.string(),
  address: z.string(),
  userAgent: z.string(),
  hasSecondFactor: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant,
})
export type OpenSessionView = z.infer<typeof OpenSessionView>
/** A credential id of WebAuthn may be long. */
export const PasskeyIdParams = z.object({ id: z.string().max(2000) })
export const SessionIdParams = z.object({ id: z.string().max(64) })

export const PasskeyView = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
})
export type PasskeyView = z.infer<typeof PasskeyView>
export const SecurityView = z.object({
  totpSince: instant.nullable(),
  recoveryCodesLeft: z.number().int(),
  passkeys: z.array(PasskeyView),
  sessions: z.array(OpenSessionView),
})
export type SecurityView = z.infer<typeof SecurityView>
/** `uri` is the otpauth address that authenticators read from a QR code. */
export const TotpSetup = z.object({ secret: z.string(), uri: z.string() })
/** Shown once. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })
export const NewPasskeyInput = z.strictObject({
  name: displayName.pipe(z.string().max(100)),
  answer: PasskeyAnswer,
})

// Organisations

export const OrganisationView = z.object({
  id: z.string(),
  kind: OrganisationKind,
  name: z.string(),
  country: Country.nullable(),
  departmentCode: DepartmentCode.nullable(),
  verification: VerificationLevel,
  membersCount: z.number().int(),
  createdAt: instant,
})
export type OrganisationView = z.infer<typeof OrganisationView>
export const OrganisationInput = z.strictObject({ name: displayName, country: Country })
export type OrganisationInput = z.input<typeof OrganisationInput>
export const OrganisationsQuery = pageQuery.extend({ query: z.string().max(200).optional() })
export const OrganisationsPage = pageOf(OrganisationView)

export const MemberView = z.object({
  personId: z.string(),
  name: z.string(),
  email: z.string(),
  role: MemberRole,
  holdsSecondFactor: z.boolean(),
  joinedAt: instant,
})
export type MemberView = z.infer<typeof MemberView>
export const MembersAnswer = z.object({ members: z.array(MemberView) })
export const MemberParams = z.object({ id: z.string().max(60), personId: z.string().max(60) })
export const MemberInput = z.strictObject({ role: MemberRole })
export const OwnershipInput = z.strictObject({ personId: z.string().max(60) })
export const SwitchInput = z.strictObject({ organisationId: z.string().max(60) })

/** With an `email` the invitation is also sent there, in that language. */
export const InvitationInput = z.strictObject({
  role: MemberRole,
  email: email.optional(),
  language: Language.optional(),
})
export type InvitationInput = z.input<typeof InvitationInput>
export const InvitationView = z.object({
  id: z.string(),
  role: MemberRole,
  email: z.string().nullable(),
  invitedBy: z.string().nullable(),
  state: z.enum(['open', 'accepted', 'withdrawn', 'expired']),
  createdAt: instant,
  expiresAt: instant,
})
export type InvitationView = z.infer<typeof InvitationView>
export const InvitationsAnswer = z.object({ invitations: z.array(InvitationView) })
/** The link holds the token, and is shown this once. */
export const NewInvitation = z.object({ invitation: InvitationView, link: z.string() })
export const InvitationParams = z.object({ id: z.string().max(60), invitationId: z.string().max(60) })
/** What the invited see before they say yes. */
export const InvitationPreview = z.object({
  organisation: z.object({ name: z.string(), kind: OrganisationKind, verification: VerificationLevel }),
  role: MemberRole,
  invitedBy: z.string().nullable(),
  expiresAt: instant,
})
export type InvitationPreview = z.infer<typeof InvitationPreview>

// API tokens

export const TokenInput = z.strictObject({
  name: displayName.pipe(z.string().max(100)),
  scopes: z.array(TokenScope).min(1).max(tokenScopes.length),
  /** Null never expires. */
  expiresInDays: z.number().int().min(1).max(3650).nullable(),
})
export type TokenInput = z.input<typeof TokenInput>
export const TokenView = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(TokenScope),
  createdBy: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export type TokenView = z.infer<typeof TokenView>
export const TokensAnswer = z.object({ tokens: z.array(TokenView) })
/** `secret` is shown this once. */
export const NewToken = z.object({ token: TokenView, secret: z.string() })

// Audit

export const AuditQuery = pageQuery.extend({
  /** `mine`: what I did, or what was done to my account. `organisation`: what was done for mine. `all`: auditors and admins. */
  scope: z.enum(['mine', 'organisation', 'all']).default('mine'),
  action: z.string().max(100).optional(),
  subjectId: z.string().max(100).optional(),
})
export type AuditQuery = z.input<typeof AuditQuery>
export const AuditEntryView = z.object({
  id: z.string(),
  at: instant,
  actorKind: z.string(),
  /** Null when nobody in person, or when the person's data has been erased. */
  person: z.object({ id: z.string(), name: z.string() }).nullable(),
  tokenId: z.string().nullable(),
  organisation: z.object({ id: z.string(), name: z.string() }).nullable(),
  action: z.string(),
  subjectId: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  details: z.record(z.string(), z.unknown()),
  requestId: z.string(),
  address: z.string().nullable(),
})
export type AuditEntryView = z.infer<typeof AuditEntryView>
export const AuditPage = pageOf(AuditEntryView)

// Mail

export const OutboxView = z.object({
  mails: z.array(
    z.object({ id: z.string(), recipient: z.string(), subject: z.string(), body: z.string(), createdAt: instant }),
  ),
})
export type OutboxView = z.infer<typeof OutboxView>

export const SendMailJob = z.object({ mailId: z.string() })
