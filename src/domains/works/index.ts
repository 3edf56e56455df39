/**
 * Owns: works, work_versions, work_authors, work_right_holders, work_files, registration_serials, works_search
 * Reads: accounts, files
 * Emits: work.registered
 * States: version draft → registered; a work has at most one draft
 * Never: changes a registered version; gives a number twice; registers shares that are not 100 %
 */
export { amendWork } from './commands/amend-work.ts'
export { createWork } from './commands/create-work.ts'
export { discardDraft } from './commands/discard-draft.ts'
export { registerWork } from './commands/register-work.ts'
export { saveDraft } from './commands/save-draft.ts'
export { ownWork } from './queries/own-work.ts'
export { posterObjects } from './queries/poster.ts'
export { readWork } from './queries/read-work.ts'
export { objectsOfVersion, organisationsOfWorks, registeredUses } from './queries/registered-uses.ts'
export { registeredVersion, registeredWork } from './queries/registered-version.ts'
export { listRegistry, readRegistration } from './queries/registry.ts'
export { type VersionInFull, versionInFull } from './queries/version-in-full.ts'
