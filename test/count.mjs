// Adds up what the test runs of `.ci/run` have left in test-results/ and says it in one line.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const dir = resolve(import.meta.dirname, '../test-results')
const results = readdirSync(dir)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')))
const sum = (field) => results.reduce((total, result) => total + result[field], 0)
const skipped = sum('numPendingTests') + sum('numTodoTests')
console.log(
  `${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
)
process.exitCode = sum('numFailedTests') > 0 || sum('numPassedTests') === 0 ? 1 : 0
