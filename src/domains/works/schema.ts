import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { authorRoles, versionStates, type WorkDraft, workKinds } from './contract.ts'

/** What a version says beside its title, people and files, which have tables of their own. */
export type VersionDetails = Omit<WorkDraft, 'title' | 'authors' | 'rightHolders' | 'files'>

export const works = sqliteTable('works', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  kind: text('kind', { enum: workKinds }).notNull(),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
  registrationNumber: text('registration_number'),
  registeredAt: integer('registered_at'),
  currentVersion: integer('current_version'),
})

export const registrationSerials = sqliteTable(
  'registration_serials',
  {
    year: integer('year').notNull(),
    serial: integer('serial').notNull(),
    workId: text('work_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.year, table.serial] })],
)

export const workVersions = sqliteTable(
  'work_versions',
  {
    workId: text('work_id').notNull(),
    version: integer('version').notNull(),
    state: text('state', { enum: versionStates }).notNull(),
    revision: integer('revision').notNull().default(1),
    title: text('title').notNull(),
    details: text('details', { mode: 'json' }).$type<VersionDetails>().notNull(),
    updatedAt: integer('updated_at').notNull(),
    registeredAt: integer('registered_at'),
  },
  (table) => [primaryKey({ columns: [table.workId, table.version] })],
)

const child = {
  workId: text('work_id').notNull(),
  version: integer('version').notNull(),
  position: integer('position').notNull(),
}

export const workAuthors = sqliteTable(
  'work_authors',
  { ...child, name: text('name').notNull(), role: text('role', { enum: authorRoles }).notNull() },
  (table) => [primaryKey({ columns: [table.workId, table.version, table.position] })],
)

export const workRightHolders = sqliteTable(
  'work_right_holders',
  { ...child, name: text('name').notNull(), shareBasisPoints: integer('share_basis_points').notNull() },
  (table) => [primaryKey({ columns: [table.workId, table.version, table.position] })],
)

export const workFiles = sqliteTable(
  'work_files',
  { ...child, fileId: text('file_id').notNull(), episode: integer('episode') },
  (table) => [primaryKey({ columns: [table.workId, table.version, table.position] })],
)
