import { z } from 'zod'

export const memberRoles = ['owner', 'manager', 'member', 'viewer'] as const
export const MemberRole = z.enum(memberRoles)
export type MemberRole = z.infer<typeof MemberRole>

export const organisationKinds = ['studio', 'buyer', 'mediation_committee', 'department', 'platform'] as const
export const OrganisationKind = z.enum(organisationKinds)

export const verificationLevels = ['self_declared', 'documents_checked', 'official_registration'] as const
export const VerificationLevel = z.enum(verificationLevels)

/** Without control characters, which neither a page nor SQLite shows as they are. */
const displayName = z
  .string()
  .transform((name) => name.replace(/\p{Cc}/gu, '').trim())
  .pipe(z.string().min(1).max(200))

/** NIST SP 800-63B: length is what counts; 8 to 256 characters, no composition rules. */
const password = z.string().min(8).max(256)

export const SignUpInput = z.strictObject({
  email: z.email().max(254).toLowerCase(),
  password,
  name: displayName,
  organisationName: displayName,
})
export type SignUpInput = z.infer<typeof SignUpInput>

export const SignInInput = z.strictObject({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().max(256),
})
export type SignInInput = z.infer<typeof SignInInput>

export const SessionView = z.object({
  person: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  organisation: z.object({
    id: z.string(),
    name: z.string(),
    kind: OrganisationKind,
    role: MemberRole,
    verification: VerificationLevel,
  }),
})
export type SessionView = z.infer<typeof SessionView>

export const SessionAnswer = z.object({ session: SessionView.nullable() })
