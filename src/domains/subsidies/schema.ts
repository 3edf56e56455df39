import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { z } from 'zod'
import { type BankAccount, type ClaimDraft, claimStates, type ProgrammeBody, type Reduction } from './contract.ts'

export const subsidyProgrammes = sqliteTable(
  'subsidy_programmes',
  {
    code: text('code').notNull(),
    version: integer('version').notNull(),
    body: text('body', { mode: 'json' }).$type<ProgrammeBody>().notNull(),
    state: text('state', { enum: ['draft', 'confirmed'] }).notNull(),
    createdBy: text('created_by'),
    createdAt: integer('created_at').notNull(),
    confirmedBy: text('confirmed_by'),
    confirmedAt: integer('confirmed_at'),
  },
  (table) => [primaryKey({ columns: [table.code, table.version] })],
)

export const subsidyWindows = sqliteTable('subsidy_windows', {
  id: text('id').primaryKey(),
  programmeCode: text('programme_code').notNull(),
  programmeVersion: integer('programme_version').notNull(),
  year: integer('year').notNull(),
  opensOn: text('opens_on').notNull(),
  closesOn: text('closes_on').notNull(),
  closedAt: integer('closed_at'),
  allocatedAt: integer('allocated_at'),
  openedBy: text('opened_by'),
  createdAt: integer('created_at').notNull(),
})

export const subsidyRates = sqliteTable(
  'subsidy_rates',
  {
    currency: text('currency').notNull(),
    day: text('day').notNull(),
    microsPerUnit: integer('micros_per_unit').notNull(),
    source: text('source').notNull(),
    enteredBy: text('entered_by'),
    enteredAt: integer('entered_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.currency, table.day] })],
)

export const subsidyClaims = sqliteTable('subsidy_claims', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  windowId: text('window_id').notNull(),
  programmeCode: text('programme_code').notNull(),
  year: integer('year').notNull(),
  serial: integer('serial'),
  draft: text('draft', { mode: 'json' }).$type<ClaimDraft>().notNull(),
  revision: integer('revision').notNull(),
  state: text('state', { enum: claimStates }).notNull(),
  actCount: integer('act_count').notNull(),
  amountFen: integer('amount_fen'),
  entitledFen: integer('entitled_fen'),
  submittedAt: integer('submitted_at'),
  changedAt: integer('changed_at').notNull(),
  publicityEndsOn: text('publicity_ends_on'),
  accountVerifiedAt: integer('account_verified_at'),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
})

export const subsidyMoves = sqliteTable(
  'subsidy_moves',
  {
    move: text('move').notNull(),
    fromState: text('from_state').notNull(),
    toState: text('to_state').notNull(),
  },
  (table) => [primaryKey({ columns: [table.move, table.fromState] })],
)

export const subsidyActs = sqliteTable(
  'subsidy_acts',
  {
    claimId: text('claim_id').notNull(),
    seq: integer('seq').notNull(),
    act: text('act').notNull(),
    fromState: text('from_state', { enum: claimStates }).notNull(),
    toState: text('to_state', { enum: claimStates }).notNull(),
    personId: text('person_id'),
    organisationId: text('organisation_id'),
    at: integer('at').notNull(),
    amountFen: integer('amount_fen'),
    reason: text('reason').notNull(),
    reductions: text('reductions', { mode: 'json' }).$type<Reduction[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.claimId, table.seq] })],
)

