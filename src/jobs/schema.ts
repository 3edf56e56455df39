import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const jobs = sqliteTable('jobs', {
  id: text('id').primaryKey(),
  key: text('key').notNull(),
  name: text('name').notNull(),
  lane: text('lane', { enum: ['media', 'light'] }).notNull(),
  payload: text('payload', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  subjectId: text('subject_id').notNull(),
  state: text('state', { enum: ['queued', 'running', 'done', 'dead'] })
    .notNull()
    .default('queued'),
  attempts: integer('attempts').notNull().default(0),
  runAt: integer('run_at').notNull(),
  leaseToken: text('lease_token'),
  leaseUntil: integer('lease_until'),
  progress: real('progress').notNull().default(0),
  step: text('step').notNull().default(''),
  error: text('error'),
  createdAt: integer('created_at').notNull(),
  finishedAt: integer('finished_at'),
})

export const jobCompletions = sqliteTable('job_completions', {
  jobId: text('job_id').primaryKey(),
  at: integer('at').notNull(),
})
