/**
 * Owns: organisations, people, memberships, invitations, sessions, recovery_codes, passkeys, passkey_challenges, mail_links, mails,
 *   api_tokens, attempt_counts, audit_entries, audit_addresses
 * Reads: nothing
 * Emits: nothing
 * States: session pending → open; invitation open → accepted | withdrawn; mail waiting → sent | kept
 * Never: tells whether an e-mail is known, except in a mail to it; keeps a secret that it could check by its hash; alters or
 *   removes an audit entry, or writes personal data into one
 */
export { access } from './access.ts'
export { type Acting, actingFor, listedFor, reaches } from './acting.ts'
export { auditStatements } from './audit/store.ts'
export { callerOf } from './entry/actor.ts'
export { sealSecrets } from './entry/seal-secrets.ts'
export { byAddress, countAttempt } from './limits/limits.ts'
export { mailStatements } from './mail/mail.ts'
export { readOrganisation } from './organisations/queries.ts'
export { organisationsByIds, setVerification } from './organisations/store.ts'
export {
  erasePerson,
  listPeople,
  listRoles,
  passwordLink,
  planErasure,
  resetSecondFactor,
} from './people/administer.ts'
export { createPerson } from './people/create-person.ts'
export { grantRole } from './people/grant-role.ts'
export { revokeRole } from './people/revoke-role.ts'
export { hashSecret, newSecret } from './secrets.ts'
export { tidyAccounts } from './tidy.ts'
export { makeToken, revokeToken } from './tokens/commands.ts'
export { listTokens } from './tokens/queries.ts'
