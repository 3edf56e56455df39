// Proves that the layout rules hold, that the tool saw every file, and that each rule still bites: in a copy of the tree one
// wrong line is planted for each rule, and all of them must be reported.
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const project = resolve(import.meta.dirname, '../..')
const rooms = 'src/domains'

const plants = [
  ['no-circular', `${rooms}/works/rules.ts`, "import './store.ts'"],
  ['kernel-stands-alone', 'src/kernel/ids.ts', "import '../ports/db.ts'"],
  ['ports-are-promises', 'src/ports/clock.ts', "import 'hono'"],
  ['rooms-look-down', `${rooms}/files/queries.ts`, "import '../works/index.ts'"],
  ['front-door-only', `${rooms}/fingerprints/commands/match-check.ts`, "import '../../works/store.ts'"],
  ['schema-for-schema-and-store', `${rooms}/fingerprints/commands/match-check.ts`, "import '../../works/schema.ts'"],
  ['rooms-know-no-host', `${rooms}/works/queries/registry.ts`, "import '../../../jobs/queue.ts'"],
  ['hono-in-routes-only', `${rooms}/works/commands/create-work.ts`, "import 'hono'"],
  ['sql-in-store-only', `${rooms}/works/commands/create-work.ts`, "import 'drizzle-orm'"],
  ['rules-are-pure', `${rooms}/files/rules.ts`, "import './store.ts'"],
  ['contract-is-portable', `${rooms}/works/contract.ts`, "import 'drizzle-orm'"],
  ['node-in-node-runtime-only', `${rooms}/works/store.ts`, "import 'node:crypto'"],
  ['native-in-node-runtime-only', `${rooms}/files/store.ts`, "import 'better-sqlite3'"],
  ['lucia-in-accounts-only', 'src/http/sign-in.ts', "import 'lucia'"],
  ['runtimes-apart', 'src/runtimes/workers/main.ts', "import '../node/sqlite-db.ts'"],
  ['runtimes-are-roots', 'src/http/app.ts', "import '../runtimes/node/sqlite-db.ts'"],
  ['web-takes-contracts', 'web/routes.tsx', "import '../src/domains/works/store.ts'"],
  ['web-takes-app-type-only', 'web/api.ts', "import { createApp } from '../src/http/app.ts'\nexport { createApp }"],
  ['web-features-apart', 'web/features/works/planted.ts', "import '../accounts/planted.ts'"],
  ['web-ui-knows-no-feature', 'web/ui/page.tsx', "import '../features/accounts/planted.ts'"],
  ['product-not-to-test', 'src/http/openapi.ts', "import '../../test/rooms/check.mjs'"],
]

let failures = 0
const say = (ok, line) => {
  if (!ok) failures++
  if (!ok || process.argv.includes('--verbose')) console.log(ok ? 'ok  ' : 'FAIL', line)
}

const tree = mkdtempSync(join(tmpdir(), 'qianyin-rooms-'))
try {
  for (const part of ['src', 'web', 'test', 'tsconfig.json', 'package.json']) {
    cpSync(join(project, part), join(tree, part), { recursive: true })
  }
  symlinkSync(join(project, 'node_modules'), join(tree, 'node_modules'))
  const files = ['src', 'web'].flatMap((dir) =>
    readdirSync(join(tree, dir), { recursive: true })
      .map((name) => `${dir}/${name}`)
      .filter((name) => /\.tsx?$/.test(name)),
  )
  const clean = cruise()
  for (const { name, from } of clean.violations) say(false, `${name}: ${from}`)
  const seen = new Set(clean.sources)
  for (const file of files) say(seen.has(file), `the cruiser saw ${file}`)
  for (const line of foreignWrites(files)) say(false, line)

  const touched = [...new Set(plants.map(([, file]) => file))]
  writeFileSync(join(tree, 'web/features/accounts/planted.ts'), 'export {}\n')
  for (const [, file, line] of plants) appendFileSync(join(tree, file), `\n${line}\n`)
  const planted = cruise()
  for (const [rule, file] of plants) {
    const bites = planted.violations.some(
      ({ name, from }) => name === rule && (from === file || rule === 'no-circular'),
    )
    say(bites, `${rule}: a planted line in ${file} is caught`)
  }
  appendFileSync(
    join(tree, `${rooms}/works/store.ts`),
    "\nimport { objects } from '../files/schema.ts'\nexport const planted = () => build.update(objects)\n",
  )
  say(foreignWrites(files).length === 1, "a planted write to another room's table is caught")
  console.log(
    failures > 0
      ? `${failures} layout faults`
      : `layout: ${files.length} files, ${plants.length + 1} rules hold and bite (${touched.length} files planted in a copy)`,
  )
} finally {
  rmSync(tree, { recursive: true, force: true })
}
process.exitCode = failures > 0 ? 1 : 0

function cruise() {
  const args = ['src', 'web', '--config', 'test/rooms/rules.cjs', '--output-type', 'json']
  const run = () =>
    execFileSync(
      process.execPath,
      [join(project, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'), ...args],
      {
        cwd: tree,
        encoding: 'utf8',
        maxBuffer: 256 * 2 ** 20,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
  let output
  try {
    output = run()
  } catch (error) {
    output = error.stdout
    if (!output) throw error
  }
  const { modules, summary } = JSON.parse(output)
  return {
    sources: modules.map(({ source }) => source),
    violations: summary.violations.map(({ rule, from }) => ({ name: rule.name, from })),
  }
}

/** Only the owner writes its tables. */
function foreignWrites(files) {
  return files
    .filter((file) => file.startsWith(rooms))
    .flatMap((file) => {
      const text = readFileSync(join(tree, file), 'utf8')
      const foreign = [...text.matchAll(/import \{([^}]+)\} from '(?:\.\.\/)+([^/']+)\/schema\.ts'/g)]
        .flatMap(([, names]) => names.split(','))
        .map((name) => name.trim())
      return foreign
        .filter((name) => name && new RegExp(`\\.(insert|update|delete)\\(${name}\\)`).test(text))
        .map((name) => `${file} writes ${name}, a table of another room`)
    })
}
