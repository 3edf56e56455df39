/**
 * Owns: deposits, prior_searches, prior_registrations, prior_answers
 * Reads: accounts, files, works, fingerprints
 * Emits: provenance.settled
 * States: deposit storing → entered; prior search searching → clear | unanswered → answered
 * Never: changes or drops a deposit, a finding or an answer; shows a deposit to anyone outside of its organisation
 */
export { makeDeposit } from './commands/make-deposit.ts'
export { depositsOf, ownDeposit, readDeposit } from './queries/deposits.ts'
export { priorSearchOf } from './queries/prior-search.ts'
