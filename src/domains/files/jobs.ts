import { dropRefused, storeFile } from './commands.ts'

export const filesJobs = { 'files.store': storeFile, 'files.drop-refused': dropRefused }
