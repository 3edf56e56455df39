import { blob, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Match } from './contract.ts'

export const fingerprints = sqliteTable(
  'fingerprints',
  {
    sha256: text('sha256').notNull(),
    part: text('part', { enum: ['frames', 'features', 'sound', 'text', 'iscc'] }).notNull(),
    algorithm: text('algorithm').notNull(),
    piece: integer('piece').notNull(),
    body: blob('body').$type<Uint8Array>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sha256, table.part, table.piece] })],
)

export const indexEntries = sqliteTable('index_entries', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  sha256: text('sha256').notNull(),
})

export const checks = sqliteTable('checks', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  fileId: text('file_id').notNull(),
  state: text('state', { enum: ['waiting', 'done'] })
    .notNull()
    .default('waiting'),
  result: text('result', { mode: 'json' }).$type<Match[]>(),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
  finishedAt: integer('finished_at'),
})
