import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { MediaFacts } from '../../ports/media.ts'
import { mediaKinds } from './contract.ts'

export const objectStates = ['stored', 'examined', 'refused'] as const

export const objects = sqliteTable('objects', {
  sha256: text('sha256').primaryKey(),
  sm3: text('sm3').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  state: text('state', { enum: objectStates }).notNull().default('stored'),
  refusalCode: text('refusal_code'),
  refusalMessage: text('refusal_message'),
  hasPoster: integer('has_poster', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at').notNull(),
})

export const documents = sqliteTable('documents', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  uploadId: text('upload_id').notNull(),
  name: text('name').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  sha256: text('sha256'),
  sm3: text('sm3'),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
})

export const files = sqliteTable('files', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  uploadId: text('upload_id').notNull(),
  name: text('name').notNull(),
  kind: text('kind', { enum: mediaKinds }).notNull(),
  mimeType: text('mime_type').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  facts: text('facts', { mode: 'json' }).$type<MediaFacts>().notNull(),
  sha256: text('sha256'),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
})
