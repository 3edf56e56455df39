import { blob, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import {
  departmentCodes,
  languages,
  memberRoles,
  organisationKinds,
  type TokenScope,
  verificationLevels,
} from './contract.ts'

export const organisations = sqliteTable('organisations', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: organisationKinds }).notNull(),
  name: text('name').notNull(),
  country: text('country'),
  departmentCode: text('department_code', { enum: departmentCodes }),
  verification: text('verification', { enum: verificationLevels }).notNull().default('self_declared'),
  createdAt: integer('created_at').notNull(),
})

export const people = sqliteTable('people', {
  id: text('id').primaryKey(),
  email: text('email'),
  name: text('name').notNull(),
  language: text('language', { enum: languages }).notNull().default('zh-CN'),
  passwordHash: text('password_hash'),
  totpSecret: text('totp_secret'),
  totpConfirmedAt: integer('totp_confirmed_at'),
  totpLastStep: integer('totp_last_step').notNull().default(0),
  createdAt: integer('created_at').notNull(),
  erasedAt: integer('erased_at'),
})

export const memberships = sqliteTable(
  'memberships',
  {
    personId: text('person_id').notNull(),
    organisationId: text('organisation_id').notNull(),
    role: text('role', { enum: memberRoles }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.organisationId] })],
)

export const sessions = sqliteTable('sessions', {
  id: text('id').primaryKey(),
  personId: text('person_id').notNull(),
  organisationId: text('organisation_id').notNull(),
  isPending: integer('is_pending', { mode: 'boolean' }).notNull(),
  secondFactorAt: integer('second_factor_at'),
  address: text('address').notNull(),
  userAgent: text('user_agent').notNull(),
  createdAt: integer('created_at').notNull(),
  lastSeenAt: integer('last_seen_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
})

export const recoveryCodes = sqliteTable(
  'recovery_codes',
  { personId: text('person_id').notNull(), codeHash: text('code_hash').notNull() },
  (table) => [primaryKey({ columns: [table.personId, table.codeHash] })],
)

export const passkeys = sqliteTable('passkeys', {
  id: text('id').primaryKey(),
  personId: text('person_id').notNull(),
  name: text('name').notNull(),
  publicKey: blob('public_key').$type<Uint8Array<ArrayBuffer>>().notNull(),
  counter: integer('counter').notNull(),
  transports: text('transports', { mode: 'json' }).$type<string[]>().notNull(),
  createdAt: integer('created_at').notNull(),
  lastUsedAt: integer('last_used_at'),
})

export const passkeyChallenges = sqliteTable('passkey_challenges', {
  challenge: text('challenge').primaryKey(),
  personId: text('person_id'),
  expiresAt: integer('expires_at').notNull(),
})

export const linkPurposes = ['sign_up', 'password_reset', 'email_change'] as const

export const mailLinks = sqliteTable('mail_links', {
  tokenHash: text('token_hash').primaryKey(),
  purpose: text('purpose', { enum: linkPurposes }).notNull(),
  email: text('email').notNull(),
  personId: text('person_id'),
  expiresAt: integer('expires_at').notNull(),
})

export const invitations = sqliteTable('invitations', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  role: text('role', { enum: memberRoles }).notNull(),
  email: text('email'),
  tokenHash: text('token_hash').notNull(),
  invitedBy: text('invited_by'),
  state: text('state', { enum: ['open', 'accepted', 'withdrawn'] })
    .notNull()
    .default('open'),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
})

export const mails = sqliteTable('mails', {
  id: text('id').primaryKey(),
  recipient: text('recipient').notNull(),
  subject: text('subject').notNull(),
  body: text('body').notNull(),
  state: text('state', { enum: ['waiting', 'sent', 'kept'] })
    .notNull()
    .default('waiting'),
  createdAt: integer('created_at').notNull(),
})

export const apiTokens = sqliteTable('api_tokens', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  name: text('name').notNull(),
  tokenHash: text('token_hash').notNull(),
  scopes: text('scopes', { mode: 'json' }).$type<TokenScope[]>().notNull(),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at'),
  lastUsedAt: integer('last_used_at'),
  revokedAt: integer('revoked_at'),
})

export const attemptCounts = sqliteTable(
  'attempt_counts',
  {
    key: text('key').notNull(),
    windowStart: integer('window_start').notNull(),
    count: integer('count').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.key, table.windowStart] })],
)

type Facts = Record<string, unknown>

export const auditEntries = sqliteTable('audit_entries', {
  id: text('id').primaryKey(),
  at: integer('at').notNull(),
  personId: text('person_id'),
  tokenId: text('token_id'),
  organisationId: text('organisation_id'),
  actorKind: text('actor_kind').notNull(),
  action: text('action').notNull(),
  subjectId: text('subject_id').notNull(),
  before: text('before', { mode: 'json' }).$type<Facts>(),
  after: text('after', { mode: 'json' }).$type<Facts>(),
  details: text('details', { mode: 'json' }).$type<Facts>().notNull(),
  requestId: text('request_id').notNull(),
})

export const auditAddresses = sqliteTable('audit_addresses', {
  entryId: text('entry_id').primaryKey(),
  at: integer('at').notNull(),
  address: text('address').notNull(),
  isShortened: integer('is_shortened', { mode: 'boolean' }).notNull().default(false),
})
