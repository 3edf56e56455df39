/**
 * Owns: nothing yet stored
 * Reads: nothing
 * Emits: nothing
 * States: an answer is available, partial, unavailable or conditional
 * Never: tells a buyer who holds what; takes silence for a licence
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
