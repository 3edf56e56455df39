import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { type Counter, laws, type Notice, noticeStates } from './contract.ts'

export const noticeMoves = sqliteTable(
  'notice_moves',
  { move: text('move').notNull(), fromState: text('from_state').notNull(), toState: text('to_state').notNull() },
  (table) => [primaryKey({ columns: [table.move, table.fromState] })],
)

export const notices = sqliteTable('notices', {
  id: text('id').primaryKey(),
  number: text('number').notNull(),
  organisationId: text('organisation_id').notNull(),
  workId: text('work_id').notNull(),
  law: text('law', { enum: laws }).notNull(),
  state: text('state', { enum: ['new', ...noticeStates] }).notNull(),
  revision: integer('revision').notNull(),
  content: text('content', { mode: 'json' }).$type<Notice>().notNull(),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
})

export const noticeAddresses = sqliteTable(
  'notice_addresses',
  { noticeId: text('notice_id').notNull(), addressKey: text('address_key').notNull() },
  (table) => [primaryKey({ columns: [table.noticeId, table.addressKey] })],
)

export const noticeEntries = sqliteTable(
  'notice_entries',
  {
    noticeId: text('notice_id').notNull(),
    revision: integer('revision').notNull(),
    at: integer('at').notNull(),
    personId: text('person_id'),
    move: text('move').notNull(),
    fromState: text('from_state').notNull(),
    toState: text('to_state', { enum: noticeStates }).notNull(),
    body: text('body', { mode: 'json' }).$type<{ note?: string; counter?: Counter }>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.noticeId, table.revision] })],
)

export const noticeLinks = sqliteTable('notice_links', {
  tokenHash: text('token_hash').primaryKey(),
  noticeId: text('notice_id').notNull(),
  createdAt: integer('created_at').notNull(),
})
