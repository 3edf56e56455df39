/**
 * Owns: verification_requests, verification_papers
 * Reads: accounts, files
 * Emits: nothing
 * States: request waiting → accepted | refused | withdrawn; an organisation has at most one that waits
 * Never: changes a closed request; lets someone decide on papers of their own; makes a website a condition
 */
export { decideVerification } from './commands/decide-verification.ts'
export { requestVerification } from './commands/request-verification.ts'
