import { dropRefused, storeFile } from './commands.ts'
import { storeDocument } from './documents.ts'

export const filesJobs = {
  'files.store': storeFile,
  'files.store-document': storeDocument,
  'files.drop-refused': dropRefused,
}
