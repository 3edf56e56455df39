import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { custodyActions } from './contract.ts'

export const evidencePackages = sqliteTable('evidence_packages', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  checkId: text('check_id').notNull(),
  matchIndex: integer('match_index').notNull(),
  askedAt: integer('asked_at').notNull(),
  manifestSha256: text('manifest_sha256'),
  madeAt: integer('made_at'),
})

export const evidencePackageFiles = sqliteTable(
  'evidence_package_files',
  {
    packageId: text('package_id').notNull(),
    sha256: text('sha256').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    timestamp: text('timestamp', { enum: ['granted', 'pending', 'off'] }).notNull(),
    storedAt: integer('stored_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.packageId, table.storedAt] })],
)

export const evidenceCustody = sqliteTable(
  'evidence_custody',
  {
    packageId: text('package_id').notNull(),
    seq: integer('seq').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action', { enum: custodyActions }).notNull(),
    objectSha256: text('object_sha256'),
    prev: text('prev').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.packageId, table.seq] })],
)
