/**
 * Owns: fingerprints, index_entries, checks
 * Reads: accounts, files, works
 * Emits: object.examined, object.refused, work.indexed
 * States: check waiting → done
 * Never: indexes what is not registered; shows more of a stranger's work than the copy shows
 */
export { createCheck } from './commands/create-check.ts'
export { readObject } from './commands/examine-object.ts'
export { renewFingerprints } from './commands/renew-fingerprints.ts'
export { pdqHex } from './hashes/pdq.ts'
export { indexContents } from './index-object.ts'
export { fileCode } from './iscc/work-iscc.ts'
export { findMatches, isIndexedBetween, matchesOfObject } from './queries/find-matches.ts'
export { type Finding, findingInFull } from './queries/finding-in-full.ts'
export { readCheck } from './queries/read-check.ts'
export { readyIndex } from './queries/ready-index.ts'
export { shownFrame, shownMedia, shownPassages } from './queries/shown-match.ts'
export { steadyMoments } from './queries/steady-moments.ts'
export { countIndexEntriesAfter, countOutdatedObjects } from './store.ts'
export { encodeWhole } from './whole.ts'
