/**
 * Owns: subsidy_programmes, subsidy_windows, subsidy_rates, subsidy_claims, subsidy_moves, subsidy_acts, subsidy_conflicts,
 *   subsidy_bars, subsidy_objections, subsidy_lines, subsidy_facts, subsidy_documents, subsidy_pools, subsidy_claim_scopes,
 *   subsidy_uses, subsidy_ledger, subsidy_batches, subsidy_batch_claims
 * Reads: accounts, files, works, verifications, licensing
 * Emits: nothing
 * States: claims as the table of moves in rules.ts says; programme version draft → confirmed; objection open → upheld | dismissed
 * Never: pays one expense or result twice; exceeds a cap or a pool; lets one person review and approve; changes a claim with its programme
 */
export { closeWindow, openWindow } from './commands/programmes.ts'
export { checkLedger } from './queries/officers.ts'
export { listProgrammes } from './queries/programmes.ts'
