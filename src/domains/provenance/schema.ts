import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { depositKinds, type PriorFinding, priorAnswers } from './contract.ts'

export const deposits = sqliteTable('deposits', {
  id: text('id').primaryKey(),
  workId: text('work_id').notNull(),
  documentId: text('document_id').notNull(),
  kind: text('kind', { enum: depositKinds }).notNull(),
  note: text('note').notNull(),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
  enteredAt: integer('entered_at'),
})

export const priorSearches = sqliteTable(
  'prior_searches',
  {
    workId: text('work_id').notNull(),
    version: integer('version').notNull(),
    searchedAt: integer('searched_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workId, table.version] })],
)

const ofPrior = {
  workId: text('work_id').notNull(),
  version: integer('version').notNull(),
  priorWorkId: text('prior_work_id').notNull(),
}

export const priorRegistrations = sqliteTable(
  'prior_registrations',
  {
    ...ofPrior,
    isOwn: integer('is_own', { mode: 'boolean' }).notNull(),
    confidence: real('confidence').notNull(),
    findings: text('findings', { mode: 'json' }).$type<PriorFinding[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workId, table.version, table.priorWorkId] })],
)

export const priorAnswerRows = sqliteTable(
  'prior_answers',
  {
    ...ofPrior,
    answer: text('answer', { enum: priorAnswers }).notNull(),
    statement: text('statement').notNull(),
    answeredBy: text('answered_by'),
    answeredAt: integer('answered_at').notNull(),
    carriedFrom: integer('carried_from'),
  },
  (table) => [primaryKey({ columns: [table.workId, table.version, table.priorWorkId] })],
)
