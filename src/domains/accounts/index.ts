/**
 * Owns: organisations, people, memberships, sessions, audit_entries
 * Reads: nothing
 * Emits: nothing
 * States: none
 * Never: tells at sign-in whether an e-mail is known; alters or removes an audit entry
 */
export { access } from './access.ts'
export { actingFor } from './acting.ts'
export { signUp } from './commands.ts'
export { readSession } from './sessions.ts'
export { auditStatements } from './store.ts'
