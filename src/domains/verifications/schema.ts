import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { acceptedLevels, verificationKinds, verificationStates, websiteFindings } from './contract.ts'

export const verificationRequests = sqliteTable('verification_requests', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  kind: text('kind', { enum: verificationKinds }).notNull(),
  legalName: text('legal_name').notNull(),
  country: text('country').notNull(),
  registrationNumber: text('registration_number').notNull(),
  numberKey: text('number_key').notNull(),
  website: text('website'),
  websiteCode: text('website_code').notNull(),
  websiteCheckedAt: integer('website_checked_at'),
  websiteFinding: text('website_finding', { enum: websiteFindings }),
  state: text('state', { enum: verificationStates }).notNull().default('waiting'),
  level: text('level', { enum: acceptedLevels }),
  reason: text('reason'),
  requestedBy: text('requested_by'),
  createdAt: integer('created_at').notNull(),
  decidedBy: text('decided_by'),
  decidedAt: integer('decided_at'),
})

export const verificationPapers = sqliteTable(
  'verification_papers',
  {
    requestId: text('request_id').notNull(),
    position: integer('position').notNull(),
    fileId: text('file_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.position] })],
)
