import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { audiences, genres, productions } from './contract.ts'

export const listings = sqliteTable('listings', {
  serial: integer('serial').primaryKey({ autoIncrement: true }),
  id: text('id').notNull(),
  workId: text('work_id').notNull(),
  organisationId: text('organisation_id').notNull(),
  state: text('state', { enum: ['listed', 'withdrawn'] }).notNull(),
  revision: integer('revision').notNull(),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  synopsisZh: text('synopsis_zh').notNull(),
  synopsisEn: text('synopsis_en').notNull(),
  genre: text('genre', { enum: genres }).notNull(),
  audience: text('audience', { enum: audiences }).notNull(),
  production: text('production', { enum: productions }).notNull(),
  episodes: integer('episodes').notNull(),
  episodeMinutes: integer('episode_minutes').notNull(),
  originalLanguage: text('original_language').notNull(),
  rightsRevision: integer('rights_revision').notNull().default(0),
  openingsRevision: integer('openings_revision').notNull().default(-1),
  openingsUntil: integer('openings_until').notNull().default(-1),
  regions: text('regions', { mode: 'json' }).$type<string[]>().notNull().default([]),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const listingOpenings = sqliteTable(
  'listing_openings',
  {
    territory: text('territory').notNull(),
    listing: integer('listing').notNull(),
    startDay: integer('start_day').notNull(),
    lastDay: integer('last_day').notNull(),
    media: integer('media').notNull(),
    exclusivities: integer('exclusivities').notNull(),
    isWhole: integer('is_whole').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.territory,
        table.listing,
        table.startDay,
        table.lastDay,
        table.media,
        table.exclusivities,
        table.isWhole,
      ],
    }),
  ],
)
