/**
 * Owns: rights_grants, rights_grant_territories, rights_grant_media, rights_grant_languages, listings, listing_openings,
 *   listings_search
 * Reads: accounts, works, evidence
 * Emits: nothing
 * States: grant entering → in_force, within one batch; after that it only ends earlier; listing listed ↔ withdrawn
 * Never: lets a right be licensed twice; tells a buyer who holds what; takes silence for a licence
 */

export { type AvailsDocument, readAvailsDocument } from './avails/avails-document.ts'
export { availsOfGrants } from './avails/avails-of-grants.ts'
export { grantOfAvail, titleOfAvail, workOfAvail } from './avails/grants-of-avails.ts'
export { queryWorks } from './avails/query-works.ts'
export { readAvails } from './avails/read-avails.ts'
export { writeAvails } from './avails/write-avails.ts'
export { answerOf, checkFile } from './engine/check-file.ts'
export { vocabularyOf } from './engine/vocabulary.ts'
export { blockWords, reasonWords, statusWords, type WordsLanguage } from './engine/words.ts'
export { odrlOf } from './odrl.ts'
export { writeWorkbook } from './workbook/write-workbook.ts'
