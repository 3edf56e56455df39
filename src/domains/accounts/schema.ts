import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { memberRoles, organisationKinds, verificationLevels } from './contract.ts'

export const organisations = sqliteTable('organisations', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: organisationKinds }).notNull(),
  name: text('name').notNull(),
  departmentCode: text('department_code'),
  verification: text('verification', { enum: verificationLevels }).notNull().default('self_declared'),
  createdAt: integer('created_at').notNull(),
})

export const people = sqliteTable('people', {
  id: text('id').primaryKey(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  passwordHash: text('password_hash').notNull(),
  createdAt: integer('created_at').notNull(),
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
  expiresAt: integer('expires_at').notNull(),
})

export const auditEntries = sqliteTable('audit_entries', {
  id: text('id').primaryKey(),
  at: integer('at').notNull(),
  personId: text('person_id'),
  organisationId: text('organisation_id'),
  actorKind: text('actor_kind').notNull(),
  action: text('action').notNull(),
  subjectId: text('subject_id').notNull(),
  details: text('details', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  requestId: text('request_id').notNull(),
})
