import { blob, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const logKeys = sqliteTable('log_keys', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  publicKey: blob('public_key').$type<Uint8Array>().notNull(),
  privateKey: text('private_key').notNull(),
  createdAt: integer('created_at').notNull(),
  retiredAt: integer('retired_at'),
})

export const logEntries = sqliteTable('log_entries', {
  entryIndex: integer('entry_index').primaryKey(),
  type: text('type').notNull(),
  subjectId: text('subject_id').notNull(),
  version: integer('version'),
  at: integer('at').notNull(),
  leaf: text('leaf').notNull(),
})

export const logRecords = sqliteTable('log_records', {
  entryIndex: integer('entry_index').primaryKey(),
  salt: blob('salt').$type<Uint8Array>().notNull(),
  record: text('record').notNull(),
})

export const logStops = sqliteTable('log_stops', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  code: text('code').notNull(),
  place: text('place').notNull(),
  resumedAt: integer('resumed_at'),
})

export const logCheckpoints = sqliteTable('log_checkpoints', {
  number: integer('number').primaryKey(),
  previousSize: integer('previous_size').notNull(),
  size: integer('size').notNull(),
  root: blob('root').$type<Uint8Array>().notNull(),
  keyId: text('key_id').notNull(),
  note: text('note').notNull(),
  signedAt: integer('signed_at').notNull(),
  publishedAt: integer('published_at'),
})

export const logEdge = sqliteTable('log_edge', {
  id: integer('id').primaryKey(),
  size: integer('size').notNull(),
  hashes: blob('hashes').$type<Uint8Array>().notNull(),
})

export const logOutbox = sqliteTable('log_outbox', {
  path: text('path').primaryKey(),
  number: integer('number').notNull(),
  bytes: blob('bytes').$type<Uint8Array>().notNull(),
})

export const logTimestamps = sqliteTable(
  'log_timestamps',
  {
    number: integer('number').notNull(),
    renewal: integer('renewal').notNull(),
    token: blob('token').$type<Uint8Array>().notNull(),
    at: integer('at').notNull(),
    authority: text('authority').notNull(),
    endsAt: integer('ends_at').notNull(),
    receivedAt: integer('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.number, table.renewal] })],
)

export const logCosignatures = sqliteTable(
  'log_cosignatures',
  {
    number: integer('number').notNull(),
    witness: text('witness').notNull(),
    line: text('line').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.number, table.witness] })],
)

export const logRefusals = sqliteTable('log_refusals', {
  party: text('party').primaryKey(),
  at: integer('at').notNull(),
  reason: text('reason').notNull(),
})

export const logAnchors = sqliteTable(
  'log_anchors',
  {
    number: integer('number').notNull(),
    provider: text('provider').notNull(),
    sha256: text('sha256').notNull(),
    evidenceId: text('evidence_id').notNull(),
    submittedAt: integer('submitted_at').notNull(),
    chainTransaction: text('chain_transaction'),
    chainTime: text('chain_time'),
  },
  (table) => [primaryKey({ columns: [table.number, table.provider] })],
)
