import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { type Application, audiences, caseStates, seats } from './contract.ts'
import type { StoredAct } from './facts.ts'

export const mediationMoves = sqliteTable(
  'mediation_moves',
  {
    move: text('move').notNull(),
    seat: text('seat', { enum: seats }).notNull(),
    fromState: text('from_state').notNull(),
    toState: text('to_state').notNull(),
  },
  (table) => [primaryKey({ columns: [table.move, table.seat, table.fromState, table.toState] })],
)

export const mediationCases = sqliteTable('mediation_cases', {
  id: text('id').primaryKey(),
  number: text('number').notNull(),
  state: text('state', { enum: ['new', ...caseStates] }).notNull(),
  revision: integer('revision').notNull(),
  applicantOrganisationId: text('applicant_organisation_id'),
  respondentOrganisationId: text('respondent_organisation_id'),
  mediatorId: text('mediator_id'),
  application: text('application', { mode: 'json' }).$type<Application>().notNull(),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
  dueOn: text('due_on'),
  waitsFor: text('waits_for').notNull().default(''),
})

export const mediationEntries = sqliteTable(
  'mediation_entries',
  {
    caseId: text('case_id').notNull(),
    revision: integer('revision').notNull(),
    at: integer('at').notNull(),
    seat: text('seat', { enum: seats }).notNull(),
    personId: text('person_id'),
    move: text('move').notNull(),
    fromState: text('from_state').notNull(),
    toState: text('to_state', { enum: caseStates }).notNull(),
    audience: text('audience', { enum: audiences }).notNull(),
    body: text('body', { mode: 'json' }).$type<StoredAct>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.caseId, table.revision] })],
)

export const mediationLinks = sqliteTable('mediation_links', {
  tokenHash: text('token_hash').primaryKey(),
  caseId: text('case_id').notNull(),
  seat: text('seat', { enum: ['applicant', 'respondent'] }).notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
})

export const mediationNotes = sqliteTable('mediation_notes', {
  id: text('id').primaryKey(),
  caseId: text('case_id').notNull(),
  mediatorId: text('mediator_id').notNull(),
  about: text('about', { enum: ['both', 'applicant', 'respondent'] }).notNull(),
  text: text('text').notNull(),
  createdAt: integer('created_at').notNull(),
})
