// Everything that can be known of the code without running it. No services, under a minute.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'

const project = resolve(import.meta.dirname, '..')
const bin = (name) => join(project, 'node_modules/.bin', name)

/** The second run checks only what changed since the first. */
const types = (name, folder) => [
  `types: ${name}`,
  bin('tsc'),
  ['-p', folder, '--incremental', '--tsBuildInfoFile', `node_modules/.cache/types/${folder.replaceAll('/', '-')}.json`],
]

const steps = [
  types('product', '.'),
  types('node', 'src/runtimes/node'),
  types('workers', 'src/runtimes/workers'),
  types('web', 'web'),
  types('test, bench', 'test'),
  ['layout', process.execPath, ['test/rooms/check.mjs']],
  ['format, lint', bin('biome'), ['ci', '--colors=off', '--error-on-warnings', '.']],
  ['unused code', bin('knip'), []],
  ['paths in documents', process.execPath, ['test/doc-paths.mjs']],
]

const run = ([name, command, args]) =>
  new Promise((done) => {
    const started = performance.now()
    const child = spawn(command, args, { cwd: project, env: { ...process.env, NO_COLOR: '1' } })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', (error) => (output += error))
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
      if (code !== 0) console.log(output)
      done(code === 0)
    })
  })

const waiting = [...steps]
const results = []
await Promise.all(
  Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await run(step))
  }),
)
process.exitCode = results.every(Boolean) ? 0 : 1
