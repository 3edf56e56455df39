/**
 * Owns: mediation_moves, mediation_cases, mediation_entries, mediation_links, mediation_notes
 * Reads: accounts, files, works, fingerprints, evidence
 * Emits: nothing
 * States: applied → inviting → informing → choosing → disclosing → hearing → drafting → signing → performing → closed, and the ends on the way;
 *   `rules.ts` has them all
 * Never: changes or drops an entry; shows a caucus note to anyone but the mediator who wrote it, or what one side told in confidence to the other
 */
export { actInCase } from './commands/act.ts'
export { applyForMediation } from './commands/apply.ts'
export { guestUploader } from './commands/hand-in.ts'
export { caseKeyIn } from './key-cookie.ts'
