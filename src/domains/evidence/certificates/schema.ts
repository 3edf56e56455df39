import { blob, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const keyPurposes = ['seal', 'credential'] as const

export const certificateKeys = sqliteTable('certificate_keys', {
  id: text('id').primaryKey(),
  purpose: text('purpose', { enum: keyPurposes }).notNull(),
  publicPart: blob('public_part').$type<Uint8Array>().notNull(),
  privateKey: text('private_key').notNull(),
  createdAt: integer('created_at').notNull(),
  retiredAt: integer('retired_at'),
})

export const certificates = sqliteTable('certificates', {
  number: text('number').primaryKey(),
  workId: text('work_id').notNull(),
  version: integer('version').notNull(),
  serial: integer('serial').notNull(),
  issuedAt: integer('issued_at').notNull(),
  sha256: text('sha256').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  record: text('record').notNull(),
  credential: text('credential').notNull(),
  statusList: integer('status_list').notNull(),
  statusIndex: integer('status_index').notNull(),
})

export const certificateRevocations = sqliteTable('certificate_revocations', {
  number: text('number').primaryKey(),
  at: integer('at').notNull(),
  reason: text('reason').notNull(),
  note: text('note').notNull(),
})

export const certificateObstacles = sqliteTable(
  'certificate_obstacles',
  {
    workId: text('work_id').notNull(),
    version: integer('version').notNull(),
    code: text('code').notNull(),
    details: text('details', { mode: 'json' }).$type<Record<string, string | number>>().notNull(),
    at: integer('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workId, table.version] })],
)