export const subsidyConflicts = sqliteTable(
  'subsidy_conflicts',
  {
    claimId: text('claim_id').notNull(),
    personId: text('person_id').notNull(),
    reason: text('reason').notNull(),
    declaredAt: integer('declared_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.claimId, table.personId] })],
)

export const subsidyBars = sqliteTable('subsidy_bars', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  authority: text('authority').notNull(),
  reference: text('reference').notNull(),
  fromDay: text('from_day').notNull(),
  untilDay: text('until_day').notNull(),
  enteredBy: text('entered_by'),
  enteredAt: integer('entered_at').notNull(),
})

export const subsidyObjections = sqliteTable('subsidy_objections', {
  id: text('id').primaryKey(),
  claimId: text('claim_id').notNull(),
  name: text('name').notNull(),
  contact: text('contact').notNull(),
  text: text('text').notNull(),
  at: integer('at').notNull(),
  state: text('state', { enum: ['open', 'upheld', 'dismissed'] }).notNull(),
  answer: text('answer').notNull(),
  answeredBy: text('answered_by'),
  answeredAt: integer('answered_at'),
})

export const subsidyLines = sqliteTable(
  'subsidy_lines',
  {
    claimId: text('claim_id').notNull(),
    round: integer('round').notNull(),
    line: integer('line').notNull(),
    kind: text('kind').notNull(),
    issuerKey: text('issuer_key').notNull(),
    payeeKey: text('payee_key').notNull(),
    numberKey: text('number_key').notNull(),
    day: text('day').notNull(),
    amountMinor: integer('amount_minor').notNull(),
    currency: text('currency').notNull(),
    rateDay: text('rate_day'),
    rateMicros: integer('rate_micros'),
    claimedFen: integer('claimed_fen').notNull(),
    payableFen: integer('payable_fen').notNull(),
  },
  (table) => [primaryKey({ columns: [table.claimId, table.round, table.line] })],
)

export const subsidyFacts = sqliteTable(
  'subsidy_facts',
  {
    kind: text('kind', { enum: ['invoice', 'file', 'result'] }).notNull(),
    factKey: text('fact_key').notNull(),
    claimId: text('claim_id').notNull(),
    round: integer('round').notNull(),
    line: integer('line'),
    topsUp: text('tops_up'),
    isReleased: integer('is_released', { mode: 'boolean' }).notNull(),
    awardedFen: integer('awarded_fen'),
  },
  (table) => [primaryKey({ columns: [table.kind, table.factKey, table.claimId, table.round] })],
)

export const subsidyDocuments = sqliteTable('subsidy_documents', {
  documentId: text('document_id').primaryKey(),
  claimId: text('claim_id').notNull(),
  requirement: text('requirement').notNull(),
  addedBy: text('added_by'),
  addedAt: integer('added_at').notNull(),
  removedAt: integer('removed_at'),
})

export const subsidyPools = sqliteTable('subsidy_pools', {
  scope: text('scope').primaryKey(),
  amountFen: integer('amount_fen').notNull(),
})

export const subsidyClaimScopes = sqliteTable(
  'subsidy_claim_scopes',
  {
    claimId: text('claim_id').notNull(),
    scope: text('scope').notNull(),
    capFen: integer('cap_fen'),
  },
  (table) => [primaryKey({ columns: [table.claimId, table.scope] })],
)

export const subsidyUses = sqliteTable('subsidy_uses', {
  scope: text('scope').primaryKey(),
  usedFen: integer('used_fen').notNull(),
})

export const ledgerAccounts = ['budget', 'reserved', 'committed', 'paid', 'receivable'] as const
export const subsidyLedger = sqliteTable('subsidy_ledger', {
  seq: integer('seq').primaryKey(),
  claimId: text('claim_id').notNull(),
  actSeq: integer('act_seq').notNull(),
  debit: text('debit', { enum: ledgerAccounts }).notNull(),
  credit: text('credit', { enum: ledgerAccounts }).notNull(),
  amountFen: integer('amount_fen').notNull(),
  at: integer('at').notNull(),
})

export const subsidyBatches = sqliteTable('subsidy_batches', {
  id: text('id').primaryKey(),
  madeBy: text('made_by'),
  madeAt: integer('made_at').notNull(),
})

export const subsidyBatchClaims = sqliteTable(
  'subsidy_batch_claims',
  {
    batchId: text('batch_id').notNull(),
    claimId: text('claim_id').notNull(),
    amountFen: integer('amount_fen').notNull(),
    account: text('account', { mode: 'json' }).$type<z.infer<typeof BankAccount>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.batchId, table.claimId] })],
)
