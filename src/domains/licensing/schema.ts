import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { exclusivities, type Grant, grantTypes, languageModes } from './contract.ts'

export const rightsGrants = sqliteTable('rights_grants', {
  id: text('id').primaryKey(),
  workId: text('work_id').notNull(),
  organisationId: text('organisation_id').notNull(),
  type: text('type', { enum: grantTypes }).notNull(),
  entry: integer('entry').notNull(),
  licensee: text('licensee'),
  exclusivity: text('exclusivity', { enum: exclusivities }),
  startDay: integer('start_day').notNull(),
  lastDay: integer('last_day').notNull(),
  fromEpisode: integer('from_episode').notNull(),
  toEpisode: integer('to_episode').notNull(),
  body: text('body', { mode: 'json' }).$type<Grant>().notNull(),
  terminatedOn: text('terminated_on'),
  state: text('state', { enum: ['entering', 'in_force'] }).notNull(),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
})

export const rightsGrantTerritories = sqliteTable(
  'rights_grant_territories',
  { grantId: text('grant_id').notNull(), territory: text('territory').notNull() },
  (table) => [primaryKey({ columns: [table.grantId, table.territory] })],
)

export const rightsGrantMedia = sqliteTable(
  'rights_grant_media',
  { grantId: text('grant_id').notNull(), medium: text('medium').notNull() },
  (table) => [primaryKey({ columns: [table.grantId, table.medium] })],
)

export const rightsGrantLanguages = sqliteTable(
  'rights_grant_languages',
  {
    grantId: text('grant_id').notNull(),
    tag: text('tag').notNull(),
    mode: text('mode', { enum: languageModes }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.grantId, table.tag, table.mode] })],
)
