/** A process that is killed in the middle of a save: node index-killed.ts DIR STEP. */
import { createIndexStore } from '../../src/runtimes/node/search/index-store.ts'
import { laterChanges, openIndexes } from './index-changes.ts'

const [dir = '', last = ''] = process.argv.slice(2)
const store = createIndexStore({
  dir,
  contents: 'test',
  beforeStep: (step) => {
    if (step === last) process.kill(process.pid, 'SIGKILL')
  },
})
const indexes = openIndexes()
await store.load(indexes.all)
laterChanges(indexes)
await store.save(indexes.all, { seq: 2, objectKey: 'o9' })
