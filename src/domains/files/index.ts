/**
 * Owns: objects, files, documents
 * Reads: accounts
 * Emits: object.stored, document.stored
 * States: file storing → examining → ready | refused | failed; object stored → examined | refused;
 *   document storing → stored
 * Never: believes a file's name; opens a path that came from outside; changes an object's bytes
 */
export { acceptFile } from './commands.ts'
export { acceptDocument, documentContent, documentOfUpload, documentViews } from './documents.ts'
export {
  fileViews,
  hashesOfFiles,
  isUploadNeeded,
  objectContent,
  objectPoster,
  organisationsOfFiles,
  ownFile,
  postersOfFiles,
  readFile,
} from './queries.ts'
export { isVerdictOnFile, objectKey, posterKey, requireHonestName } from './rules.ts'
export { factsOf, fileById, markExamined, markRefused, objectByHash } from './store.ts'
